"""The command line: load, pull, report, explain, triage, publish, verify, lab, demo, sandbox, doctor."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xsync.diagnose.command import explain
from xsync.diagnose.triage_command import triage
from xsync.errors import XsyncError
from xsync.publishing.command import publish_run, verify_run
from xsync.terminal import JsonOption, StoreOption, tell, tell_json
from xsync.terminal import progress as _progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsync.sources.export_file import LoadedFile, LoadResult

app = typer.Typer(
    name="xsync",
    help="What Cin7 Core's synchronisation log says, and what has reached Xero.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

DEBUG_VARIABLE = "XSYNC_DEBUG"

app.command()(triage)

_MOST_LINES = 20
_STOPPED = 130
"""The exit code after Ctrl-C, as shells have it."""


def main() -> None:
    """Run the command line; whatever goes wrong ends in a sentence and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except XsyncError as failure:
        _say(failure, str(failure))
        raise SystemExit(failure.exit_code) from None
    except Exception as fault:  # noqa: BLE001 - the last resort: nobody should have to read a traceback
        kind, said = type(fault).__name__, (str(fault).splitlines() or [""])[0]
        _say(fault, f"unexpected fault: {kind}: {said} ({DEBUG_VARIABLE}=1 shows where)")
        raise SystemExit(1) from None
    except SystemExit as end:
        if end.code == _STOPPED:
            tell("xsync: stopped.", err=True)
        raise


def _say(failure: Exception, sentence: str) -> None:
    """Say what went wrong; where in the code, only to those who ask for it."""
    if os.environ.get(DEBUG_VARIABLE):
        tell("".join(traceback.format_exception(failure)), err=True)
    tell("\n".join([f"xsync: {sentence}", *getattr(failure, "__notes__", ())]), err=True)


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        tell(f"xsync {installed('xsync')}")
        raise typer.Exit


@app.command()
def load(
    files: Annotated[
        list[Path],
        typer.Argument(help="Exports of the report, CSV or XLSX; of documents also Parquet.", metavar="FILE"),
    ],
    organisation: Annotated[
        str | None, typer.Option(help="Whose they are; default: the only one in the store.", metavar="NAME")
    ] = None,
    store: StoreOption = None,
    date_order: Annotated[
        str | None,
        typer.Option(help="dmy, mdy or ymd, where a file's dates leave it open.", metavar="ORDER"),
    ] = None,
    documents: Annotated[
        str | None,
        typer.Option(help="cin7 or xero: the files hold documents of that ledger.", metavar="SIDE"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Bring exports of the Xero Synchronization Report, or documents of a ledger, into the store."""
    from xsync.sources.export_file import load as load_files

    with _progress(quiet=as_json) as step:
        result = load_files(
            *files,
            organisation=organisation,
            store=store,
            date_order=date_order,
            documents=documents,
            progress=step,
        )
    if as_json:
        tell_json(result.to_dict())
    else:
        tell("\n".join(_told(result)))
    raise typer.Exit(result.exit_code)


@app.command()
def pull(
    ledger: Annotated[str, typer.Argument(help="cin7, xero or all.", metavar="LEDGER")],
    organisation: Annotated[
        str | None,
        typer.Option(help="Whose ledgers; default: the only organisation in the store.", metavar="NAME"),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything again; what is no longer there, is gone.")
    ] = False,
    since: Annotated[
        str | None, typer.Option(help="Ask for what changed since this day.", metavar="DATE")
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the documents of Cin7 Core, Xero or both into the store, through their interfaces."""
    from xsync.sources.pull import pull as pull_ledgers
    from xsync.sources.pull import told

    with _progress(quiet=as_json) as step:
        result = pull_ledgers(
            ledger,  # type: ignore[arg-type] # any text: a wrong one is told
            organisation=organisation,
            store=store,
            full=full,
            since=since,
            progress=step,
        )
    if as_json:
        tell_json(result.to_dict())
    else:
        tell("\n".join(told(result)))
    raise typer.Exit(result.exit_code)


@app.command()
def report(
    parameters: Annotated[Path, typer.Argument(help="Parameter file.", metavar="PARAMS.yaml")],
    overrides: Annotated[
        list[str] | None,
        typer.Option(
            "-p", "--parameter", help="Takes the place of the file's own value.", metavar="NAME=VALUE"
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder the run goes to.", metavar="DIR")] = Path("reports"),
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Leave the page as report.pdf too; needs a browser.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Run a notebook headlessly, or several with an overview; leave pages and evidence."""
    from xsync.run.startup import skip_grammar_of_web_addresses

    skip_grammar_of_web_addresses()
    from xsync.run.command import run_and_tell

    with _progress(quiet=as_json) as step:
        exit_code = run_and_tell(parameters, overrides or [], out, step, pdf=pdf, as_json=as_json)
    raise typer.Exit(exit_code)


app.command()(explain)
app.command("publish")(publish_run)
app.command("verify")(verify_run)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Folder the exports go to.", metavar="DIR")] = Path("demo"),
    items: Annotated[int, typer.Option(help="How many items the company has.", min=1, metavar="N")] = 5_000,
    seed: Annotated[
        int | None, typer.Option(help="Another number makes another company.", metavar="N")
    ] = None,
    load_them: Annotated[
        bool, typer.Option("--load/--no-load", help="Whether to load what was written into the store.")
    ] = True,
    ledgers: Annotated[
        bool, typer.Option("--ledgers/--no-ledgers", help="Whether to write both ledgers as well.")
    ] = True,
    store: StoreOption = None,
) -> None:
    """Write the demo company's exports and ledgers, and load them."""
    from xsync.sources.demo import DEMO_SEED, write_demo
    from xsync.sources.export_file import load as load_files

    with _progress() as step:
        step(f"writing {items:,} items")
        files = write_demo(folder, items=items, seed=DEMO_SEED if seed is None else seed, ledgers=ledgers)
        wanted: list[tuple[str | None, tuple[Path, ...]]] = [(None, files.exports)]
        wanted += [(side, (path,)) for side, path in files.documents.items()]
        results = [
            load_files(*paths, documents=side, organisation=files.organisation, store=store, progress=step)
            for side, paths in (wanted if load_them else ())
        ]
    for path in (*files.exports, *files.documents.values()):
        tell(f"wrote {path}")
    for result in results:
        tell("\n".join(_told(result)))
    raise typer.Exit(max((result.exit_code for result in results), default=0))


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Where to listen; 0 takes any that is free.", metavar="N")] = 8765,
    items: Annotated[int, typer.Option(help="How many items the company has.", min=1, metavar="N")] = 5_000,
    seed: Annotated[
        int | None, typer.Option(help="Another number makes another company.", metavar="N")
    ] = None,
    fault: Annotated[
        list[str] | None, typer.Option(help="What goes wrong now and then; may be repeated.", metavar="NAME")
    ] = None,
    limit_scale: Annotated[
        float, typer.Option(help="How long the limits' minute is, in minutes.", min=0.001, metavar="X")
    ] = 1.0,
    folder: Annotated[
        Path | None,
        typer.Option(help="Folder to write the company's exports and ledgers to as well.", metavar="DIR"),
    ] = None,
) -> None:
    """Serve both companies' interfaces for the demo company, on this machine only."""
    from xsync.sandbox.command import serve

    serve(port=port, items=items, seed=seed, faults=fault or (), limit_scale=limit_scale, folder=folder)


@app.command()
def lab(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="Handed on to JupyterLab, after --.", metavar="ARGUMENT")
    ] = None,
) -> None:
    """Open JupyterLab on the notebooks."""
    import signal
    import subprocess

    from xsync.parameters import PARAMETERS_FOLDER_VARIABLE, parameters_folder
    from xsync.run.notebooks import notebooks_folder
    from xsync.store.location import STORE_VARIABLE, default_location

    location = default_location()
    environment = {
        **os.environ,
        STORE_VARIABLE: location if "://" in location else str(Path(location).resolve()),
        PARAMETERS_FOLDER_VARIABLE: str(parameters_folder().resolve()),
    }
    folder = _own_notebooks(notebooks_folder())
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={folder}", *(arguments or [])]
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for JupyterLab, which asks before it stops
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603 - our own command


@app.command()
def doctor(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Check this machine: versions, store, notebooks, kernel."""
    from xsync.run.doctor import examine

    findings = examine(store)
    if as_json:
        tell_json([finding.to_dict() for finding in findings])
    else:
        for finding in findings:
            tell(f"{'ok  ' if finding.is_good else 'BAD '} {finding.what}: {finding.sentence}")
    raise typer.Exit(0 if all(finding.is_good for finding in findings) else 1)


def _own_notebooks(carried: Path) -> Path:
    """Return the folder of notebooks to work in: the checkout's own, or a copy of the package's."""
    import shutil

    here = Path("notebooks").resolve()
    if not here.is_dir():
        shutil.copytree(carried, here)
        tell(f"The notebooks were copied to {here}.", err=True)
    return here


def _told(result: LoadResult) -> Iterator[str]:
    """Say what became of each file."""
    yield f"Organisation: {result.organisation}"
    for file in result.files:
        if file.refused:
            yield f"{file.file}: refused. {file.refused}"
            continue
        if file.already_loaded:
            yield f"{file.file}: this very file was loaded before; nothing new."
        yield f"{file.file}: {file.rows_read:,} rows read = {file.sums}"
        yield from _remarks(file)


def _remarks(file: LoadedFile) -> Iterator[str]:
    unknown: dict[str, dict[str, Any]] = {"types": file.unknown_types, "statuses": file.unknown_statuses}
    for what, values in unknown.items():
        if values:
            counted = ", ".join(f"{name} ({number:,})" for name, number in values.items())
            yield f"  {what} that Cin7 does not document, kept as they stand: {counted}"
    for reject in file.rejects[:_MOST_LINES]:
        value = "" if reject["value"] is None else f" {reject['value']!r}"
        yield f"  row {reject['row']}, {reject['field']}:{value} {reject['reason']}"
    if len(file.rejects) > _MOST_LINES:
        yield f"  … and {len(file.rejects) - _MOST_LINES:,} more; --json lists them all"

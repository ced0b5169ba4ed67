"""A worker: a process that makes one run after another, as another process asks it to.

It is asked by a line of JSON on its standard input and answers by one on its standard output. Where whoever
asks has gone, or wants no more, it stops what it is doing as if by Ctrl-C, and ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

from xsync.errors import XsyncError
from xsync.run.execute import run_report
from xsync.run.startup import skip_grammar_of_web_addresses


def main() -> None:
    """Make runs until there is nobody who asks."""
    skip_grammar_of_web_addresses()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    jobs: SimpleQueue[str | None] = SimpleQueue()
    working = Event()
    Thread(target=_listen, args=(jobs, working), daemon=True).start()
    try:
        while (job := jobs.get()) is not None:
            working.set()
            answer = json.dumps(_answer(json.loads(job)), ensure_ascii=False)
            working.clear()
            print(answer, file=answers, flush=True)
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(1)  # the reader of the standard input may still be waiting


def _listen(jobs: SimpleQueue[str | None], working: Event) -> None:
    for line in sys.stdin:
        jobs.put(line)
    jobs.put(None)
    if working.is_set():
        if os.name != "posix":
            os._exit(1)
        os.kill(os.getpid(), signal.SIGINT)


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    try:
        run = run_report(job["parameters"], out=job["out"], pdf=job["pdf"])
    except XsyncError as failure:
        return {"exit_code": failure.exit_code, "said": str(failure), "remarks": _notes(failure)}
    except Exception as fault:  # noqa: BLE001 - one run that fails does not stop the others
        first = (str(fault).splitlines() or [""])[0]
        said = f"unexpected fault: {type(fault).__name__}: {first}"
        return {"exit_code": 1, "said": said, "remarks": _notes(fault)}
    return {"exit_code": run.exit_code, "folder": str(run.folder), "remarks": list(run.remarks)}


def _notes(failure: BaseException) -> list[str]:
    return list(getattr(failure, "__notes__", ()))


if __name__ == "__main__":
    main()

"""Apache Spark, where it settles a reconciliation in the embedded engine's place."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import warnings
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from xsync.errors import UsageError, XsyncError
from xsync.store.engine import DEFAULT_MEMORY_LIMIT, MEMORY_LIMIT_VARIABLE, QueryRefused
from xsync.store.engine_choice import LOOPBACK, addresses, local_cores
from xsync.store.spark_dialect import spark_query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from xsync.store.spark_dialect import Recursion

_SIZE: Final = re.compile(r"(?P<number>\d+)\s*(?P<unit>[MGT])i?B?", re.IGNORECASE)
_LEAST_MEMORY: Final = "512m"
_CONNECT_SECONDS: Final = 5
_WORKER_SECONDS: Final = 60
_JAVA: Final = 17

_Session: TypeAlias = Any  # pyspark is optional: no type of it is there to be checked


class SparkUnreachable(XsyncError):
    """The Spark master does not answer, or gives no worker."""

    exit_code = 6


def spark_missing() -> str | None:
    """Return what Spark lacks on this machine and how to mend it, or ``None`` where it can run."""
    if find_spec("pyspark") is None:
        return (
            "pyspark is not installed here. Run make setup-spark in the checkout, or python -m pip install "
            '"xsync[spark]"'
        )
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if java is None:
        where = f"JAVA_HOME is {home}, and there is no Java" if home else "Java is not installed"
        package = f"openjdk-{_JAVA}-jre-headless"
        return f"{where}. Install version {_JAVA} or later: on Debian and Ubuntu, apt install {package}"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < _JAVA:
        first = next(iter(told.splitlines()), "no version")
        return f"{java} says {first}; Spark needs Java {_JAVA} or later"
    return None


class SparkEngine:
    """A Spark session that runs queries in the embedded engine's dialect.

    Parameters
    ----------
    session
        The session.
    folder
        Where it keeps what it computes, as Parquet; the workers must see it under the same path.
    """

    def __init__(self, session: _Session, folder: Path) -> None:
        self._session = session
        self._folder = folder
        self._kept: set[str] = set()

    def read(self, name: str, file: Path) -> None:
        """Make a Parquet file a relation."""
        frame = self._session.read.parquet(file.absolute().as_uri())
        frame.createOrReplaceTempView(name)

    def define(self, name: str, query: str) -> None:
        """Make a query a relation that is answered anew wherever it is used."""
        self._frame(query).createOrReplaceTempView(name)

    def keep(self, name: str, query: str) -> list[Path]:
        """Make a query a relation that is answered once, and return the files that hold its rows."""
        return self._written(name, self._frame(query))

    def drop_all_but(self, names: Collection[str]) -> None:
        """Remove the files of all relations but some."""
        for name in self._kept - set(names):
            shutil.rmtree(self._folder / name)
        self._kept &= set(names)

    def _frame(self, query: str) -> Any:  # noqa: ANN401 - a frame of Spark's
        translated = spark_query(query)
        for recursion in translated.recursions:
            self._grow(recursion)
        return self._session.sql(translated.text)

    def _grow(self, recursion: Recursion) -> None:
        """Look for what the newest rows lead to, until that is nothing new."""
        place = 0
        self._written(f"{recursion.name}_{place}", self._session.sql(recursion.start).distinct())
        found = newest = self._session.table(f"{recursion.name}_{place}")
        while not newest.isEmpty():
            place += 1
            newest.createOrReplaceTempView(recursion.name)
            led_to = self._session.sql(recursion.further).toDF(*found.columns)
            self._written(f"{recursion.name}_{place}", led_to.subtract(found))
            newest = self._session.table(f"{recursion.name}_{place}")
            found = found.unionAll(newest)
        found.createOrReplaceTempView(recursion.name)

    def _written(self, name: str, frame: Any) -> list[Path]:  # noqa: ANN401 - a frame of Spark's
        folder = self._folder / name
        address = folder.absolute().as_uri()
        self._kept.add(name)
        frame.write.mode("overwrite").parquet(address)
        self._session.read.schema(frame.schema).parquet(address).createOrReplaceTempView(name)
        return sorted(folder.glob("*.parquet"))


@contextmanager
def spark_engine(engine: str, folder: Path) -> Iterator[SparkEngine]:
    """Open Spark for as long as it is needed; its workers are free again afterwards.

    Parameters
    ----------
    engine
        As `xsync.store.engine_choice.checked_engine` returns it.
    folder
        Where it keeps what it computes.

    Raises
    ------
    UsageError
        If pyspark or Java is missing, or another Spark session is open in this process.
    SparkUnreachable
        If the master does not answer, or gives no worker.
    QueryRefused
        If Spark could not answer.
    """
    if missing := spark_missing():
        raise UsageError(f"engine: {engine}: {missing}.")
    here = local_cores(engine)
    if not here:
        _check_someone_answers(engine)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of a pandas that no frame of ours meets there
        core, sql = import_module("pyspark"), import_module("pyspark.sql")
        errors, py4j = import_module("pyspark.errors"), import_module("py4j.protocol")
    try:
        with _interrupts_left_alone(), _session(core, sql, engine, folder) as session:
            if not here:
                _wait_for_workers(session, engine)
            yield SparkEngine(session, folder)
    except (errors.PySparkException, py4j.Py4JError) as error:
        raise QueryRefused(f"Spark could not answer: {_first_line(error)}") from error


@contextmanager
def _session(core: Any, sql: Any, engine: str, folder: Path) -> Iterator[_Session]:  # noqa: ANN401 - modules
    if core.SparkContext._active_spark_context is not None:  # noqa: SLF001 - it has no other name
        raise UsageError(f"engine: {engine}: another Spark session is open in this process; stop it first.")
    conf = core.SparkConf().setAll(_settings(engine, folder).items())
    if core.SparkContext._gateway is None:  # noqa: SLF001 - as above
        gateway = import_module("pyspark.java_gateway").launch_gateway(conf, _quiet())
        core.SparkContext._ensure_initialized(gateway=gateway)  # noqa: SLF001 - as above
    context = core.SparkContext(conf=conf)
    try:
        context.setLogLevel("OFF")
        yield sql.SparkSession(context)
    finally:
        context.stop()


def _quiet() -> dict[str, Any]:
    """Keep off the notebook's and the terminal's own channels: what goes wrong comes back as an error."""
    return {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def _settings(engine: str, folder: Path) -> dict[str, str]:
    cores = local_cores(engine)
    settings = {
        "spark.master": f"local[{cores}]" if cores else engine,
        "spark.app.name": "xsync",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": _driver_memory(),
        "spark.sql.ansi.enabled": "true",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": (folder / "warehouse").absolute().as_uri(),
    }
    if cores:
        number = (os.cpu_count() or 1) if cores == "*" else int(cores)
        settings["spark.sql.shuffle.partitions"] = str(2 * number)
    if cores or all(host in LOOPBACK for host, _ in addresses(engine)):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return settings


def _driver_memory() -> str:
    """Return the embedded engine's memory as Java writes it, or the least that Spark starts with."""
    size = _SIZE.fullmatch(os.environ.get(MEMORY_LIMIT_VARIABLE) or DEFAULT_MEMORY_LIMIT)
    if size is None or (size["unit"].lower() == "m" and int(size["number"]) < int(_LEAST_MEMORY[:-1])):
        return _LEAST_MEMORY
    return f"{size['number']}{size['unit'].lower()}"


def _check_someone_answers(engine: str) -> None:
    """Make sure that a master listens, for Spark itself would try for minutes."""
    causes = []
    for host, port in addresses(engine):
        try:
            with socket.create_connection((host, port), timeout=_CONNECT_SECONDS):
                return
        except OSError as error:
            causes.append(f"{host}:{port}: {error.strerror or error}")
    raise SparkUnreachable(
        f"engine: {engine}: no Spark master answers. Start it, mend the address, or leave the engine out to "
        "reconcile on this machine.",
        causes,
    )


def _wait_for_workers(session: _Session, engine: str) -> None:
    tracker = session.sparkContext._jsc.sc().statusTracker()  # noqa: SLF001 - not offered to Python
    until = time.monotonic() + _WORKER_SECONDS
    while len(tracker.getExecutorInfos()) < 2:  # noqa: PLR2004 - the driver counts as one
        if time.monotonic() > until:
            raise SparkUnreachable(
                f"engine: {engine}: the master answers, but gave no worker within {_WORKER_SECONDS} seconds. "
                "Start workers or free some, or leave the engine out to reconcile on this machine."
            )
        time.sleep(0.2)


@contextmanager
def _interrupts_left_alone() -> Iterator[None]:
    """Give the interrupt key back to whom it belonged: Spark takes it for the whole process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _first_line(error: Exception) -> str:
    cause = getattr(error, "java_exception", None)
    with suppress(Exception):
        return str(cause.getMessage()).splitlines()[0] if cause else str(error).splitlines()[0]
    return type(error).__name__

"""Sessions of Spark: which cluster, and which settings.

A setting is taken from the first of these that has it: the options of a call (``--master``), ``KG_SPARK_MASTER``,
Spark's own configuration (``spark-submit``, ``PYSPARK_SUBMIT_ARGS``, ``spark-defaults.conf`` in ``SPARK_CONF_DIR`` or
in ``SPARK_HOME/conf``, Spark's environment variables), and what this module sets where nothing else does.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: The environment variable that names the cluster, as ``--master`` does.
MASTER = "KG_SPARK_MASTER"
#: The environment variable, and the setting of a session, that name a folder which all machines have at one place.
FOLDER, SESSION_FOLDER = "KG_SPARK_FOLDER", "spark.kg.folder"
_JAVA = "Java 17 or newer"
_SETTINGS = {
    "spark.app.name": "conflict-kg",
    # What was broadcast is freed when Java collects it, which in a large heap it would put off until there is no room.
    "spark.cleaner.periodicGC.interval": "20s",
    "spark.log.level": "OFF",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
#: What a session on this machine, which nobody else needs to reach, gets as well.
_ON_LOOPBACK = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
#: The name that Spark gives to what has none.
_NAMELESS = "pyspark-shell"
#: For the start of Java: Spark's variables are the weakest of its settings.
_LAUNCH = {"SPARK_DRIVER_MEMORY": "4g"}
#: Where the executors do the work, only the first of Java's compilers: the driver's plans are many, and run once each.
_LAUNCH_OF_DRIVER = {"SPARK_SUBMIT_OPTS": "-XX:TieredStopAtLevel=1"}
#: Seconds to wait for a master's port.
_PATIENCE = 10


def chosen_settings(
    configured: Mapping[str, str], options: Mapping[str, str], environment: Mapping[str, str]
) -> dict[str, str]:
    """The settings to add to those that Spark has been ``configured`` with: see the module for which goes first.

    >>> chosen_settings({"spark.ui.enabled": "true", "spark.master": "yarn"}, {}, {})["spark.app.name"]
    'conflict-kg'
    >>> chosen_settings({"spark.master": "yarn"}, {}, {"KG_SPARK_MASTER": "spark://host:7077"})["spark.master"]
    'spark://host:7077'
    """
    named = environment.get(MASTER)
    chosen = {**({"spark.master": named} if named else {}), **options}
    master = chosen.get("spark.master") or configured.get("spark.master") or "local[*]"
    ours = {"spark.master": master, **_SETTINGS, **(_ON_LOOPBACK if is_on_loopback(master) else {})}
    taken = {name for name, value in configured.items() if (name, value) != ("spark.app.name", _NAMELESS)}
    return {**{name: value for name, value in ours.items() if name not in taken}, **chosen}


def is_local(master: str) -> bool:
    """Whether a master's address says that everything runs in the driver's own process."""
    return master == "local" or master.startswith("local[")


def is_on_loopback(master: str) -> bool:
    """Whether nobody from another machine needs to reach the driver."""
    return is_local(master) or (
        master.startswith("spark://") and all(host in ("127.0.0.1", "localhost") for host, _ in _addresses(master))
    )


def _addresses(master: str) -> list[tuple[str, int]]:
    """The hosts and ports of a standalone cluster's masters."""
    parts = [part.rpartition(":") for part in master.removeprefix("spark://").split(",")]
    if not all(host and port.isdecimal() and int(port) < 2**16 for host, _, port in parts):
        raise UsageError(f"no address of a Spark master: {master}; one is spark://HOST:PORT")
    return [(host, int(port)) for host, _, port in parts]


@contextmanager
def opened(
    session: SparkSession | None = None, options: Mapping[str, str] = MappingProxyType({})
) -> Iterator[SparkSession]:
    """``session``, or the one that this process has already, or a new one for as long as the block runs.

    Raises ``UsageError`` where pyspark or Java is missing, or Spark does not start.
    """
    check_installation()
    from pyspark.sql import SparkSession

    present = session or SparkSession.getActiveSession()
    if present is not None:
        yield present
        return
    created = start_session(options)
    try:
        yield created
    finally:
        with suppress(OSError):  # Where Java has ended, nothing is left to be stopped.
            created.stop()


@contextmanager
def ready(engine: str, master: str | None, near: Path) -> Iterator[None]:
    """One session for all work of the block, where the ``engine`` is Spark; on a cluster, its files are in ``near``.

    ``master`` is the cluster's address, if it is not for the settings to say. ``KG_SPARK_FOLDER`` goes before ``near``.
    Errors are those of :func:`opened`.
    """
    if engine != "spark":
        yield
        return
    with opened(None, {"spark.master": master} if master else {}) as session:
        if not is_local(session.sparkContext.master):
            session.conf.set(SESSION_FOLDER, str(near))
        yield


def check_installation() -> None:
    """``UsageError`` where pyspark or Java is missing."""
    if find_spec("pyspark") is None:
        raise UsageError("the reasoner 'spark' needs pyspark: pip install 'conflict-kg[spark]'")
    if shutil.which("java", path=_java_path()) is None:
        raise UsageError(f"the reasoner 'spark' needs {_JAVA}, and there is no java on the path or in JAVA_HOME")


def _java_path() -> str:
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin") if home else os.environ.get("PATH", "")


def start_session(options: Mapping[str, str] = MappingProxyType({})) -> SparkSession:
    """A quiet session with the settings that :func:`chosen_settings` gives; ``options`` go before all others.

    Raises ``UsageError`` where Spark does not start, or no master answers at the address of a standalone cluster.
    """
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        gateway = SparkContext._gateway or _launched(options)
        conf = SparkConf(_jvm=gateway.jvm)
        for name, value in chosen_settings(dict(conf.getAll()), options, os.environ).items():
            conf.set(name, value)
        _check_master(conf.get("spark.master"))
        # On a cluster the same Python has to be on every machine, by this name.
        os.environ.setdefault("PYSPARK_PYTHON", conf.get("spark.pyspark.python", sys.executable))
        SparkContext(conf=conf, gateway=gateway)
        return SparkSession.builder.getOrCreate()
    except PySparkException as error:
        raise UsageError(f"Spark does not start: {reason(error)}") from error


def _launched(options: Mapping[str, str]) -> Any:
    """A new process of Java, with which this one talks; what it says about its start goes nowhere."""
    from pyspark import SparkConf
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway

    conf = SparkConf(loadDefaults=False)
    for name, value in options.items():
        conf.set(name, value)
    named = options.get("spark.master") or os.environ.get(MASTER) or "local"
    variables = _LAUNCH if is_local(named) else {**_LAUNCH, **_LAUNCH_OF_DRIVER}
    added = {name: value for name, value in variables.items() if name not in os.environ}
    os.environ.update(added)
    try:
        with tempfile.TemporaryFile() as said:
            try:
                return launch_gateway(conf, {"stderr": said})
            except PySparkException as error:
                said.seek(0)
                raise UsageError(f"Spark does not start; it needs {_JAVA}: {reason(said.read().decode())}") from error
    finally:
        for name in added:
            del os.environ[name]


def _check_master(master: str) -> None:
    """``UsageError`` where none of a standalone cluster's masters answers: Spark itself tries for minutes."""
    if not master.startswith("spark://"):
        return
    for address in _addresses(master):
        try:
            with socket.create_connection(address, _PATIENCE):
                return
        except OSError:
            continue
    raise UsageError(f"no Spark master answers at {master}")


def reason(error: Exception | str) -> str:
    """The line of a long message that says what went wrong, and the cause of all, such as a full disk.

    >>> reason("failed\\njava.Exception: cannot write a\\nCaused by: java.io.IOException: No space left on device")
    'java.Exception: cannot write a (java.io.IOException: No space left on device)'
    """
    lines = [line.strip() for line in str(error).splitlines()] or [""]
    named = [line for line in lines if "Error: " in line or "Exception: " in line]
    first = next(iter(named), lines[0]).removeprefix(": ")
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: java.")]
    return f"{first} ({causes[-1]})" if causes and causes[-1] not in first else first

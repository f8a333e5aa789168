"""A Spark Connect server of the package ``pyspark``, whose jars are all that is needed of it."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

from tests.elsewhere.servers import free_port, started

_CLASS = "org.apache.spark.sql.connect.service.SparkConnectServer"
_OPENED = [
    *("lang", "lang.invoke", "lang.reflect", "io", "net", "nio"),
    *("util", "util.concurrent", "util.concurrent.atomic"),
]
#: small queries: what Spark does for large ones takes longer than they do
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.leafNodeDefaultParallelism": "1",
    "spark.sql.shuffle.partitions": "1",
}


def jars() -> Path | None:
    """The folder of Spark's jars: below SPARK_HOME, or where CI unpacks the package."""
    unpacked = sorted((Path(__file__).parents[2] / "build").glob("pyspark-*/deps"))
    homes = [Path(home) for home in (os.environ.get("SPARK_HOME"), *unpacked) if home]
    return next((home / "jars" for home in homes if list(home.glob("jars/spark-connect_*.jar"))), None)


def missing() -> str | None:
    """What is missing for a server, as the reason why tests are skipped."""
    if importlib.util.find_spec("pyspark") is None or importlib.util.find_spec("grpc") is None:
        return "Spark's client is not installed (extra spark)"
    if shutil.which("java") is None:
        return "Spark needs Java (openjdk-17-jre-headless)"
    return None if jars() else "Spark's server is not there (package pyspark, SPARK_HOME)"


def start(place: Path, *, master: str = "local[2]", memory: str = "1g", **settings: str) -> tuple[int, int]:
    """Start a server; its process id and its port."""
    folder, port = jars(), free_port()
    assert folder is not None
    packages = [f"java.base/java.{name}" for name in _OPENED]
    packages += [f"java.base/sun.{name}" for name in ("nio.ch", "nio.cs", "security.action", "util.calendar")]
    chosen = {
        **_SETTINGS,
        "spark.master": master,
        "spark.app.name": "tests",
        "spark.connect.grpc.binding.port": str(port),
        "spark.local.dir": str(place),
        "spark.sql.warehouse.dir": str(place / "warehouse"),
        **settings,
    }
    command = [
        *("java", f"-Xmx{memory}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+IgnoreUnrecognizedVMOptions"),
        *(f"--add-opens={package}=ALL-UNNAMED" for package in packages),
        *(f"-D{name}={value}" for name, value in chosen.items()),
        *("-cp", f"{folder}/*", _CLASS),
    ]
    # executors are looked for by the version of Scala, which is the one of the jars
    scala = next(folder.glob("scala-library-*.jar")).stem.removeprefix("scala-library-").rpartition(".")[0]
    home = str(folder.parent)
    return started(command, place, port, SPARK_LOCAL_IP="127.0.0.1", SPARK_HOME=home, SPARK_SCALA_VERSION=scala)

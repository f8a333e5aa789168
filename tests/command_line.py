"""`kgtools` as the shell runs it, without the start of a process: arguments, folder, environment, standard streams.

What only a process shows (signals, closed pipes, terminals, which modules are loaded) is tested with a process, and so
is a limit of time that is met: a process that does not stop in time ends itself.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from unittest import mock

from kgtools.cli import run

__all__ = ["kgtools", "kgtools_bytes", "kgtools_process"]


def kgtools(
    *arguments: str | Path, stdin: str = "", cwd: Path | None = None, **environment: str
) -> CompletedProcess[str]:
    """Run the command line; the result is as :func:`subprocess.run` has it.

    The variables of kgtools and of the terminal are those of `environment` alone; others are left as they are.
    """
    ran = kgtools_bytes(*arguments, stdin=stdin.encode(), cwd=cwd, **environment)
    return CompletedProcess(ran.args, ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def kgtools_bytes(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, **environment: str
) -> CompletedProcess[bytes]:
    """Run the command line with bytes on its standard streams."""
    words = [os.fspath(argument) for argument in arguments]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KGTOOLS_") and k not in ("COLUMNS", "NO_COLOR")}
    with (
        mock.patch.dict(os.environ, {"KGTOOLS_CACHE": "off", **kept, **environment}, clear=True),
        contextlib.chdir(cwd or Path.cwd()),
        _streams(stdin) as (stdout, stderr),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("always")
        code = run(words)
    return CompletedProcess(["kgtools", *words], code, stdout.getvalue(), stderr.getvalue())


def kgtools_process(*arguments: str | Path, cwd: Path | None = None) -> CompletedProcess[str]:
    """Run the command line in a process of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KGTOOLS_") and k not in ("COLUMNS", "NO_COLOR")}
    command = [sys.executable, "-m", "kgtools", *map(str, arguments)]
    environment = {**kept, "KGTOOLS_CACHE": "off"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60)


@contextlib.contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Standard streams of bytes in memory, in UTF-8 as a terminal has them today."""
    written = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(stream, encoding="utf-8", write_through=True) for stream in written)
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with mock.patch("sys.stdin", given), mock.patch("sys.stdout", out), mock.patch("sys.stderr", err):
        yield written
    for stream in (out, err):
        stream.detach()

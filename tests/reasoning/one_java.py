"""HermiT's command line, asked again and again in one process of Java, where each start would take a second.

It is for tests that ask what HermiT says of many ontologies. How it is started, limited and ended has its own tests.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest

from kgtools.reasoning.dl import hermit, owlready
from kgtools.reasoning.dl.java import find_java

__all__ = ["OneJava"]

_DRIVER = Path(__file__).parent / "Hermit.java"
_REALISING = "kgtools.reasoning.dl.owlready"
_COMMAND = "org.semanticweb.HermiT.cli.CommandLine"
_in_a_process = hermit._run


class OneJava:
    """Runs commands as :func:`kgtools.reasoning.dl.hermit._run` does: those of HermiT in one process.

    It is started by the first of them. Where Java is there without its compiler each has a process of its own.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, command: Sequence[str], folder: str, timeout: float) -> tuple[str, str, int]:
        """What HermiT writes, its errors and its exit code."""
        if _REALISING in command:
            return self._realised(command, folder, timeout)
        if _COMMAND not in command:
            return _in_a_process(command, folder, timeout)
        answer = self._asked(command[command.index(_COMMAND) + 1 :], timeout)
        if not answer:
            return _in_a_process(command, folder, timeout)
        code, *texts = answer.split()
        written, errors = (base64.b64decode(text.rstrip(b".")).decode() for text in texts)
        return written, errors, int(code)

    def _realised(self, command: Sequence[str], folder: str, timeout: float) -> tuple[str, str, int]:
        """What the process with owlready2 answers, by owlready2 in this one."""
        import owlready2.reasoning

        def check_output(words: Sequence[str], **_: object) -> bytes:
            written, errors, code = self.run(words, folder, timeout)
            if code:
                raise subprocess.CalledProcessError(code, words, (written + errors).encode())
            return (written + errors).encode()

        java = SimpleNamespace(
            check_output=check_output, STDOUT=subprocess.STDOUT, CalledProcessError=subprocess.CalledProcessError
        )
        job = json.loads(Path(command[-1]).read_text("utf-8"))
        if job["engine"] != "hermit":
            return _in_a_process(command, folder, timeout)
        with mock.patch.object(owlready2.reasoning, "subprocess", java):
            return json.dumps(owlready.run(job)), "", 0

    def _asked(self, words: Sequence[str], timeout: float) -> bytes:
        """The line that answers; empty where there is no process that does."""
        self._process = process = self._process or _started()
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write("\t".join(words).encode() + b"\n")
            process.stdin.flush()
        if not select.select([process.stdout], [], [], timeout)[0]:
            process.kill()
            pytest.fail("HermiT has not answered in time")
        return process.stdout.readline()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            with self._process as process, contextlib.suppress(BrokenPipeError):
                assert process.stdin is not None
                # it ends where nothing more can be asked
                process.stdin.close()


def _started() -> subprocess.Popen[bytes]:
    classpath = os.pathsep.join(hermit._hermit_classpath())
    command = [find_java(), "-Xmx500M", *hermit._SHORT_RUN, *hermit._UTF8, "-cp", classpath, str(_DRIVER)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

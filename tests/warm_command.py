"""`kgtools` as a shell finds it on its path, without the imports: each run is a fork of one process that has done them.

``python -m tests.warm_command SOCKET`` is that process. What only the start of a process shows has tests of its own.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from kgtools.processor import avoid_slow_sorts

__all__ = ["warm_command"]

ROOT = Path(__file__).parents[1]
#: asks for a run in the folder, the environment and with the streams that it has itself
_CLIENT = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    socket.send_fds(server, [b"."], [0, 1, 2])
    server.sendall(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode())
    server.shutdown(socket.SHUT_WR)
    code = server.recv(1)
sys.exit(code[0] if code else 1)
"""


@contextlib.contextmanager
def warm_command() -> Iterator[Path]:
    """A folder for the path of a shell, in which `kgtools` is, as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="kgtools-warm-") as folder:
        address, command = str(Path(folder, "socket")), Path(folder, "kgtools")
        command.write_text(_CLIENT.format(python=sys.executable, address=address), encoding="utf-8")
        command.chmod(0o755)
        serving = [sys.executable, "-m", "tests.warm_command", address]
        # it ends where its standard input does
        with subprocess.Popen(serving, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield command.parent
            process.stdin.close()


def _serve(address: str) -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    avoid_slow_sorts(os.environ)
    from kgtools import cli
    from tests.command_line import kgtools

    for module in pkgutil.iter_modules(cli.__path__):
        importlib.import_module(f"kgtools.cli.{module.name}")
    # what is imported where it is needed
    for words in ("query destinations", "show mistral", "validate people.ttl -s shapes.ttl"):
        kgtools(*words.split(), cwd=ROOT / "docs" / "examples" / "validation" if "people" in words else ROOT)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        print("ready", flush=True)
        while sys.stdin not in select.select([server, sys.stdin], [], [])[0]:
            _answer(server)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _answer(server: socket.socket) -> None:
    """Have one command run, and who asked told its exit code."""
    connection, _ = server.accept()
    with connection:
        _, files, _, _ = socket.recv_fds(connection, 1, 3)
        if os.fork() == 0:
            text = b"".join(iter(lambda: connection.recv(1 << 16), b""))
            running = os.fork()
            if running == 0:
                server.close()
                connection.close()
                _run(json.loads(text), files)
            for file in files:
                os.close(file)
            code = os.waitstatus_to_exitcode(os.waitpid(running, 0)[1])
            with contextlib.suppress(OSError):
                connection.sendall(bytes([code if code >= 0 else 128 - code]))
            os._exit(0)
        for file in files:
            os.close(file)


def _run(asked: tuple[list[str], str, dict[str, str]], files: list[int]) -> NoReturn:
    """Be the process of a command."""
    arguments, folder, environment = asked
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["kgtools", *arguments]
    # ruff wants them in a block that closes them; they last as long as the process
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  see above
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  see above
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115  above
    from kgtools.__main__ import main

    code: object = 1
    try:
        main()
    except SystemExit as left:
        code = left.code or 0
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                stream.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    _serve(sys.argv[1])

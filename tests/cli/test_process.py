"""How the process ends: with its exit code, nothing lost, whatever is going on."""

from __future__ import annotations

import subprocess
import sys

_BEGIN = "import sys\nfrom kgtools.__main__ import main\n"


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)


def test_an_interrupt_during_the_import_is_130_without_a_traceback() -> None:
    stop = (
        "class Stop:\n    def find_spec(self, name, *_):\n        if name == 'kgtools.cli':\n"
        "            raise KeyboardInterrupt\nsys.meta_path.insert(0, Stop())\nmain()\n"
    )
    ran = python(_BEGIN + stop, "queries")
    assert (ran.returncode, ran.stderr) == (130, "interrupted\n")


def test_what_was_put_off_to_the_end_is_done_and_all_output_is_there() -> None:
    late = "import atexit\natexit.register(lambda: print('last'))\nsys.stdout.write('x' * 300_000 + chr(10))\nmain()\n"
    ran = python(_BEGIN + late, "--version")
    assert ran.returncode == 0
    first, *rest = ran.stdout.splitlines()
    assert first == "x" * 300_000
    assert rest[0].startswith("kgtools ")
    assert rest[1:] == ["last"]


def test_a_process_with_other_threads_ends_as_python_ends_it() -> None:
    waits = (
        "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.2), print('done'))).start()\nmain()\n"
    )
    ran = python(_BEGIN + waits, "no-such-command")
    assert ran.returncode == 2
    assert ran.stdout == "done\n"

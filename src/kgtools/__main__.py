"""The process of the command ``kgtools`` and of ``python -m kgtools``: from its first line to its exit code."""

from __future__ import annotations

import atexit
import gc
import os
import sys

from kgtools.processor import avoid_slow_sorts

__all__ = ["main"]

#: new objects between two looks for rings of dead ones; Python's 700 costs a tenth of a short command
_OBJECTS = 200_000


def main() -> None:
    """Run the command line and leave the process with its exit code."""
    gc.set_threshold(_OBJECTS, 20, 50)
    # NumPy's linear algebra is not used, and starts a thread a core when NumPy is imported unless the environment says
    # otherwise: on two cores 20 ms of the 110 ms that this import computes, and 40 MB of addresses. Here and nowhere
    # else: this process is the command's own
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    avoid_slow_sorts(os.environ)
    # one heap for NumPy and Arrow: what one has freed the other takes, and the most that is held falls by a sixth
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    try:
        # here and not above, so that an interrupt during the import ends as every other one does
        from kgtools.cli import run

        code = run()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        code = 130
    _leave(code)


def _leave(code: int) -> None:
    """End the process without taking its memory apart piece by piece: the system does that at once."""
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        sys.exit(code)
    # what was put off to the end: temporary folders, children
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        # nobody reads it any more, or there is none
        code = code or 2
    os._exit(code)


if __name__ == "__main__":
    main()

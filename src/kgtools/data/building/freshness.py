"""Whether the built files of a project are those of the files that are there now.

`inputs.sha256` beside the built files holds the digests of what they were built from, in the form that
``sha256sum --check`` reads: with it a stale graph is noticed without building it again.
"""

from __future__ import annotations

import hashlib

from kgtools.project import FILE_NAME, GraphProject

__all__ = ["GRAPHS", "inputs_digest", "is_fresh"]

#: the graphs that are built, in the order in which they are made
GRAPHS = ("accepted", "derived", "derivations")


def inputs_digest(project: GraphProject) -> str:
    """The digests of all that a build reads, one line a file, in the form of ``sha256sum``.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "kgtools.toml").write_text("")
    ...     inputs_digest(GraphProject.at(Path(folder)))
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  kgtools.toml\\n'

    Raises :class:`OSError` for a file that cannot be read.
    """
    files = [project.root / FILE_NAME, *sorted((*project.source_files, *project.query_files(kind="rules")))]
    lines = []
    for path in files:
        name = path.relative_to(project.root).as_posix() if path.is_relative_to(project.root) else path.as_posix()
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n")
    return "".join(lines)


def is_fresh(project: GraphProject) -> bool:
    """Whether the built files were built from the files that are there now.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "kgtools.toml").write_text("")
    ...     is_fresh(GraphProject.at(Path(folder)))  # nothing has been built
    False
    """
    digest_file = project.built_folder / "inputs.sha256"
    if not digest_file.is_file() or not all(project.built_file(name).is_file() for name in GRAPHS):
        return False
    return digest_file.read_text(encoding="utf-8") == inputs_digest(project)

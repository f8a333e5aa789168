"""An empty graph project, made from the files beside this module."""

from __future__ import annotations

import re
from pathlib import Path

from kgtools.errors import UsageError
from kgtools.writing import write_bytes
from kgtools.writing.style import format_bytes

__all__ = ["init_project"]

#: what stands for the base of the IRIs in the files beside this module, and NAME for the project's name
_BASE = "https://example.org/NAME/"
_PLACE = re.compile(re.escape(_BASE) + "|NAME")


def init_project(folder: Path, *, name: str | None = None, base: str | None = None) -> list[Path]:
    """Make an empty graph project in a folder, and give the files written.

    Nothing is overwritten: raises :class:`UsageError` where a file of the same name is there already.

    >>> import tempfile
    >>> from kgtools.project import GraphProject
    >>> with tempfile.TemporaryDirectory() as made:
    ...     written = init_project(Path(made) / "mine")
    ...     (written[0].name, GraphProject.at(Path(made) / "mine").base)
    ('kgtools.toml', 'https://example.org/mine/')
    """
    starter = Path(__file__).parent
    project_name = name if name is not None else Path(folder).absolute().name
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", project_name).strip("-") or "graph"
    iri = base if base is not None else _BASE.replace("NAME", slug)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\#]*/", iri):
        # names with a # of their own follow it
        raise UsageError(f'the base cannot be "{iri}": write an absolute IRI without a # that ends with /.')
    files = sorted(p for p in starter.rglob("*") if p.is_file() and p.suffix in (".toml", ".ttl", ".rq"))
    files.sort(key=lambda p: p.name != "kgtools.toml")
    targets = {source: Path(folder) / source.relative_to(starter) for source in files}
    obstacles = [target for target in targets.values() if target.exists()]
    if obstacles:
        raise UsageError(f"{obstacles[0]} already exists, and nothing is overwritten; choose another folder.")
    if not project_name.isprintable():
        raise UsageError("a project's name is one line of text; give another with --name.")
    # one string for TOML and Turtle, in which the same two characters need a backslash
    title = project_name.replace("\\", "\\\\").replace('"', '\\"')
    for source, target in targets.items():
        text = _PLACE.sub(lambda m: iri if m[0] == _BASE else title, source.read_text(encoding="utf-8"))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{target.parent} cannot be made ({(error.strerror or '').lower()}).") from error
        data = text.encode()
        # what comes first can depend on the base
        write_bytes(target, format_bytes(data).data if target.suffix == ".ttl" else data)
    for folder_of in ("data", "queries", "ontology"):
        (Path(folder) / folder_of).mkdir(exist_ok=True)
    return list(targets.values())

"""Check queries: SELECT queries whose rows are problems, those that ship with kgtools and those of people.

The columns of a check are ``?entity``, ``?property``, ``?value`` and ``?message``. Its header says of which ``level``
it is (``violation``, ``warning`` or ``info``), and has the ``summary`` that stands in for a message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import QueryError, SourceError, UsageError
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.terms import NamedNode, Term, Triple
from kgtools.ontology.axioms import Axiom
from kgtools.ontology.checks.finding import LEVELS, Naming
from kgtools.ontology.checks.placing import Unplaced
from kgtools.sparql.parse import parse_local
from kgtools.sparql.syntax import Query
from kgtools.sparql.text.files import read_query
from kgtools.sparql.text.places import place_of
from kgtools.store import MemoryStore

__all__ = ["Check", "queries_in", "read_check", "run_check", "shipped_check_files"]

_LEVEL = re.compile(r"^#\+ level:\s*(\w+)\s*$", re.MULTILINE)
_SUMMARY = re.compile(r"^#\+ summary:\s*(\S.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """A check: its name (that of its file), the level of what it finds, its query, and a message for want of one."""

    name: str
    level: str
    path: Path
    query: Query
    summary: str = ""


def shipped_check_files() -> tuple[Path, ...]:
    """The checks of ontologies that ship with kgtools; they read the terms of an ontology from a graph of their own.

    >>> [path.stem for path in shipped_check_files()][:2]
    ['ontology-circles', 'ontology-defined-by']
    """
    return tuple(sorted((Path(__file__).parent / "shipped").glob("*.rq")))


def queries_in(folder: Path) -> tuple[Path, ...]:
    """The checks in a folder and the folders below it, or the one check of a file.

    Raises :class:`SourceError` where there is no such folder, and :class:`UsageError` where it has no check.
    """
    if folder.is_file():
        return (folder,)
    if not folder.is_dir():
        raise SourceError(str(folder), "there is no such folder of checks")
    files = tuple(sorted(folder.rglob("*.rq")))
    if not files:
        raise UsageError(f"{folder} has no check; a check is a SELECT query in a file that ends with .rq.")
    return files


def read_check(path: Path, *, prefixes: Mapping[str, str] | None = None) -> Check:
    """The check in a file.

    Raises :class:`SourceError` if it cannot be read, and :class:`QueryError` (line, column) if it is not a check.
    """
    text = read_query(path)
    level_line = _LEVEL.search(text)
    level = level_line[1] if level_line else "violation"
    if level_line and level not in LEVELS:
        line, column = place_of(text, level_line.start(1))
        message = f'the level "{level}" is not known; choose violation, warning or info.'
        raise QueryError(message, source=str(path), line=line, column=column)
    query = parse_local(text, what="a check", form="select", source=str(path), prefixes=prefixes or WELL_KNOWN)
    summary = _SUMMARY.search(text)
    return Check(path.stem, level, path, query, summary[1] if summary else "")


def run_check(check: Check, store: MemoryStore, naming: Naming) -> list[Unplaced]:
    """What a check finds in a store, in the order of its query: at the triple that a row is, or else at its entity.

    The entity of a query without ``?entity`` is its first column. Raises :class:`QueryError` where the query cannot be
    evaluated.
    """
    from kgtools.sparql.answers import SelectAnswer

    answer = store.evaluate(check.query, source=str(check.path))
    assert isinstance(answer, SelectAnswer)
    columns = answer.variables
    first = "entity" if "entity" in columns else next((name for name in columns if name != "message"), "")
    findings: list[Unplaced] = []
    for row in answer.rows():
        cells: dict[str, Term | None] = dict(zip(columns, row, strict=False))
        entity, property, value = cells.get(first), cells.get("property"), cells.get("value")
        text = cells.get("message")
        message = getattr(text, "value", "") or check.summary or "this is a problem; see the check"
        finding = naming.finding(check.level, check.name, message, entity, property, value)
        axioms: tuple[Axiom, ...] = ()
        if isinstance(entity, NamedNode) and isinstance(property, NamedNode) and value is not None:
            axioms = (Axiom(Triple(entity, property, value)),)
        findings.append(Unplaced(finding, axioms, entity))
    return findings

"""Stored queries: files `queries/<topic>/<name>.rq` with a header, read, checked and found by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from kgtools.errors import KgtoolsError, QueryError, SourceError, UnknownNameError, UsageError
from kgtools.query.columns import Column
from kgtools.query.stored.header import Header, Parameter
from kgtools.query.stored.template import UNDECLARED, check_template, parse_template
from kgtools.sparql.expressions import is_volatile
from kgtools.sparql.scope import projected
from kgtools.sparql.syntax import Query
from kgtools.sparql.text.files import read_query
from kgtools.sparql.text.places import place_of
from kgtools.text.languages import in_language

__all__ = ["StoredQuery", "find_stored", "read_stored", "stored_queries"]


class StoredQuery:
    """A stored query: its name, its topic (the folder), where it lies, its header and its text."""

    def __init__(self, name: str, topic: str, path: Path, header: Header, text: str) -> None:
        self.name = name
        self.topic = topic
        self.path = path
        self.header = header
        self.text = text

    def __repr__(self) -> str:
        return f"StoredQuery({self.name!r})"

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What it asks for, in the order of the header."""
        return self.header.parameters

    @property
    def columns(self) -> tuple[Column, ...]:
        """What it gives, in order; those of a SELECT whose header names none have no description."""
        if self.header.columns or self.form != "select":
            return self.header.columns
        return tuple(Column(variable.name, {}) for variable in projected(self.tree))

    def class_name(self, name: str) -> str:
        """A class as the header names it; as an IRI in angle brackets where the query itself declares its prefix."""
        prefix, colon, local = name.strip().partition(":")
        namespace = self._own_prefixes.get(prefix) if colon else None
        return name if namespace is None else f"<{namespace}{local}>"

    @cached_property
    def _own_prefixes(self) -> dict[str, str]:
        prefixes = self.tree.prologue.prefixes.items()
        return {prefix: namespace for prefix, namespace in prefixes if namespace != UNDECLARED}

    def title(self, languages: Iterable[str] = ()) -> str:
        """The title in the first of the languages that has one, else in English."""
        return in_language(self.header.titles, languages)

    def description(self, languages: Iterable[str] = ()) -> str:
        """The description in the first of the languages that has one, else in English; it may be empty."""
        return in_language(self.header.descriptions, languages)

    def meaning_of_none(self, languages: Iterable[str] = ()) -> str:
        """What an answer without rows means, in the first of the languages that has it, else in English; or nothing."""
        return in_language(self.header.empty, languages)

    def headings(self, languages: Sequence[str]) -> dict[str, str]:
        """What its columns are called in the first of the languages that has a word for each; others are left out."""
        headings = {}
        for column in self.columns:
            heading = next((text for tag in languages if (text := column.descriptions.get(tag))), "")
            if heading:
                headings[column.name] = heading
        return headings

    @property
    def example(self) -> str:
        """A command line that runs it, with the examples of the parameters that need a value."""
        import shlex

        parts = ["kgtools query", self.name]
        for parameter in self.parameters:
            value = parameter.example if parameter.example is not None else "…"
            if parameter.is_required:
                text = value if isinstance(value, str) else ",".join(value)
                parts.append(f"-p {shlex.quote(f'{parameter.name}={text}')}")
        return " ".join(parts)

    @cached_property
    def tree(self) -> Query:
        """Its syntax tree, with terms of their types for the parameters."""
        return parse_template(self.text, self.parameters, source=str(self.path))

    @cached_property
    def forms(self) -> dict[object, object]:
        """How it has been asked before, and what was prepared for that: see :mod:`kgtools.query.stored.prepared`."""
        return {}

    @cached_property
    def is_volatile(self) -> bool:
        """Whether it may have another answer each time, though the data are the same."""
        return is_volatile(self.tree)

    @property
    def form(self) -> str:
        """``select``, ``ask``, ``construct`` or ``describe``."""
        return self.tree.form


def read_stored(path: Path) -> StoredQuery:
    """Read and check one file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "ages.rq")
    ...     _ = path.write_text("#+ summary: How old people are\\nSELECT ?age { ?who <http://e/age> ?age }\\n")
    ...     stored = read_stored(path)
    >>> stored.name, stored.title(), stored.form
    ('ages', 'How old people are', 'select')

    Raises :class:`SourceError` where it cannot be read, :class:`QueryError` with file and line where it is not UTF-8,
    and where its header or its text is not what it should be: a parameter that is not declared or not used, a place
    where no value can be, columns that are not those of the SELECT.
    """
    return _checked(path, read_query(path))


@lru_cache(maxsize=256)
def _checked(path: Path, text: str) -> StoredQuery:
    """The stored query that the text of a file is: a text that has been checked is not checked again."""
    # here and not above: a query of one's own has no header
    from kgtools.query.stored.read_header import read_header

    source = str(path)
    header = read_header(text, source=source)
    if header.is_grlc:
        from kgtools.query.stored.grlc import grlc_parameters

        header = header._replace(parameters=grlc_parameters(text, header, source=source))
    else:
        check_template(text, header.parameters, source=source)
    query = StoredQuery(path.stem, path.parent.name, path, header, text)
    _check_columns(query)
    return query


def find_stored(paths: Iterable[Path], name: str) -> StoredQuery:
    """The stored query of that name among the files; ``topic/name`` is taken, too. Only its file is read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "ages.rq")
    ...     _ = path.write_text("#+ summary: How old people are\\nSELECT ?age { ?who <http://e/age> ?age }\\n")
    ...     find_stored([path], "ages").title()
    'How old people are'
    >>> find_stored([path], "age")
    Traceback (most recent call last):
    kgtools.errors.UnknownNameError: there is no stored query "age"; did you mean "ages"?

    Raises :class:`UnknownNameError`, which suggests the nearest, and what :func:`read_stored` raises.
    """
    files = list(paths)
    matches = [p for p in files if name in (p.stem, f"{p.parent.name}/{p.stem}")]
    if not matches:
        if any(mark in name for mark in "{?\n"):
            raise UnknownNameError("stored query", name, [], hint="Give SPARQL with --query (-q), in Python as `text`.")
        hint = f"To read a query from a file: --query-file {name}" if Path(name).is_file() else ""
        raise UnknownNameError("stored query", name, [p.stem for p in files], hint=hint)
    _check_unique(matches)
    return read_stored(matches[0])


def stored_queries(
    paths: Iterable[Path], *, on_error: Callable[[KgtoolsError], None] | None = None
) -> dict[str, StoredQuery]:
    """All stored queries of the files by name, in order of topic and name.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("b.rq", "a.rq"):
    ...         _ = Path(folder, name).write_text("#+ summary: Everything\\nSELECT * { ?s ?p ?o }\\n")
    ...     list(stored_queries(Path(folder).iterdir()))
    ['a', 'b']

    A file that cannot be used goes to `on_error`, and the others are there; without it, the error is raised as by
    :func:`read_stored`. Two files of one name are always a :class:`UsageError`.
    """
    files = sorted(paths, key=lambda p: (p.parent.name, p.stem))
    _check_unique(files)
    queries = {}
    for path in files:
        try:
            queries[path.stem] = read_stored(path)
        except (QueryError, SourceError) as error:
            if on_error is None:
                raise
            on_error(error)
    return queries


def _check_unique(files: Iterable[Path]) -> None:
    by_name: dict[str, Path] = {}
    for path in files:
        other = by_name.setdefault(path.stem, path)
        if other is not path:
            raise UsageError(f'{path} and {other} are both the stored query "{path.stem}"; rename one of them.')


def _check_columns(query: StoredQuery) -> None:
    source = str(query.path)
    declared = [column.name for column in query.header.columns]
    line = query.header.lines.get("columns", query.header.lines.get("summary", 1))
    if query.form != "select":
        if declared:
            raise QueryError(f"`columns` belong to SELECT, and this is {query.form.upper()}.", source=source, line=line)
        return
    if query.tree.projection is None and declared:
        at_line, column = place_of(query.text, query.tree.place)
        raise QueryError(
            "a stored query whose header describes its columns names them; replace the *.",
            source=source,
            line=at_line,
            column=column,
        )
    names = [variable.name for variable in projected(query.tree)]
    # a header of grlc has no columns
    if declared and declared != names:
        raise QueryError(
            f"`columns` of the header are {', '.join(declared)}; the query gives {', '.join(names)}.",
            source=source,
            line=line,
        )

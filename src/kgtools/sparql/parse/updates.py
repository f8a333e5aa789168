"""Updates (rules 3 and 29 to 52 of section 19.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kgtools.model.terms import NamedNode
from kgtools.sparql.expressions import Constant, Expression
from kgtools.sparql.parse.keywords import FORMS, UPDATES
from kgtools.sparql.parse.queries import QueryParser
from kgtools.sparql.parse.triples import TERM_STARTS
from kgtools.sparql.syntax import (
    Clear,
    Copy,
    Create,
    DatasetClause,
    Element,
    GraphPattern,
    Group,
    Load,
    Modify,
    Prologue,
    QuadPattern,
    QuadsData,
    Triple,
    TriplesBlock,
    Update,
    UpdateOperation,
)

__all__ = ["UpdateParser"]


class UpdateParser(QueryParser):
    """Reads updates."""

    #: whether LOAD is allowed here
    allow_load = False

    def __init__(self, text: str, *, source: str, base: str | None, prefixes: Mapping[str, str]) -> None:
        # the labels of all INSERT DATA: one may not be in two of them (section 19.6)
        self._data_labels: dict[str, tuple[int, int]] = {}
        super().__init__(text, source=source, base=base, prefixes=prefixes)

    def update_unit(self) -> Update:
        """A whole text of operations with semicolons between them; it may be empty."""
        operations: list[tuple[Prologue, UpdateOperation]] = []
        while True:
            self.prologue()
            if not self.key:
                break
            operation = self._operation()
            operations.append((self.prologue_so_far(), operation))
            if not self.accept(";"):
                break
        if self.key:
            self.unexpected('";" or the end of the update', UPDATES)
        self.check_prefixes()
        return Update(tuple(operations), place=0)

    def _operation(self) -> UpdateOperation:
        if self.key in FORMS:
            self.unexpected("", hint="it begins a query, and an update is expected")
        read = _OPERATIONS.get(self.key)
        if read is None:
            self.unexpected("an update, such as INSERT or DELETE,", (*UPDATES, "PREFIX", "BASE", "VERSION"))
        return read(self)

    # operations on whole graphs

    def _load(self) -> Load:
        place = self.start
        if not self.allow_load:
            message = (
                "LOAD would read a file or another machine; load the file by its name, or allow LOAD (`allow_load`)."
            )
            self.refuse(message, place, argument="allow_load")
        self.advance()
        silent = self.accept("SILENT")
        iri = self.iri("the IRI of what is loaded")
        into = None
        if self.accept("INTO"):
            self.expect("GRAPH")
            into = self.iri("the IRI of a graph")
        return Load(iri, into, silent, place=place)

    def _clear(self) -> Clear:
        place, word = self.start, self.key
        self.advance()
        silent = self.accept("SILENT")
        target: NamedNode | str
        if self.key in ("DEFAULT", "NAMED", "ALL"):
            target = self.key.lower()
            self.advance()
        elif self.accept("GRAPH"):
            target = self.iri("the IRI of a graph")
        else:
            self.unexpected("GRAPH with its IRI, DEFAULT, NAMED or ALL", ("GRAPH", "DEFAULT", "NAMED", "ALL", "SILENT"))
        return Clear(target, word == "DROP", silent, place=place)

    def _create(self) -> Create:
        place = self.start
        self.advance()
        silent = self.accept("SILENT")
        self.expect("GRAPH")
        return Create(self.iri("the IRI of a graph"), silent, place=place)

    def _copy(self) -> Copy:
        place, word = self.start, self.key.lower()
        self.advance()
        silent = self.accept("SILENT")
        source = self._graph_or_default()
        self.expect("TO")
        return Copy(word, source, self._graph_or_default(), silent, place=place)

    def _graph_or_default(self) -> NamedNode | None:
        if self.accept("DEFAULT"):
            return None
        self.accept("GRAPH")
        if self.key not in ("iri", "pname"):
            self.unexpected("DEFAULT or the IRI of a graph", ("DEFAULT", "GRAPH", "SILENT"))
        return self.iri()

    # operations on triples

    def _insert(self) -> UpdateOperation:
        place = self.start
        self.advance()
        if self.accept("DATA"):
            return QuadsData(self._data("INSERT DATA"), place=place)
        return self._modify(place, None, (), self._insert_template())

    def _delete(self) -> UpdateOperation:
        place = self.start
        self.advance()
        if self.accept("DATA"):
            return QuadsData(self._data("DELETE DATA"), delete=True, place=place)
        if self.accept("WHERE"):
            begin = self.start
            quads = self._delete_quads("DELETE WHERE")
            return Modify(quads, (), _as_group(quads, begin), place=place)
        return self._modify(place, None, self._delete_quads("DELETE"), self._insert_clause())

    def _with(self) -> Modify:
        place = self.start
        self.advance()
        graph = self.iri("the IRI of a graph")
        delete: tuple[QuadPattern, ...] = ()
        if self.accept("DELETE"):
            delete = self._delete_quads("DELETE")
            insert = self._insert_clause()
        elif self.accept("INSERT"):
            insert = self._insert_template()
        else:
            self.unexpected("DELETE or INSERT", ("DELETE", "INSERT"))
        return self._modify(place, graph, delete, insert)

    def _insert_clause(self) -> tuple[QuadPattern, ...]:
        return self._insert_template() if self.accept("INSERT") else ()

    def _insert_template(self) -> tuple[QuadPattern, ...]:
        # the labels of a template are its own
        labels, self.labels = self.labels, {}
        quads = self._quads()
        self.labels = labels
        return quads

    def _delete_quads(self, what: str) -> tuple[QuadPattern, ...]:
        self.without_blanks = what
        quads = self._quads()
        self.without_blanks = ""
        return quads

    def _data(self, what: str) -> tuple[QuadPattern, ...]:
        self.ground = what
        if what == "DELETE DATA":
            self.without_blanks = what
        self.begin_pattern()
        labels, self.labels = self.labels, self._data_labels
        quads = self._quads()
        self.labels = labels
        self.ground = self.without_blanks = ""
        return quads

    def _modify(
        self,
        place: int,
        graph: NamedNode | None,
        delete: tuple[QuadPattern, ...],
        insert: tuple[QuadPattern, ...],
    ) -> Modify:
        using: list[DatasetClause] = []
        while self.key == "USING":
            self.advance()
            named = self.accept("NAMED")
            begin = self.start
            using.append(DatasetClause(self.iri("the IRI of a graph"), named, place=begin))
        if self.key != "WHERE":
            self.unexpected("WHERE with a group", ("WHERE", "USING", "INSERT"))
        self.advance()
        self.scope = set()
        return Modify(delete, insert, self.group(), graph, tuple(using), place=place)

    def _quads(self) -> tuple[QuadPattern, ...]:
        """Triples and graphs of triples in braces, without paths."""
        self.open("{")
        self.paths = False
        patterns: list[QuadPattern] = []
        while self.key != "}":
            place = self.start
            if self.key in TERM_STARTS:
                patterns.append(QuadPattern(None, self._triples(), place=place))
            elif self.key == "GRAPH":
                self.advance()
                name = self._graph_name()
                self.open("{")
                patterns.append(QuadPattern(name, self._triples(), place=place))
                self.close("a triple")
                self.accept(".")
            else:
                self.unexpected('a triple, GRAPH or "}"', ("GRAPH",))
        self.close()
        self.paths = True
        return tuple(patterns)

    def _triples(self) -> tuple[Triple, ...]:
        self.triples = []
        self.read_triples()
        return tuple(self.triples)

    def _graph_name(self) -> Expression:
        place = self.start
        if self.key == "variable":
            return self.data_variable()
        return Constant(self.iri("the IRI of a graph, or a variable,"), place=place)


def _as_group(quads: tuple[QuadPattern, ...], place: int) -> Group:
    """The quads of DELETE WHERE as a pattern."""
    elements: list[Element] = []
    for quad in quads:
        block = (TriplesBlock(quad.triples, place=quad.place),) if quad.triples else ()
        if quad.name is None:
            elements += block
        else:
            elements.append(GraphPattern(quad.name, Group(block, place=quad.place), place=quad.place))
    return Group(tuple(elements), place=place)


_OPERATIONS: dict[str, Callable[[UpdateParser], UpdateOperation]] = {
    "LOAD": UpdateParser._load,
    "CLEAR": UpdateParser._clear,
    "DROP": UpdateParser._clear,
    "CREATE": UpdateParser._create,
    "COPY": UpdateParser._copy,
    "MOVE": UpdateParser._copy,
    "ADD": UpdateParser._copy,
    "INSERT": UpdateParser._insert,
    "DELETE": UpdateParser._delete,
    "WITH": UpdateParser._with,
}

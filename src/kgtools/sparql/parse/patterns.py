"""Groups and what is in them (rules 53 to 74 of section 19.8)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.terms import Triple as TermTriple
from kgtools.sparql.expressions import Constant, Expression, Inverse, Link, Path, TripleTerm, Variable
from kgtools.sparql.expressions import Sequence as PathSequence
from kgtools.sparql.parse.cursor import MAX_CHAIN, MAX_VARIABLES
from kgtools.sparql.parse.triples import TERM_STARTS, TripleParser
from kgtools.sparql.syntax import (
    Bind,
    Element,
    Filter,
    GraphPattern,
    Group,
    InlineData,
    MinusPattern,
    OptionalPattern,
    RowsOfColumns,
    ServicePattern,
    SubSelect,
    Triple,
    TriplesBlock,
    UnionPattern,
)
from kgtools.table.kernels.text import term_text

__all__ = ["PatternParser"]

_NO_NAME = "is a value and cannot be a variable of VALUES; choose another variable."
_KEYWORDS = ("OPTIONAL", "UNION", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "SELECT")
#: rows of VALUES from which on they are kept as columns
_MANY_ROWS = 256


class PatternParser(TripleParser, ABC):
    """Reads groups, and keeps which variables are in scope (section 18.2.1)."""

    #: whether SERVICE may be asked
    allow_service = False

    @abstractmethod
    def sub_select(self) -> SubSelect:
        """A query within a group; its columns come into scope."""

    def group(self, *, visible: bool = True) -> Group:
        """A group in braces; its variables are in scope around it if they are `visible` there."""
        place = self.open("{")
        outer_state = self.scope, self.triples, self.pattern, self.no_aggregates
        self.scope = set()
        self.no_aggregates = "can be used only in SELECT, HAVING and ORDER BY"
        self.begin_pattern()
        if self.key == "SELECT":
            elements: list[Element] = [self.sub_select()]
            if self.key and self.key != "}":
                self.unexpected("", hint="a sub-query needs braces of its own: { SELECT … }")
            self.close()
        else:
            elements = self._elements()
        inner = self.scope
        self.scope, self.triples, self.pattern, self.no_aggregates = outer_state
        if visible:
            self.scope |= inner
        return Group(tuple(elements), place=place)

    def _elements(self) -> list[Element]:
        elements: list[Element] = []
        chain = 0
        while self.key != "}":
            place = self.start
            if self.key in TERM_STARTS:
                self.triples = []
                self.read_triples()
                block = TriplesBlock(tuple(self.triples), place=place)
                chain += self.in_scope(block.triples)
                if len(self.scope) > MAX_VARIABLES:
                    self.refuse(f"more than {MAX_VARIABLES} variables are in one group; split the query.", place)
                elements.append(block)
            else:
                elements.append(self._part())
                self.accept(".")
                chain += 1
            if chain > MAX_CHAIN:
                self.refuse(f"more than {MAX_CHAIN} parts are in one group; split the query.", place)
        self.close()
        return elements

    def in_scope(self, triples: tuple[Triple, ...]) -> int:
        """Add the variables of the triples to those in scope; gives the number of paths that stay paths."""
        add = self.scope.add
        paths = 0
        for triple in triples:
            predicate = triple.predicate
            for part in (triple.subject, predicate, triple.object):
                if type(part) is Variable:
                    if not part.is_blank:
                        add(part.name)
                elif type(part) is TripleTerm:
                    self.scope.update(
                        node.name for node in part.walk() if isinstance(node, Variable) and not node.is_blank
                    )
            if isinstance(predicate, Path) and not _is_spelled_out(predicate):
                paths += 1
        return paths

    def _part(self) -> Element:
        place, key = self.start, self.key
        if key == "FILTER":
            self.advance()
            # a filter does not end the basic graph pattern around it (section 18.2.2.5)
            return Filter(self.constraint("a condition"), place=place)
        result: Element
        if key == "{":
            result = self._union()
        elif key == "OPTIONAL":
            self.advance()
            result = OptionalPattern(self.group(), place=place)
        elif key == "MINUS":
            self.advance()
            result = MinusPattern(self.group(visible=False), place=place)
        elif key == "GRAPH":
            self.advance()
            result = GraphPattern(self._name("a graph"), self.group(), place=place)
        elif key == "SERVICE":
            result = self._service()
        elif key == "BIND":
            result = self._bind()
        elif key == "VALUES":
            self.advance()
            result = self.inline_data(place)
            self.scope.update(variable.name for variable in result.variables)
        elif key == "UNION":
            self.unexpected("", hint="UNION goes between two groups in braces")
        elif key == "NOT" or key == "EXISTS":
            self.unexpected(
                "", hint=f"test a pattern with a filter: FILTER {'NOT ' if key == 'NOT' else ''}EXISTS {{ … }}"
            )
        else:
            self.unexpected("a triple or a part of a group", _KEYWORDS)
        self.begin_pattern()
        return result

    def _union(self) -> Element:
        place = self.start
        branches = [self.group()]
        while self.accept("UNION"):
            branches.append(self.group())
        return branches[0] if len(branches) == 1 else UnionPattern(tuple(branches), place=place)

    def _name(self, what: str) -> Expression:
        """A variable or an IRI that names a graph or a service."""
        place = self.start
        if self.key == "variable":
            result = self.variable()
            self.scope.add(result.name)
            return result
        return Constant(self.iri(f"the IRI of {what}, or a variable,"), place=place)

    def _service(self) -> ServicePattern:
        place = self.start
        if not self.allow_service:
            message = "SERVICE would send data to another machine; allow it (`allow_service`) or remove it."
            self.refuse(message, place, argument="allow_service")
        self.advance()
        silent = self.accept("SILENT")
        name = self._name("a service")
        return ServicePattern(name, self.group(), silent, place=place)

    def _bind(self) -> Bind:
        place = self.start
        self.advance()
        self.open("(")
        expression = self.expression()
        self.expect("AS")
        variable = self.variable()
        if variable.name in self.scope:
            self.fail(
                f"?{variable.name} already has a value where BIND assigns one (section 10.1); choose another name.",
                variable.place,
            )
        self.close()
        self.scope.add(variable.name)
        return Bind(expression, variable, place=place)

    # inline data

    def inline_data(self, place: int) -> InlineData:
        """What follows the word VALUES, which is at `place`."""
        self.refuse_value(_NO_NAME)
        if self.key == "variable":
            single = self.variable()
            self.open("{")
            cells = self._rows(None)
            self.close()
            return InlineData((single,), cells, place=place)
        if self.key != "(":
            self.unexpected('a variable, or "(" with variables,')
        self.open("(")
        variables: list[Variable] = []
        while self.key == "variable":
            variable = self.variable()
            if variable in variables:
                self.fail(f"?{variable.name} occurs twice among the variables of VALUES; remove one.", variable.place)
            variables.append(variable)
        self.refuse_value(_NO_NAME)
        self.close("a variable")
        self.open("{")
        rows = self._rows(len(variables))
        self.close()
        return InlineData(tuple(variables), rows, place=place)

    def _rows(self, width: int | None) -> Sequence[tuple[Term | None, ...]]:
        """The rows of a VALUES, up to its closing bracket; of one variable without brackets where `width` is None."""
        rows: list[tuple[Term | None, ...]] = []
        while self.key != "}":
            if len(rows) >= _MANY_ROWS and width != 0:
                return self._many_rows(rows, width)
            rows += self._next_rows(width)
        return tuple(rows)

    def _many_rows(self, rows: list[tuple[Term | None, ...]], width: int | None) -> RowsOfColumns:
        """The same, where so many have been read that it is worth while to make columns of them."""
        # few queries have so many
        from kgtools.sparql.parse.plain_cells import PlainCells
        from kgtools.sparql.terms.inline import InlineRows, TextColumn

        texts: list[str | None] = [None if cell is None else term_text(cell) for row in rows for cell in row]
        plain = PlainCells(self._prefixes)
        while self.key != "}":
            cells_and_place = plain.read(self.report.text, self.start, width)
            if cells_and_place is not None:
                texts += cells_and_place[0]
                self.go_on_at(cells_and_place[1])
                continue
            # those that are not plain come in numbers
            for _ in range(_MANY_ROWS):
                if self.key == "}":
                    break
                texts += [None if cell is None else term_text(cell) for row in self._next_rows(width) for cell in row]
        count = width or 1
        return InlineRows([TextColumn(texts[i::count]) for i in range(count)])

    def _next_rows(self, width: int | None) -> Sequence[tuple[Term | None, ...]]:
        """The next row, or the rows that a parameter stands for."""
        if width is not None:
            return [self._row(width)]
        if self.key == "terms":
            values = self.value()
            assert isinstance(values, tuple)
            self.advance()
            return [(term,) for term in values]
        if self.key == "(":
            self.unexpected("a value", hint="VALUES of one variable without brackets takes values without brackets")
        return [(self._cell(),)]

    def _row(self, width: int) -> tuple[Term | None, ...]:
        if self.key != "(":
            self.unexpected('"(" with one value for each variable')
        place = self.open("(")
        cells: list[Term | None] = []
        while self.key != ")":
            cells.append(self._cell())
        self.close()
        if len(cells) != width:
            noun = "value" if len(cells) == 1 else "values"
            variables = "variable" if width == 1 else "variables"
            self.fail(
                f"this row of VALUES has {len(cells)} {noun} for {width} {variables}; write UNDEF where there is none.",
                place,
            )
        return tuple(cells)

    def _cell(self) -> Term | None:
        key = self.key
        if key == "iri" or key == "pname":
            return self.iri()
        if key == "UNDEF":
            self.advance()
            return None
        if key == "<<(":
            return self._triple_of_terms()
        if key == "variable":
            self.unexpected("a value", hint="VALUES takes IRIs, literals and UNDEF, no variables")
        if key == ",":
            self.unexpected("a value", hint="the values of VALUES are not separated by commas")
        if key in ("blank", "["):
            self.unexpected("a value", hint="VALUES takes IRIs, literals and UNDEF, no blank nodes")
        if key not in TERM_STARTS or key in "(<<":
            self.unexpected("a value", ("UNDEF", "TRUE", "FALSE"))
        return self.literal()

    def _triple_of_terms(self) -> TermTriple:
        self.open("<<(")
        subject = self.iri("an IRI as subject")
        predicate = self.type_or_iri("a predicate").term
        assert isinstance(predicate, NamedNode)
        value: NamedNode | Literal | TermTriple
        if self.key == "<<(":
            value = self._triple_of_terms()
        elif self.key in ("iri", "pname"):
            value = self.iri()
        else:
            value = self.literal()
        self.close()
        return TermTriple(subject, predicate, value)


def _is_spelled_out(path: Path) -> bool:
    """Whether the translation makes nothing but triples of a path (section 18.2.2.4)."""
    if isinstance(path, PathSequence):
        return all(map(_is_spelled_out, path.parts))
    return isinstance(path, Link) or (isinstance(path, Inverse) and _is_spelled_out(path.path))

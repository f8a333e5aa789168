"""Queries (rules 1, 2 and 7 to 28 of section 19.8)."""

from __future__ import annotations

from kgtools.sparql.expressions import Constant, Expression
from kgtools.sparql.parse.checks import check_query
from kgtools.sparql.parse.cursor import MAX_CHAIN
from kgtools.sparql.parse.functions import AGGREGATES, ARGUMENTS
from kgtools.sparql.parse.patterns import PatternParser
from kgtools.sparql.syntax import (
    DatasetClause,
    Group,
    GroupCondition,
    InlineData,
    OrderCondition,
    Projection,
    Prologue,
    Query,
    SubSelect,
    Triple,
    TriplesBlock,
)

__all__ = ["QueryParser"]

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
_FORM_EXPECTED = "SELECT, ASK, CONSTRUCT or DESCRIBE"
_CALLS = ARGUMENTS.keys() | AGGREGATES | {"EXISTS", "NOT", "iri", "pname", "("}
_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES", "WHERE", "FROM", "BY", "ASC", "DESC")


class QueryParser(PatternParser):
    """Reads queries."""

    def query_unit(self) -> Query:
        """A whole text that is one query."""
        if not self.key:
            self.fail("the query is empty; write a SELECT, ASK, CONSTRUCT or DESCRIBE query.", self.start)
        self.prologue()
        if self.key in UPDATES:
            self.refuse(f"{self.key} begins an update, and kgtools only reads; change the files instead.", self.start)
        place, key = self.start, self.key
        if key == "SELECT":
            made = self._select(top=True)
        elif key == "ASK":
            self.advance()
            made = self._rest(Query("ask", _NO_PROLOGUE, dataset=self._dataset(), where=self._where(), place=place))
        elif key == "CONSTRUCT":
            made = self._construct()
        elif key == "DESCRIBE":
            made = self._describe()
        else:
            self.unexpected(_FORM_EXPECTED, (*FORMS, "PREFIX", "BASE", "VERSION", *UPDATES))
        if self.key:
            self.unexpected("the end of the query", _MODIFIERS)
        self.check_prefixes()
        return made.replace(prologue=self.prologue_so_far())

    def sub_select(self) -> SubSelect:
        """A query within a group; its columns come into scope."""
        place = self.start
        query = self._select(top=False)
        return SubSelect(query, place=place)

    def _select(self, *, top: bool) -> Query:
        place = self.start
        kept = self.aggregates
        self.aggregates = 0
        self.advance()
        word = self.key
        if word in ("DISTINCT", "REDUCED"):
            self.advance()
        projection = self._projection()
        made = Query(
            "select",
            _NO_PROLOGUE,
            word == "DISTINCT",
            word == "REDUCED",
            projection,
            dataset=self._dataset() if top else (),
            where=self._where(),
            place=place,
        )
        made = self._rest(made)
        if made.projection is not None:
            self.scope = {column.variable.name for column in made.projection}
        elif made.values is not None:
            self.scope.update(variable.name for variable in made.values.variables)
        self.aggregates = kept
        return made

    def _projection(self) -> tuple[Projection, ...] | None:
        if self.accept("*"):
            return None
        self.no_aggregates = ""
        columns: list[Projection] = []
        computed = 0
        while True:
            place = self.start
            if self.key == "variable":
                variable = self.variable()
                columns.append(Projection(variable, place=place))
            elif self.key == "(":
                computed += 1
                if computed > MAX_CHAIN:
                    self.refuse(f"more than {MAX_CHAIN} AS parts stand in one SELECT; split the query.", place)
                self.open("(")
                expression = self.expression()
                if self.key != "AS":
                    self.unexpected("AS with a variable", ("AS",))
                self.advance()
                variable = self.variable()
                self.close()
                columns.append(Projection(variable, expression, place=variable.place))
            elif columns and self.key == ",":
                self.unexpected("", hint="no comma stands between the columns of SELECT")
            elif columns and self.key in ("{", "WHERE", "FROM"):
                return tuple(columns)
            elif self.key in ARGUMENTS or self.key in AGGREGATES or (columns and self.key in _CALLS):
                self.unexpected("", hint="an expression among the columns stands in brackets with a name: (… AS ?name)")
            elif columns:
                self.unexpected('a variable, "(" or "{"', ("WHERE", "FROM"), hint=self._variable_hint())
            else:
                self.unexpected('a variable, "(" or "*"', ("DISTINCT", "REDUCED"), hint=self._variable_hint())

    def _variable_hint(self) -> str:
        written = self.written
        return f'a variable begins with "?" (write ?{written})' if written.isidentifier() and written.islower() else ""

    def _construct(self) -> Query:
        place = self.start
        self.advance()
        if self.key == "{":
            template = self.template("CONSTRUCT")
            made = Query(
                "construct", _NO_PROLOGUE, template=template, dataset=self._dataset(), where=self._where(), place=place
            )
            return self._rest(made)
        dataset = self._dataset()
        if self.key != "WHERE":
            self.unexpected('"{" with a template, or WHERE,', ("WHERE", "FROM"))
        self.advance()
        begin = self.open("{")
        self.begin_pattern()
        block_place = self.start
        triples = self._template_triples()
        if self.key not in ("}", "."):
            self.unexpected(
                'a triple or "}"', hint="CONSTRUCT WHERE takes triples only; write CONSTRUCT { … } WHERE { … }"
            )
        self.close("a triple")
        self.in_scope(triples)
        elements = (TriplesBlock(triples, place=block_place),) if triples else ()
        where = Group(elements, place=begin)
        return self._rest(Query("construct", _NO_PROLOGUE, dataset=dataset, where=where, place=place))

    def template(self, what: str) -> tuple[Triple, ...]:
        """Triples in braces, without paths; their labels of blank nodes are their own."""
        self.open("{")
        labels, self.labels = self.labels, {}
        triples = self._template_triples()
        self.labels = labels
        if self.key == "GRAPH":
            self.unexpected("a triple", hint=f"the template of {what} has no graphs")
        self.close("a triple")
        return triples

    def _template_triples(self) -> tuple[Triple, ...]:
        self.paths = False
        self.triples = []
        self.read_triples()
        self.paths = True
        return tuple(self.triples)

    def _describe(self) -> Query:
        place = self.start
        self.advance()
        described: list[Expression] | None = None
        if not self.accept("*"):
            described = []
            while self.key in ("variable", "iri", "pname"):
                begin = self.start
                described.append(self.variable() if self.key == "variable" else Constant(self.iri(), place=begin))
            if not described:
                self.unexpected('a variable, an IRI or "*"')
        dataset = self._dataset()
        where = self._where() if self.key in ("WHERE", "{") else None
        return self._rest(
            Query(
                "describe",
                _NO_PROLOGUE,
                described=None if described is None else tuple(described),
                dataset=dataset,
                where=where,
                place=place,
            )
        )

    def _dataset(self) -> tuple[DatasetClause, ...]:
        clauses: list[DatasetClause] = []
        while self.key == "FROM":
            self.advance()
            named = self.accept("NAMED")
            place = self.start
            clauses.append(DatasetClause(self.iri("the IRI of a graph"), named, place=place))
        return tuple(clauses)

    def _where(self) -> Group:
        if not self.accept("WHERE") and self.key != "{":
            self.unexpected('WHERE or "{"', ("WHERE", "FROM"))
        self.scope = set()
        return self.group()

    # solution modifiers

    def _rest(self, query: Query) -> Query:
        """The query with its solution modifiers and its VALUES, checked."""
        group_by = self._group_by() if self.key == "GROUP" else ()
        self.no_aggregates = ""
        having = self._having() if self.key == "HAVING" else ()
        order_by = self._order_by() if self.key == "ORDER" else ()
        limit, offset = self._slice()
        values = self._values()
        if not (group_by or having or order_by or values or limit is not None or offset):
            made = query
        else:
            made = query.replace(
                group_by=group_by, having=having, order_by=order_by, limit=limit, offset=offset, values=values
            )
        check_query(made, self.scope, aggregated=bool(self.aggregates), report=self.report)
        return made

    def _group_by(self) -> tuple[GroupCondition, ...]:
        self.advance()
        self.expect("BY")
        self.no_aggregates = "cannot stand in GROUP BY"
        conditions: list[GroupCondition] = []
        while self.key == "variable" or self.key in _CALLS:
            place = self.start
            if self.key == "variable":
                conditions.append(GroupCondition(self.variable(), place=place))
            elif self.key == "(":
                self.open("(")
                expression = self.expression()
                name = self.variable() if self.accept("AS") else None
                self.close("AS", ("AS",))
                conditions.append(GroupCondition(expression, name, place=expression.place))
            else:
                conditions.append(GroupCondition(self.constraint("a key"), place=place))
        if not conditions:
            self.unexpected("a variable, an expression in brackets or a call")
        if self.key == ",":
            self.unexpected("", hint="no comma stands between the keys of GROUP BY")
        return tuple(conditions)

    def _having(self) -> tuple[Expression, ...]:
        self.advance()
        conditions: list[Expression] = [self.constraint("a condition")]
        while self.key in _CALLS:
            if len(conditions) == MAX_CHAIN:
                self.refuse(f"more than {MAX_CHAIN} conditions stand in one HAVING; join them with &&.", self.start)
            conditions.append(self.constraint("a condition"))
        return tuple(conditions)

    def _order_by(self) -> tuple[OrderCondition, ...]:
        self.advance()
        self.expect("BY")
        conditions: list[OrderCondition] = []
        while True:
            key, place = self.key, self.start
            if key in ("ASC", "DESC"):
                self.advance()
                conditions.append(OrderCondition(self.bracketed(), key == "DESC", place=place))
            elif key == "variable":
                conditions.append(OrderCondition(self.variable(), place=place))
            elif key in _CALLS:
                conditions.append(OrderCondition(self.constraint("a key"), place=place))
            elif conditions:
                if key == ",":
                    self.unexpected("", hint="no comma stands between the keys of ORDER BY")
                return tuple(conditions)
            else:
                self.unexpected("a variable, ASC, DESC, an expression in brackets or a call", ("ASC", "DESC"))

    def _slice(self) -> tuple[int | None, int]:
        found: dict[str, int] = {}
        while self.key in ("LIMIT", "OFFSET") and self.key not in found:
            word = self.key
            self.advance()
            if self.key != "number" or not self.written.isdigit():
                self.unexpected(f"a whole number behind {word}")
            # no result has so many rows, and a number of a million digits would take long to read
            found[word] = int(self.written[:30])
            self.advance()
        return found.get("LIMIT"), found.get("OFFSET", 0)

    def _values(self) -> InlineData | None:
        if self.key != "VALUES":
            return None
        place = self.start
        self.advance()
        return self.inline_data(place)


#: what a query has until its text is read to the end, and what a query within another keeps
_NO_PROLOGUE = Prologue()

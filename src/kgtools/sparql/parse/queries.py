"""Queries (rules 1, 2 and 7 to 17 of section 19.8)."""

from __future__ import annotations

from kgtools.errors import UpdateRefusedError
from kgtools.sparql.expressions import Constant, Expression
from kgtools.sparql.parse.checks import check_query
from kgtools.sparql.parse.cursor import MAX_CHAIN
from kgtools.sparql.parse.keywords import AGGREGATES, ARGUMENTS, FORMS, UPDATES
from kgtools.sparql.parse.modifiers import CALLS, ModifierParser
from kgtools.sparql.syntax import (
    DatasetClause,
    Group,
    Projection,
    Prologue,
    Query,
    SubSelect,
    Triple,
    TriplesBlock,
)

__all__ = ["QueryParser"]

_FORM_EXPECTED = "SELECT, ASK, CONSTRUCT or DESCRIBE"
_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES", "WHERE", "FROM", "BY", "ASC", "DESC")


#: what is read behind a column where an expression lacks its brackets
_COMPUTED = CALLS | {"AS", "+", "-", "*", "/", "=", "!=", "&&", "||", "number"}
_ORDER = "each may occur once, in this order: GROUP BY, HAVING, ORDER BY, LIMIT and OFFSET, VALUES"

_ONE = "only one query is run at a time, and this one ends before it"
_STAR_ALONE = 'SELECT has either "*", for all variables, or a list of columns'
_BEGINNINGS = (*FORMS, "PREFIX", "BASE", "VERSION", ";")


class QueryParser(ModifierParser):
    """Reads queries."""

    #: the ending of columns that are known where the variable before it is; empty where there are none
    companion = ""

    def query_unit(self) -> Query:
        """A whole text that is one query."""
        if not self.key:
            self.fail("the query is empty; write a SELECT, ASK, CONSTRUCT or DESCRIBE query.", self.start)
        self.prologue()
        if self.key in UPDATES:
            line, column = self.report.place(self.start)
            raise UpdateRefusedError(
                f"{self.key} begins an update, and this is for queries only; use `kgtools update`.",
                source=self.report.source,
                line=line,
                column=column,
            )
        place, key = self.start, self.key
        if key == "SELECT":
            query = self._select(top=True)
        elif key == "ASK":
            self.advance()
            query = self._rest(Query("ask", _NO_PROLOGUE, dataset=self._dataset(), where=self._where(), place=place))
        elif key == "CONSTRUCT":
            query = self._construct()
        elif key == "DESCRIBE":
            query = self._describe()
        else:
            self.unexpected(_FORM_EXPECTED, (*FORMS, "PREFIX", "BASE", "VERSION", *UPDATES))
        if self.key:
            hint = _ORDER if self.key in _MODIFIERS[:6] else _ONE if self.key in _BEGINNINGS else ""
            self.unexpected("the end of the query", _MODIFIERS, hint=hint)
        self.check_prefixes()
        return query.replace(prologue=self.prologue_so_far())

    def sub_select(self) -> SubSelect:
        """A query within a group; its columns come into scope."""
        place = self.start
        query = self._select(top=False)
        return SubSelect(query, place=place)

    def _select(self, *, top: bool) -> Query:
        place = self.start
        outer_aggregates = self.aggregates
        self.aggregates = 0
        self.advance()
        word = self.key
        if word in ("DISTINCT", "REDUCED"):
            self.advance()
        projection = self._projection()
        result = Query(
            "select",
            _NO_PROLOGUE,
            word == "DISTINCT",
            word == "REDUCED",
            projection,
            dataset=self._dataset() if top else (),
            where=self._where(),
            place=place,
        )
        result = self._rest(result)
        if result.projection is not None:
            self.scope = {column.variable.name for column in result.projection}
        elif result.values is not None:
            self.scope.update(variable.name for variable in result.values.variables)
        self.aggregates = outer_aggregates
        return result

    def _projection(self) -> tuple[Projection, ...] | None:
        if self.accept("*"):
            if self.key in ("variable", "("):
                self.unexpected("", hint=_STAR_ALONE)
            return None
        self.no_aggregates = ""
        columns: list[Projection] = []
        computed = 0
        while True:
            self.refuse_value("is a value and cannot be a column; leave it out of the SELECT.")
            place = self.start
            if self.key == "variable":
                variable = self.variable()
                columns.append(Projection(variable, place=place))
            elif self.key == "(":
                computed += 1
                if computed > MAX_CHAIN:
                    self.refuse(f"one SELECT has more than {MAX_CHAIN} AS parts; split the query.", place)
                self.open("(")
                expression = self.expression()
                if self.key != "AS":
                    self.unexpected("AS with a variable", ("AS",))
                self.advance()
                variable = self.variable()
                self.close()
                columns.append(Projection(variable, expression, place=variable.place))
            elif columns and self.key == ",":
                self.unexpected("", hint="the columns of SELECT are not separated by commas")
            elif columns and self.key in ("{", "WHERE", "FROM"):
                return tuple(columns)
            elif columns and self.key == "*" and self.report.text[self.start + 1 :].lstrip()[:1] in ("{", "W", "w"):
                self.unexpected("", hint=_STAR_ALONE)
            elif self.key in ARGUMENTS or self.key in AGGREGATES or (columns and self.key in _COMPUTED):
                self.unexpected("", hint="an expression in SELECT needs brackets and a name: (… AS ?name)")
            elif columns:
                self.unexpected('a variable, "(" or "{"', ("WHERE", "FROM"), hint=self._variable_hint())
            else:
                self.unexpected('a variable, "(" or "*"', ("DISTINCT", "REDUCED"), hint=self._variable_hint())

    def _variable_hint(self) -> str:
        token = self.token
        return f'a variable begins with "?" (write ?{token})' if token.isidentifier() and token.islower() else ""

    def _construct(self) -> Query:
        place = self.start
        self.advance()
        if self.key == "{":
            template = self.template("CONSTRUCT")
            query = Query(
                "construct", _NO_PROLOGUE, template=template, dataset=self._dataset(), where=self._where(), place=place
            )
            return self._rest(query)
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
        group_by = self.group_by() if self.key == "GROUP" else ()
        self.no_aggregates = ""
        having = self.having() if self.key == "HAVING" else ()
        order_by = self.order_by() if self.key == "ORDER" else ()
        limit, offset = self.limit_and_offset()
        values = self.values()
        if not (group_by or having or order_by or values or limit is not None or offset):
            result = query
        else:
            result = query.replace(
                group_by=group_by, having=having, order_by=order_by, limit=limit, offset=offset, values=values
            )
        check_query(
            result, self.scope, has_aggregates=bool(self.aggregates), report=self.report, companion=self.companion
        )
        return result


#: what a query has until its text is read to the end, and what a query within another keeps
_NO_PROLOGUE = Prologue()

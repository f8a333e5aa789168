"""Whether our engine answers as Oxigraph does."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph

from kgtools.model.terms import Literal, NamedNode, Quad, Term, Triple
from kgtools.sparql.engine import prepare
from tests.sparql.suites.answers import Answer, Table, difference
from tests.sparql.suites.engines import ENGINES, Kgtools, Oxigraph, quads_as_columns, quads_in_oxigraph

__all__ = ["BASE", "OURS", "OXIGRAPH", "Both", "disagreement"]

BASE = "http://e/"
OURS, OXIGRAPH = ENGINES["kgtools"], ENGINES["oxigraph"]


class Both:
    """Both engines over the same quads, which each of them is given once."""

    def __init__(self, quads: Sequence[Quad]) -> None:
        self._columns, self._store = quads_as_columns(quads), quads_in_oxigraph(quads)

    def disagreement(self, text: str, *, ordered: bool) -> str:
        """In what our answer is not Oxigraph's, or nothing; `ordered`: also in the order of the rows."""
        theirs = Oxigraph().answer(text, self._store, base=BASE)
        ours = Kgtools().answer(prepare(text, base=BASE), self._columns)
        if isinstance(theirs, Table):
            theirs = Table(theirs.variables, theirs.rows, ordered=ordered)
        return difference(as_stored(theirs), as_stored(ours))


def disagreement(quads: Sequence[Quad], text: str, *, ordered: bool) -> str:
    """See :meth:`Both.disagreement`."""
    return Both(quads).disagreement(text, ordered=ordered)


def as_stored(answer: Answer) -> Answer:
    """An answer with every literal in the spelling that Oxigraph's store gives it."""
    if not isinstance(answer, Table):
        return answer
    terms = [term for term in {cell for row in answer.rows for cell in row} if isinstance(term, Literal | Triple)]
    place = NamedNode("http://e/has")
    store = pyoxigraph.Store()
    store.extend(Quad(NamedNode(f"http://e/{number}"), place, term) for number, term in enumerate(terms))
    spelling: dict[Term, Term] = {
        terms[int(quad.subject.value.rpartition("/")[2])]: quad.object
        for quad in store
        if isinstance(quad.subject, NamedNode)
    }
    rows = [tuple(cell and spelling.get(cell, cell) for cell in row) for row in answer.rows]
    return Table(answer.variables, rows, ordered=answer.ordered)

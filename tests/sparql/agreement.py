"""Whether our engine answers as Oxigraph does."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph

from kgtools.model.terms import Literal, NamedNode, Quad, Term, Triple
from tests.sparql.suites.answers import Answer, Table, difference
from tests.sparql.suites.engines import ENGINES

__all__ = ["BASE", "OURS", "OXIGRAPH", "disagreement"]

BASE = "http://e/"
OURS, OXIGRAPH = ENGINES["kgtools"], ENGINES["oxigraph"]


def disagreement(quads: Sequence[Quad], text: str, *, ordered: bool) -> str:
    """In what our answer is not Oxigraph's, or nothing; `ordered`: also in the order of the rows."""
    theirs = OXIGRAPH.query(text, base=BASE, quads=quads)
    ours = OURS.query(text, base=BASE, quads=quads)
    if isinstance(theirs, Table):
        theirs = Table(theirs.variables, theirs.rows, ordered=ordered)
    return difference(as_stored(theirs), as_stored(ours))


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

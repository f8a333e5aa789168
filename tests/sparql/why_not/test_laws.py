"""What holds of the remarks on any query over any data."""

from __future__ import annotations

from hypothesis import given, settings

from kgtools.errors import KgtoolsError
from kgtools.model.terms import Quad
from kgtools.sparql.parse import parse_query
from kgtools.sparql.why_not import Remark, why_not
from kgtools.store import MemoryStore
from tests.examples import share
from tests.sparql.agreement import BASE
from tests.sparql.generated import datasets_and_queries
from tests.writing.same import shuffled


def _told(quads: list[Quad], text: str) -> tuple[bool, tuple[Remark, ...]]:
    """Whether the answer is empty, and what is said of it."""
    store = MemoryStore(quads)
    answer = store.evaluate(text, base=BASE)
    empty = not answer if isinstance(answer, bool) else len(answer) == 0
    return empty, why_not(parse_query(text, base=BASE), store.data(), text=text)


@given(datasets_and_queries())
@settings(max_examples=share(300))
def test_an_answer_has_a_reason_exactly_where_it_is_empty(drawn: tuple[list[Quad], str]) -> None:
    quads, text = drawn
    try:
        empty, told = _told(quads, text)
    except KgtoolsError:
        return
    assert bool(told) == empty, told
    lines = text.splitlines()
    for remark in told:
        assert 1 <= remark.line <= len(lines)
        assert 1 <= remark.column <= len(lines[remark.line - 1]) + 1
        assert remark.message.endswith((".", "?"))
        assert "\n" not in str(remark)


@given(datasets_and_queries())
@settings(max_examples=share(100))
def test_the_order_of_the_triples_does_not_matter(drawn: tuple[list[Quad], str]) -> None:
    quads, text = drawn
    try:
        first = _told(quads, text)
    except KgtoolsError:
        return
    assert _told(shuffled(quads, 7), text) == first

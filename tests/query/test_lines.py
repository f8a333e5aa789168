"""N-Triples of an answer: the bytes of the writer, whichever way they are made."""

from __future__ import annotations

import pytest

from kgtools.query import Triples, run, write_answer
from kgtools.store import MemoryStore
from kgtools.writing import write

DATA = """@prefix e: <http://e/> .
e:b e:p "b\\nc", "ü", 01 , e:a . e:a e:p "x"@en , e:b .
e:tag e:q "y"@en-GB . e:blank e:r [] , e:c . e:text e:t "says \\"@en-us\\"" .
"""


@pytest.mark.parametrize(
    ("predicate", "plain"),
    [("p", True), ("q", False), ("r", False), ("t", False)],
    ids=["plain terms", "a tag of several parts", "a blank node", "what looks like a tag"],
)
def test_n_triples_are_those_of_the_writer(predicate: str, plain: bool) -> None:
    store = MemoryStore()
    store.load_bytes(DATA.encode(), format="turtle")
    answer = run(store, f"PREFIX e: <http://e/> CONSTRUCT {{ ?s e:made ?o }} WHERE {{ ?s e:{predicate} ?o }}")
    assert isinstance(answer, Triples)
    assert (answer.lines() is not None) == plain
    assert write_answer(answer, format="nt") == write(answer.triples, format="nt", prefixes={})

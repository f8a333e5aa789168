"""SPARQL over the graph: stored queries with typed parameters, ad hoc queries, results in every standard format.

>>> from kgtools.store import MemoryStore
>>> store = MemoryStore()
>>> store.load_bytes(b'<http://e/ada> <http://www.w3.org/2000/01/rdf-schema#label> "Ada"@en .', format="turtle")
>>> answer = run(store, "SELECT ?who { ?who rdfs:label ?label }", languages=["en"])
>>> print(write_answer(answer, format="csv").decode(), end="")
who,whoLabel
http://e/ada,Ada
"""

from typing import TYPE_CHECKING

from kgtools.query.columns import Column
from kgtools.query.results.answers import Answer, Solution, Solutions, Triples, Truth
from kgtools.query.results.result_formats import RESULT_FORMATS, result_format
from kgtools.query.results.write import write_answer
from kgtools.query.run import run, run_stored
from kgtools.query.stored.header import Parameter
from kgtools.query.stored.stored_query import StoredQuery, find_stored, read_stored, stored_queries

if TYPE_CHECKING:
    from kgtools.query.why.places import FilePlaces

__all__ = [
    "RESULT_FORMATS",
    "Answer",
    "Column",
    "FilePlaces",
    "Parameter",
    "Solution",
    "Solutions",
    "StoredQuery",
    "Triples",
    "Truth",
    "find_stored",
    "read_stored",
    "result_format",
    "run",
    "run_stored",
    "stored_queries",
    "write_answer",
]


def __getattr__(name: str) -> object:
    # few queries ask where triples stand
    if name == "FilePlaces":
        from kgtools.query.why.places import FilePlaces

        return FilePlaces
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""The W3C suites: what is right is read and survives every format; what is wrong is refused with its place."""

from __future__ import annotations

import pytest

from kgtools.errors import ParseError, UsageError
from kgtools.model.terms import Quad
from kgtools.reading import FORMATS, Format, parse, parse_bytes
from kgtools.writing import write
from tests.reading import suites
from tests.writing.same import canonical, shuffled, without_graphs

PREFIXES = {
    "": "http://www.w3.org/2013/TurtleTests/",
    "a.b": "http://a.example/",
    "ex": "http://example/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# What a format cannot hold, by its recommendation: characters that XML does not have, and predicates without a name in
# it; what RDF 1.2 has more in the formats that are those of RDF 1.1.
NOT_HELD = {
    "rdfxml": (
        "XML cannot hold the character",
        "RDF/XML cannot hold the predicate",
        "RDF/XML holds no direction",
        "RDF/XML holds no triple terms",
    ),
    "jsonld": ("JSON-LD 1.1 loses the direction", "JSON-LD 1.1 holds no triple terms"),
}

# name of a negative case -> why the parser reads it all the same; a case that is refused must leave the list
READ_THOUGH_WRONG: dict[str, str] = {}

# name of a positive case -> why its result is not the one of the suite; one that is must leave the list
READ_DIFFERENTLY: dict[str, str] = {}

# name of a case of the canonical form -> why it is written in another way; one that is not must leave the list
_CASE = "language tags are compared without regard to case (RDF 1.1 Concepts 3.3), and written as RFC 5646 recommends"
_LABEL = "the label of a blank node comes from the graph, and not from the file (RDF 1.2 Concepts 3.4)"
WRITTEN_DIFFERENTLY = {
    "rdf12/rdf-n-triples/c14n/dirlangtagged_string.nt": _CASE,
    "rdf12/rdf-n-triples/c14n/triple-term-02.nt": _LABEL,
    "rdf12/rdf-n-quads/c14n/dirlangtagged_string.nq": _CASE,
    "rdf12/rdf-n-quads/c14n/triple-term-02.nq": _LABEL,
}


def written_or_none(quads: list[Quad], written: Format) -> bytes | None:
    try:
        return write(quads, format=written, prefixes=PREFIXES)
    except UsageError as error:
        if str(error).startswith(NOT_HELD.get(written.name, "-")):
            return None
        raise


def refusal(case: suites.Case) -> ParseError | None:
    try:
        list(parse(case.path, format=case.format, base=case.base))
    except ParseError as error:
        return error
    return None


def test_the_suites_are_where_they_must_be() -> None:
    suites.require()
    assert len(suites.cases()) == 992 + 332


@pytest.mark.parametrize("written", FORMATS, ids=lambda f: f.name)
@pytest.mark.parametrize("read", suites.FOLDERS.values())
def test_every_positive_case_survives_every_format_in_the_same_bytes(read: str, written: Format) -> None:
    suites.require()
    for case in suites.cases(positive=True, formats=(read,)):
        quads = list(parse(case.path, format=case.format, base=case.base))
        if not written.supports_datasets:
            quads = without_graphs(quads)
        data = written_or_none(quads, written)
        if data is None:
            continue
        again = list(parse_bytes(data, format=written))
        assert canonical(again) == canonical(quads), case.name
        assert write(again, format=written, prefixes=PREFIXES) == data, case.name
        assert write(shuffled(quads, 7), format=written, prefixes=PREFIXES) == data, case.name


@pytest.mark.parametrize("read", suites.FOLDERS.values())
def test_every_case_with_a_result_is_read_as_that_result(read: str) -> None:
    suites.require()
    for case in suites.cases(positive=True, formats=(read,)):
        if case.expected is not None and not case.canonical:
            expected = list(parse(case.expected))
            same = canonical(parse(case.path, format=case.format, base=case.base)) == canonical(expected)
            assert same is (case.name not in READ_DIFFERENTLY), case.name


@pytest.mark.parametrize("read", ["nt", "nq"])
def test_every_canonical_form_is_the_one_that_is_written(read: str) -> None:
    suites.require()
    found = [case for case in suites.cases(formats=(read,)) if case.canonical]
    assert found
    for case in found:
        assert case.expected is not None
        data = write(parse(case.path, format=case.format, base=case.base), format=case.format)
        same = sorted(data.splitlines()) == sorted(case.expected.read_bytes().splitlines())
        assert same is (case.name not in WRITTEN_DIFFERENTLY), case.name


@pytest.mark.parametrize("read", suites.FOLDERS.values())
def test_every_negative_case_is_refused_with_its_line(read: str) -> None:
    suites.require()
    for case in suites.cases(positive=False, formats=(read,)):
        error = refusal(case)
        if case.name in READ_THOUGH_WRONG:
            assert error is None, f"{case.name} is refused now; take it from the list"
        else:
            assert error is not None, case.name
            assert error.line is not None, (case.name, error)
            assert error.source == str(case.path)

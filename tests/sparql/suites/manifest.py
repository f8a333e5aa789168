"""What tests the suites have: the folder that KGTOOLS_SUITES names, else ../shared/suites beside us."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term

ROOT = Path(os.environ.get("KGTOOLS_SUITES") or Path(__file__).parents[3].parent / "shared" / "suites")
#: where the files of the suites are published, which is what relative IRIs in them are resolved against
PUBLISHED = "https://w3c.github.io/rdf-tests/sparql/"

#: suite -> the manifests that it begins with. Federation over a network, entailment regimes and the protocols are other
#: recommendations than the query and update languages; the syntax of SERVICE belongs to the language.
SUITES: dict[str, tuple[str, ...]] = {
    "sparql10": ("manifest.ttl",),
    "sparql11": (
        "manifest-sparql11-query.ttl",
        "manifest-sparql11-update.ttl",
        "manifest-sparql11-results.ttl",
        "syntax-fed/manifest.ttl",
    ),
    "sparql12": ("manifest.ttl",),
}

_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_QUERY = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_UPDATE = "http://www.w3.org/2009/sparql/tests/test-update#"

Properties = dict[str, list[Term]]


@dataclass(frozen=True)
class Files:
    """A dataset as files: those of the default graph, and those of named graphs with their names."""

    default: tuple[Path, ...] = ()
    named: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True)
class Case:
    """One test. `expected` is a file of results or RDF, or for an update the dataset behind it."""

    iri: str
    #: suite/folder/test
    name: str
    #: the class of the test in its manifest, without a trailing 11
    kind: str
    text: Path
    data: Files = Files()
    expected: Path | Files | None = None
    #: duplicates may be left out of the answer (REDUCED)
    lax: bool = False

    @property
    def base(self) -> str:
        return iri_of(self.text)

    @property
    def is_update(self) -> bool:
        return "Update" in self.kind or self.text.suffix == ".ru"

    @property
    def is_evaluation(self) -> bool:
        return "Syntax" not in self.kind

    @property
    def group(self) -> str:
        """suite/folder"""
        return self.name.rpartition("/")[0]


def iri_of(path: Path) -> str:
    """The IRI of a file of the suites."""
    return PUBLISHED + path.relative_to(ROOT).as_posix()


def path_of(iri: str) -> Path:
    """The file of the suites with that IRI."""
    assert iri.startswith(PUBLISHED), iri
    return ROOT / iri.removeprefix(PUBLISHED)


@cache
def cases() -> tuple[Case, ...]:
    """All tests in the order of the manifests; none where the suites are not there."""
    found: dict[str, Case] = {}
    for suite, starts in SUITES.items():
        for start in starts:
            if (ROOT / suite / start).is_file():
                for case in _cases(ROOT / suite / start, suite):
                    assert found.setdefault(case.name, case) is case, f"two tests are named {case.name}"
    return tuple(found.values())


def require() -> None:
    """Skip where the suites are absent; fail where they must be there."""
    if not cases():
        if os.environ.get("KGTOOLS_REQUIRE_SUITES") == "1":
            pytest.fail(f"the W3C suites of SPARQL are not at {ROOT}")
        pytest.skip(f"the W3C suites of SPARQL are not at {ROOT}; set KGTOOLS_SUITES")


def _cases(manifest: Path, suite: str) -> Iterator[Case]:
    nodes: dict[Term, Properties] = {}
    for quad in pyoxigraph.parse(path=str(manifest), base_iri=iri_of(manifest), rename_blank_nodes=True):
        nodes.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    for node in [n for n, values in nodes.items() if {_MF + "include", _MF + "entries"} & values.keys()]:
        for included in _items(nodes, nodes[node].get(_MF + "include", [])):
            yield from _cases(path_of(included.value), suite)
        for entry in _items(nodes, nodes[node].get(_MF + "entries", [])):
            yield _case(entry, nodes, f"{suite}/{manifest.parent.name}")


def _items(nodes: dict[Term, Properties], heads: list[Term]) -> Iterator[NamedNode]:
    for head in heads:
        at = head
        while isinstance(at, BlankNode):
            (item,), (rest,) = nodes[at][_RDF + "first"], nodes[at][_RDF + "rest"]
            assert isinstance(item, NamedNode), item
            yield item
            at = rest


def _case(entry: NamedNode, nodes: dict[Term, Properties], group: str) -> Case:
    values = nodes[entry]
    (kind,), (action,) = values[_RDF + "type"], values[_MF + "action"]
    result = values.get(_MF + "result", [None])[0]
    parts = nodes.get(action, {})
    text = (parts.get(_QUERY + "query") or parts.get(_UPDATE + "request") or [action])[0]
    expected: Path | Files | None = None
    if isinstance(result, NamedNode):
        expected = path_of(result.value)
    elif isinstance(result, BlankNode):
        expected = _files(result, nodes)
    return Case(
        iri=entry.value,
        name=f"{group}/{entry.value.rpartition('#')[2]}",
        kind=kind.value.rpartition("#")[2].removesuffix("11"),
        text=path_of(text.value),
        data=_files(action, nodes),
        expected=expected,
        lax=_MF + "resultCardinality" in values,
    )


def _files(node: Term, nodes: dict[Term, Properties]) -> Files:
    default, named = [], []
    values = nodes.get(node, {})
    for words in (_QUERY, _UPDATE):
        default += [path_of(term.value) for term in values.get(words + "data", [])]
        for term in values.get(words + "graphData", []):
            if isinstance(term, NamedNode):
                named.append((term.value, path_of(term.value)))
            else:
                ((graph,), (label,)) = nodes[term][words + "graph"], nodes[term][_LABEL]
                assert isinstance(label, Literal)
                named.append((label.value, path_of(graph.value)))
    return Files(tuple(sorted(default)), tuple(sorted(named)))

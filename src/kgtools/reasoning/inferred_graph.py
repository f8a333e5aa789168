"""The inferred graph of a project: made for a question, or kept in `data/graph/inferred.ttl`.

It holds what follows about the things of the graph, never about the terms of the ontology, and is not mixed with what
was asserted. `inferred.sha256` beside it has the digests of what it was inferred from, so that a stale one is noticed
without a reasoner.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kgtools.errors import InferenceWarning, ReasoningError
from kgtools.model.terms import NamedNode, Quad, Triple
from kgtools.model.vocab import RDF, Vocabulary
from kgtools.ontology.imports import Library
from kgtools.project import GraphProject
from kgtools.reading import parse
from kgtools.reasoning.inference import ontology_terms
from kgtools.reasoning.limits import TIMEOUT
from kgtools.reasoning.subject import Subject

__all__ = ["infer_graph", "inference_records", "inputs_digest", "kept_graph"]


def infer_graph(
    project: GraphProject,
    *,
    profile: str,
    facts: Sequence[Quad | Triple] | None = None,
    library: Library | None = None,
    timeout: float = TIMEOUT,
) -> tuple[Triple, ...]:
    """What follows about the things of a project's graph, in the order of the reasoner's answer.

    `facts` are the accepted and derived triples where they are at hand; imports are looked for in `library`;
    `timeout` is in seconds. What was not looked at is reported by an :class:`InferenceWarning`. Raises
    :class:`ReasoningError` where the graph is inconsistent or nothing could be decided, and what reading raises.
    """
    subject = Subject(project, facts=facts, library=library)
    outcome = subject.infer(profile=profile, timeout=timeout)
    if not outcome.consistent:
        raise ReasoningError(
            "the graph is inconsistent, so everything follows from it; `kgtools explain --inconsistency` says why."
        )
    for remark in outcome.remarks:
        warnings.warn(InferenceWarning(remark), stacklevel=2)
    terms = ontology_terms(q for path in project.ontology_files for q in parse(path, rename_blank_nodes=True))
    return tuple(t for t in outcome.triples if t.subject not in terms)


def inputs_digest(project: GraphProject) -> str:
    """The digests of what the kept graph is inferred from, one line a file, as ``sha256sum`` writes them."""
    files: list[Path] = [*(project.built_file(name) for name in ("accepted", "derived")), *project.ontology_files]
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(project.root).as_posix()}\n"
        for path in files
        if path.is_file()
    )


def kept_graph(project: GraphProject) -> tuple[Triple, ...] | None:
    """The triples of `data/graph/inferred.ttl`, or None where it is not there or is stale."""
    path = project.built_file("inferred")
    digest_file = project.built_folder / "inferred.sha256"
    if not path.is_file() or not digest_file.is_file():
        return None
    if digest_file.read_text(encoding="utf-8") != inputs_digest(project):
        return None
    return tuple(q.triple for q in parse(path))


def inference_records(triples: Iterable[Triple], *, profile: str, vocabulary: Vocabulary) -> Iterator[Triple]:
    """A derivation for each inferred triple, so that an answer can say what it rests on.

    >>> knows = NamedNode("http://e/knows")
    >>> triple = Triple(NamedNode("http://e/a"), knows, NamedNode("http://e/b"))
    >>> len(list(inference_records([triple], profile="owl-rl", vocabulary=Vocabulary("http://e/"))))
    5
    """
    rule = NamedNode(f"{vocabulary.base}id/rule/{profile}")
    for number, triple in enumerate(triples):
        record = NamedNode(f"{vocabulary.base}id/derivation/inferred-{number}")
        yield Triple(record, NamedNode(RDF + "type"), vocabulary.term("Derivation"))
        yield Triple(record, vocabulary.term("rule"), rule)
        yield Triple(record, vocabulary.term("about"), triple.subject)
        yield Triple(record, vocabulary.term("derivedProperty"), triple.predicate)
        yield Triple(record, vocabulary.term("derivedObject"), triple.object)

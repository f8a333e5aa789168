"""Validation where the data live: which nodes may fail is found there, and these are validated here, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from kgtools.model.terms import Literal
from kgtools.reading import Source as File
from kgtools.reading import in_format
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.inputs import read_shapes
from kgtools.shacl.engine.selection import node_iri
from kgtools.shacl.options import OptionKeywords, Options
from kgtools.shacl.plans.plan import THIS
from kgtools.shacl.plans.planner import Planner
from kgtools.shacl.plans.slice import FetchedSlice, WholeDataError, require_sliceable
from kgtools.shacl.plans.source import ManyFailError, Source
from kgtools.shacl.shapes.shape import Shapes
from kgtools.shacl.shapes_graph.graph import name
from kgtools.shacl.validation import validate_with
from kgtools.sparql import algebra
from kgtools.table.kernels.arrow import distinct_texts, text_array
from kgtools.table.kernels.text import term_text

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["validate_planned"]

#: nodes that are checked here at most
MAX_CANDIDATE_NODES = 5_000_000


def validate_planned(
    source: Source,
    shapes: Sequence[File],
    options: OptionKeywords,
    *,
    triples: int,
    note: str,
    max_candidates: int = MAX_CANDIDATE_NODES,
) -> ValidationReport:
    """Validate the data of a source against shapes in files; `triples` is how many the source has.

    `max_candidates` is how many nodes may fail a shape, and be judged here. The results are those that
    :func:`kgtools.shacl.validate` gives for the same triples. Raises what that raises, :class:`ManyFailError`, and
    :class:`ValidationFailure` for shapes that may look at any of the data (SPARQL, rules).
    """
    settings = Options(**options)
    if settings.ontology_files:
        raise WholeDataError("--ontology needs local data; leave it out.")
    if settings.graphs is not None:
        raise WholeDataError("--graph needs local data; leave it out.")
    if settings.engine != "columns":
        raise WholeDataError(f"the engine {settings.engine} needs local data; leave out --engine.")
    clock = Clock(settings.timeout)
    with in_format(list(shapes), settings.shapes_format):
        parsed, _, _ = read_shapes(list(shapes), settings, check=clock.check)
    require_sliceable(parsed)
    part = FetchedSlice(source, parsed, clock.check)
    if settings.focus:
        unmatched: list[str] = []
        candidates = text_array([f"<{node_iri(text)}>" for text in settings.focus])
        part.know(candidates)
    else:
        if settings.progress is not None:
            settings.progress("looking for nodes that may fail", None)
        candidates, unmatched = _candidates(source, parsed, max_candidates, clock)
    for shape in parsed.by_node.values():
        # --shape and --focus may name nodes that are not targets of the shapes
        if not shape.deactivated and (shape.targets or settings.focus):
            part.add(shape, candidates)
    report = validate_with(part.dataset(), list(shapes), settings, candidates=candidates)
    which = "that was asked about" if settings.focus else "that may fail"
    what = f"1 node {which} was" if len(candidates) == 1 else f"{len(candidates):,} nodes {which} were"
    notes = (*report.notes, f"{note}; {what} judged here. No triple has a position in a file.")
    return replace(
        report,
        coverage=replace(report.coverage, triples=triples, unmatched_shapes=tuple(sorted(unmatched))),
        notes=notes,
    )


def _candidates(
    source: Source, shapes: Shapes, max_candidates: int, clock: Clock
) -> tuple[pa.LargeStringArray, list[str]]:
    """The nodes that may fail, and the names of the shapes whose targets match no node."""
    planner = Planner(source, shapes, clock.check)
    planner.run()
    parts: list[pa.LargeStringArray] = [text_array([])]
    unmatched: list[str] = []
    for shape in shapes.by_node.values():
        if not shape.targets or shape.deactivated:
            continue
        # literals that are targets themselves are judged in any case: a store may have changed them on the way
        literals = [term_text(t.value) for t in shape.targets if t.kind == "node" and isinstance(t.value, Literal)]
        nodes = distinct_texts(pa.concat_arrays([planner.candidates(shape), text_array(literals)]))
        if len(nodes) > max_candidates:
            reason = f"{len(nodes):,} nodes may fail {name(shape.node)}; validate with fewer shapes at a time."
            raise ManyFailError(reason)
        if not len(nodes):
            first = algebra.Slice(planner.targets_of(shape), 0, 1)
            if not len(source.texts(first, (THIS,))[0]):
                unmatched.append(name(shape.node))
        parts.append(nodes)
    return distinct_texts(pa.concat_arrays(parts)), unmatched

"""What a validation works on, read once: the data as columns, the shapes parsed, a number for each term they name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kgtools.errors import ShapesFault, ValidationFailure
from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.reading import Tags
from kgtools.reading.parse import Source
from kgtools.shacl.engine.imports import absent_imports
from kgtools.shacl.options import Options
from kgtools.shacl.places.placing import ShapesFiles
from kgtools.shacl.shapes.parse import parse_shapes
from kgtools.shacl.shapes.shape import Shapes
from kgtools.shacl.shapes.vocabulary import named_by_data
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, shapes_graph_of
from kgtools.table import Columns, Dataset, load
from kgtools.table.limits import Check, no_check

__all__ = ["Inputs", "read_inputs", "read_shapes", "require_shapes"]

#: triples up to which all of a graph is looked at as a shapes graph; beyond, what can belong to shapes
SMALL = 20_000


@dataclass(frozen=True)
class Inputs:
    """Data and shapes. `dataset` and `shapes_dataset` know which rows came from which file; they may be the same.

    `columns` are what constraints look at; `judged` the triples that make a node a focus node, where an ontology is
    beside them.
    """

    dataset: Dataset
    columns: Columns
    judged: Columns | None
    data_graphs: tuple[str, ...] | None
    shapes_dataset: Dataset
    graph: ShapesGraph
    shapes: Shapes
    numbers: dict[Term, int]
    base: str | None
    notes: tuple[str, ...]
    #: how data and shapes spell their language tags
    tags: Tags


def read_inputs(
    data: Sequence[Source] | Dataset,
    shapes: Sequence[Source] | Dataset | None,
    options: Options,
    *,
    check: Check = no_check,
) -> Inputs:
    """Read data and shapes; without `shapes` these are in the data. `check` raises when the time is over.

    Raises the errors of reading, and :class:`ShapesError` with its place for shapes that are ill-formed.
    """
    notes: tuple[str, ...] = ()
    base, data_graphs = options.base, options.graphs
    if shapes is None or _the_same(data, shapes):
        # the shapes are in the data: they are read once, so that a blank node is the same node in both
        dataset = _data(data, options, check)
        shapes_dataset = dataset
        columns = dataset.columns(data_graphs)
        check()
        inside = dataset.foreground()
        graph, notes = _shapes_inside(inside) if shapes is None else (_all_shapes(inside.columns()), ())
        parsed = _parse_shapes(graph, dataset, options, check)
        columns, numbers = _with_terms(columns, parsed)
    else:
        shapes_dataset = _dataset(shapes, options, check)
        graph = _all_shapes(shapes_dataset.columns())
        parsed = _parse_shapes(graph, shapes_dataset, options, check)
        # a blank node of the shapes graph is no node of the data graph, whatever their labels are
        terms = [term for term in parsed.terms() if not isinstance(term, BlankNode)]
        dataset = _data(data, options, check, terms)
        columns, numbers = _with_terms(dataset.columns(data_graphs), parsed)
        numbers.update((term, -1) for term in parsed.terms() if isinstance(term, BlankNode))
        parsed = _with_named(parsed, columns, dataset, options)
    check()
    return Inputs(
        dataset=dataset,
        columns=columns,
        judged=_judged(dataset, columns, data_graphs),
        data_graphs=data_graphs,
        shapes_dataset=shapes_dataset,
        graph=graph,
        shapes=parsed,
        numbers=numbers,
        base=base,
        notes=(*notes, *_remarks(parsed, graph, columns, (shapes_dataset, dataset), options)),
        tags=dataset.tags.and_of(shapes_dataset.tags),
    )


def read_shapes(
    shapes: Sequence[Source] | Dataset, options: Options, *, check: Check = no_check
) -> tuple[Shapes, ShapesGraph, Dataset]:
    """The shapes alone, before anything is read of the data; with their graph and dataset.

    Raises the errors of reading, and :class:`ShapesError` with its place for shapes that are ill-formed.
    """
    dataset = _dataset(shapes, options, check)
    graph = _all_shapes(dataset.columns())
    return _parse_shapes(graph, dataset, options, check), graph, dataset


def _remarks(
    shapes: Shapes, graph: ShapesGraph, columns: Columns, datasets: tuple[Dataset, Dataset], options: Options
) -> tuple[str, ...]:
    """What plays no part in the shapes graph, and what is imported and not here; with places where these are wanted."""
    of_shapes, of_data = datasets
    in_shapes, in_data = absent_imports(graph, columns, shapes_in_data=of_shapes is of_data)
    texts: list[str] = []
    for dataset, remarks in ((of_shapes, (*shapes.remarks, *in_shapes)), (of_data, in_data)):
        if options.positions:
            texts += ShapesFiles(dataset, options.base).remarks(remarks)
        else:
            texts += [remark.text for remark in remarks]
    return tuple(texts)


def require_shapes(inputs: Inputs) -> None:
    """Raise :class:`ValidationFailure` where there is no shape: nothing would be validated."""
    if not inputs.shapes.by_node:
        raise ValidationFailure(
            "there is no shape in the shapes graph; name the file with the shapes (--shapes)."
            if len(inputs.graph)
            else "the shapes graph is empty; name the file with the shapes (--shapes)."
        )


def _all_shapes(columns: Columns) -> ShapesGraph:
    return ShapesGraph.of_columns(columns)


def _parse_shapes(graph: ShapesGraph, dataset: Dataset, options: Options, check: Check) -> Shapes:
    """The shapes; what is wrong with them gets its place in the files."""
    files = ShapesFiles(dataset, options.base)
    try:
        shapes_read = parse_shapes(
            graph,
            strict=options.strict,
            any_entailment=options.skip_unsupported,
            rules=options.rules or options.iterate_rules,
            check=check,
        )
    except ShapesFault as error:
        raise files.raised(error) from error
    return replace(shapes_read, faults=files.faults(shapes_read.faults))


def _with_named(shapes: Shapes, columns: Columns, dataset: Dataset, options: Options) -> Shapes:
    """The shapes, with a fault for each that nodes of the data name (``sh:shape`` of SHACL 1.2)."""
    pairs = columns.relation(NamedNode(SH + "shape")).inverse
    if not len(pairs):
        return shapes
    first = columns.terms.terms(pairs.o[np.searchsorted(pairs.s, pairs.subjects)])
    uses = zip(columns.terms.terms(pairs.subjects), pairs.counts.tolist(), first, strict=True)
    shapes_of_data = [named_by_data(shape, count, node) for shape, count, node in uses if shape in shapes.by_node]
    faults = ShapesFiles(dataset, options.base).faults(shapes_of_data)
    if faults and options.strict:
        raise faults[0]
    return replace(shapes, faults=(*shapes.faults, *faults))


def _shapes_inside(dataset: Dataset) -> tuple[ShapesGraph, tuple[str, ...]]:
    """The shapes graph that the data names with ``sh:shapesGraph`` (section 3.2), or the data graph itself."""
    columns = dataset.columns()
    terms = columns.terms.terms(columns.relation(NamedNode(SH + "shapesGraph")).objects)
    there = set(dataset.graph_names())
    names = [term.value for term in terms if isinstance(term, NamedNode) and term in there]
    notes = tuple(f"the shapes graph {name(term)} is not among the files." for term in terms if term not in there)
    if names:
        return _all_shapes(dataset.columns(names)), notes
    return (_all_shapes(columns) if len(columns) <= SMALL else shapes_graph_of(columns)), notes


def _with_terms(columns: Columns, shapes: Shapes) -> tuple[Columns, dict[Term, int]]:
    """The columns, with a number for every term that the shapes name."""
    terms = shapes.terms()
    numbers = columns.terms.find(terms)
    missing = [term for term, number in zip(terms, numbers.tolist(), strict=True) if number < 0]
    if missing:
        columns = columns.with_terms(missing)
        numbers = columns.terms.find(terms)
    return columns, dict(zip(terms, numbers.tolist(), strict=True))


def _dataset(data: Sequence[Source] | Dataset, options: Options, check: Check, seeds: Sequence[Term] = ()) -> Dataset:
    if isinstance(data, Dataset):
        return data
    if options.cache is None:
        return load(data, seeds=seeds, base=options.base, progress=options.progress, check=check)
    from kgtools.table.cache.loading import load_cached

    return load_cached(
        data, cache=options.cache, seeds=seeds, base=options.base, progress=options.progress, check=check
    )


def _data(data: Sequence[Source] | Dataset, options: Options, check: Check, seeds: Sequence[Term] = ()) -> Dataset:
    """The data, with the ontology behind them where there is one."""
    if isinstance(data, Dataset):
        if not options.ontology_files:
            return data
        from kgtools.table.background import with_background

        return with_background(data, _dataset(options.ontology_files, options, check))
    # what is among the data is judged as data
    among = {_resolved_path(source) for source in data}
    ontology = [file for file in options.ontology_files if _resolved_path(file) not in among]
    if not ontology:
        return _dataset(data, options, check, seeds)
    dataset = _dataset([*data, *ontology], options, check, seeds)
    return replace(dataset, background=dataset.ends[len(data) - 1])


def _judged(dataset: Dataset, columns: Columns, graphs: Sequence[str] | None) -> Columns | None:
    """The triples that make a node a focus node, under the numbers of all."""
    if dataset.background is None:
        return None
    return replace(dataset.foreground(), terms=columns.terms).columns(graphs)


def _the_same(data: Sequence[Source] | Dataset, shapes: Sequence[Source] | Dataset) -> bool:
    if isinstance(data, Dataset) or isinstance(shapes, Dataset):
        return data is shapes
    return set(map(_resolved_path, data)) == set(map(_resolved_path, shapes))


def _resolved_path(source: Source) -> str:
    return str(Path(os.fspath(source)).resolve())

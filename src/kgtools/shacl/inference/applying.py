"""Rules before a validation: the data graph with what they infer (section 8.3 of the Note)."""

from __future__ import annotations

from dataclasses import replace

from kgtools.model.vocab import SH
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.inputs import Inputs
from kgtools.shacl.options import Options
from kgtools.shacl.places.placing import ShapesFiles

__all__ = ["with_inferred"]

_LACKING = "rules were left out: the data may lack triples that they would infer, and results may be due to that."


def with_inferred(inputs: Inputs, options: Options, clock: Clock) -> Inputs:
    """The inputs with the triples that the rules of the shapes infer among the data, if rules are to run.

    Rules that are ill-formed or cannot be run are left out and reported as not evaluated. With ``strict`` they raise
    :class:`ShapesError` and :class:`ValidationFailure`. Raises :class:`LimitError`.
    """
    shapes = inputs.shapes
    if not shapes.rules and not shapes.rule_faults:
        if (options.rules or options.iterate_rules) and not inputs.graph.pairs(SH + "rule"):
            return replace(inputs, notes=(*inputs.notes, "the shapes have no rules (sh:rule) that could be run."))
        return inputs
    # most shapes have no rules
    from kgtools.shacl.inference.rule_inference import infer_from

    if options.progress is not None:
        options.progress("running rules", None)
    inference = infer_from(inputs, options, clock, leave_out=not options.strict)
    new_triples = inference.inferred_triples
    faults = ShapesFiles(inputs.shapes_dataset, inputs.base).faults((*shapes.rule_faults, *inference.failures))
    lacking = () if not faults else (_LACKING,)
    count = f"{len(new_triples):,} {'triple' if len(new_triples) == 1 else 'triples'}"
    return replace(
        inputs,
        columns=new_triples.data,
        judged=None
        if inputs.judged is None
        else inputs.judged.with_triples(new_triples.terms, new_triples.s, new_triples.p, new_triples.o),
        shapes=replace(shapes, faults=(*shapes.faults, *faults)),
        notes=(*inputs.notes, f"the rules of the shapes have inferred {count}.", *lacking, *inference.notes),
    )

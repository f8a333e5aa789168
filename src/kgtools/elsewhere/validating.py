"""Validation of what lives behind an endpoint: triples are pulled and validated here, or questions are pushed there.

Either way every literal is checked by the code that validates files, so the results are those of a file with what the
endpoint holds. What a store has made of a literal when it was loaded cannot be seen; what it makes of literals in a
query can, and is noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias
from typing import Literal as Choice

from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.dialect import require
from kgtools.elsewhere.endpoint.literals import literal_changes
from kgtools.elsewhere.endpoint.options import MAX_PULLED_TRIPLES, UNASKED_PULLED_TRIPLES
from kgtools.elsewhere.endpoint.pulling import BATCH, count_triples, pull
from kgtools.elsewhere.endpoint_source import EndpointSource
from kgtools.errors import UsageError
from kgtools.reading import Source, expand_sources, in_format
from kgtools.shacl import validate
from kgtools.shacl.engine.inputs import read_shapes
from kgtools.shacl.engine.needs import predicates_needed
from kgtools.shacl.options import OptionKeywords, Options
from kgtools.shacl.plans.slice import WholeDataError
from kgtools.shacl.plans.source import ManyFailError
from kgtools.shacl.plans.validating import validate_planned

if TYPE_CHECKING:
    from kgtools.shacl import ValidationReport

__all__ = ["Method", "validate_endpoint"]

Method: TypeAlias = Choice["pull", "push"]
#: what plans depend on: with other answers to these, an endpoint would let wrong data conform
_NEEDED_ANSWERS = ("term-equality", "union", "minus", "optional", "groups")
#: nodes that may fail a shape, and are fetched by name
_MAX_NAMED_NODES = 20 * BATCH


def validate_endpoint(
    endpoint: Endpoint, shapes: Sequence[Source] | None, options: OptionKeywords, *, method: Method | None = None
) -> ValidationReport:
    """Validate the graph of an endpoint against shapes in files.

    With ``pull`` the triples that the shapes look at are fetched; with ``push`` the endpoint is asked which nodes may
    fail, and what is said of these is fetched; where so many may fail that naming them would take longer, the triples
    are pulled all the same. Without either the count of the triples decides. Raises
    :class:`EndpointError` where something was not answered whole, and what :func:`kgtools.shacl.validate` raises.
    """
    if not shapes:
        raise UsageError("for an endpoint, shapes are read from files; name them with --shapes (`shapes`).")
    files = expand_sources(list(shapes))
    settings = Options(**options)
    with in_format(files, settings.shapes_format):
        parsed, _, _ = read_shapes(files, settings)
    needed = predicates_needed(parsed)
    counts = count_triples(endpoint, needed)
    if method == "push" or (method is None and counts.total > UNASKED_PULLED_TRIPLES):
        require(endpoint, _NEEDED_ANSWERS)
        what = "triples that the shapes look at" if needed is not None else "triples"
        note = f"{endpoint.name}: queries looked for violations among {counts.total:,} {what}"
        source = EndpointSource(endpoint, predicates=needed, counts=counts.of)
        try:
            report = validate_planned(
                source, files, options, triples=counts.total, note=note, max_candidates=_MAX_NAMED_NODES
            )
        except (ManyFailError, WholeDataError):
            # batches of nodes would take longer than all that the shapes look at, or would not be enough
            if counts.total > MAX_PULLED_TRIPLES:
                raise
        else:
            changes = _literal_notes(endpoint)
            note = f"{endpoint.name}: {endpoint.requests} requests were sent."
            return replace(report, notes=(*report.notes, note, *changes))
    dataset = pull(endpoint, needed, counts=counts, progress=options.get("progress"))
    report = validate(dataset, files, **options)
    which = "all of its" if needed is None else "the"
    what = "" if needed is None else " that the shapes look at"
    note = (
        f"{endpoint.name}: {which} {counts.total:,} triples{what} were pulled in {endpoint.requests} requests and "
        "validated here; they have no places in files, and literals are as the endpoint gives them."
    )
    return replace(report, notes=(*report.notes, note, *_literal_notes(endpoint)))


def _literal_notes(endpoint: Endpoint) -> tuple[str, ...]:
    """That results may be others since the endpoint has changed literals; nothing where it keeps them."""
    changes = literal_changes(endpoint)
    if not changes:
        return ()
    examples = "; ".join(map(str, changes))
    return (
        f"{endpoint.name}: it does not keep literals as they are written ({examples}), and what it holds is validated: "
        "of such literals the results differ from those of the file that was loaded.",
    )

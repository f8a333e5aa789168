"""Validation of what lives behind an endpoint: the triples that the shapes look at are pulled, and judged here.

What an endpoint does is to give triples; every literal is judged by the code that judges files, so the results are
those of a file with what the endpoint holds. (What a store has made of a literal when it was loaded cannot be seen.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.pulling import count_triples, pull
from kgtools.errors import UsageError
from kgtools.reading import Source, expand_sources, in_format
from kgtools.shacl import validate
from kgtools.shacl.engine.inputs import read_shapes
from kgtools.shacl.engine.needs import predicates_needed
from kgtools.shacl.options import OptionKeywords, Options

if TYPE_CHECKING:
    from kgtools.shacl import ValidationReport

__all__ = ["validate_pulled"]


def validate_pulled(endpoint: Endpoint, shapes: Sequence[Source] | None, options: OptionKeywords) -> ValidationReport:
    """Validate the graph of an endpoint against shapes that stand in files.

    Raises :class:`EndpointError` where not all of the triples came, and what :func:`kgtools.shacl.validate` raises.
    """
    if not shapes:
        raise UsageError("the shapes for an endpoint stand in files; name them with --shapes (`shapes`).")
    files = expand_sources(list(shapes))
    with in_format(files, options.get("shapes_format")):
        parsed, _, _ = read_shapes(files, Options(**options))
    needed = predicates_needed(parsed)
    counted = count_triples(endpoint, needed)
    dataset = pull(endpoint, needed, counted=counted, progress=options.get("progress"))
    report = validate(dataset, files, **options)
    which = "all of its" if needed is None else "the"
    what = "" if needed is None else " that the shapes look at"
    note = (
        f"{endpoint.name}: {which} {counted.total:,} triples{what} were pulled in {endpoint.requests} requests and "
        "validated here; they have no places in files, and literals are as the endpoint gives them."
    )
    return replace(report, notes=(*report.notes, note))

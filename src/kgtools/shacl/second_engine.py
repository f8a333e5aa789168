"""pySHACL, the second engine: the one module that imports it. It runs in a process of its own.

There it has no network (an audit hook refuses every connection), a time limit, and no way to end the caller. It reads
the same files through the same door, so blank nodes have the same labels in both engines' reports.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import warnings
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from kgtools.errors import KgtoolsError, LeftOutWarning, LimitError, ValidationFailure
from kgtools.model.terms import Literal, NamedNode, Quad, Term
from kgtools.model.vocab import SH
from kgtools.reading import Source, in_format, parse_bytes
from kgtools.reading.formats import formats_given
from kgtools.reading.jsonld import Contexts
from kgtools.reading.rdflib_bridge import from_rdflib, to_rdflib_graph
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.options import Options
from kgtools.shacl.report import ValidationReport
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.shapes_graph.graph import ShapesGraph
from kgtools.shacl.shapes_graph.path import parse_path
from kgtools.table import load

if TYPE_CHECKING:
    import rdflib

__all__ = ["shapes_of_shapes", "validate_with_pyshacl"]

#: how deep pySHACL may nest shapes; its own default gives up at 15
MAX_DEPTH = 100


class _Job(TypedDict):
    """What the other process is asked, as JSON."""

    data: list[str]
    shapes: list[str] | None
    graphs: tuple[str, ...] | None
    base: str | None
    #: names of formats, by the files they were said for
    formats: dict[str, str]
    #: files by the IRIs of contexts, and folders of contexts
    contexts: tuple[dict[str, str], list[str]]
    advanced: bool
    iterate: bool


class _Answer(TypedDict, total=False):
    """What it answers: its report as N-Triples, or an error."""

    report: str
    error: str


def validate_with_pyshacl(
    data: Sequence[Source],
    shapes: Sequence[Source] | None,
    options: Options,
    clock: Clock,
    *,
    advanced: bool,
) -> ValidationReport:
    """Validate with pySHACL; see :class:`Options`. With its `advanced` features it runs all rules, whether the shapes
    ask for that or not.

    Raises :class:`ValidationFailure` for whatever pySHACL cannot do, :class:`LimitError` where the time is over, and
    the errors of reading.
    """
    # what cannot be read is said by this process, with its place
    for files in (data, shapes or ()):
        load(files, base=options.base, check=clock.check)
    if options.progress is not None:
        options.progress("validating with pySHACL", None)
    job: _Job = {
        "data": [str(name) for name in data],
        "shapes": None if shapes is None else [str(name) for name in shapes],
        "graphs": options.graphs,
        "base": options.base,
        # other processes are in no block
        "formats": {place: format.name for place, format in formats_given().items()},
        "contexts": Contexts.now().as_json(),
        "advanced": advanced,
        "iterate": options.iterate_rules,
    }
    command = [sys.executable, "-P", "-m", "kgtools.shacl.second_engine"]
    try:
        process = subprocess.run(
            command, input=json.dumps(job).encode(), capture_output=True, timeout=clock.remaining(), check=False
        )
    except subprocess.TimeoutExpired as error:
        message = "pySHACL did not finish within the time limit; raise it (`timeout`)."
        raise LimitError(message, argument="timeout") from error
    try:
        answer: _Answer = json.loads(process.stdout)
    except ValueError as error:
        raise ValidationFailure(f"pySHACL ended without an answer (exit code {process.returncode}).") from error
    if "error" in answer:
        raise ValidationFailure(f"pySHACL could not validate: {answer['error']}")
    quads = list(parse_bytes(answer["report"].encode(), format="nt", source="the report of pySHACL"))
    return ValidationReport(results=tuple(sorted(_results(ShapesGraph(quads)), key=lambda result: result.sort_key)))


def shapes_of_shapes() -> Path:
    """The file of the shapes of SHACL's own syntax (appendix C of the recommendation), which pySHACL brings along.

    Raises :class:`ValidationFailure` where this pySHACL has it no longer.
    """
    # found and not imported: that would take a second
    spec = importlib.util.find_spec("pyshacl")
    path = Path(spec.origin).parent / "assets" / "shacl-shacl.ttl" if spec and spec.origin else Path()
    if not path.is_file():
        raise ValidationFailure("the shapes of SHACL's syntax are missing from pySHACL; install pyshacl again.")
    return path


def _results(graph: ShapesGraph) -> list[ValidationResult]:
    return [_result(graph, node) for _, node in graph.pairs(SH + "result")]


def _result(graph: ShapesGraph, node: Term) -> ValidationResult:
    def value_of(name: str) -> Term | None:
        values = graph.objects(node, SH + name)
        return values[0] if values else None

    path, focus, component = value_of("resultPath"), value_of("focusNode"), value_of("sourceConstraintComponent")
    severity, shape = value_of("resultSeverity"), value_of("sourceShape")
    assert focus is not None
    assert shape is not None
    assert isinstance(component, NamedNode)
    return ValidationResult(
        focus_node=focus,
        path=None if path is None else parse_path(graph, path, node),
        value=value_of("value"),
        source_shape=shape,
        source_constraint_component=component,
        source_constraint=value_of("sourceConstraint"),
        severity=severity if isinstance(severity, NamedNode) else NamedNode(SH + "Violation"),
        messages=tuple(m for m in graph.objects(node, SH + "resultMessage") if isinstance(m, Literal)),
    )


# --- what runs in the other process


def _serve(job: _Job) -> _Answer:
    sys.addaudithook(_refuse_network)
    try:
        with ExitStack() as blocks:
            for place, format in job["formats"].items():
                blocks.enter_context(in_format([place], format))
            files, folders = job["contexts"]
            blocks.enter_context(Contexts(files, folders=folders).in_force())
            # the calling process has reported what is left out
            blocks.enter_context(warnings.catch_warnings(action="ignore", category=LeftOutWarning))
            dataset = load(job["data"], base=job["base"])
            data = to_rdflib_graph(dataset.columns(job["graphs"]).quads())
            shapes = data
            if job["shapes"] is not None and job["shapes"] != job["data"]:
                shapes = to_rdflib_graph(load(job["shapes"]).columns().quads())
        return {"report": _run(data, shapes, advanced=job["advanced"], iterate=job["iterate"])}
    except KgtoolsError as error:
        return {"error": str(error)}
    except RecursionError:
        return {"error": "the shapes or paths are nested too deeply for it."}
    except Exception as error:
        # pySHACL raises whatever the libraries below it raise: re.error, ValueError, its own errors …
        text = str(getattr(error, "message", "") or error).strip().splitlines()
        return {"error": f"{type(error).__name__}: {text[0] if text else 'no reason given'}"}


def _run(data: rdflib.Graph, shapes: rdflib.Graph, *, advanced: bool, iterate: bool) -> str:
    import logging

    import pyshacl

    logging.disable(logging.CRITICAL)
    _, report, text = pyshacl.validate(
        data,
        shacl_graph=shapes,
        advanced=advanced,
        iterate_rules=iterate,
        do_owl_imports=False,
        inference="none",
        max_validation_depth=MAX_DEPTH,
    )
    if isinstance(report, Exception):
        raise report
    if isinstance(report, bytes | str):
        raise ValidationFailure(str(text))
    triples = [Quad(quad.subject, quad.predicate, quad.object) for quad in from_rdflib(report)]
    return "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in triples)


def _refuse_network(event: str, _: object) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        raise PermissionError("the network is closed to pySHACL")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_serve(json.loads(sys.stdin.read()))))

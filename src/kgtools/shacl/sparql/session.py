"""The queries of one validation: the process that evaluates them, what it is given, and what its answers mean here."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NoReturn, Self

import numpy as np
import pyarrow as pa

from kgtools.columns import Columns
from kgtools.columns.arrow import call, distinct_texts, take, text_array
from kgtools.columns.relations import Ids, members
from kgtools.columns.terms import LITERAL
from kgtools.columns.text import parse_term, term_text
from kgtools.errors import LimitError, ValidationFailure
from kgtools.model.sparql import tokenize
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.shacl.graph import ShapesGraph
from kgtools.shacl.path import Path, Predicate, to_sparql
from kgtools.shacl.sparql.on_columns import Solutions, hold, make_plan, solve
from kgtools.shacl.sparql.patterns import binds_this_everywhere, constant_predicates, has_optional_steps
from kgtools.shacl.sparql.prebinding import path_replaced
from kgtools.shacl.sparql.query import Query, substituted
from kgtools.shacl.sparql.spelling import Spellings, constants
from kgtools.shacl.sparql.template import make_template
from kgtools.shacl.values import Detail, ValueNodes, Violations

if TYPE_CHECKING:
    import subprocess

__all__ = ["SparqlSession", "needed_predicates"]

#: up to so many focus nodes are asked about one by one; beyond, all at once where the query allows it
FEW = 32
_SHAPES_GRAPH = "urn:x-kgtools:shapes-graph"
_WORKER = FilePath(__file__).parents[2] / "store" / "worker.py"
#: bytes that the process may take beyond what the data takes
MEMORY = 3 << 30


@dataclass
class SparqlSession:
    """A store in a process of its own, begun when the first query is evaluated."""

    data: Columns
    shapes_graph: ShapesGraph
    #: seconds that are left, or None for no limit
    remaining: Callable[[], float | None]
    #: predicates that the store has to hold, as IRIs; None: all
    predicates: frozenset[str] | None = None
    _process: subprocess.Popen[bytes] | None = None
    _buffer: bytearray = field(default_factory=bytearray)
    #: whether the store holds a literal that it would rewrite
    _rewrites: bool = False

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings(self._canonical)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process = None

    def evaluate(self, query: Query, values: ValueNodes, *, shape: Term, path: Path | None) -> Violations:
        """The violations that the query finds among the focus nodes.

        Raises :class:`ValidationFailure` where it cannot be evaluated, :class:`LimitError` where the time is over.
        """
        text = path_replaced(query.text, tokenize(query.text), None if path is None else to_sparql(path), query.origin)
        bound = {**query.bound, "shapesGraph": NamedNode(_SHAPES_GRAPH), "currentShape": shape}
        if query.kind == "ask":
            return self._ask(query, text, bound, values)
        return self._select(query, text, bound, values, path)

    def _ask(self, query: Query, text: str, bound: Mapping[str, Term], values: ValueNodes) -> Violations:
        used = {token.variable for token in tokenize(text)}
        terms = self.data.terms
        # where the query does not look at the focus node, each value node is asked about once
        by_pair = "this" in used
        nodes = values.pairs.o if by_pair else values.distinct
        plan = make_plan(tokenize(text), bound) if not query.unbound else None
        focus = values.pairs.s if by_pair else nodes
        holds = None if plan is None or plan.names else hold(plan, self.data, focus, nodes, self.data.find)
        if holds is not None:
            failed = np.flatnonzero(~holds)
        else:
            rows = [{"value": text_} for text_ in take(terms.texts, nodes).to_pylist()]
            if by_pair:
                for row, text_ in zip(rows, take(terms.texts, values.pairs.s).to_pylist(), strict=True):
                    row["this"] = text_
            answers = self._run(query, text, _given(bound, used), rows)
            failed = np.array([index for index, _ in answers], np.int64)
        if by_pair:
            found = values.pairs.where(np.isin(np.arange(len(values.pairs)), failed))
        else:
            found = values.pairs.restrict_objects(nodes[failed])
        details = []
        for this, value in zip(terms.terms(found.s), terms.terms(found.o), strict=True):
            bindings = {**query.bound, "this": this, "value": value}
            details.append(Detail(value, None, bindings, tuple(substituted(m, bindings) for m in query.messages)))
        return Violations(found.s, found.o, details=tuple(details))

    def _select(
        self, query: Query, text: str, bound: Mapping[str, Term], values: ValueNodes, path: Path | None
    ) -> Violations:
        tokens = tokenize(text)
        terms = self.data.terms
        focus = values.focus
        plan = make_plan(tokens, bound) if not query.unbound else None
        if plan is not None and plan.names:
            solved = solve(plan, self.data, focus, self.data.find)
            if solved is not None:
                return self._solved(query, solved, path)
        given = _given(bound, {token.variable for token in tokens})
        if len(focus) > FEW and not (terms.kinds[focus] == LITERAL).any() and binds_this_everywhere(tokens):
            solutions = self._all_at_once(query, text, given, focus)
        else:
            rows = [{"this": text_} for text_ in take(terms.texts, focus).to_pylist()]
            solutions = [(int(focus[index]), s) for index, s in self._run(query, text, given, rows)]
        details = [self._told(query, number, solution, path) for number, solution in solutions]
        return Violations(np.array([number for number, _ in solutions], np.int32), details=tuple(details))

    def _solved(self, query: Query, solved: Solutions, path: Path | None) -> Violations:
        columns = {name: self.data.terms.terms(column) for name, column in solved.items()}
        details = []
        for row in range(len(solved["this"])):
            terms = {name: column[row] for name, column in columns.items()}
            details.append(_detail(query, terms, terms["this"], path))
        return Violations(solved["this"], details=tuple(details))

    def _all_at_once(
        self, query: Query, text: str, given: dict[str, str], focus: Ids
    ) -> list[tuple[int, dict[str, str]]]:
        answers = self._run(query, text, given, [{}], take(self.data.terms.texts, focus).to_pylist())
        texts = text_array([solution["this"] for _, solution in answers])
        if not len(texts):
            return []
        unique = distinct_texts(texts)
        numbers = self.data.terms.find([parse_term(t) for t in unique.to_pylist()])
        place = dict(zip(unique.to_pylist(), numbers.tolist(), strict=True))
        known = np.array([place[t] for t in texts.to_pylist()], np.int64)
        good = (known >= 0) & members(np.maximum(known, 0).astype(np.int32), focus, self.data.size)
        return [
            (int(number), solution)
            for number, keep, (_, solution) in zip(known.tolist(), good.tolist(), answers, strict=True)
            if keep
        ]

    def _told(self, query: Query, number: int, solution: Mapping[str, str], path: Path | None) -> Detail:
        """What a solution says."""
        terms = {name: parse_term(text) for name, text in solution.items()}
        this = self.data.terms.term(number)
        terms["this"] = this
        return _detail(query, terms, this, path)

    # --- the process

    def _run(
        self,
        query: Query,
        text: str,
        bound: Mapping[str, str],
        rows: list[dict[str, str]],
        nodes: Sequence[str] = (),
    ) -> list[tuple[int, dict[str, str]]]:
        """The answers for each row of values; `nodes` are those that are asked about without being bound."""
        if not rows:
            return []
        tokens = tokenize(text)
        self._started()
        literals = {literal for _, _, literal in constants(tokens)}
        asked = {*literals, *bound.values(), *nodes, *(value for row in rows for value in row.values())}
        written = self._spellings.encoded(asked)
        names = {*bound, *rows[0], *query.unbound}
        keeps = self._rewrites or bool(written)
        present: set[str] = set()
        if has_optional_steps(tokens) and constant_predicates(text) is not None:
            present = {written.get(node, node) for node in asked - literals}
        job = {
            "do": "query",
            "ask": query.kind == "ask",
            "template": make_template(text, tokens, names, written if keeps else None),
            "bound": _with(written, bound),
            "rows": [_with(written, row) for row in rows] if written else rows,
            "present": sorted(present),
        }
        answer = self._call(job, query.where)
        if "memory" in answer:
            raise self._too_large(query.where)
        if "error" in answer:
            reason = str(answer["error"]).rstrip(".")
            raise ValidationFailure(f"{query.where} cannot be evaluated: {reason}.")
        decoded = Spellings.decoded
        return [(index, {name: decoded(term) for name, term in found.items()}) for index, found in answer["ok"]]

    def _call(self, job: Mapping[str, Any], where: str = "a SPARQL constraint") -> dict[str, Any]:
        process = self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            self._ended(where)
        return self._answer(process, where)

    def _answer(self, process: subprocess.Popen[bytes], where: str) -> dict[str, Any]:
        assert process.stdout is not None
        import selectors

        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                left = self.remaining()
                if left is not None and (left <= 0 or not selector.select(left)):
                    self.close()
                    raise LimitError(
                        f"{where} was not done within the time limit; raise it or make the query narrower."
                    )
                piece = os.read(process.stdout.fileno(), 1 << 20)
                if not piece:
                    self._ended(where)
                self._buffer += piece
        line, _, rest = bytes(self._buffer).partition(b"\n")
        self._buffer = bytearray(rest)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _ended(self, where: str) -> NoReturn:
        self.close()
        raise self._too_large(where)

    def _too_large(self, where: str) -> LimitError:
        return LimitError(
            f"{where} needed more than {MEMORY / 2**30:g} GiB of memory beyond the data, or is nested too deeply; make "
            "the query narrower."
        )

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None:
            return self._process
        # most queries are answered without a process; who needs none does not import what starts one
        import subprocess
        import tempfile

        import pyoxigraph

        # what an environment does at its start takes longer than to load the engine: where that is found is said at
        # once; and a module that is imported is compiled once, a script each time
        folders = [str(_WORKER.parent), str(FilePath(pyoxigraph.__file__).parents[1])]
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-s", "-P", "-c", f"from {_WORKER.stem} import main; main()"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        chosen = [number for number in self.data.predicates.tolist() if self._holds(number)]
        shapes = [(term_text(s), p, term_text(o)) for s, p, o in self.shapes_graph.triples()]
        objects = np.zeros(self.data.size, bool)
        for number in chosen:
            objects[self.data.triples_of(number)[1]] = True
        kept = self._spellings.of_terms(self.data.terms, np.flatnonzero(objects).astype(np.int32))
        kept_shapes = self._spellings.encoded({o for _, _, o in shapes})
        self._rewrites = bool(kept or kept_shapes)
        texts = self._spellings.column(self.data.terms, kept)
        with tempfile.TemporaryDirectory(prefix="kgtools-") as folder:
            path = FilePath(folder) / "data.nq"
            with path.open("wb") as stream:
                for number in chosen:
                    self._write(stream, number, texts)
                for s, p, o in shapes:
                    stream.write(f"{s} <{p}> {kept_shapes.get(o, o)} <{_SHAPES_GRAPH}> .\n".encode())
            answer = self._call({"do": "load", "path": str(path), "memory": MEMORY})
        if "ok" not in answer:
            raise ValidationFailure(f"the data could not be loaded for SPARQL: {answer.get('error', 'no memory')}.")
        return self._process

    def _canonical(self, texts: list[str]) -> list[str]:
        answer = self._call({"do": "canonical", "terms": texts})
        if "ok" not in answer:
            raise ValidationFailure(f"the data could not be read for SPARQL: {answer.get('error', 'no memory')}.")
        found: list[str] = answer["ok"]
        return found

    def _holds(self, predicate: int) -> bool:
        return self.predicates is None or self.data.terms.text(predicate)[1:-1] in self.predicates

    def _write(self, stream: Any, predicate: int, texts: Any) -> None:
        s, o = self.data.triples_of(predicate)
        lines = call(
            "binary_join_element_wise",
            take(self.data.terms.texts, s),
            pa.scalar(f" {self.data.terms.text(predicate)} ", pa.large_string()),
            take(texts, o),
            pa.scalar(" .\n", pa.large_string()),
            pa.scalar("", pa.large_string()),
        )
        buffer = lines.buffers()[2]
        if buffer is not None:
            stream.write(memoryview(buffer)[: int(np.frombuffer(lines.buffers()[1], np.int64)[len(lines)])])


def _detail(query: Query, terms: Mapping[str, Term], this: Term, path: Path | None) -> Detail:
    """What a solution says (section 5.3.2): value, path and messages; raises :class:`ValidationFailure`."""
    failure = terms.get("failure")
    if isinstance(failure, Literal) and failure.value == "true":
        raise ValidationFailure(f"{query.where} reports a failure itself (section 5.3.1).")
    value = terms.get("value", this if path is None else None)
    at, own = terms.get("path"), terms.get("message")
    bindings = {**query.bound, **terms}
    messages = (own,) if isinstance(own, Literal) else tuple(substituted(m, bindings) for m in query.messages)
    return Detail(value, Predicate(at.value) if isinstance(at, NamedNode) else None, bindings, messages)


def _with(written: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    return {name: written.get(value, value) for name, value in values.items()}


def _given(bound: Mapping[str, Term], used: set[str]) -> dict[str, str]:
    return {name: term_text(term) for name, term in bound.items() if name in used}


def needed_predicates(queries: Sequence[Query], paths: Sequence[Path | None]) -> frozenset[str] | None:
    """The predicates that some queries can ask for, or None where any could be."""
    found: set[str] = set()
    for query, path in zip(queries, paths, strict=True):
        text = path_replaced(query.text, tokenize(query.text), None if path is None else to_sparql(path), query.origin)
        named = constant_predicates(text)
        if named is None:
            return None
        found |= named
    return frozenset(found)

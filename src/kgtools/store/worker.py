"""The process that evaluates queries: it needs nothing but the standard library and pyoxigraph.

A query cannot be stopped from within a process, and one that is nested too deeply ends the process that parses it; so
queries have a process of their own, which is ended when the time is over and gets no more than so much memory. It gets
one JSON object a line on standard input and answers each with one. Terms travel as N-Triples text.

Queries are templates (:mod:`kgtools.shacl.sparql.template`), literals that the store would rewrite stand under a
datatype of their own (:mod:`kgtools.shacl.sparql.spelling`).
"""

import json
import os
import sys
from typing import Any

import pyoxigraph as ox

#: what datatypes of literals begin with whose spelling is kept
WRITTEN = "urn:x-kgtools:written:"
#: what the functions begin with that a template may call, and those that give what has no spelling
FUNCTION = "urn:x-kgtools:function:"
GIVEN = "urn:x-kgtools:given:"
#: subject and predicate of the triples that make a node one of the graph
_HERE = ox.NamedNode("urn:x-kgtools:here")


def parse(text: str) -> Any:
    """The term that a text stands for."""
    line = ("<s:> <p:> " + text + " .").encode()
    return next(iter(ox.parse(line, format=ox.RdfFormat.N_TRIPLES))).object


def text_of(term: Any) -> str:
    """A term as N-Triples has it."""
    opened = []
    # a loop: triple terms may be nested deeper than Python calls
    while isinstance(term, ox.Triple):
        opened.append(f"<<( {term.subject} {term.predicate} ")
        term = term.object
    return f"{''.join(opened)}{term}{' )>>' * len(opened)}"


def canonical(texts: list[str]) -> list[str]:
    """Terms as a store gives them back."""
    store = ox.Store()
    lines = "".join(f"<s:{i}> <p:> {text} .\n" for i, text in enumerate(texts))
    store.bulk_extend(ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES))
    found = {int(quad.subject.value[2:]): text_of(quad.object) for quad in store}
    return [found[i] for i in range(len(texts))]


# --- what a template may call


def value(term: Any) -> Any:
    """A term as the store reads it."""
    if isinstance(term, ox.Literal) and term.datatype.value.startswith(WRITTEN):
        return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype.value[len(WRITTEN) :]))
    return term


def datatype(term: Any) -> Any:
    """``DATATYPE``, of literals whose spelling is kept as well."""
    return value(term).datatype if isinstance(term, ox.Literal) else None


def typed(lexical: Any, iri: Any) -> Any:
    """``STRDT``, whose literals keep their spelling."""
    if not (isinstance(lexical, ox.Literal) and lexical.datatype.value.endswith("#string")):
        return None
    if not isinstance(iri, ox.NamedNode):
        return None
    made = ox.Literal(lexical.value, datatype=iri)
    if canonical([str(made)]) == [str(made)]:
        return made
    return ox.Literal(lexical.value, datatype=ox.NamedNode(WRITTEN + iri.value))


class Extreme:
    """``MIN`` and ``MAX``; they give the term as it was written."""

    function = "MIN"

    def __init__(self) -> None:
        self._terms: dict[Any, None] = {}

    def accumulate(self, term: Any) -> None:
        """Take one more term."""
        self._terms[term] = None

    def finish(self) -> Any:
        """The least or the greatest of the terms: the first that the store reads as its own answer."""
        # blank nodes are less than all else, and have no spelling
        blank = [term for term in self._terms if isinstance(term, ox.BlankNode)]
        others = [term for term in self._terms if not isinstance(term, ox.BlankNode)]
        if len(self._terms) < 2 or not others or (blank and self.function == "MIN"):
            return next(iter([*blank, *others]), None)
        texts = canonical([text_of(value(term)) for term in others])
        query = f"SELECT ({self.function}(?term) AS ?found) {{ VALUES ?term {{ {' '.join(texts)} }} }}"
        answer: Any = ox.Store().query(query)
        return others[texts.index(text_of(next(answer)["found"]))]


class Greatest(Extreme):
    """``MAX``."""

    function = "MAX"


FUNCTIONS = {ox.NamedNode(FUNCTION + f.__name__): f for f in (value, datatype, typed)}
AGGREGATES: dict[ox.NamedNode, Any] = {
    ox.NamedNode(FUNCTION + "least"): Extreme,
    ox.NamedNode(FUNCTION + "greatest"): Greatest,
}


# --- queries


def _constant(term: Any) -> Any:
    return lambda: term


def _as_value(text: str) -> str:
    end = text.rfind('"')
    return text if end < 0 else text[:end] + text[end:].replace(WRITTEN, "", 1)


def render(template: list[Any], bound: dict[str, str]) -> tuple[str, dict[Any, Any]]:
    """The query with its values in place, and the functions that give the values without a spelling."""
    given = {name: text for name, text in bound.items() if text[0] == "_"}
    for piece in template:
        # where an IRI must stand, a literal cannot be written
        if piece[0] == "name" and bound.get(piece[1], "<")[0] == '"':
            given[piece[1]] = bound[piece[1]]
    opening = "".join(f" BIND(<{GIVEN}{name}>() AS ?{name})" for name in given)
    functions = {ox.NamedNode(GIVEN + name): _constant(parse(text)) for name, text in given.items()}
    out = []
    for piece in template:
        if isinstance(piece, str):
            out.append(piece)
            continue
        how, name = piece[0], piece[1]
        if how == "open":
            out.append(opening)
            continue
        text = bound.get(name)
        if text is None or name in given:
            # a parameter without a value is bound to nothing
            out.append(f" bound(?{name}) " if how == "bound" else f" ?{name} ")
        elif how == "select":
            out.append(f" ({text} AS ?{piece[2]}) ")
        elif how == "group":
            out.append(f" ({text}) ")
        elif how == "bound":
            out.append(" (true) ")
        else:
            out.append(f" {_as_value(text) if how == 'value' else text} ")
    return "".join(out), functions


def evaluate(store: ox.Store, job: dict[str, Any]) -> list[Any]:
    """The answers: for ASK the rows that it says no to, for SELECT the solutions, each with the number of its row."""
    found: list[Any] = []
    # most queries call none of them, and each evaluation takes its time to look at them
    calls = any(FUNCTION in piece for piece in job["template"] if isinstance(piece, str))
    for index, row in enumerate(job["rows"]):
        text, functions = render(job["template"], {**job["bound"], **row})
        answer: Any = (
            store.query(text, custom_functions={**FUNCTIONS, **functions}, custom_aggregate_functions=AGGREGATES)
            if calls
            else store.query(text, custom_functions=functions)
        )
        if job["ask"]:
            if not bool(answer):
                found.append([index, {}])
            continue
        names = [variable.value for variable in answer.variables]
        for solution in answer:
            found.append([index, {name: text_of(solution[name]) for name in names if solution[name] is not None}])
    return found


def answer_to(store: ox.Store, job: dict[str, Any]) -> Any:
    """What a job asks for."""
    if job["do"] == "load":
        with open(job["path"], "rb") as stream:
            # through the parser: a bulk load gives blank nodes other labels
            store.bulk_extend(ox.parse(stream, format=ox.RdfFormat.N_QUADS))
        limit_memory(job["memory"])
        return len(store)
    if job["do"] == "canonical":
        return canonical(job["terms"])
    # a path of no steps leads from each node to itself, the store has it so for nodes of the graph only
    here = [ox.Quad(_HERE, _HERE, parse(text)) for text in job["present"]]
    here = [quad for quad in here if quad not in store]
    store.extend(here)
    try:
        return evaluate(store, job)
    finally:
        for quad in here:
            store.remove(quad)


def limit_memory(more: int) -> None:
    """Let the process have `more` bytes beyond those that it has, where the system knows such a limit."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            most = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE") + more
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    except (ImportError, OSError, ValueError):
        # not every system has it; the time limit holds all the same
        return


def main() -> None:
    """Answer jobs until there are no more."""
    store = ox.Store()
    for line in sys.stdin:
        answer: dict[str, Any]
        try:
            answer = {"ok": answer_to(store, json.loads(line))}
        except MemoryError:
            answer = {"memory": True}
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            # a panic of the engine is no Exception
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

"""The process that evaluates queries: run by path, it needs nothing but the standard library and pyoxigraph.

A query cannot be stopped from within a process, and one that is nested too deeply ends the process that parses it; so
queries have a process of their own, which is ended when the time is over. It gets one JSON object a line on standard
input and answers each with one. Terms travel as N-Triples text.
"""

import json
import sys
from typing import Any

import pyoxigraph as ox

NOTHING = "<urn:x-kgtools:nothing>"
FUNCTION = "urn:x-kgtools:value:"


def parse(text: str) -> Any:
    """The term that a text stands for."""
    line = ("<s:> <p:> " + text + " .").encode()
    return next(iter(ox.parse(line, format=ox.RdfFormat.N_TRIPLES))).object


def canonical(text: str) -> str:
    """The term as a store gives it back."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("s:"), ox.NamedNode("p:"), parse(text)))
    return str(next(iter(store)).object)


def _constant(term: Any) -> Any:
    return lambda: term


def render(template: list[Any], bound: dict[str, str]) -> tuple[str, dict[Any, Any]]:
    """The query with its values in place, and the functions that give the values without a spelling."""
    blank = {name: text for name, text in bound.items() if text[0] == "_"}
    opening = "".join(f" BIND(<{FUNCTION}{name}>() AS ?{name})" for name in blank)
    functions = {ox.NamedNode(FUNCTION + name): _constant(parse(text)) for name, text in blank.items()}
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
        if text is None or name in blank:
            # a parameter without a value is bound to nothing
            out.append(f" bound(?{name}) " if how == "bound" else f" ?{name} ")
        elif how == "select":
            out.append(f" ({text} AS ?{piece[2]}) ")
        elif how == "group":
            out.append(f" ({text}) ")
        elif how == "bound":
            out.append(" (true) ")
        else:
            # no triple has a literal as its subject
            out.append(NOTHING if how == "subject" and text[0] == '"' else f" {text} ")
    return "".join(out), functions


def evaluate(store: ox.Store, job: dict[str, Any]) -> list[Any]:
    """The answers: for ASK the rows that it says no to, for SELECT the solutions, each with the number of its row."""
    found: list[Any] = []
    for index, row in enumerate(job["rows"]):
        text, functions = render(job["template"], {**job["bound"], **row})
        answer: Any = store.query(text, custom_functions=functions)
        if job["ask"]:
            if not bool(answer):
                found.append([index, {}])
            continue
        names = [variable.value for variable in answer.variables]
        for solution in answer:
            found.append([index, {name: str(solution[name]) for name in names if solution[name] is not None}])
    return found


def main() -> None:
    """Answer jobs until there are no more."""
    store = ox.Store()
    for line in sys.stdin:
        job = json.loads(line)
        answer: dict[str, Any]
        try:
            if job["do"] == "load":
                with open(job["path"], "rb") as stream:
                    # through the parser: a bulk load gives blank nodes other labels
                    store.bulk_extend(ox.parse(stream, format=ox.RdfFormat.N_QUADS))
                answer = {"ok": len(store)}
            elif job["do"] == "canonical":
                answer = {"ok": [canonical(text) for text in job["terms"]]}
            else:
                answer = {"ok": evaluate(store, job)}
        except Exception as error:
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

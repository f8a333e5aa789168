"""Rules of SHACL (Advanced Features) side by side with pySHACL: a model of buildings with a class tree, tags, rules.

    python benchmarks/advanced.py --sizes 10k,100k

The shapes are some hundred classes that are shapes, each with rules that give its members tags; rules that infer
inverses; and SPARQL rules that look at the tree. Answers are compared first: the inferred triples, and the results of a
validation after the rules. Each run is a process of its own; CPU is user and system time, less that of a bare
interpreter.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000}
CLASSES = 400
B, D = "http://example.org/building#", "http://example.org/site/"
SH = "http://www.w3.org/ns/shacl#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_HEAD = f"""@prefix b: <{B}> .
@prefix sh: <{SH}> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
b:prefixes sh:declare [ sh:prefix "b" ; sh:namespace "{B}"^^xsd:anyURI ] .
"""
_INVERSES = {"feeds": "isFedBy", "hasPart": "isPartOf", "hasPoint": "isPointOf", "hasLocation": "isLocationOf"}
#: of which property the subjects are the focus nodes, and the query
_QUERIES = (
    (
        "feeds",
        "CONSTRUCT { $this b:serves ?zone } WHERE { $this b:feeds+ ?zone . ?zone rdf:type/rdfs:subClassOf* b:Class3 }",
    ),
    (
        "hasPoint",
        "CONSTRUCT { $this b:points ?n } "
        "WHERE { SELECT $this (COUNT(?p) AS ?n) { $this b:hasPoint ?p } GROUP BY $this }",
    ),
)


def parent(number: int) -> int:
    """The class above a class."""
    return (number - 1) // 4


def shapes() -> Iterator[str]:
    """The shapes as Turtle: classes with tags, inverses, and queries."""
    yield _HEAD
    for number in range(CLASSES):
        above = f" rdfs:subClassOf b:Class{parent(number)} ;" if number else ""
        tags = "".join(
            f" sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate b:hasTag ; sh:object b:tag{tag} ] ;"
            for tag in (number, number % 7 + CLASSES)
        )
        yield f'b:Class{number} a rdfs:Class, sh:NodeShape ;{above}{tags} rdfs:label "class {number}" .'
    for number, (forward, backward) in enumerate(_INVERSES.items()):
        yield f"b:Inverse{number} a sh:NodeShape ; sh:order 1 ; sh:targetObjectsOf b:{forward} ; sh:rule ["
        yield f"  a sh:TripleRule ; sh:subject sh:this ; sh:predicate b:{backward} ;"
        yield f"  sh:object [ sh:path [ sh:inversePath b:{forward} ] ] ] ."
    for number, (target, query) in enumerate(_QUERIES):
        prologue = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
        prologue += "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        yield f"b:Query{number} a sh:NodeShape ; sh:order {number + 2} ; sh:targetSubjectsOf b:{target} ; sh:rule ["
        yield f'  a sh:SPARQLRule ; sh:prefixes b:prefixes ; sh:construct "{prologue}{query}" ] .'
    yield "b:Fed a sh:NodeShape ; sh:targetClass b:Class1 ; sh:property [ sh:path b:isPointOf ; sh:maxCount 2 ] ,"
    yield "  [ sh:path b:hasTag ; sh:minCount 2 ] , [ sh:path b:serves ; sh:class b:Class3 ; sh:maxCount 4 ] ."


def triples(size: int) -> Iterator[str]:
    """The model as N-Triples, from a seed; it begins with the tree of classes, which the model of a building brings."""
    chosen = random.Random(20)
    sub = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
    for number in range(1, CLASSES):
        yield f"<{B}Class{number}> {sub} <{B}Class{parent(number)}> ."
    things = max(10, size // 4)
    for number in range(things):
        yield f"<{D}t{number}> {TYPE} <{B}Class{chosen.randrange(1, CLASSES)}> ."
        for name in _INVERSES:
            # few things feed others, and none itself by way of others
            if number and chosen.random() < (0.15 if name == "feeds" else 0.8):
                other = chosen.randrange(max(0, number - 40), number)
                yield f"<{D}t{number}> <{B}{name}> <{D}t{other}> ."


_PYSHACL = """
import sys, rdflib, pyshacl
data, shapes = rdflib.Graph().parse(sys.argv[2]), rdflib.Graph().parse(sys.argv[3])
if sys.argv[1] == 'rules':
    before = set(data)
    made = pyshacl.shacl_rules(data, shacl_graph=shapes, advanced=True)
    for s, p, o in {t[:3] for t in made} - before - set(shapes):
        print(s.n3(), p.n3(), o.n3(), '.')
else:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
    SH = rdflib.Namespace('http://www.w3.org/ns/shacl#')
    for r in report.objects(None, SH.result):
        found = [report.value(r, p) for p in (SH.focusNode, SH.sourceConstraintComponent, SH.value)]
        print(*(None if t is None else t.n3() for t in found), sep='\\t')
"""


def command(engine: str, task: str, data: Path, shapes: Path) -> list[str]:
    """What runs an engine on a task: ``rules``, or ``validation`` after these."""
    if engine == "pyshacl":
        return [sys.executable, "-c", _PYSHACL, task, str(data), str(shapes)]
    tool = [sys.executable, "-m", "kgtools", "--quiet"]
    if task == "rules":
        return [*tool, "reason", str(data), "--shapes", str(shapes), "--format", "nt"]
    options = ["--rules", "--no-cache", "--no-positions", "--format", "csv"]
    return [*tool, "validate", str(data), "--shapes", str(shapes), *options]


def found(engine: str, task: str, out: str) -> Counter[tuple[str, ...]]:
    """The inferred triples, or focus node, component and value of each result."""
    if task == "rules":
        return Counter((line.strip(),) for line in out.splitlines() if line.strip())
    if engine == "pyshacl":
        rows = (line.split("\t") for line in out.splitlines() if "\t" in line)
        return Counter((row[0].strip("<>"), row[1].strip("<>"), row[2].strip("<>")) for row in rows)
    return Counter(
        (row["focus node"], row["component"], row["value"] or "None") for row in csv.DictReader(io.StringIO(out))
    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10k,100k")
    parser.add_argument("--folder", type=Path, default=Path("benchmark-data"))
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    # an installed package is compiled once; what forbids that in a checkout would be measured with every run
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str((options.folder / "bytecode").absolute())
    sys.path.insert(0, str(HERE))
    from shacl import measure

    file = options.folder / "advanced-shapes.ttl"
    file.write_text("\n".join(shapes()) + "\n", encoding="utf-8")
    bare = min(measure([sys.executable, "-c", "pass"]).cpu for _ in range(3))
    for size in ("1k", *options.sizes.split(",")):
        path = options.folder / f"advanced-{size}.nt"
        lines = list(triples(SIZES[size]))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for task in ("rules", "validation"):
            runs = {engine: measure(command(engine, task, path, file)) for engine in ("kgtools", "pyshacl")}
            rows = {engine: found(engine, task, run.out) for engine, run in runs.items()}
            if rows["kgtools"] != rows["pyshacl"]:
                only = rows["kgtools"] - rows["pyshacl"], rows["pyshacl"] - rows["kgtools"]
                raise SystemExit(f"{size} {task}: the engines do not agree: {list(only[0])[:3]} {list(only[1])[:3]}")
            if size == "1k":
                # each engine has run once on little data before it counts
                continue
            ours, theirs = (runs[engine].cpu - bare for engine in ("kgtools", "pyshacl"))
            what = f"{rows['kgtools'].total():,} {'triples inferred' if task == 'rules' else 'results'}"
            print(
                f"{len(lines):>8,} triples, {task:<10} {what:>26}: kgtools {ours:6.2f} CPU s, pySHACL {theirs:7.2f}, "
                f"ratio {theirs / ours:6.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()

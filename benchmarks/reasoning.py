"""How long does the closure take, beside owlrl, reasonable and SPARQL INSERT in Oxigraph?

    python benchmarks/reasoning.py [--sizes 10000,100000,1000000] [--engines kgtools,owlrl,…] [--peers PYTHON]

The graph is generated: companies with units in units (a transitive property), people with employments (inverse, two
property chains, functional), documents; the ontology has subclass chains, domain, range and disjointness. CPU seconds
are those of a child process of its own, under a memory limit; owlrl and reasonable come from the Python that `--peers`
names. SPARQL INSERT runs rounds of one update a rule, as the ontology would be written by hand. At the smallest size
the engines' answers are compared first: all types and property values that ours infers, named terms only.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

E = "http://e/"
RDF, RDFS, OWL = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2002/07/owl#",
)
ONTOLOGY = """
@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Researcher rdfs:subClassOf :Person . :Person rdfs:subClassOf :Agent . :Organization rdfs:subClassOf :Agent .
:Company rdfs:subClassOf :Organization . :Unit rdfs:subClassOf :Organization . :Agent rdfs:subClassOf :Entity .
:Paper rdfs:subClassOf :Document . :Document rdfs:subClassOf :Entity .
:employee a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:domain :Employment ; rdfs:range :Person .
:employer a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:domain :Employment ; rdfs:range :Organization .
:hasEmployment a owl:ObjectProperty ; owl:inverseOf :employee .
:unitOf a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:domain :Unit .
:affiliatedWith a owl:ObjectProperty ;
    owl:propertyChainAxiom ( :hasEmployment :employer ) , ( :affiliatedWith :unitOf ) .
:author a owl:ObjectProperty ; rdfs:domain :Document ; rdfs:range :Person ; owl:inverseOf :authorOf .
:authorOf a owl:ObjectProperty ; rdfs:subPropertyOf :madeBy . :madeBy a owl:ObjectProperty .
:colleague a owl:ObjectProperty , owl:SymmetricProperty .
:Person owl:disjointWith :Organization .
"""
UPDATES = """
INSERT { ?x a :Person } WHERE { ?x a :Researcher }
INSERT { ?x a :Agent } WHERE { ?x a :Person }
INSERT { ?x a :Agent } WHERE { ?x a :Organization }
INSERT { ?x a :Organization } WHERE { ?x a :Company }
INSERT { ?x a :Organization } WHERE { ?x a :Unit }
INSERT { ?x a :Entity } WHERE { ?x a :Agent }
INSERT { ?x a :Document } WHERE { ?x a :Paper }
INSERT { ?x a :Entity } WHERE { ?x a :Document }
INSERT { ?x a :Employment . ?y a :Person . ?y :hasEmployment ?x } WHERE { ?x :employee ?y }
INSERT { ?x a :Employment . ?y a :Organization } WHERE { ?x :employer ?y }
INSERT { ?y :employee ?x } WHERE { ?x :hasEmployment ?y }
INSERT { ?x a :Unit } WHERE { ?x :unitOf ?y }
INSERT { ?x :unitOf ?z } WHERE { ?x :unitOf ?y . ?y :unitOf ?z }
INSERT { ?x :affiliatedWith ?z } WHERE { ?x :hasEmployment ?y . ?y :employer ?z }
INSERT { ?x :affiliatedWith ?z } WHERE { ?x :affiliatedWith ?y . ?y :unitOf ?z }
INSERT { ?x a :Document . ?y a :Person . ?y :authorOf ?x } WHERE { ?x :author ?y }
INSERT { ?y :author ?x } WHERE { ?x :authorOf ?y }
INSERT { ?x :madeBy ?y } WHERE { ?x :authorOf ?y }
INSERT { ?y :colleague ?x } WHERE { ?x :colleague ?y }
"""


def lines(triples: int) -> Iterator[str]:
    """N-Triples of about that many triples: 8 a person, with units four deep."""
    people = triples // 8
    units = max(8, people // 50)
    a = f"<{RDF}type>"
    for i in range(units):
        if i % 4 == 0:
            yield f"<{E}u{i}> {a} <{E}Company> .\n"
        else:
            yield f"<{E}u{i}> <{E}unitOf> <{E}u{i - 1}> .\n"
    for i in range(people):
        yield f"<{E}p{i}> {a} <{E}Researcher> .\n"
        yield f'<{E}p{i}> <{E}name> "Person {i}" .\n'
        yield f"<{E}e{i}> <{E}employee> <{E}p{i}> .\n"
        yield f"<{E}e{i}> <{E}employer> <{E}u{i % units}> .\n"
        yield f'<{E}e{i}> <{E}months> "{i % 120}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        yield f"<{E}d{i // 3}> <{E}author> <{E}p{i}> .\n"
        yield f"<{E}p{i}> <{E}colleague> <{E}p{(i * 7 + 1) % people}> .\n"


CHILD = {
    "kgtools": """
from kgtools.table import load
from kgtools.reasoning import close
columns = load([ontology, data]).columns()
loaded = cpu()
closure = close(columns, profile="{profile}")
inferred = closure.size
assert closure.consistent
reasoned = cpu()
answer = lambda: closure.triples
""",
    "owlrl": """
import rdflib, owlrl
g = rdflib.Graph(); g.parse(ontology); g.parse(data, format="nt"); before = len(g)
loaded = cpu()
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics if "{profile}" == "owl-rl" else owlrl.RDFS_Semantics).expand(g)
inferred = len(g) - before
reasoned = cpu()
answer = lambda: g
""",
    "reasonable": """
import reasonable
r = reasonable.PyReasoner(); r.load_file(ontology); r.load_file(data)
loaded = cpu()
found = r.reason()
inferred = len(found)
reasoned = cpu()
answer = lambda: found
""",
    "sparql": """
import pyoxigraph
store = pyoxigraph.Store()
for path, f in ((ontology, pyoxigraph.RdfFormat.TURTLE), (data, pyoxigraph.RdfFormat.N_TRIPLES)):
    store.bulk_load(path=path, format=f)
before = len(store)
loaded = cpu()
while True:
    size = len(store)
    for line in updates.strip().splitlines():
        store.update("PREFIX : <http://e/> " + line)
    if len(store) == size:
        break
inferred = len(store) - before
reasoned = cpu()
answer = lambda: store
""",
}
HEAD = """
import json, resource, sys
ontology, data, compare = sys.argv[1:4]
updates = {updates!r}
def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
began = cpu()
"""
TAIL = """
def plain(term):
    text = str(getattr(term, "value", term)).strip("<>")
    return text if text.startswith("http") else None
pairs = []
if compare == "yes":
    for t in answer():
        s, p, o = (plain(x) for x in list(t)[:3])
        pairs.append((s, p, o))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
times = {"load": loaded - began, "reason": reasoned - loaded}
json.dump({**times, "inferred": inferred, "peak": peak, "pairs": pairs}, sys.stdout)
"""


def measure(
    engine: str, python: str, ontology: Path, data: Path, *, profile: str, limit: int, compare: bool
) -> dict[str, object]:
    """Run one engine in a child process; `error` where it did not come to an end."""
    script = HEAD.format(updates=UPDATES) + CHILD[engine].format(profile=profile) + TAIL

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit << 20, limit << 20))

    command = [python, "-c", script, str(ontology), str(data), "yes" if compare else "no"]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=600, preexec_fn=limited)
    except subprocess.TimeoutExpired:
        return {"error": "no end within 600 s"}
    if ran.returncode:
        said = [x for x in ran.stderr.strip().splitlines() if "Error" in x or "panicked" in x or "memory" in x]
        return {"error": (said[-1] if said else f"ended by signal {-ran.returncode}")[:80]}
    found: dict[str, object] = json.loads(ran.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--engines", default="kgtools,sparql,reasonable,owlrl")
    parser.add_argument("--profile", default="owl-rl", choices=["rdfs", "owl-rl"])
    parser.add_argument("--peers", default=sys.executable, help="the Python that has owlrl and reasonable")
    parser.add_argument("--owlrl-most", type=int, default=100_000, help="the largest size that owlrl is given")
    parser.add_argument("--memory", type=int, default=8000, help="MiB for each child")
    options = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}, profile {options.profile}")
    with tempfile.TemporaryDirectory() as folder:
        ontology = Path(folder, "ontology.ttl")
        ontology.write_text(ONTOLOGY)
        reference: set[tuple[object, ...]] = set()
        for position, size in enumerate(int(s) for s in options.sizes.split(",")):
            data = Path(folder, f"{size}.nt")
            data.write_text("".join(lines(size)))
            # reasonable knows Turtle by its extension, and N-Triples are Turtle
            turtle = data.with_suffix(".ttl")
            turtle.hardlink_to(data)
            base = 0.0
            for engine in options.engines.split(","):
                if engine == "owlrl" and size > options.owlrl_most:
                    continue
                python = options.peers if engine in ("owlrl", "reasonable") else sys.executable
                compare = position == 0
                found = measure(
                    engine,
                    python,
                    ontology,
                    turtle if engine == "reasonable" else data,
                    profile=options.profile,
                    limit=options.memory,
                    compare=compare,
                )
                if "error" in found:
                    print(f"{size:>9,}  {engine:<11} {found['error']}")
                    continue
                load, reason = float(str(found["load"])), float(str(found["reason"]))
                note = ""
                if engine == "kgtools":
                    base = reason
                if compare:
                    pairs = {tuple(p) for p in found["pairs"] if all(p)}
                    if engine == "kgtools":
                        reference = {
                            p for p in pairs if str(p[0]).startswith(E) and not str(p[1]).startswith((RDFS, OWL))
                        }
                    else:
                        missing = len(reference - pairs)
                        note = f"; lacks {missing} of our {len(reference)}" if missing else "; has all of ours"
                ratio = f"{reason / base:8.1f}x" if base else ""
                print(
                    f"{size:>9,}  {engine:<11} load {load:7.2f}  reason {reason:7.2f} CPU s {ratio}  "
                    f"{found['inferred']:>9,} inferred  {found['peak']:>6,} MiB{note}",
                    flush=True,
                )


if __name__ == "__main__":
    main()

"""Three graphs of any size: people and organizations, claims in named graphs, a bibliography.

    python benchmarks/sparql_data.py people 1000000 people.nt

The same size gives the same graph. Every line stands by itself and nothing is kept, so that a graph of 100 million
triples can be written, too.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["EXTENSIONS", "GRAPHS", "PREFIXES", "write"]

E = "http://example.org/"
V = "http://example.org/v#"
X = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
TYPE = f"<{RDF}type>"
PREFIXES = {
    "v": V,
    "e": E,
    "rdf": RDF,
    "xsd": X,
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
EXTENSIONS = {"people": "nt", "claims": "nq", "bibliography": "nt"}

# fmt: off
_GIVEN = (
    "Ada", "Budi", "Chen", "Dewi", "Eitan", "Fang", "Gita", "Hadas", "Indra", "Jia", "Klaus", "Lior", "Mei", "Noa",
    "Zoë", "Łukasz",
)
_FAMILY = (
    "Wang", "Cohen", "Putri", "Li", "Levi", "Santoso", "Müller", "Zhang", "Mizrahi", "Wijaya", "Smith", "Okafor",
    "Yılmaz", "Ñúñez",
)
_WORDS = (
    "learning", "sparse", "attention", "graph", "model", "reasoning", "large", "scaling", "vision", "policy",
    "language", "agent", "memory", "retrieval", "proof", "token", "kernel", "column", "query", "index", "shape", "rule",
    "class", "path", "join", "group", "order", "term", "value", "store", "engine",
)
# fmt: on
_ROLES = ("Researcher", "Engineer", "Manager", "Director", "Intern", "Scientist")
_CITIES = ("Jakarta", "Tel Aviv", "Paris", "Beijing", "Bandung", "Haifa", "New York", "Zürich")
_TONGUES = (("en", "organization"), ("id", "organisasi"), ("he", "ארגון"))


def _date(r: random.Random, low: int, high: int) -> str:
    return f'"{r.randrange(low, high)}-{r.randrange(1, 13):02d}-{r.randrange(1, 29):02d}"^^<{X}date>'


def people(count: int) -> Iterator[str]:
    """People with one to three employments, organizations in a hierarchy, papers with authors; 20 lines a person."""
    r = random.Random(11)
    persons = max(count * 10 // 227, 20)
    organizations = max(persons // 40, 10)
    for n in range(organizations):
        node = f"<{E}organization/{n}>"
        yield f'{node} {TYPE} <{V}Organization> .\n{node} <{V}name> "Organization {n}" .\n'
        yield f'{node} <{V}city> "{r.choice(_CITIES)}" .\n{node} <{V}founded> "{1900 + n % 120}"^^<{X}gYear> .\n'
        if n:
            yield f"{node} <{V}unitOf> <{E}organization/{n // 3}> .\n"
    for n in range(persons):
        yield from _person(r, n, persons, organizations)


def _person(r: random.Random, n: int, persons: int, organizations: int) -> Iterator[str]:
    node = f"<{E}person/{n}>"
    yield f"{node} {TYPE} <{V}Person> .\n"
    yield f'{node} <{V}name> "{r.choice(_GIVEN)} {r.choice(_FAMILY)} {n}" .\n'
    yield f"{node} <{V}born> {_date(r, 1940, 2003)} .\n"
    yield f'{node} <{V}height> "{1.5 + r.randrange(50) / 100:.2f}"^^<{X}decimal> .\n'
    if n % 3:
        yield f'{node} <{V}email> "p{n}@example.{r.choice(("org", "com", "net"))}" .\n'
    if n % 4 == 0:
        yield f"{node} <{V}homepage> <https://example.org/~p{n}> .\n"
    yield f"{node} <{V}knows> <{E}person/{r.randrange(persons)}> .\n"
    for job in range(r.randrange(1, 4)):
        work = f"<{E}employment/{n}-{job}>"
        begun = 2000 + job * 8 + r.randrange(7)
        yield f"{work} {TYPE} <{V}Employment> .\n{work} <{V}employee> {node} .\n"
        yield f"{work} <{V}employer> <{E}organization/{int(organizations * r.random() ** 2)}> .\n"
        yield f"{work} <{V}start> {_date(r, begun, begun + 1)} .\n"
        if job < 2:
            yield f"{work} <{V}end> {_date(r, begun + 1, 2000 + (job + 1) * 8)} .\n"
        yield f'{work} <{V}role> "{r.choice(_ROLES)}"@en .\n'
        yield f'{work} <{V}salary> "{r.randrange(30_000, 200_000)}.{r.randrange(100):02d}"^^<{X}decimal> .\n'
    if n % 2:
        paper = f"<{E}paper/{n}>"
        yield f"{paper} {TYPE} <{V}Paper> .\n"
        yield f'{paper} <{V}title> "{" ".join(r.sample(_WORDS, 4))}"@en .\n'
        yield f'{paper} <{V}year> "{2000 + n % 25}"^^<{X}integer> .\n'
        # authors work together: they are near each other by their numbers
        for k in range(r.randrange(1, 6)):
            yield f"{paper} <{V}author> <{E}person/{(n + k * k + r.randrange(3)) % persons}> .\n"


def claims(count: int) -> Iterator[str]:
    """Claims, each with a graph of its own; what is said of them, and the names of things, in the default graph."""
    r = random.Random(12)
    total = max(count * 100 // 1394, 20)
    things = max(total // 10, 10)
    for n in range(things):
        node = f"<{E}thing/{n}>"
        yield f"{node} {TYPE} <{V}{'Company' if n % 3 else 'Person'}> .\n"
        for tag, word in _TONGUES:
            yield f'{node} {LABEL} "{word} {n}"@{tag} .\n'
    for n in range(total):
        claim, span, decision = f"<{E}claim/{n}>", f"<{E}span/{n}>", f"<{E}decision/{n}>"
        about = f"<{E}thing/{int(things * r.random() ** 2)}>"
        yield f"{claim} {TYPE} <{V}Claim> .\n{claim} <{V}about> {about} .\n"
        yield f"{claim} <{V}certainty> <{V}{('Asserted', 'Hedged', 'Reported')[r.randrange(3)]}> .\n"
        yield f'{claim} <{V}gist> "{" ".join(r.sample(_WORDS, 6))} {n}"@en .\n'
        yield f"{claim} <{V}source> {span} .\n"
        yield f"{span} <{V}article> <{E}article/{n // 300}> .\n"
        begin = r.randrange(9000)
        end = begin + r.randrange(400)
        yield f'{span} <{V}begin> "{begin}"^^<{X}integer> .\n{span} <{V}end> "{end}"^^<{X}integer> .\n'
        if n % 5:
            verdict = "Accepted" if n % 3 else "Rejected"
            yield f"{decision} <{V}decides> {claim} .\n{decision} <{V}verdict> <{V}{verdict}> .\n"
            yield f"{decision} <{V}decided> {_date(r, 2024, 2026)} .\n"
        if n % 7 == 0 and n > 10:
            yield f"{claim} <{V}contradicts> <{E}claim/{r.randrange(n)}> .\n"
        yield from _claimed(r, n, about, things, claim)


def _claimed(r: random.Random, n: int, about: str, things: int, graph: str) -> Iterator[str]:
    if n % 3 == 0:
        yield f'{about} <{V}note> "{" ".join(r.sample(_WORDS, 8))}"@{_TONGUES[n % 2][0]} {graph} .\n'
        return
    month = f'"{r.randrange(2015, 2026)}-{r.randrange(1, 13):02d}"^^<{X}gYearMonth>'
    work = f"<{E}employment/{r.randrange(n // 2 + 1)}>"
    yield f"{work} <{V}employer> {about} {graph} .\n{work} <{V}since> {month} {graph} .\n"
    yield f"{work} <{V}employee> <{E}thing/{r.randrange(things) // 3 * 3}> {graph} .\n"
    yield f"{work} {TYPE} <{V}Employment> {graph} .\n"


def bibliography(count: int) -> Iterator[str]:
    """Papers with lists of authors, keywords, abstracts and citations of earlier ones; journals of publishers."""
    r = random.Random(13)
    papers = max(count * 100 // 2134, 20)
    authors, journals = max(papers // 2, 10), max(papers // 200, 4)
    for n in range(journals):
        node = f"<{E}journal/{n}>"
        yield f'{node} {TYPE} <{V}Journal> .\n{node} <{V}title> "Journal of {_WORDS[n % len(_WORDS)]} {n}" .\n'
        yield f"{node} <{V}publisher> <{E}publisher/{n % 25}> .\n"
    for n in range(authors):
        node = f"<{E}author/{n}>"
        yield f"{node} {TYPE} <{V}Author> .\n"
        yield f'{node} <{V}name> "{r.choice(_FAMILY)}, {r.choice(_GIVEN)} {n}" .\n'
    for n in range(papers):
        yield from _publication(r, n, authors, journals)


def _publication(r: random.Random, n: int, authors: int, journals: int) -> Iterator[str]:
    node = f"<{E}publication/{n}>"
    yield f"{node} {TYPE} <{V}{'Article' if n % 4 else 'Review'}> .\n"
    yield f'{node} <{V}title> "{" ".join(r.sample(_WORDS, 5)).capitalize()} {n}"@en .\n'
    yield f'{node} <{V}abstract> "{" ".join(r.choices(_WORDS, k=40)).capitalize()}."@en .\n'
    day = f"{2000 + n % 25}-{r.randrange(1, 13):02d}-{r.randrange(1, 29):02d}"
    yield f'{node} <{V}date> "{day}"^^<{X}date> .\n{node} <{V}doi> "10.{1000 + n % 97}/{n:07d}" .\n'
    yield f"{node} <{V}journal> <{E}journal/{r.randrange(journals)}> .\n"
    yield f'{node} <{V}pages> "{r.randrange(4, 40)}"^^<{X}integer> .\n'
    if n % 3 == 0:
        yield f'{node} <{V}score> "{r.randrange(10, 100) / 10}"^^<{X}decimal> .\n'
    for word in r.sample(_WORDS, 3):
        yield f"{node} <{V}keyword> <{E}keyword/{word}> .\n"
    # most cite what came shortly before: the citations are deep
    for _ in range(min(n, 3)):
        yield f"{node} <{V}cites> <{E}publication/{max(n - int(60 * r.random()) - 1, 0)}> .\n"
    length = r.randrange(1, 6)
    yield f"{node} <{V}authors> _:w{n}x0 .\n"
    for k in range(length):
        cell, rest = f"_:w{n}x{k}", f"_:w{n}x{k + 1}" if k + 1 < length else f"<{RDF}nil>"
        yield f"{cell} <{RDF}first> <{E}author/{(n // 3 + r.randrange(30)) % authors}> .\n{cell} <{RDF}rest> {rest} .\n"


GRAPHS: dict[str, Callable[[int], Iterator[str]]] = {
    "people": people,
    "claims": claims,
    "bibliography": bibliography,
}


def write(name: str, count: int, path: Path) -> None:
    """Write about `count` triples of one of the graphs to a file."""
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(GRAPHS[name](count))


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))

"""A seeded graph of employments and authorships, about 1 % of it broken in many ways, as N-Triples.

python benchmarks/shacl_data.py 1000000 graph.nt
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["triples", "write"]

ID = "http://example.org/id/"
V = "http://example.org/vocab#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
_FIRST = [
    "Ada",
    "Budi",
    "Chen",
    "Dewi",
    "Eitan",
    "Fang",
    "Gita",
    "Hadas",
    "Indra",
    "Jia",
    "Klaus",
    "Lior",
    "Mei",
    "Noa",
]
_LAST = ["Wang", "Cohen", "Putri", "Li", "Levi", "Santoso", "Müller", "Zhang", "Mizrahi", "Wijaya", "Smith", "Okafor"]
_TITLE = ["Learning", "Sparse", "Attention", "Graphs", "Models", "Reasoning", "Large", "Scaling", "Vision", "Policy"]
_KINDS = ["Person", "Researcher", "Engineer"]


def triples(count: int, *, seed: int = 7) -> Iterator[str]:
    """About `count` lines of N-Triples; the same for the same seed."""
    r = random.Random(seed)
    persons = max(count // 26, 4)
    organizations = max(persons // 20, 3)
    papers = max(persons // 2, 2)
    yield f"<{V}Researcher> {SUBCLASS} <{V}Person> .\n"
    yield f"<{V}Engineer> {SUBCLASS} <{V}Person> .\n"
    for i in range(organizations):
        yield from _organization(r, i, organizations)
    for i in range(papers):
        yield from _paper(r, i, persons)
    for i in range(persons):
        yield from _person(r, i, organizations)


def write(count: int, path: Path, *, seed: int = 7) -> None:
    """Write about `count` triples to a file."""
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(triples(count, seed=seed))


def _broken(r: random.Random) -> bool:
    return r.random() < 0.0008


def _organization(r: random.Random, i: int, total: int) -> Iterator[str]:
    node = f"<{ID}organization/{i}>"
    yield f"{node} {TYPE} <{V}Organization> .\n"
    yield f'{node} <{V}label> "Organization {i}"@en .\n'
    yield f'{node} <{V}label> "Organisasi {i}"@{"en" if _broken(r) else "id"} .\n'
    if i and i % 3 == 0:
        yield f"{node} <{V}parent> <{ID}organization/{r.randrange(i)}> .\n"
    yield f'{node} <{V}founded> "{1900 + r.randrange(120)}{"-13" if _broken(r) else ""}"^^<{XSD}gYear> .\n'
    yield f'{node} <{V}code> "{"org" if _broken(r) else "ORG"}-{i:06d}" .\n'


def _paper(r: random.Random, i: int, persons: int) -> Iterator[str]:
    node = f"<{ID}paper/{i}>"
    yield f"{node} {TYPE} <{V}Paper> .\n"
    title = " ".join(r.choice(_TITLE) for _ in range(5))
    yield f'{node} <{V}title> "{title} {i}"{"" if _broken(r) else "@en"} .\n'
    year, month = 2000 + r.randrange(25), 13 if _broken(r) else 1 + r.randrange(12)
    yield f'{node} <{V}published> "{year}-{month:02d}"^^<{XSD}gYearMonth> .\n'
    if _broken(r):
        yield f'{node} <{V}unexpected> "x" .\n'
    for k in range(1 + r.randrange(6)):
        blank = f"_:a{i}x{k}"
        yield f"{node} <{V}authorship> {blank} .\n"
        yield f"{blank} {TYPE} <{V}Authorship> .\n"
        if not _broken(r):
            yield f"{blank} <{V}author> <{ID}person/{r.randrange(persons)}> .\n"
        position = "first" if _broken(r) else str(0 if _broken(r) else k + 1)
        yield f'{blank} <{V}position> "{position}"^^<{XSD}integer> .\n'


def _date(r: random.Random, low: int, high: int) -> str:
    return f"{r.randrange(low, high)}-{1 + r.randrange(12):02d}-{1 + r.randrange(28):02d}"


def _person(r: random.Random, i: int, organizations: int) -> Iterator[str]:
    node = f"<{ID}person/{i}>"
    yield f"{node} {TYPE} <{V}{_KINDS[i % 3]}> .\n"
    if not _broken(r):
        name = f"{r.choice(_FIRST)} {r.choice(_LAST)} {i}"
        yield f'{node} <{V}name> "{name[:2] if _broken(r) else name}" .\n'
    born = "2001-02-30" if _broken(r) else _date(r, 1940, 2000)
    yield f'{node} <{V}born> "{born}"^^<{XSD}date> .\n'
    yield f'{node} <{V}status> "{"ghost" if _broken(r) else r.choice(["active", "retired"])}" .\n'
    if i % 4 == 0:
        yield (
            f"{node} <{V}homepage> " + (f'"not an iri {i}"' if _broken(r) else f"<https://example.org/~p{i}>") + " .\n"
        )
    if i % 5 == 0:
        email = f"p{i}.example.org" if _broken(r) else f"p{i}@example.org"
        yield f'{node} <{V}email> "{email}" .\n'
    if i % 7 == 0:
        yield f"{node} <{V}advisor> <{ID}person/{i if _broken(r) else max(i - 1, 0)}> .\n"
    for k in range(1 + r.randrange(3)):
        yield from _employment(r, node, f"<{ID}employment/{i}-{k}>", organizations)
    if _broken(r):
        yield f'{node} <{V}born> "{_date(r, 1940, 2000)}"^^<{XSD}date> .\n'


def _employment(r: random.Random, person: str, node: str, organizations: int) -> Iterator[str]:
    yield f"{person} <{V}employment> {node} .\n"
    yield f"{node} {TYPE} <{V}Employment> .\n"
    at = f"<{ID}person/0>" if _broken(r) else f"<{ID}organization/{r.randrange(organizations)}>"
    yield f"{node} <{V}at> {at} .\n"
    start, end = _date(r, 2000, 2010), _date(r, 2010, 2025)
    if _broken(r):
        start, end = end, start
    yield f'{node} <{V}start> "{start}"^^<{XSD}date> .\n'
    yield f'{node} <{V}end> "{end}"^^<{XSD}date> .\n'
    yield f'{node} <{V}role> "Researcher {r.randrange(50)}"@{"de" if _broken(r) else "en"} .\n'
    if r.random() < 0.3:
        salary = "-5" if _broken(r) else f"{r.randrange(40, 400)}000.50"
        yield f'{node} <{V}salary> "{salary}"^^<{XSD}decimal> .\n'


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))

"""A small world of invented claims, and what the rules of the project make of it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from kgtools.data.building.accepted import accepted_quads
from kgtools.data.building.rules import Derived, read_rules, run_rules
from kgtools.model.dates import parse_edtf
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import NamedNode, Quad, Term
from kgtools.model.vocab import Vocabulary
from kgtools.reading import parse_bytes
from kgtools.reading.prefixes import read_prefixes

__all__ = ["RULES", "VOCABULARY", "World", "derive", "employment", "name", "point", "prefixes", "time_point"]

ROOT = Path(__file__).parents[2]
RULES = read_rules(sorted((ROOT / "queries" / "rules").glob("*.rq")))
VOCABULARY = Vocabulary("https://w3id.org/talent-graph/")


@cache
def prefixes() -> PrefixTable:
    return read_prefixes(ROOT / "ontology" / "prefixes.ttl")


def name(term: Term) -> str:
    if isinstance(term, NamedNode):
        return prefixes().shorten(term.value) or term.value
    return str(getattr(term, "value", term))


class World:
    """Claims, what is decided about them, and what the rules make of them."""

    def __init__(self, *times: str, entities: str = "") -> None:
        self.claims: list[str] = []
        self.provenance: list[str] = []
        self.decisions = ["decision:yes talent:outcome talent:Accepted . decision:no talent:outcome talent:SetAside ."]
        self.entities = entities
        self.times = [time_point(text) for text in times]

    def claim(self, number: str, content: str, *, certainty: str = "Asserted", decision: str = "yes") -> World:
        """Claim `number` (``801-0001``: of article 801) with its content; ``SELF`` in it is the claim."""
        iri, article = f"claim:{number}", number[:3]
        self.claims.append(f"{iri} {{ {content.replace('SELF', iri)} }}")
        self.provenance.append(
            f"{iri} talent:certainty talent:{certainty} ; prov:wasDerivedFrom span:{number} . "
            f"span:{number} oa:hasSource article:{article} ."
        )
        self.decisions.append(f"{iri} talent:decidedBy decision:{decision} .")
        return self

    @property
    def text(self) -> str:
        graphs = {
            "entities": self.entities,
            "time": "\n".join(self.times),
            "prov": "\n".join(self.provenance),
            "decisions": "\n".join(self.decisions),
        }
        used = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in prefixes().items())
        return used + "\n".join([*self.claims, *(f"graph:{g} {{ {text} }}" for g, text in graphs.items())])

    @property
    def quads(self) -> list[Quad]:
        return list(parse_bytes(self.text.encode(), format="trig"))

    def derive(self) -> Derived:
        return _derived(self.text)

    def derived(self, predicate: str) -> set[tuple[str, str]]:
        """Subject and object of what is derived with a predicate."""
        iri = prefixes().expand(predicate)
        return {(name(t.subject), name(t.object)) for t in self.derive().triples if t.predicate.value == iri}

    def derivation(self, subject: str, predicate: str) -> dict[str, set[str]]:
        """The derivations of a property of a subject, taken together."""
        found: dict[str, set[str]] = {}
        records: dict[str, dict[str, set[str]]] = {}
        for t in self.derive().derivations:
            key = re.split(r"[:#/]", name(t.predicate))[-1]
            records.setdefault(name(t.subject), {}).setdefault(key, set()).add(name(t.object))
        for record in records.values():
            if subject in record["about"] and predicate in record["derivedProperty"]:
                for key, values in record.items():
                    found.setdefault(key, set()).update(values)
        return found


def derive(text: str) -> Derived:
    """What all rules make of claims."""
    quads = list(parse_bytes(text.encode(), format="trig"))
    return run_rules(RULES, quads, accepted_quads(quads, VOCABULARY), VOCABULARY)


#: tests ask several questions about one world
_derived = lru_cache(maxsize=8)(derive)


def time_point(text: str) -> str:
    date = parse_edtf(text)
    bounds = f" ; talent:earliestMonth {date.earliest}" if date.earliest is not None else ""
    bounds += f" ; talent:latestMonth {date.latest}" if date.latest is not None else ""
    return f'{point(text)} a talent:TimePoint ; talent:edtf "{text}"^^edtf:EDTF{bounds} .'


def point(text: str) -> str:
    """The prefixed name of a time point."""
    return "time:" + re.sub(r"[^0-9A-Za-z-]+", "_", text).strip("_")


def employment(person: str, organization: str, kind: str = "", *, n: int = 1) -> str:
    return (
        f"employment:{person}--{organization}--{n} a talent:{kind}Employment ; "
        f"talent:employee person:{person} ; talent:employer organization:{organization} ."
    )

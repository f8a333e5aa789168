"""What a check finds: the terms by their IRIs and as people read them, and the one line that tells it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kgtools.model.place import Place
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.ontology.words import AxiomWords
from kgtools.text.characters import safe
from kgtools.text.names import last_part
from kgtools.text.terms import term_text
from kgtools.text.width import cut

__all__ = ["LEVELS", "Finding", "Findings", "Naming", "is_opaque"]

LEVELS = ("violation", "warning", "info")
#: cells that a message, a statement and a label take on a line at most
_MESSAGE, _STATEMENT, _LABEL = 300, 160, 60
_HEX = "[0-9a-fA-F]"
_OPAQUE = re.compile(
    rf"[A-Za-z]*[_-]?[0-9]+|[A-Za-z_]*{_HEX}{{8}}(-?{_HEX}{{4}}){{3}}-?{_HEX}{{12}}|R[A-Za-z0-9]{{21,}}"
)


def is_opaque(iri: str) -> bool:
    """Whether an IRI ends with an identifier that says nothing to people: they read the label.

    >>> is_opaque("http://purl.obolibrary.org/obo/BFO_0000001"), is_opaque("http://e/Q42"), is_opaque("http://e/Tea")
    (True, True, False)
    """
    return _OPAQUE.fullmatch(last_part(iri)) is not None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One problem: of which level, found by which check, about what, and what to do.

    `entity` and `property` are IRIs, `value` is an IRI or the text of a literal; a class expression has none. The names
    are what a line of text has for them, and the labels those of the ontology; `statement` is the axiom in words.
    """

    level: str
    check: str
    message: str
    entity: str = ""
    property: str = ""
    value: str = ""
    entity_name: str = ""
    property_name: str = ""
    value_name: str = ""
    entity_label: str = ""
    property_label: str = ""
    value_label: str = ""
    statement: str = ""
    places: tuple[Place, ...] = ()

    def kind(self) -> tuple[str, str, str]:
        """What findings of a kind share: level, check and message."""
        return self.level, self.check, self.message

    def line(self) -> str:
        r"""The finding on one line of text, whatever is in its terms.

        >>> Finding(level="info", check="c", message="look", entity="http://e/a", entity_name="e:a").line()
        'info: e:a: look [c]'
        """
        where = f"{self.places[0]}: " if self.places else ""
        about = self.entity_name
        if self.entity_label and self.entity_label != about and is_opaque(self.entity):
            about += f" ({cut(safe(self.entity_label), _LABEL)})"
        statement = cut(safe(self.statement), _STATEMENT)
        if not statement:
            statement = " ".join(name for name in (self.property_name, self.value_name) if name not in self.message)
        parts = (self.level, about, cut(safe(self.message), _MESSAGE) + (f" ({statement})" if statement else ""))
        return safe(where) + ": ".join(part for part in parts if part) + f" [{self.check}]"

    def record(self) -> dict[str, object]:
        """The finding as the object of JSON that `kgtools check -f json` writes."""
        return {
            "level": self.level,
            "check": self.check,
            "entity": self.entity,
            # a class expression has no IRI
            "entityLabel": self.entity_label or ("" if self.entity else self.entity_name),
            "property": self.property,
            "propertyLabel": self.property_label,
            "value": self.value,
            "valueLabel": self.value_label,
            "message": self.message,
            "statement": self.statement,
            "places": [str(place) for place in self.places],
        }


class Findings(list[Finding]):
    """What checks have found: a list, which knows what was looked for (`checks`, by name), in how many `triples`, and
    the `title` of the project, if it is one.
    """

    def __init__(
        self, findings: Iterable[Finding] = (), *, checks: Sequence[str] = (), triples: int = 0, title: str = ""
    ) -> None:
        super().__init__(findings)
        self.checks = tuple(checks)
        self.triples = triples
        self.title = title

    def lines(self, *, max_per_kind: int | None = None) -> Iterator[str]:
        """The findings, each on its line; of a kind at most `max_per_kind`, and then how many more there are.

        >>> found = [Finding(level="info", check="c", message="look", entity_name=f"e:{n}") for n in range(4)]
        >>> list(Findings(found).lines(max_per_kind=2))
        ['info: e:0: look [c]', 'info: e:1: look [c]', '… and 2 more like this: look [c]']
        """
        for _, group in groupby(self, key=Finding.kind):
            each = list(group)
            first = each if max_per_kind is None or len(each) <= max_per_kind + 1 else each[:max_per_kind]
            yield from (finding.line() for finding in first)
            if len(first) < len(each):
                message = cut(safe(each[0].message), _MESSAGE)
                yield f"… and {len(each) - len(first)} more like this: {message} [{each[0].check}]"

    def summary(self) -> str:
        """How much was found, and where it was looked for.

        >>> Findings(checks=["a", "b"], triples=7).summary(), Findings(checks=["a"]).summary()
        ('nothing found by 2 checks in 7 triples', 'nothing was checked: there are no triples')
        """
        counts = Counter(finding.level for finding in self)
        parts = ", ".join(f"{counts[level]} {level}{'s' * (counts[level] > 1)}" for level in LEVELS if counts[level])
        whose = f" of {safe(self.title)}" if self.title else ""
        if not self and not self.triples:
            return f"nothing was checked: there are no triples{whose}"
        checks = f"{len(self.checks)} check{'s' * (len(self.checks) != 1)}"
        return f"{parts or 'nothing'} found by {checks} in {self.triples} triple{'s' * (self.triples != 1)}{whose}"


class Naming:
    """Makes findings of terms: gives these their names and labels."""

    def __init__(self, words: AxiomWords, prefixes: PrefixTable) -> None:
        self._words = words
        self._prefixes = prefixes

    def name(self, term: Term | None) -> str:
        """A term on a line: a prefixed name, a literal cut and escaped, a class expression in words."""
        if isinstance(term, NamedNode):
            return self._prefixes.shorten(term.value) or safe(f"<{term.value}>")
        if isinstance(term, BlankNode):
            return cut(safe(self._words.expression(term)), _STATEMENT)
        return "" if term is None else term_text(term)

    def finding(
        self,
        level: str,
        check: str,
        message: str,
        *about: Term | None,
        statement: str = "",
    ) -> Finding:
        """The finding about an entity, and if given a property and a value; IRIs between angle brackets in the message
        become prefixed names."""
        entity, property, value = (*about, None, None, None)[:3]
        return Finding(
            level=level,
            check=check,
            message=re.sub(r"<([^<>\s]+)>", lambda m: self._prefixes.shorten(m[1]) or m[0], message),
            entity=_text(entity),
            property=_text(property),
            value=_text(value),
            entity_name=self.name(entity),
            property_name=self.name(property),
            value_name=self.name(value),
            entity_label=self._words.label(entity),
            property_label=self._words.label(property),
            value_label=self._words.label(value),
            statement=statement,
        )


def _text(term: Term | None) -> str:
    if isinstance(term, NamedNode | Literal):
        return term.value
    return "" if term is None or isinstance(term, BlankNode) else str(term)

"""Flows: who went from where to where, drawn in two columns, so that a way there and a way back are two stripes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kgtools.model.numbers import whole_number
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.pictures.flow_svg import draw_flow
from kgtools.pictures.picture import Look, Picture
from kgtools.pictures.stripes import Side, Stripe, sides
from kgtools.text.markup import Html

__all__ = ["Flow", "flow_of_rows", "is_flow", "names_who"]

_SOURCE, _TARGET = "from", "to"
#: the column of who went; without it, that of how many did
_WHO = ("person", "who", "mover", "thing")


@dataclass(frozen=True)
class Flow(Picture):
    """Stripes between the places that were left and the places that were gone to.

    >>> flow = Flow("Moves", (Stripe("http://e/a", "A", "http://e/b", "B", 2, (("http://e/x", "X"), ("", "Y"))),))
    >>> flow.rows
    (('A', 'B', '2', 'X; Y'),)
    """

    title: str
    stripes: tuple[Stripe, ...]

    @cached_property
    def sources(self) -> tuple[Side, ...]:
        """The places that were left: IRI, label and how many left; the largest first, then by IRI."""
        return sides((stripe.source, stripe.source_label, stripe.count) for stripe in self.stripes)

    @cached_property
    def targets(self) -> tuple[Side, ...]:
        """The places that were gone to, in the same order."""
        return sides((stripe.target, stripe.target_label, stripe.count) for stripe in self.stripes)

    @property
    def columns(self) -> Sequence[str]:
        return ("from", "to", "count", "who")

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        return tuple(
            (s.source_label, s.target_label, str(s.count), "; ".join(label for _, label in s.who)) for s in self.stripes
        )

    def svg(self, look: Look | None = None) -> Html:
        return draw_flow(self.title, self.stripes, self.sources, self.targets, look or Look())


def is_flow(columns: Iterable[str]) -> bool:
    """Whether rows with these columns are a flow: they say from where to where.

    >>> is_flow(["from", "fromLabel", "to", "people"]), is_flow(["from", "until"])
    (True, False)
    """
    return {_SOURCE, _TARGET} <= set(columns)


def names_who(columns: Iterable[str]) -> bool:
    """Whether rows with these columns name those who went, one each."""
    return not set(columns).isdisjoint(_WHO)


def flow_of_rows(title: str, variables: Sequence[str], rows: Iterable[Sequence[Term | None]]) -> Flow:
    """The flow of some rows: columns ``from`` and ``to`` with labels, and one of who went or of how many.

    With a column ``person`` (or ``who``, ``mover``, ``thing``) each row is one of those who went, and is counted once a
    stripe; else the first whole number of a row is how many, and without one each row counts once. Rows without a place
    at either end are left out.

    >>> row = (Literal("Mill"), Literal("Port"), Literal(3))
    >>> flow_of_rows("Moves", ["from", "to", "count"], [row]).rows
    (('Mill', 'Port', '3', ''),)
    """
    who = next((name for name in _WHO if name in variables), None)
    counts: dict[tuple[str, str], int] = {}
    people: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    labels: dict[str, str] = {}
    for row in rows:
        terms = dict(zip(variables, row, strict=True))
        source, target = terms[_SOURCE], terms[_TARGET]
        if source is None or target is None:
            continue
        pair = (_key(source), _key(target))
        for name, key in ((_SOURCE, pair[0]), (_TARGET, pair[1])):
            labels.setdefault(key, _label(terms, name))
        if who is not None and (mover := terms[who]) is not None:
            people.setdefault(pair, {})[_key(mover) if isinstance(mover, NamedNode) else "", _label(terms, who)] = None
            counts[pair] = len(people[pair])
        else:
            counts[pair] = counts.get(pair, 0) + _count(row)
            for name in _names(terms):
                people.setdefault(pair, {})["", name] = None
    stripes = [
        Stripe(source, labels[source], target, labels[target], count, tuple(people.get((source, target), ())))
        for (source, target), count in counts.items()
    ]
    return Flow(title, tuple(sorted(stripes, key=lambda s: (-s.count, s.source, s.target))))


def _key(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _label(terms: Mapping[str, Term | None], name: str) -> str:
    label = terms.get(f"{name}Label")
    return label.value if isinstance(label, Literal) else _key(terms[name] or Literal(""))


def _count(row: Sequence[Term | None]) -> int:
    numbers = (t.value for t in row if isinstance(t, Literal) and t.datatype.value.endswith("#integer"))
    return next((count for n in numbers if (count := whole_number(n.removeprefix("+"))) is not None), 1)


def _names(terms: Mapping[str, Term | None]) -> list[str]:
    """The names of those who went, where a column ``names`` has them joined by semicolons."""
    names = terms.get("names")
    return [part.strip() for part in names.value.split(";") if part.strip()] if isinstance(names, Literal) else []

"""What is said of shapes that is no fault of theirs: words without effect, shapes that nothing evaluates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kgtools.model.place import Place
from kgtools.model.terms import Term

__all__ = ["PartialTriple", "Remark", "Remarks", "placed_remarks"]

#: a triple of the shapes graph as far as it is known: subject, predicate, object
PartialTriple = tuple[Term, "str | None", "Term | None"]


@dataclass(frozen=True)
class Remark:
    """A sentence, and the triples that it is about."""

    text: str
    triples: tuple[PartialTriple, ...] = ()


@dataclass
class Remarks:
    """Remarks in the order in which they are made; several triples may give one remark.

    >>> remarks = Remarks()
    >>> remarks.add("sh:flags has no effect."); remarks.add("sh:flags has no effect.")
    >>> [remark.text for remark in remarks.all()]
    ['sh:flags has no effect.']
    """

    _triples_of: dict[str, dict[PartialTriple, None]] = field(default_factory=dict)

    def add(self, text: str, *triples: PartialTriple) -> None:
        """Take note of a remark."""
        self._triples_of.setdefault(text, {}).update(dict.fromkeys(triples))

    def all(self) -> tuple[Remark, ...]:
        """The remarks, in the order in which they were made first."""
        return tuple(Remark(text, tuple(triples)) for text, triples in self._triples_of.items())


def placed_remarks(
    remarks: Sequence[Remark], places_of: Callable[[list[PartialTriple]], Sequence[Place | None]]
) -> tuple[str, ...]:
    """The remarks as sentences in the order of their places, each with the first one and the number of the others."""
    triples = list(dict.fromkeys(triple for remark in remarks for triple in remark.triples))
    places = dict(zip(triples, places_of(triples), strict=True)) if triples else {}
    texts = []
    for remark in remarks:
        sorted_places = sorted((p for t in remark.triples if (p := places.get(t)) is not None), key=_order)
        more = len(remark.triples) - 1
        text = f"{sorted_places[0]}: {remark.text}" if sorted_places else remark.text
        if more > 0:
            text += f" (and {more} more {'place' if more == 1 else 'places'})"
        texts.append((_order(sorted_places[0]) if sorted_places else ("", 0, 0), not sorted_places, text))
    texts.sort(key=lambda entry: (entry[1], entry[0]))
    return tuple(text for _, _, text in texts)


def _order(place: Place) -> tuple[str, int, int]:
    return place.file, place.line, place.column

"""What was left out, in words and with its places: a sentence a kind, or an error for each statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgtools.collected_errors import Errors
from kgtools.errors import ReasoningError
from kgtools.model.place import Place
from kgtools.model.terms import Triple
from kgtools.ontology.axioms import Axiom
from kgtools.ontology.profiles.entailment import entailment_profile, profiles_in_words
from kgtools.ontology.unsupported import SetAside
from kgtools.ontology.whereabouts import Whereabouts
from kgtools.ontology.words import AxiomWords

__all__ = ["raise_strictly", "remarks_on"]


def remarks_on(
    kinds: Iterable[SetAside], *, profile: str, words: AxiomWords | None = None, places: Whereabouts | None = None
) -> tuple[str, ...]:
    """One sentence for each kind: how many statements were left out and why, and the first of them with its place.

    >>> from kgtools.ontology.swrl import SWRLRules
    >>> from kgtools.ontology.unsupported import rules_not_applied
    >>> from kgtools.reading import parse_bytes
    >>> rules = SWRLRules.of(parse_bytes(b"[] a <http://www.w3.org/2003/11/swrl#Imp> .", format="turtle"))
    >>> remarks_on(rules_not_applied(rules.axioms), profile="owl-rl")
    ('1 SWRL rule was not applied; the profile owl-dl applies such rules',)
    """
    return tuple(_remark(kind, profile, words, places) for kind in kinds)


def _remark(kind: SetAside, profile: str, words: AxiomWords | None, places: Whereabouts | None) -> str:
    placed = _in_order(kind, places)
    axiom, place = placed[0]
    where = f" ({place})" if place is not None else ""
    if kind.rules:
        applied = entailment_profile(profile).needs_java
        hint = "" if applied else f"; the profile {profiles_in_words(java=True)} applies such rules"
        return f"{kind.summary}{where}{hint}"
    more = f", and {len(placed) - 1} more" if len(placed) > 1 else ""
    statement = f": {words.axiom(axiom)}" if words is not None else ""
    return f"{kind.summary}{statement}{where}{more}"


def raise_strictly(
    kinds: Iterable[SetAside], other_remarks: Iterable[str], *, words: AxiomWords, places: Whereabouts | None = None
) -> None:
    """Raise a :class:`ReasoningError` for each statement that was left out and for each of the `other_remarks`,
    together.

    Nothing is raised where there are none.
    """
    errors = Errors()
    for message in (*other_remarks, *(one for kind in kinds for one in _remark_lines(kind, words, places))):
        with errors.collecting():
            raise ReasoningError(message)
    errors.raise_found()


def _remark_lines(kind: SetAside, words: AxiomWords, places: Whereabouts | None) -> Iterator[str]:
    for axiom, place in _in_order(kind, places):
        where = f"{place}: " if place is not None else ""
        if kind.rules:
            yield f"{where}the SWRL rule is not applied{f', as {kind.reason}' if kind.reason else ''}."
        else:
            yield f"{where}{kind.reason}: {words.axiom(axiom)}."


def _in_order(kind: SetAside, places: Whereabouts | None) -> list[tuple[Axiom, Place | None]]:
    """The statements with their places, in the order of these."""
    placed = [(axiom, _place(kind, triple, axiom, places)) for axiom, triple in kind.statements]
    return sorted(placed, key=lambda pair: (pair[1] is None, pair[1] or Place(""), pair[0].key))


def _place(kind: SetAside, triple: Triple, axiom: Axiom, places: Whereabouts | None) -> Place | None:
    if places is None:
        return None
    if kind.rules:
        return places.where_begins(axiom.main)
    return next(iter(places.of_triple(triple) or places.of(axiom)), None)

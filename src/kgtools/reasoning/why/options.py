"""How an explanation is looked for and told: one record, whose fields are the keywords of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import Quad, Term, Triple
from kgtools.ontology.whereabouts import Whereabouts
from kgtools.reasoning.limits import MEMORY, TIMEOUT, LimitKeywords

__all__ = ["ExplanationKeywords", "ExplanationOptions", "Origins"]

#: where a derived fact comes from, in words, by its subject and property
Origins = Mapping[tuple[Term, Term], str]


class ExplanationKeywords(LimitKeywords, total=False):
    """The fields of :class:`ExplanationOptions` as keywords of a call."""

    max_justifications: int
    reasoner: bool
    places: Whereabouts
    origins: Origins
    labels: Iterable[Quad | Triple]
    languages: Sequence[str]
    prefixes: PrefixTable


@dataclass(frozen=True, kw_only=True)
class ExplanationOptions:
    """What is looked for, within which limits, and what statements are told with."""

    #: how many justifications are wanted, and whether HermiT is asked beside the rules
    max_justifications: int = 1
    reasoner: bool = True
    #: seconds and bytes for a run of the reasoner
    timeout: float = TIMEOUT
    memory: int = MEMORY
    #: where statements are, and what a derived fact was derived from
    places: Whereabouts = field(default_factory=lambda: Whereabouts(()))
    origins: Origins = field(default_factory=dict)
    #: further triples with labels, the languages of labels in order, and the prefixes of names
    labels: Iterable[Quad | Triple] = ()
    languages: Sequence[str] = ("en",)
    prefixes: PrefixTable = WELL_KNOWN

    @property
    def limits(self) -> LimitKeywords:
        """The limits as keywords of a call."""
        return {"timeout": self.timeout, "memory": self.memory}

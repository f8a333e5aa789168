"""The entailment profiles: what each infers, by which rules or with a reasoner, and how what it infers is explained.

One record a profile, in one tuple. The command line, the messages and the docs take their names and texts from it, and
the rules are chosen by what a record says, never by its name. Nothing heavy is imported here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kgtools.errors import UnknownNameError

if TYPE_CHECKING:
    from kgtools.ontology.axioms import Axioms
    from kgtools.ontology.profiles.breach import Breach

__all__ = [
    "CHECKED_PROFILE",
    "CHECKED_PROFILES",
    "ENTAILMENT_PROFILES",
    "HIERARCHY_PROFILE",
    "KEPT_PROFILE",
    "OWL_RL",
    "PROFILES",
    "RDFS_RULES",
    "RULE_PROFILE",
    "RULE_PROFILES",
    "EntailmentProfile",
    "RuleGroup",
    "entailment_profile",
    "profiles_in_words",
]


class RuleGroup(StrEnum):
    """The rules that a profile may have beyond those of RDF Schema, by the tables of OWL 2 Profiles, section 4.3."""

    #: owl:sameAs and owl:differentFrom (table 4)
    EQUALITY = "equality"
    #: the characteristics of properties, inverses, chains, keys (table 5)
    PROPERTIES = "properties"
    #: class expressions, class axioms, and which axioms follow from axioms (tables 6, 7 and 9)
    CLASSES = "classes"
    #: what is said of a literal is said of its value (table 8)
    DATATYPES = "datatypes"
    #: the rules of all tables that conclude `false`
    CONTRADICTIONS = "contradictions"


#: subclasses, subproperties, domains and ranges (RDF 1.1 Semantics, section 9.2.1), which every profile has
RDFS_RULES: frozenset[RuleGroup] = frozenset()
#: all tables
OWL_RL: frozenset[RuleGroup] = frozenset(RuleGroup)


@dataclass(frozen=True, kw_only=True)
class EntailmentProfile:
    """One profile.

    `infers` says in half a sentence what it infers. It runs the groups of `rules`, or asks a `reasoner` (its name as
    people write it), which needs Java; then the rules of the profile `beside` add what they find, name contradictions
    and explain. `breaches` finds what an ontology states outside the profile, and `within` is the larger profile to
    which such an ontology must keep, too.
    """

    name: str
    title: str
    infers: str
    rules: frozenset[RuleGroup] | None = None
    reasoner: str = ""
    beside: str = ""
    breaches: Callable[[Axioms], Iterator[Breach]] | None = None
    within: str = ""

    def __post_init__(self) -> None:
        if (self.rules is None) != bool(self.reasoner and self.beside):
            raise ValueError(f"{self.name}: a profile has rules, or a reasoner and a profile of rules beside it")

    @property
    def rule_profile(self) -> str:
        """The profile of the rules that are run, name contradictions and explain: itself where it has rules."""
        return self.beside or self.name

    @property
    def needs_java(self) -> bool:
        """Whether a reasoner is asked, which runs in Java."""
        return bool(self.reasoner)

    @property
    def means(self) -> str:
        """How it infers, in half a sentence."""
        return f"{self.reasoner} by owlready2, with Java" if self.reasoner else "rules over columns, no Java"

    def breaches_of(self, axioms: Axioms) -> Iterator[tuple[str, Breach]]:
        """What an ontology states outside this profile and those that it lies within, each with the profile's name."""
        if self.within:
            yield from entailment_profile(self.within).breaches_of(axioms)
        if self.breaches:
            for breach in self.breaches(axioms):
                yield self.name, breach


def _rl_breaches(axioms: Axioms) -> Iterator[Breach]:
    from kgtools.ontology.profiles.check import rl_breaches

    return rl_breaches(axioms)


def _dl_breaches(axioms: Axioms) -> Iterator[Breach]:
    from kgtools.ontology.profiles.check import dl_breaches

    return dl_breaches(axioms)


#: the profiles, from the least to the most that they infer
ENTAILMENT_PROFILES = (
    EntailmentProfile(
        name="rdfs", title="RDF Schema", infers="subclasses, subproperties, domain, range", rules=RDFS_RULES
    ),
    EntailmentProfile(
        name="owl-rl",
        title="OWL 2 RL",
        infers="the rule tables of OWL 2 RL, with a few additions (below)",
        rules=OWL_RL,
        breaches=_rl_breaches,
        within="owl-dl",
    ),
    EntailmentProfile(
        name="owl-dl",
        title="OWL 2 DL",
        infers="all of OWL 2 DL that HermiT decides, and what the rules add",
        reasoner="HermiT",
        beside="owl-rl",
        breaches=_dl_breaches,
    ),
)

#: the names of all
PROFILES = tuple(profile.name for profile in ENTAILMENT_PROFILES)
#: the names of those that are run as rules
RULE_PROFILES = tuple(profile.name for profile in ENTAILMENT_PROFILES if profile.rules is not None)
#: the names of those that an ontology can be checked to keep to, the most permissive first
CHECKED_PROFILES = tuple(profile.name for profile in reversed(ENTAILMENT_PROFILES) if profile.breaches)

#: the profile where none is named
RULE_PROFILE = "owl-rl"
#: the one that an ontology is checked by where none is named
CHECKED_PROFILE = "owl-dl"
#: the one of the graph that is kept: it takes long enough to be worth it
KEPT_PROFILE = "owl-dl"
#: the one that follows subclasses and subproperties and nothing else of weight
HIERARCHY_PROFILE = "rdfs"


def entailment_profile(name: str) -> EntailmentProfile:
    """The profile of a name.

    >>> entailment_profile("owl-dl").needs_java
    True

    Raises :class:`UnknownNameError` where there is none.
    """
    for profile in ENTAILMENT_PROFILES:
        if profile.name == name:
            return profile
    raise UnknownNameError("profile", name, PROFILES)


def profiles_in_words(*, java: bool) -> str:
    """The names of the profiles that need Java, or of those that do not, as a sentence has them.

    >>> profiles_in_words(java=False)
    'rdfs and owl-rl'
    """
    names = [profile.name for profile in ENTAILMENT_PROFILES if profile.needs_java == java]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)

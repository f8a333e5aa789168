"""The quality of an ontology and of the data that use it: profiles, outside vocabularies, words, and check queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from kgtools.errors import UnknownNameError
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.ontology.checks.finding import LEVELS, Finding
from kgtools.ontology.checks.placing import Unplaced, placed
from kgtools.ontology.checks.queries import read_check, run_check, shipped_check_files
from kgtools.ontology.checks.statements import STATEMENT_CHECKS, profile_check, shape_findings
from kgtools.ontology.checks.subject import CheckSubject
from kgtools.ontology.profiles.entailment import CHECKED_PROFILE, CHECKED_PROFILES, entailment_profile

__all__ = ["check_examined", "check_ontology", "check_shapes", "checks_of_profile", "in_order", "names_of_checks"]

#: file, line and column of places
_Spots = tuple[tuple[str, int, int], ...]


def names_of_checks() -> tuple[str, ...]:
    """The names of the checks that ship with kgtools, in alphabetical order.

    >>> [name for name in names_of_checks() if name.startswith("outside")]
    ['outside-kinds', 'outside-terms']
    """
    profiles = [f"profile-{name}" for name in CHECKED_PROFILES]
    return tuple(sorted([*profiles, *STATEMENT_CHECKS, *(path.stem for path in shipped_check_files())]))


def checks_of_profile(profile: str) -> tuple[str, ...]:
    """The names of the checks that look whether an ontology keeps to a profile, and to those that it lies within.

    >>> checks_of_profile("owl-rl")
    ('profile-owl-rl', 'profile-owl-dl')

    Raises :class:`UnknownNameError` for a profile that an ontology cannot be checked by.
    """
    if profile not in CHECKED_PROFILES:
        raise UnknownNameError("profile", profile, CHECKED_PROFILES)
    within = entailment_profile(profile).within
    return (f"profile-{profile}", *(checks_of_profile(within) if within else ()))


def check_ontology(
    paths: Sequence[Path],
    *,
    profile: str = CHECKED_PROFILE,
    root: Path | None = None,
    prefixes: PrefixTable = WELL_KNOWN,
    checks: Collection[str] | None = None,
) -> list[Finding]:
    """What keeps the ontology of some files from being used as it is meant, the gravest first.

    Statements outside `profile` (one of ``CHECKED_PROFILES``), with the file and line of the axiom that breaks it;
    terms of outside vocabularies that these do not have, or that are used as another kind than they are; words that
    nothing declares, or that are deprecated; and what the check queries find that ship with kgtools. `checks` names
    those that are run (all of them). Raises :class:`UnknownNameError` for a profile that an ontology cannot be checked
    by, :class:`UsageError` for an import that no file answers, and what reading the files raises.
    """
    examined = CheckSubject(paths, root=root, prefixes=prefixes)
    findings = check_examined(examined, profile=profile, checks=names_of_checks() if checks is None else checks)
    return in_order(placed(findings, examined.files, root=root, blank_nodes=examined.blank_nodes))


def check_examined(subject: CheckSubject, *, profile: str, checks: Collection[str]) -> list[Unplaced]:
    """What the shipped checks of these names find, before its places are looked up.

    Raises :class:`UnknownNameError` for an unknown profile.
    """
    findings: list[Unplaced] = []
    if not set(checks).isdisjoint(checks_of_profile(profile)):
        findings += (f for f in profile_check(subject, profile) if f.finding.check in checks)
    for name, check in STATEMENT_CHECKS.items():
        if name in checks:
            findings += check(subject)
    for path in shipped_check_files():
        if path.stem in checks:
            findings += run_check(read_check(path), subject.store, subject.naming)
    if not subject.imports.files:
        return findings
    # what an imported ontology says is not judged
    statements = frozenset(subject.stated)
    return [
        each for each in findings if not each.axioms or any(not statements.isdisjoint(a.triples) for a in each.axioms)
    ]


def check_shapes(
    paths: Sequence[Path],
    *,
    ontology: CheckSubject | None = None,
    root: Path | None = None,
    prefixes: PrefixTable = WELL_KNOWN,
) -> list[Finding]:
    """The terms in shapes that their vocabularies, or `ontology`, do not have, with the places where they are."""
    shapes = CheckSubject(paths, root=root, prefixes=prefixes)
    findings = list(shape_findings(shapes, shapes if ontology is None else ontology))
    return in_order(placed(findings, paths, root=root, blank_nodes=shapes.blank_nodes))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings once each: the gravest first, by check, then as they come in the files, those of a kind together."""
    each = sorted(dict.fromkeys(findings), key=lambda f: (_spots(f), f.entity or f.entity_name))
    first: dict[tuple[str, str, str], _Spots] = {}
    for finding in each:
        first.setdefault(finding.kind(), _spots(finding))
    # a sort keeps the order of what its key does not tell apart
    return sorted(each, key=lambda f: (LEVELS.index(f.level), f.check, first[f.kind()], f.message))


def _spots(finding: Finding) -> _Spots:
    return tuple((place.file, place.line, place.column) for place in finding.places)

"""What is said of a thing and is not an accepted fact: undecided, denied, unknown, set aside, opinions, conflicts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from kgtools.model.numbers import whole_number
from kgtools.model.terms import NamedNode, Subject, Term, Triple
from kgtools.query.portrait.lookup import NAMES, Lookup
from kgtools.query.portrait.phrases import phrase
from kgtools.query.portrait.records import Detail, Piece, Statement
from kgtools.query.portrait.sources import Sources
from kgtools.query.portrait.statements import Statements
from kgtools.query.portrait.times import times_of

__all__ = ["ClaimBook", "ClaimStatements", "sides_of"]

#: the class of a claim, and the status that it gives whatever was decided
_STATUS = (("Opinion", "opinion"), ("NegativeClaim", "denied"), ("UnknownValueClaim", "unknown"))
_OUTCOMES = {"SetAside": "set aside", "Undecided": "undecided"}


class ClaimStatements:
    """The claims of a store as statements, whatever thing they concern; each is made once."""

    def __init__(self, lookup: Lookup, statements: Statements, sources: Sources) -> None:
        self._lookup = lookup
        self._statements = statements
        self._sources = sources
        self._statuses: dict[NamedNode, tuple[str, str]] = {}
        self._claim_statements: dict[NamedNode, Statement] = {}
        #: the conflicts by what they name
        self._naming: dict[Term, dict[NamedNode, frozenset[Term]]] | None = None

    def status(self, claim: NamedNode) -> tuple[str, str]:
        """The status of a claim, and the reason of the decision about it."""
        status = self._statuses.get(claim)
        if status is None:
            status = self._statuses[claim] = self._read_status(claim)
        return status

    def _read_status(self, claim: NamedNode) -> tuple[str, str]:
        look = self._lookup
        outcomes, reasons = set(), []
        for decision in look.objects(claim, look.vocabulary.decidedBy):
            outcomes.add(look.text(decision, look.vocabulary.outcome))
            reasons.append(look.own_words(decision, "reason"))
        reason = " ".join(filter(None, reasons))
        types = look.types(claim)
        for name, status in _STATUS:
            if look.is_a(types, name):
                return status, reason
        if "Accepted" in outcomes:
            return "mention", ""
        # nobody has decided yet about a claim without a decision
        return next((status for outcome, status in _OUTCOMES.items() if outcome in outcomes), "undecided"), reason

    def content(self, claim: NamedNode) -> list[Triple]:
        """The triples that a claim states."""
        return [q.triple for q in self._lookup.store.match(None, None, None, claim)]

    def statement(self, claim: NamedNode) -> Statement:
        """What a claim says, with its status."""
        result = self._claim_statements.get(claim)
        if result is None:
            status, reason = self.status(claim)
            result = self._claim_statements[claim] = self._tell(
                claim, self.content(claim), status=status, reason=reason
            )
        return result

    def conflicts_of(self, terms: Iterable[Term]) -> dict[NamedNode, frozenset[Term]]:
        """The conflicts that name one of the claims or things, each with all that it names."""
        if self._naming is None:
            look, self._naming = self._lookup, {}
            for record in look.instances("Conflict"):
                if isinstance(record, NamedNode):
                    named = frozenset(q.object for q in look.store.match(record))
                    for term in named:
                        self._naming.setdefault(term, {})[record] = named
        return {record: named for term in terms for record, named in self._naming.get(term, {}).items()}

    def _tell(self, claim: NamedNode, content: list[Triple], *, status: str, reason: str) -> Statement:
        source = self._sources.claim(claim)
        pieces = self._in_words(claim, content, status) or (Piece(_ended(source.gist or source.claim)),)
        return Statement(
            claim.value, pieces, status=status, certainty=source.certainty, reason=reason, sources=(source,)
        )

    def _in_words(self, claim: NamedNode, content: list[Triple], status: str) -> tuple[Piece, ...]:
        """The content of a claim in the reader's language where its line in our words is in another one."""
        look = self._lookup
        gist = [x for x in look.objects(claim, "gist") if getattr(x, "language", None) == look.language]
        if gist or look.translation(claim):
            return ()
        if status == "unknown":
            labels = ", ".join(look.word(x) for x in look.objects(claim, "unknownProperty"))
            return (Piece(phrase(look.language, "unavailable", property=labels) + "."),) if labels else ()
        subjects = {t.subject for t in content}
        if status not in ("undecided", "set aside") or len(subjects) != 1 or self._has_prose(content):
            return ()
        subject = next(iter(subjects))
        if not isinstance(subject, NamedNode):
            return ()
        # what the claim leaves out about the situation is what is accepted of it
        own = {t.predicate for t in content}
        triples = [*content, *(t for t in look.triples(subject) if t.predicate not in own)]
        if not look.is_a(triples, "Situation"):
            return self._statements.fact(content[0]).sentence if len(content) == 1 else ()
        statement = self._statements.situation(subject, triples, times=times_of(look, triples))
        return statement.sentence

    def _has_prose(self, content: Iterable[Triple]) -> bool:
        """Whether a claim says something that is in words of one language only."""
        return any(t.predicate == self._lookup.term("note") for t in content)


class ClaimBook:
    """The claims that concern one thing: those about it or a situation of it, and those whose content names it."""

    def __init__(
        self,
        lookup: Lookup,
        claims: ClaimStatements,
        sources: Sources,
        *,
        entity: NamedNode,
        situations: Collection[Subject],
    ) -> None:
        self._lookup = lookup
        self._claim_statements = claims
        self._sources = sources
        self._entity = entity
        self._situations = frozenset(situations)
        self._own = self._claims_about(entity)
        self._claims = self._own.union(*map(self._claims_about, self._situations))

    def _claims_about(self, subject: Subject) -> frozenset[NamedNode]:
        look = self._lookup
        about = (q.subject for q in look.store.match(None, look.term("about"), subject))
        inside = look.store.graphs_with(subject=subject) | look.store.graphs_with(object=subject)
        return frozenset(
            node
            for nodes in (about, inside)
            for node in nodes
            if isinstance(node, NamedNode) and node.value.startswith(look.vocabulary.claims)
        )

    def statements(self, others: Collection[Statement], *, within: Collection[Subject] | None) -> list[Statement]:
        """The statements of claims that are not accepted facts, and of conflicts; `others` are those of accepted facts.

        `within` are the situations that may have held in the month of the portrait: then only what claims say of these.
        """
        claims = {source.claim for statement in others for source in statement.sources}
        texts = {statement.text for statement in others}
        statements = []
        for claim in sorted(self._claims, key=lambda c: c.value):
            status, _ = self._claim_statements.status(claim)
            if within is not None and not self._speaks_of(claim, within):
                continue
            if self._lookup.short(claim) in claims and status in ("mention", "undecided"):
                continue
            if status == "mention" and (claim not in self._own or self._only_names(claim)):
                continue
            statement = self._claim_statements.statement(claim)
            if statement.text in texts:
                # its content alone does not show what is said in it and is not accepted
                statement = replace(statement, sentence=(Piece(_ended(statement.sources[0].gist)),))
            statements.append(statement)
        return statements + self._conflicts(within)

    def _only_names(self, claim: NamedNode) -> bool:
        return all(t.predicate.value in NAMES for t in self._claim_statements.content(claim))

    def _speaks_of(self, claim: NamedNode, nodes: Collection[Subject]) -> bool:
        about = self._lookup.objects(claim, "about")
        return any(thing in about for thing in nodes)

    # -- conflicts ----------------------------------------------------------------------------------------------

    def _conflicts(self, within: Collection[Subject] | None) -> list[Statement]:
        things = {self._entity, *self._situations} if within is None else set(within)
        records = self._claim_statements.conflicts_of([*self._claims, *things])
        conflicts = []
        for record in sorted(records, key=lambda r: (self._rank(r), str(r))):
            named = records[record]
            sides = sorted((n for n in named if self._is_claim(n)), key=str)
            concerns = bool(named & things) or (within is None and all(side in self._claims for side in sides))
            if concerns and sides:
                conflicts.append(self._conflict(record, [side for side in sides if isinstance(side, NamedNode)]))
        return conflicts

    def _rank(self, record: Term) -> int:
        """The rank of a conflict's kind: what contradicts comes before what is worded differently."""
        ranks = [self._lookup.text(kind, "rank") for kind in self._lookup.objects(record, "conflictKind")]
        return min((number for rank in ranks if (number := whole_number(rank)) is not None), default=0)

    def _is_claim(self, term: Term) -> bool:
        return isinstance(term, NamedNode) and term.value.startswith(self._lookup.vocabulary.claims)

    def _conflict(self, record: NamedNode, sides: list[NamedNode]) -> Statement:
        look = self._lookup
        sources = tuple(sorted(self._sources.claim(side) for side in sides))
        kinds = ", ".join(look.word(kind) for kind in look.objects(record, "conflictKind"))
        note = look.own_words(record, "note") or " / ".join(source.gist for source in sources)
        scopes = look.objects(record, "conflictScope")
        scope = look.term("conflictScope")
        details = tuple(Detail(look.word(scope), (Piece(look.word(x)),), scope.value) for x in scopes)
        statement = Statement(record.value, (Piece(_ended(note)),), status="conflict", kind=kinds, sources=sources)
        return replace(statement, details=details)


def sides_of(lookup: Lookup, claim: NamedNode) -> dict[NamedNode, str]:
    """The other sides of the conflicts that are recorded of a claim, each with what kind of conflict it is."""
    claims = lookup.vocabulary.claims
    side_of: dict[NamedNode, str] = {}
    for quad in lookup.store.match(None, None, claim):
        if isinstance(quad.subject, NamedNode) and lookup.is_a(lookup.types(quad.subject), "Conflict"):
            kind = ", ".join(lookup.word(one) for one in lookup.objects(quad.subject, "conflictKind"))
            named = (q.object for q in lookup.store.match(quad.subject))
            sides = [side for side in named if isinstance(side, NamedNode) and side.value.startswith(claims)]
            side_of |= {side: kind for side in sides if side != claim}
    return side_of


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else text + "."

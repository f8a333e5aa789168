"""The records that a portrait is made of: data to render, as text, as a page or as JSON.

A portrait has sections, a section has statements, and a statement is a sentence with its time, its status and its
sources. A sentence is a sequence of pieces; a piece that names a thing has the IRI of the thing, so that a page can
link to it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Detail", "Kind", "Name", "Omission", "Piece", "Portrait", "Section", "SourceRef", "Statement"]


@dataclass(frozen=True)
class Piece:
    """A part of a sentence: its text, and the IRI of the thing that it names, if it names one."""

    text: str
    iri: str = ""


@dataclass(frozen=True, order=True)
class SourceRef:
    """Where a fact comes from: a span of an article, a rule with its premises, or a place in a file.

    A claim has `article`, `start`, `end`, `claim`, `certainty`, `gist` (in our own words), and `speaker` where the
    article says whom it reports. A rule has `rule` (its prefixed name), `rule_label` and `premises`, which are sources
    themselves. What no claim says and no rule derives has `file`, `line` and `column`.
    """

    article: str = ""
    start: int = 0
    end: int = 0
    claim: str = ""
    certainty: str = ""
    gist: str = ""
    speaker: str = ""
    rule: str = ""
    premises: tuple[SourceRef, ...] = ()
    file: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Kind:
    """A class of the thing, the most specific ones only: its label and IRI, and where it is stated."""

    label: str
    iri: str
    sources: tuple[SourceRef, ...] = ()


@dataclass(frozen=True)
class Name:
    """A name of the thing: its text, its language, whether it is ``preferred``, ``other``, ``hidden`` or ``label``.

    A ``search`` name is one that people may type and no source prints.
    """

    text: str
    language: str
    kind: str
    sources: tuple[SourceRef, ...] = ()


@dataclass(frozen=True)
class Detail:
    """What a statement says beside its sentence: a label, and the value in pieces; the IRI of the property."""

    label: str
    value: tuple[Piece, ...]
    predicate: str

    @property
    def text(self) -> str:
        """The value as text."""
        return "".join(piece.text for piece in self.value)


@dataclass(frozen=True)
class Statement:
    """One situation, one plain fact, one claim that is not accepted, or one conflict.

    `iri` is that of the situation, claim or conflict, and of a plain fact that of its subject. `status` is
    ``accepted``, ``derived``, ``undecided``, ``set aside``, ``denied``, ``unknown``, ``opinion``, ``conflict`` or
    ``mention``, and `reason` why it was decided so. `certainty` is the surest of its sources: ``asserted``,
    ``reported`` or ``inferred``. `start` and `end` are EDTF texts, `period` says both in words. `held` is given where
    the portrait is of one month and the statement has a time: ``certain`` or ``possible`` (the impossible is left out).
    `subject`, `predicate` and `object` are those of a plain fact.
    """

    iri: str
    sentence: tuple[Piece, ...]
    status: str = "accepted"
    kind: str = ""
    start: str = ""
    end: str = ""
    period: str = ""
    held: str = ""
    certainty: str = ""
    reason: str = ""
    subject: Piece | None = None
    predicate: Piece | None = None
    object: Piece | None = None
    details: tuple[Detail, ...] = ()
    sources: tuple[SourceRef, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as text."""
        return "".join(piece.text for piece in self.sentence)


@dataclass(frozen=True)
class Section:
    """Statements of one sort, with a title in the reader's language.

    The keys, in this order, where there is anything to say: ``facts``, ``derived``, ``conflicts``, ``undecided``,
    ``denied``, ``unknown``, ``set-aside``, ``opinions``, ``mentions``.
    """

    key: str
    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Omission:
    """Facts of one property that are left out, as there are very many: their number, and a query for all of them."""

    label: str
    predicate: str
    count: int
    query: str


@dataclass(frozen=True)
class Portrait:
    """All that the graph knows about one thing, in the language `language`.

    `omissions` are what is left out; `phrase` is what the thing is called within a sentence, empty for its label.
    """

    iri: str
    label: str
    language: str
    kinds: tuple[Kind, ...]
    names: tuple[Name, ...]
    sections: tuple[Section, ...]
    omissions: tuple[Omission, ...] = ()
    phrase: str = ""

    @property
    def omitted(self) -> int:
        """The number of facts that are left out."""
        return sum(omission.count for omission in self.omissions)

    def _repr_html_(self) -> str:
        """The portrait, for notebooks; its texts are escaped, and only addresses of the web are linked."""
        from kgtools.query.portrait.markup import PortraitMarkup
        from kgtools.text.interface import InterfaceWords, interface_language

        return str(PortraitMarkup(InterfaceWords(interface_language([self.language]))).whole(self))

    def section(self, key: str) -> tuple[Statement, ...]:
        """The statements of a section; none where there is no such section."""
        return next((section.statements for section in self.sections if section.key == key), ())

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of all sections."""
        return tuple(statement for section in self.sections for statement in section.statements)

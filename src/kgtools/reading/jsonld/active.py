"""An active context: what the terms of a document mean at a place in it (JSON-LD 1.1 API, section 4.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kgtools.reading.jsonld.document import Json

__all__ = ["KEYWORDS", "ActiveContext", "JsonLdFault", "TermDefinition", "is_iri", "looks_like_keyword"]

_NAMES = (
    "base container context default direction graph id import included index json language list nest none prefix "
    "propagate protected reverse set type value version vocab"
)
KEYWORDS = frozenset("@" + name for name in _NAMES.split(" "))


class JsonLdFault(Exception):  # noqa: N818 - the specification speaks of errors by codes; ours is ParseError
    """An error of the specification: its code, a sentence, and the object and key that it is in."""

    def __init__(self, code: str, object: Json = None, key: str | None = None, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.object = object
        self.key = key
        self.detail = detail


@dataclass(frozen=True, slots=True)
class TermDefinition:
    """What a term means (section 4.1.1)."""

    iri: str | None = None
    prefix: bool = False
    protected: bool = False
    reverse: bool = False
    base_url: str | None = None
    #: a context in scope of the term; () where there is none
    context: Json | tuple[()] = ()
    container: frozenset[str] = frozenset()
    direction: str | None = "unset"
    index: str | None = None
    language: str | None = "unset"
    nest: str | None = None
    type: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether values are values, whatever they are: there is no container, no direction back, and no JSON."""
        return not self.container and not self.reverse and self.type != "@json"


@dataclass(slots=True)
class ActiveContext:
    """Terms, and what holds where no term says otherwise. Never changed once it has been processed."""

    terms: dict[str, TermDefinition] = field(default_factory=dict)
    base: str | None = None
    #: the base of the document itself
    original_base: str | None = None
    vocab: str | None = None
    language: str | None = None
    direction: str | None = None
    previous: ActiveContext | None = None
    #: IRIs of keys, by their spelling
    key_iris: dict[str, str | None] = field(default_factory=dict)

    def copy(self) -> ActiveContext:
        """A context of its own, with the same terms."""
        return ActiveContext(
            dict(self.terms), self.base, self.original_base, self.vocab, self.language, self.direction, self.previous
        )

    @property
    def has_protected_terms(self) -> bool:
        return any(definition.protected for definition in self.terms.values())


def looks_like_keyword(text: str) -> bool:
    """Whether a text has the form of a keyword, which is kept for later versions: an at sign and letters."""
    return text[:1] == "@" and re.fullmatch(r"@[A-Za-z]+", text) is not None


def is_iri(text: str) -> bool:
    """Whether a text has the form of an absolute IRI: whether its characters may be in one is looked at later."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", text) is not None

"""Term definitions (JSON-LD 1.1 API, section 4.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgtools.reading.jsonld.active import (
    KEYWORDS,
    ActiveContext,
    JsonLdFault,
    TermDefinition,
    is_iri,
    looks_like_keyword,
)
from kgtools.reading.jsonld.document import Json, JsonObject

if TYPE_CHECKING:
    from kgtools.reading.jsonld.context_processing import ContextProcessor

__all__ = ["Defining", "define"]

_CONTAINERS = frozenset(("@graph", "@id", "@index", "@language", "@list", "@set", "@type"))
_OF_A_TERM = frozenset(
    ("@id", "@reverse", "@container", "@context", "@direction", "@index", "@language", "@nest", "@prefix", "@protected")
) | {"@type"}
#: characters that part an IRI (RFC 3986, section 2.2): a term whose IRI ends with one can be a prefix
_DELIMITERS = tuple(":/?#[]@")


@dataclass(frozen=True)
class Defining:
    """What the definitions of one local context share: the contexts, and the terms defined so far (section 4.2.2)."""

    processor: ContextProcessor
    active: ActiveContext
    local: JsonObject
    #: the terms whose definition has begun, and whether it is complete
    defined: dict[str, bool]
    remote: tuple[str, ...]
    base_url: str | None = None
    protected: bool = False
    override_protected: bool = False

    @property
    def plain(self) -> Defining:
        """The same for terms that a definition needs: they get no base and are not protected."""
        return replace(self, base_url=None, protected=False, override_protected=False)


def define(term: str, within: Defining) -> None:
    """Add the definition of a term of the local context to the active one (section 4.2.2)."""
    active, local, defined = within.active, within.local, within.defined
    if term in defined:
        if defined[term]:
            return
        raise JsonLdFault("cyclic IRI mapping", local, term)
    if term == "":
        raise JsonLdFault("invalid term definition", local, term)
    defined[term] = False
    entry = local[term]
    if term == "@type":
        if (
            not isinstance(entry, dict)
            or not entry
            or not entry.keys() <= {"@container", "@protected"}
            or entry.get("@container", "@set") not in ("@set", ["@set"])
        ):
            raise JsonLdFault("keyword redefinition", local, term)
    elif term in KEYWORDS:
        raise JsonLdFault("keyword redefinition", local, term)
    elif looks_like_keyword(term):
        return
    previous = active.terms.pop(term, None)
    simple = isinstance(entry, str)
    value: dict[str, Json]
    if entry is None or isinstance(entry, str):
        value = {"@id": entry}
    elif isinstance(entry, dict):
        value = entry
    else:
        raise JsonLdFault("invalid term definition", local, term)
    definition = _Definition(term, value, within).definition(simple=simple)
    if definition is None:
        return
    if not within.override_protected and previous is not None and previous.protected:
        if replace(definition, protected=True, base_url=previous.base_url) != previous:
            raise JsonLdFault("protected term redefinition", local, term)
        definition = previous
    active.terms[term] = definition
    defined[term] = True


class _Definition:
    """One definition while it is made."""

    def __init__(self, term: str, value: dict[str, Json], within: Defining) -> None:
        self._term = term
        self._value = value
        self._within = within
        self._processor = within.processor
        self._active = within.active
        self._local = within.local
        self._defined = within.defined
        self._remote = within.remote

    def definition(self, *, simple: bool) -> TermDefinition | None:
        """The definition; None for one that later versions may give a meaning."""
        value, base_url = self._value, self._within.base_url
        protected = self._flag("@protected", "invalid @protected value", self._within.protected)
        type = self._type()
        if "@reverse" in value:
            return self._reverse(protected, type)
        iri, prefix = self._iri(simple)
        if iri == "":
            return None
        container = self._container()
        if "@type" in container:
            type = type or "@id"
            if type not in ("@id", "@vocab"):
                raise self._fault("invalid type mapping")
        index = self._index(container)
        self._check_context(base_url)
        language = self._text_or_null("@language", "invalid language mapping")
        direction = self._text_or_null("@direction", "invalid base direction")
        if direction not in (None, "ltr", "rtl", "unset"):
            raise self._fault("invalid base direction")
        if "@prefix" in value:
            if ":" in self._term or "/" in self._term:
                raise self._fault("invalid term definition")
            prefix = self._flag("@prefix", "invalid @prefix value", False)
            if prefix and iri in KEYWORDS:
                raise self._fault("invalid term definition")
        if not value.keys() <= _OF_A_TERM:
            raise self._fault("invalid term definition")
        return TermDefinition(
            iri=iri,
            prefix=prefix,
            protected=protected,
            base_url=base_url,
            context=value.get("@context", ()),
            container=container,
            direction=direction,
            index=index,
            language=language,
            nest=self._nest(),
            type=type,
        )

    def _fault(self, code: str) -> JsonLdFault:
        return JsonLdFault(code, self._local, self._term)

    def _flag(self, key: str, code: str, default: bool) -> bool:
        flag = self._value.get(key, default)
        if not isinstance(flag, bool):
            raise self._fault(code)
        return flag

    def _text_or_null(self, key: str, code: str) -> str | None:
        """The entry of a key; "unset" where there is none, or where an @type stands instead of it."""
        if key not in self._value or "@type" in self._value:
            return "unset"
        entry = self._value[key]
        if entry is not None and not isinstance(entry, str):
            raise self._fault(code)
        return entry

    def _nest(self) -> str | None:
        if "@nest" not in self._value:
            return None
        entry = self._value["@nest"]
        if not isinstance(entry, str) or (entry in KEYWORDS and entry != "@nest"):
            raise self._fault("invalid @nest value")
        return entry

    def _expand(self, value: str) -> str | None:
        return self._processor.expand_iri(
            self._active, value, vocab=True, local=self._local, defined=self._defined, remote=self._remote
        )

    def _type(self) -> str | None:
        if "@type" not in self._value:
            return None
        entry = self._value["@type"]
        if not isinstance(entry, str):
            raise self._fault("invalid type mapping")
        iri = self._expand(entry)
        if iri is None or (iri not in ("@id", "@json", "@none", "@vocab") and not is_iri(iri)):
            raise self._fault("invalid type mapping")
        return iri

    def _reverse(self, protected: bool, type: str | None) -> TermDefinition | None:
        value = self._value
        if "@id" in value or "@nest" in value:
            raise self._fault("invalid reverse property")
        entry = value["@reverse"]
        if not isinstance(entry, str):
            raise self._fault("invalid IRI mapping")
        if looks_like_keyword(entry):
            return None
        iri = self._expand(entry)
        if iri is None or ":" not in iri:
            raise self._fault("invalid IRI mapping")
        container = value.get("@container")
        if container not in (None, "@set", "@index"):
            raise self._fault("invalid reverse property")
        containers = frozenset(() if container is None else (container,))
        return TermDefinition(iri=iri, protected=protected, reverse=True, container=containers, type=type)

    def _iri(self, simple: bool) -> tuple[str | None, bool]:
        """The IRI, and whether the term can be a prefix; an empty IRI where later versions may give it a meaning."""
        value, term = self._value, self._term
        if "@id" in value and value["@id"] != term:
            entry = value["@id"]
            if entry is None:
                return None, False
            if not isinstance(entry, str):
                raise self._fault("invalid IRI mapping")
            if entry not in KEYWORDS and looks_like_keyword(entry):
                return "", False
            iri = self._expand(entry)
            if iri is None or (iri not in KEYWORDS and not is_iri(iri) and not iri.startswith("_:")):
                raise self._fault("invalid IRI mapping")
            if iri == "@context":
                raise self._fault("invalid keyword alias")
            if ":" in term[1:-1] or "/" in term:
                self._defined[term] = True
                if self._expand(term) != iri:
                    raise self._fault("invalid IRI mapping")
            bare = ":" not in term and "/" not in term
            return iri, bare and simple and (iri.endswith(_DELIMITERS) or iri.startswith("_:"))
        if ":" in term[1:]:
            prefix, _, suffix = term.partition(":")
            if prefix in self._local and not self._defined.get(prefix):
                define(prefix, self._within.plain)
            definition = self._active.terms.get(prefix)
            return (definition.iri + suffix if definition is not None and definition.iri is not None else term), False
        if "/" in term:
            iri = self._processor.expand_iri(self._active, term, vocab=True)
            if iri is None or not is_iri(iri):
                raise self._fault("invalid IRI mapping")
            return iri, False
        if term == "@type":
            return "@type", False
        if self._active.vocab is not None:
            return self._active.vocab + term, False
        raise self._fault("invalid IRI mapping")

    def _container(self) -> frozenset[str]:
        if "@container" not in self._value:
            return frozenset()
        entry = self._value["@container"]
        keywords = entry if isinstance(entry, list) else [entry]
        containers = frozenset(name for name in keywords if isinstance(name, str) and name in _CONTAINERS)
        if not keywords or not all(isinstance(name, str) and name in containers for name in keywords):
            raise self._fault("invalid container mapping")
        rest = containers - {"@set"}
        if "@list" in containers and len(containers) > 1:
            raise self._fault("invalid container mapping")
        if len(rest) > 1 and not ("@graph" in rest and rest <= {"@graph", "@id", "@index"} and len(rest) == 2):
            raise self._fault("invalid container mapping")
        return containers

    def _index(self, container: frozenset[str]) -> str | None:
        if "@index" not in self._value:
            return None
        entry = self._value["@index"]
        if "@index" not in container or not isinstance(entry, str):
            raise self._fault("invalid term definition")
        iri = self._expand(entry)
        if iri is None or not is_iri(iri):
            raise self._fault("invalid term definition")
        return entry

    def _check_context(self, base_url: str | None) -> None:
        """Whether the context that is in scope of the term could be processed."""
        if "@context" not in self._value:
            return
        try:
            self._processor.processed(
                self._active,
                self._value["@context"],
                base_url,
                self._remote,
                override_protected=True,
                validate_scoped=False,
            )
        except JsonLdFault as fault:
            if fault.code == "loading remote context failed":
                raise
            raise JsonLdFault("invalid scoped context", self._local, self._term, fault.code) from fault

"""Context processing and IRI expansion (JSON-LD 1.1 API, sections 4.1 and 5.2)."""

from __future__ import annotations

import json

from kgtools.errors import ParseError
from kgtools.reading.jsonld.active import KEYWORDS, ActiveContext, JsonLdFault, is_iri, looks_like_keyword
from kgtools.reading.jsonld.contexts import Contexts
from kgtools.reading.jsonld.document import Json, JsonObject
from kgtools.text.iris import resolve

__all__ = ["ContextProcessor"]

#: contexts that are loaded within each other, before they are taken for a circle
_MAX_REMOTE_CONTEXTS = 100
#: contexts that have been processed, and are kept for the next node
_MAX_CACHED_CONTEXTS = 500
_OF_THE_CONTEXT = frozenset(
    ("@base", "@direction", "@import", "@language", "@propagate", "@protected", "@version", "@vocab")
)


class ContextProcessor:
    """Processes contexts; those outside of the document come from `contexts`."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts
        # the same context is processed again for each node that has it in scope, or that repeats it; the objects are
        # kept beside the result, so that no other has their numbers
        self._processed: dict[tuple[int, int | str, bool, bool, str | None], tuple[ActiveContext, Json, ActiveContext]]
        self._processed = {}

    def process(
        self,
        active: ActiveContext,
        local: Json,
        base_url: str | None,
        *,
        of_term: bool = False,
        override_protected: bool = False,
        propagate: bool = True,
    ) -> ActiveContext:
        """The active context within `local`, a context or an array; that `of_term` lives as long as its term does."""
        name = id(local) if of_term else json.dumps(local)
        key = (id(active), name, override_protected, propagate, base_url)
        earlier = self._processed.get(key)
        if earlier is None:
            if len(self._processed) >= _MAX_CACHED_CONTEXTS:
                self._processed.clear()
            context = self.processed(
                active, local, base_url, (), override_protected=override_protected, propagate=propagate
            )
            earlier = self._processed[key] = (active, local, context)
        return earlier[2]

    def processed(
        self,
        active: ActiveContext,
        local: Json,
        base_url: str | None,
        remote: tuple[str, ...],
        *,
        override_protected: bool = False,
        propagate: bool = True,
        validate_scoped: bool = True,
    ) -> ActiveContext:
        """Section 4.1.2; `remote` are the contexts that are being loaded."""
        from kgtools.reading.jsonld.definitions import Defining, define

        result = active.copy()
        if isinstance(local, dict) and "@propagate" in local:
            flag = local["@propagate"]
            if not isinstance(flag, bool):
                raise JsonLdFault("invalid @propagate value", local, "@propagate")
            propagate = flag
        if not propagate and result.previous is None:
            result.previous = active
        for context in local if isinstance(local, list) else [local]:
            if context is None:
                if not override_protected and result.has_protected_terms:
                    raise JsonLdFault("invalid context nullification", local)
                before = result
                result = ActiveContext(base=active.original_base, original_base=active.original_base)
                if not propagate:
                    result.previous = before
                continue
            if isinstance(context, str):
                result = self._remote(result, context, local, base_url, remote, validate_scoped)
                continue
            if not isinstance(context, dict):
                raise JsonLdFault("invalid local context", local)
            assert isinstance(context, JsonObject)
            context = self._imported(context, base_url)
            self._defaults(result, context, remote)
            protected = context.get("@protected", False)
            if not isinstance(protected, bool):
                raise JsonLdFault("invalid @protected value", context, "@protected")
            defined: dict[str, bool] = {}
            within = Defining(self, result, context, defined, remote, base_url, protected, override_protected)
            for term in context:
                if term not in _OF_THE_CONTEXT:
                    define(term, within)
            result.key_iris = {}
        return result

    def _remote(
        self,
        result: ActiveContext,
        reference: str,
        local: Json,
        base_url: str | None,
        remote: tuple[str, ...],
        validate_scoped: bool,
    ) -> ActiveContext:
        url = resolve(base_url, reference) if base_url is not None else reference
        if not validate_scoped and url in remote:
            return result
        if len(remote) >= _MAX_REMOTE_CONTEXTS:
            raise JsonLdFault("context overflow", local)
        loaded = self._loaded(url, local)
        return self.processed(result, loaded["@context"], url, (*remote, url), validate_scoped=validate_scoped)

    def _loaded(self, url: str, local: Json) -> JsonObject:
        try:
            document = self._contexts.read(url)
        except ParseError as error:
            raise JsonLdFault("invalid remote context", local, detail=str(error)) from error
        if document is None:
            raise JsonLdFault("loading remote context failed", local, detail=url)
        return document

    def _imported(self, context: JsonObject, base_url: str | None) -> JsonObject:
        """A context with those entries of the context that it imports which it has not itself."""
        if "@import" not in context:
            return context
        name = context["@import"]
        if not isinstance(name, str):
            raise JsonLdFault("invalid @import value", context, "@import")
        url = resolve(base_url, name) if base_url is not None else name
        imported = self._loaded(url, context)["@context"]
        if not isinstance(imported, dict):
            raise JsonLdFault("invalid remote context", context, "@import", detail=url)
        if "@import" in imported:
            raise JsonLdFault("invalid context entry", context, "@import")
        merged = JsonObject({**imported, **context})
        del merged["@import"]
        merged.number, merged.document = context.number, context.document
        return merged

    def _defaults(self, result: ActiveContext, context: JsonObject, remote: tuple[str, ...]) -> None:
        """The entries of a context that are not terms."""
        if "@version" in context and (context["@version"] != 1.1 or isinstance(context["@version"], bool)):
            raise JsonLdFault("invalid @version value", context, "@version")
        if "@base" in context and not remote:
            base = context["@base"]
            if base is None:
                result.base = None
            elif not isinstance(base, str):
                raise JsonLdFault("invalid base IRI", context, "@base")
            elif is_iri(base):
                result.base = base
            elif result.base is not None:
                result.base = resolve(result.base, base)
            else:
                raise JsonLdFault("invalid base IRI", context, "@base")
        if "@vocab" in context:
            vocab = context["@vocab"]
            if vocab is None:
                result.vocab = None
            elif isinstance(vocab, str) and not looks_like_keyword(vocab):
                result.vocab = self.expand_iri(result, vocab, vocab=True, relative=True)
            else:
                raise JsonLdFault("invalid vocab mapping", context, "@vocab")
        if "@language" in context:
            language = context["@language"]
            if language is not None and not isinstance(language, str):
                raise JsonLdFault("invalid default language", context, "@language")
            result.language = language
        if "@direction" in context:
            if context["@direction"] not in (None, "ltr", "rtl"):
                raise JsonLdFault("invalid base direction", context, "@direction")
            result.direction = context["@direction"]

    def expand_iri(
        self,
        active: ActiveContext,
        value: str,
        *,
        relative: bool = False,
        vocab: bool = False,
        local: JsonObject | None = None,
        defined: dict[str, bool] | None = None,
        remote: tuple[str, ...] = (),
    ) -> str | None:
        """Section 5.2.2; `local` is the context that is being processed, and `defined` the terms of it that are."""
        if value in KEYWORDS:
            return value
        if looks_like_keyword(value):
            return None
        if local is not None and defined is not None and value in local and not defined.get(value):
            self._define(active, local, value, defined, remote)
        definition = active.terms.get(value)
        if definition is not None and (vocab or definition.iri in KEYWORDS):
            return definition.iri
        colon = value.find(":", 1)
        if colon > 0:
            prefix, suffix = value[:colon], value[colon + 1 :]
            if prefix == "_" or suffix.startswith("//"):
                return value
            if local is not None and defined is not None and prefix in local and not defined.get(prefix):
                self._define(active, local, prefix, defined, remote)
            prefix_definition = active.terms.get(prefix)
            if prefix_definition is not None and prefix_definition.iri is not None and prefix_definition.prefix:
                return prefix_definition.iri + suffix
            if is_iri(value):
                return value
        if vocab and active.vocab is not None:
            return active.vocab + value
        if relative and active.base is not None:
            return resolve(active.base, value)
        return value

    def _define(
        self, active: ActiveContext, local: JsonObject, term: str, defined: dict[str, bool], remote: tuple[str, ...]
    ) -> None:
        from kgtools.reading.jsonld.definitions import Defining, define

        if term not in _OF_THE_CONTEXT:
            define(term, Defining(self, active, local, defined, remote))

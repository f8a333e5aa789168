"""The quads of a JSON-LD document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, NoReturn

from kgtools.errors import LeftOutWarning, ParseError, shorten
from kgtools.model.terms import DefaultGraph, Quad
from kgtools.reading.jsonld.active import ActiveContext, JsonLdFault
from kgtools.reading.jsonld.context_processing import ContextProcessor
from kgtools.reading.jsonld.contexts import Contexts
from kgtools.reading.jsonld.document import JsonDocument, JsonObject, parse_json
from kgtools.reading.jsonld.expanded import At
from kgtools.reading.jsonld.expansion import Expander
from kgtools.reading.jsonld.faults import sentence
from kgtools.reading.jsonld.quads import QuadMaker
from kgtools.reading.remarks import tell

__all__ = ["JsonLdParser"]

#: what is left out of one document and told by itself
_MAX_REMARKS = 20


class JsonLdParser(Iterator[Quad]):
    """The quads of a stream of JSON-LD; `base` is the document's own IRI, `source` the name that errors give.

    Contexts outside of the document come from `contexts`, by default from those in force. With `places` the
    :attr:`places` of the last quad are known. What the recommendation leaves out because it is not well-formed is told
    as a :class:`LeftOutWarning`.

    >>> import io
    >>> text = b'{"@context": {"name": "http://e/name"}, "@id": "http://e/a", "name": "Ann"}'
    >>> [str(quad) for quad in JsonLdParser(io.BytesIO(text), base=None, source="a.jsonld")]
    ['<http://e/a> <http://e/name> "Ann"']

    Raises :class:`ParseError` with line and column for what is no JSON or no JSON-LD, and for contexts that no file
    stands for.
    """

    def __init__(
        self,
        stream: IO[bytes],
        *,
        base: str | None,
        source: str,
        contexts: Contexts | None = None,
        rename: bool = False,
        places: bool = False,
    ) -> None:
        self._stream = stream
        self._base = base
        self._source = source
        self._contexts = Contexts.now() if contexts is None else contexts
        self._rename = rename
        self._with_places = places
        self._left_out: list[tuple[str, At]] = []
        self._quads = self._read()
        self.prefixes: dict[str, str] = {}
        #: where the subject and the object of the last quad are, as line and column from 1
        self.places: tuple[tuple[int, int], tuple[int, int]] = ((1, 1), (1, 1))

    def __iter__(self) -> Iterator[Quad]:
        return self._quads

    def __next__(self) -> Quad:
        return next(self._quads)

    def _read(self) -> Iterator[Quad]:
        try:
            text = self._stream.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._not_utf_8(error) from error
        document = parse_json(text, self._source)
        maker = QuadMaker(self._tell, rename=self._rename, places=self._with_places)
        active = ActiveContext(base=self._base, original_base=self._base)
        try:
            expanded = Expander(ContextProcessor(self._contexts), self._base).document(active, document.value)
            self._declare(document.value)
            maker.graph(expanded, DefaultGraph())
        except JsonLdFault as fault:
            self._refuse(fault)
        except RecursionError as error:
            reason = "objects and arrays are nested too deeply; flatten the file."
            raise ParseError(reason, source=self._source) from error
        self._warn()
        self._warn_of_nothing(document, has_quads=bool(maker.quads))
        if maker.places is None:
            yield from maker.quads
            return
        spots = self._spots([at for pair in maker.places for at in pair])
        for quad, (subject, object) in zip(maker.quads, maker.places, strict=True):
            self.places = spots[_key(subject)], spots[_key(object)]
            yield quad

    def _tell(self, sentence: str, at: At) -> None:
        self._left_out.append((sentence, at))

    def _warn(self) -> None:
        remarks = dict.fromkeys((what, _key(at)) for what, at in self._left_out)
        if not remarks:
            return
        ats = {_key(at): at for _, at in self._left_out}
        first = list(remarks)[:_MAX_REMARKS]
        spots = self._spots([ats[key] for _, key in first])
        for what, key in first:
            line, column = spots[key]
            object = ats[key][0]
            source = self._source if object is None else object.document.source
            tell(LeftOutWarning(what, source=source, line=line, column=column))
        if len(remarks) > len(first):
            more = f"{len(remarks) - len(first)} more are left out."
            tell(LeftOutWarning(more, source=self._source))

    def _warn_of_nothing(self, document: JsonDocument, *, has_quads: bool) -> None:
        """Tell of what is no node (JSON-LD 1.1, section 9), and of a document that has keys and no triples."""
        items = document.value if isinstance(document.value, list) else [document.value]
        if any(not isinstance(item, dict | list) for item in items):
            for text, (line, column) in document.loose_values()[:_MAX_REMARKS]:
                what = f"{shorten(text, 40)} is left out: a JSON-LD document is an object or an array of objects."
                tell(LeftOutWarning(what, source=self._source, line=line, column=column))
        elif not has_quads and not self._left_out:
            keys = [(item, key) for item in items if isinstance(item, JsonObject) for key in item if key[:1] != "@"]
            for item, key in keys[:1]:
                line, column = document.place(item.number, key)
                what = "this document has no triples: no key has both a value and an IRI (by itself or by an @context)."
                tell(LeftOutWarning(what, source=self._source, line=line, column=column))

    def _spots(self, ats: Iterable[At]) -> dict[tuple[int, str | None, int], tuple[int, int]]:
        """Line and column of places, in one scan."""
        spots: set[tuple[int, str | None, int]] = set()
        document = None
        for object, key, item in ats:
            if object is not None:
                document = object.document
                spots |= {(object.number, key, item), (object.number, key, -1), (object.number, None, -1)}
        places = {} if document is None else document.places(spots)
        lines_and_columns = {}
        for at in ats:
            number, key, item = _key(at)
            candidates = ((number, key, item), (number, key, -1), (number, None, -1))
            lines_and_columns[_key(at)] = next((places[one] for one in candidates if one in places), (1, 1))
        return lines_and_columns

    def _declare(self, value: object) -> None:
        """The prefixes of the document: terms of its contexts whose IRIs end as those of namespaces do."""
        for top in value if isinstance(value, list) else [value]:
            context = top.get("@context") if isinstance(top, dict) else None
            for one in context if isinstance(context, list) else [context]:
                for term, definition in one.items() if isinstance(one, dict) else ():
                    iri = definition.get("@id") if isinstance(definition, dict) else definition
                    if isinstance(iri, str) and iri.endswith(("/", "#", ":")) and not term.startswith("@"):
                        self.prefixes.setdefault(term, iri)

    def _refuse(self, fault: JsonLdFault) -> NoReturn:
        source, line, column = self._source, None, None
        if isinstance(fault.object, JsonObject):
            document = fault.object.document
            source = document.source
            line, column = document.place(fault.object.number, fault.key)
        raise ParseError(sentence(fault), source=source, line=line, column=column) from fault

    def _not_utf_8(self, error: UnicodeDecodeError) -> ParseError:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        return ParseError(
            "this is not UTF-8 text; save the file as UTF-8.", source=self._source, line=line, column=column
        )


def _key(at: At) -> tuple[int, str | None, int]:
    return (-1 if at[0] is None else at[0].number, at[1], at[2])

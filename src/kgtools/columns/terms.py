"""The distinct terms of a dataset: one Arrow column of canonical N-Triples text; a term is its number in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.columns.arrow import places, take, text_array
from kgtools.columns.tokens import term_text
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple

if TYPE_CHECKING:
    from kgtools.columns.literals import Literals

__all__ = ["BLANK", "IRI", "LITERAL", "TRIPLE", "Terms", "unescape"]

#: up to so many texts are searched for one by one
_FEW = 24
#: numbers of so many texts are remembered at a time
_REMEMBERED = 20_000
IRI, BLANK, LITERAL, TRIPLE, NOTHING = 0, 1, 2, 3, 255
_LESS, _UNDERSCORE, _QUOTE = 60, 95, 34


class Terms:
    """Distinct terms, each with its number.

    >>> terms = Terms(pa.array(["<http://e/a>", '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'], pa.large_string()))
    >>> terms.term(1)
    <Literal value=01 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>
    >>> terms.find([NamedNode("http://e/a"), NamedNode("http://e/b")]).tolist()
    [0, -1]
    """

    def __init__(self, texts: pa.LargeStringArray, *, seeds: Iterable[str] = ()) -> None:
        self.texts = texts
        # the numbers that are known without a search: those of the terms that the dictionary was begun with
        self._known: dict[str, int] = {text: number for number, text in enumerate(seeds)}

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def offsets(self) -> npt.NDArray[np.int64]:
        """Where the text of each term begins in :attr:`data`."""
        start = self.texts.offset
        found: npt.NDArray[np.int64] = np.frombuffer(self.texts.buffers()[1], np.int64)[start : start + len(self) + 1]
        return found

    @cached_property
    def data(self) -> npt.NDArray[np.uint8]:
        """The bytes of all texts, end to end."""
        buffer = self.texts.buffers()[2]
        return np.empty(0, np.uint8) if buffer is None else np.frombuffer(buffer, np.uint8)

    @cached_property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """What each term is: IRI, BLANK, LITERAL, TRIPLE, or NOTHING for what only separated terms."""
        kinds = np.full(len(self), NOTHING, np.uint8)
        if not len(self.data):
            return kinds
        begins = self.offsets[:-1]
        filled = self.offsets[1:] > begins
        first = self.data[np.minimum(begins, len(self.data) - 1)]
        second = self.data[np.minimum(begins + 1, len(self.data) - 1)]
        kinds[filled & (first == _LESS)] = IRI
        kinds[filled & (first == _LESS) & (second == _LESS)] = TRIPLE
        kinds[filled & (first == _UNDERSCORE)] = BLANK
        kinds[filled & (first == _QUOTE)] = LITERAL
        return kinds

    @cached_property
    def literals(self) -> Literals:
        """What is known of the literals: datatype, language, lexical form, value."""
        from kgtools.columns.literals import Literals

        return Literals(self)

    def text(self, number: int) -> str:
        """The canonical N-Triples text of a term."""
        found: str = self.texts[int(number)].as_py()
        return found

    def term(self, number: int) -> Term:
        """A term as an object."""
        return parse_term(self.text(number))

    def terms(self, numbers: npt.NDArray[np.integer] | Sequence[int]) -> list[Term]:
        """Terms as objects, in the order of `numbers`; each distinct one is made once."""
        asked = np.asarray(numbers, np.int64)
        unique, index = np.unique(asked, return_inverse=True)
        texts = take(self.texts, unique).to_pylist()
        if len(texts) <= _REMEMBERED:
            # what is asked for as a term is often looked up as one (labels, places): known without a search then
            self._known.update(zip(texts, unique.tolist(), strict=True))
        made = [parse_term(text) for text in texts]
        return [made[i] for i in index.tolist()]

    def find(self, terms: Sequence[Term]) -> npt.NDArray[np.int64]:
        """The number of each term, -1 where it does not occur."""
        texts = [term_text(term) for term in terms]
        unknown = [text for text in texts if text not in self._known]
        if len(unknown) <= _FEW:
            self._known.update((text, self._search(text)) for text in unknown)
        else:
            found = places(text_array(unknown), self.texts).to_pylist()
            self._known.update((t, -1 if n is None else n) for t, n in zip(unknown, found, strict=True))
        return np.array([self._known[text] for text in texts], np.int64)

    @cached_property
    def _lengths(self) -> npt.NDArray[np.int64]:
        return np.diff(self.offsets)

    def _search(self, text: str) -> int:
        """The number of one text, found by its length and then byte by byte: a hash of all terms takes longer."""
        wanted = text.encode()
        found = np.flatnonzero(self._lengths == len(wanted))
        begins = self.offsets[:-1][found]
        # IRIs differ at their end, literals at their beginning
        order = range(len(wanted)) if text.startswith('"') else range(len(wanted) - 1, -1, -1)
        for place in order:
            if not len(found):
                return -1
            same = self.data[begins + place] == wanted[place]
            found, begins = found[same], begins[same]
        return int(found[0]) if len(found) else -1

    def extended(self, terms: Sequence[Term]) -> Terms:
        """These terms and others behind them, each with a number of its own."""
        texts = text_array([term_text(term) for term in terms])
        return Terms(pa.concat_arrays([self.texts, texts]))


def parse_term(text: str) -> Term:
    """The term whose canonical N-Triples text this is.

    >>> parse_term('"a\\\\"b"@en')
    <Literal value=a"b language=en>
    """
    if text[0] == "<" and text[1] != "<":
        return NamedNode(text[1:-1])
    if text[0] == "_":
        return BlankNode(text[2:])
    if text[0] == '"':
        end = text.rindex('"')
        lexical, rest = text[1:end], text[end + 1 :]
        if "\\" in lexical:
            lexical = unescape(lexical)
        if not rest:
            return Literal(lexical)
        if rest[0] == "^":
            return Literal(lexical, datatype=NamedNode(rest[3:-1]))
        if "--" not in rest:
            return Literal(lexical, language=rest[1:])
    return _parse_slowly(text)


def _parse_slowly(text: str) -> Term:
    import pyoxigraph

    line = f"<s:> <p:> {text} .".encode()
    (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES)
    found: NamedNode | BlankNode | Literal | Triple = quad.object
    return found


_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def unescape(text: str) -> str:
    """The inside of an N-Triples string as the characters it stands for (N-Triples, section 2.4).

    >>> unescape("a\\\\\\\\n\\\\n")
    'a\\\\n\\n'
    """
    pieces = text.split("\\")
    out = [pieces[0]]
    i = 1
    while i < len(pieces):
        piece = pieces[i]
        if not piece:
            # two in a row: the backslash itself; the piece after it is plain
            out.append("\\")
            i += 1
            out.append(pieces[i])
        elif piece[0] == "u":
            out.append(chr(int(piece[1:5], 16)) + piece[5:])
        elif piece[0] == "U":
            out.append(chr(int(piece[1:9], 16)) + piece[9:])
        else:
            out.append(_ESCAPES.get(piece[0], piece[0]) + piece[1:])
        i += 1
    return "".join(out)

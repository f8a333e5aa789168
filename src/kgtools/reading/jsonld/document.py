"""The JSON of a document, and where each value is in it: looked for when it is asked for, in a second scan."""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_right
from typing import NoReturn, TypeAlias

from kgtools.errors import ParseError
from kgtools.possessive import compile_pattern

__all__ = ["Json", "JsonObject", "parse_json"]

#: a value of JSON
Json: TypeAlias = "bool | int | float | str | list[Json] | JsonObject | None"
_TOKEN = r'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]+'
#: objects and arrays within each other; a level is several Python calls
_MAX_DEPTH = 200


class JsonObject(dict[str, "Json"]):
    """An object of the document at hand, or of a context that it names."""

    __slots__ = ("document", "number")

    #: how many objects ended before it
    number: int
    document: JsonDocument


class JsonDocument:
    """A text of JSON with its name; `text` is a document, or a context outside of it."""

    def __init__(self, text: str, source: str) -> None:
        self._text = text
        self.source = source
        self.value: Json = None

    def places(self, paths: set[tuple[int, str | None, int]]) -> dict[tuple[int, str | None, int], tuple[int, int]]:
        """Line and column of objects: of the object itself (the key is None), or of the value of a key.

        The third number is that of an item, where the value is an array, and -1 for the value.
        """
        starts = array("q", [0, *(match.end() for match in re.finditer("\n", self._text))])
        places: dict[tuple[int, str | None, int], tuple[int, int]] = {}
        # of each open bracket: its offset; of objects the offsets of values, of arrays those of items
        open_objects: list[tuple[int, dict[tuple[str | None, int], int] | None, list[int]]] = []
        key: str | None = None
        keys: list[str | None] = []
        number = 0
        for match in compile_pattern(_TOKEN, re.DOTALL).finditer(self._text):
            token, offset = match[0], match.start()
            if token == ":":
                continue
            if token in ("}", "]"):
                start, values, items = open_objects.pop()
                key = keys.pop()
                if values is not None:
                    values[None, -1] = start
                    for (name, item), at in values.items():
                        if (number, name, item) in paths:
                            line = bisect_right(starts, at)
                            places[number, name, item] = (line, at - starts[line - 1] + 1)
                    number += 1
                elif open_objects and open_objects[-1][1] is not None:
                    for item, at in enumerate(items):
                        open_objects[-1][1].setdefault((key, item), at)
                if open_objects and open_objects[-1][1] is not None:
                    key = None
                continue
            if token == ",":
                if open_objects and open_objects[-1][1] is not None:
                    key = None
                continue
            if open_objects and open_objects[-1][1] is not None and key is None:
                key = json.loads(token)
                continue
            inside: list[int] = []
            if open_objects and open_objects[-1][1] is not None:
                open_objects[-1][1][key, -1] = offset
            elif open_objects and token == "[":
                # the items of arrays within an array are counted through
                inside = open_objects[-1][2]
            elif open_objects:
                open_objects[-1][2].append(offset)
            if token in ("{", "["):
                open_objects.append((offset, {} if token == "{" else None, inside))
                keys.append(key)
                key = None
        return places

    def place(self, number: int, key: str | None = None, item: int = -1) -> tuple[int, int]:
        """Line and column of an object, of the value of a key, or of an item of that."""
        places = self.places({(number, key, item), (number, key, -1), (number, None, -1)})
        for spot in ((number, key, item), (number, key, -1), (number, None, -1)):
            if spot in places:
                return places[spot]
        return 1, 1

    def loose_values(self) -> list[tuple[str, tuple[int, int]]]:
        """The strings, numbers and so on that are the document or an item of its array, with line and column.

        >>> parse_json('[{"a": 1},\\n "b", [2]]', "a.jsonld").loose_values()
        [('"b"', (2, 2))]
        """
        values = []
        depth, most = 0, isinstance(self.value, list)
        for match in compile_pattern(_TOKEN, re.DOTALL).finditer(self._text):
            token, offset = match[0], match.start()
            if token in ("{", "["):
                depth += 1
            elif token in ("}", "]"):
                depth -= 1
            elif depth == most and token not in (",", ":"):
                line = self._text.count("\n", 0, offset) + 1
                values.append((token, (line, offset - self._text.rfind("\n", 0, offset))))
        return values


def parse_json(text: str, source: str) -> JsonDocument:
    """The document of a text.

    >>> parse_json('{"a": [1]}', "a.jsonld").value
    {'a': [1]}

    Raises :class:`ParseError` for what is no JSON, for a key that an object has twice, and for values nested deeper
    than 200 levels.
    """
    document = JsonDocument(text, source)
    count = 0

    def make(pairs: list[tuple[str, Json]]) -> JsonObject:
        nonlocal count
        object = JsonObject(pairs)
        object.number, object.document = count, document
        count += 1
        if len(object) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            line, column = document.place(object.number)
            raise ParseError(
                f'this object has the key "{twice}" twice; keep one.', source=source, line=line, column=column
            )
        return object

    def refuse(constant: str) -> NoReturn:
        raise ParseError(f"{constant} is not a value of JSON.", source=source)

    _check_depth(text, source)
    _check_surrogates(text, source)
    try:
        document.value = json.loads(text, object_pairs_hook=make, parse_constant=refuse)
    except json.JSONDecodeError as error:
        reason = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        raise ParseError(reason, source=source, line=error.lineno, column=error.colno) from error
    except ValueError as error:
        raise ParseError("a number of this JSON has too many digits.", source=source) from error
    return document


def _check_depth(text: str, source: str) -> None:
    depth = 0
    for match in compile_pattern(r'"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL).finditer(text):
        token = match[0]
        if token in ("{", "["):
            depth += 1
            if depth > _MAX_DEPTH:
                line = text.count("\n", 0, match.start()) + 1
                column = match.start() - text.rfind("\n", 0, match.start())
                raise ParseError(
                    f"objects and arrays are nested deeper than {_MAX_DEPTH} levels; flatten the file.",
                    source=source,
                    line=line,
                    column=column,
                )
        elif token in ("}", "]"):
            depth -= 1


def _check_surrogates(text: str, source: str) -> None:
    """Refuse a string with half of a pair of surrogates, which is no character."""
    if re.search(r"\\u[dD][89a-fA-F]", text) is None:
        return
    for match in compile_pattern(r'"(?:[^"\\]|\\.)*+"', re.DOTALL).finditer(text):
        if "\\u" in match[0] and re.search("[\ud800-\udfff]", json.loads(match[0], strict=False)):
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            reason = "this string has half of a surrogate pair, which is not a character; change it."
            raise ParseError(reason, source=source, line=line, column=column)

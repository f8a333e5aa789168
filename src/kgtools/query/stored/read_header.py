"""The header of a stored query: lines that begin with ``#+``, together one YAML document, as grlc reads them.

``summary``, ``description``, ``tags``, ``defaults`` and ``enumerate`` are grlc's; ``titles``, ``descriptions``,
``params``, ``columns`` and ``empty`` are ours, and grlc passes them by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kgtools.errors import QueryError, UnknownNameError, shorten
from kgtools.query.columns import Column
from kgtools.query.stored.header import Header, Parameter
from kgtools.query.stored.header_yaml import Node, YamlError, compose
from kgtools.query.stored.parameter_types import ITEM_TYPES, LIST, PARAMETER_TYPES, TYPES, types_with

__all__ = ["read_header"]

_OURS = ("titles", "descriptions", "params", "columns", "empty")
_GRLC = ("summary", "description", "tags", "defaults", "enumerate")
#: keys that grlc has for its servers; they say nothing about the query itself
_GRLC_SERVER = ("endpoint", "endpoint_in_url", "method", "pagination", "transform", "licence", "license", "contact")
_PARAMETER_KEYS = ("type", "class", "items", "values", "default", "example", "optional", "aliases", "description")
#: the key of a column whose English words have translations; too long for a language tag
_WORDS = "words"
_NAME = re.compile(r"[a-z][A-Za-z0-9]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")


def read_header(text: str, *, source: str = "") -> Header:
    """The header of the text of a stored query.

    >>> header = read_header("#+ summary: All people\\n#+ columns: {person: Who}\\nSELECT ?person { ?person a ?c }")
    >>> header.titles["en"], [column.name for column in header.columns]
    ('All people', ['person'])

    Raises :class:`QueryError` with file and line for whatever cannot be used.
    """
    return _HeaderReader(text, source).read()


class _HeaderReader:
    def __init__(self, text: str, source: str) -> None:
        self.source = source
        numbered = [(n, line[2:]) for n, line in enumerate(text.splitlines(), 1) if line.startswith("#+")]
        self.line_numbers = [n for n, _ in numbered]
        self.yaml = "\n".join(line.removeprefix(" ") for _, line in numbered)

    def error(self, message: str, line: int | None = None) -> QueryError:
        number = None
        if self.line_numbers:
            number = self.line_numbers[min(line or 0, len(self.line_numbers) - 1)]
        return QueryError(message, source=self.source, line=number)

    def read(self) -> Header:
        if not self.yaml.strip():
            raise QueryError(
                "the query has no header; begin it with lines such as `#+ summary: …`.", source=self.source, line=1
            )
        try:
            node = compose(self.yaml)
        except YamlError as error:
            raise self.error(f"the header is not YAML: {shorten(str(error))}.", error.line) from error
        top = self.mapping(node, "the header")
        keys = (*_GRLC, *_OURS, *_GRLC_SERVER)
        for key, (line, _) in top.items():
            if key not in keys:
                raise self.error(str(UnknownNameError("header key", key, (*_GRLC, *_OURS))), line)
        titles = self.texts(top, "titles")
        descriptions = self.texts(top, "descriptions")
        if "summary" in top:
            titles.setdefault("en", self.text(*top["summary"], "summary"))
        if "description" in top:
            descriptions.setdefault("en", self.text(*top["description"], "description").strip())
        if not titles:
            raise self.error("the header has no `summary`; describe in one line what the query answers.")
        parameters = self.parameters(top)
        columns = []
        if "columns" in top:
            line, value = top["columns"]
            for name, (at, meaning) in self.mapping(value, "`columns`", line).items():
                columns.append(self.column(name, at, meaning))
        tags = self.strings(*top["tags"], "tags") if "tags" in top else ()
        return Header(
            titles=titles, descriptions=descriptions, tags=tags, parameters=parameters, columns=tuple(columns),
            empty=self.texts(top, "empty"),
            defaults={n: self.text(0, v, f"the default of {n}") for n, v in self.grlc_list(top, "defaults").items()}
            if "params" not in top else {},
            choices={n: self.choices(0, v, n) for n, v in self.grlc_list(top, "enumerate").items()}
            if "params" not in top else {},
            lines={key: self.line_numbers[min(line, len(self.line_numbers) - 1)] for key, (line, _) in top.items()},
        )  # fmt: skip

    def column(self, name: str, at: int, node: Node) -> Column:
        here = f"the column `{name}`"
        if not isinstance(node, tuple) or all(key != _WORDS for _, key, _ in node):
            return Column(name, self.by_language(at, node, here))
        line, words = self.mapping(node, here, at)[_WORDS]
        rest = tuple(entry for entry in node if entry[1] != _WORDS)
        return Column(
            name,
            self.by_language(at, rest, here),
            {
                word: self.by_language(place, translated, f"{here}: `{shorten(word)}`")
                for word, (place, translated) in self.mapping(words, f"{here}: `{_WORDS}`", line).items()
            },
        )

    def parameters(self, top: Mapping[str, tuple[int, Node]]) -> tuple[Parameter, ...]:
        defaults = self.grlc_list(top, "defaults")
        enumerations = self.grlc_list(top, "enumerate")
        if "params" not in top:
            if "columns" in top and (defaults or enumerations):
                raise self.error("`defaults` and `enumerate` name parameters that are not in `params`.")
            return ()
        line, value = top["params"]
        parameters = []
        for name, (at, body) in self.mapping(value, "`params`", line).items():
            self.check_name(name, at)
            parameters.append(self.parameter(name, at, body, defaults.get(name), enumerations.get(name)))
        names = [p.name for p in parameters]
        for parameter in parameters:
            for alias in parameter.aliases:
                if alias in names:
                    raise self.error(
                        f"the alias `{shorten(alias)}` of `{parameter.name}` names another parameter.", line
                    )
        for unknown in sorted({*defaults, *enumerations} - set(names)):
            raise self.error(str(UnknownNameError("parameter", unknown, names)))
        return tuple(parameters)

    def parameter(self, name: str, at: int, body: Node, default: Node | None, values: Node | None) -> Parameter:
        here = f"the parameter `{name}`"
        members = self.mapping(body, here, at)
        for key, (line, _) in members.items():
            if key not in _PARAMETER_KEYS:
                raise self.error(f"{here}: {UnknownNameError('key', key, _PARAMETER_KEYS)}", line)
        if "type" not in members:
            raise self.error(f"{here} has no `type`; it is one of {', '.join(PARAMETER_TYPES)}.", at)
        kind = self.text(*members["type"], f"type of {name}")
        if kind not in PARAMETER_TYPES:
            raise self.error(f"{here}: {UnknownNameError('type', kind, PARAMETER_TYPES)}", members["type"][0])
        items = self.text(*members["items"], f"items of {name}") if "items" in members else None
        if items is not None and kind != LIST:
            raise self.error(f"{here} has `items` but is not a list; remove `items`.", members["items"][0])
        if kind == LIST and items is None:
            raise self.error(f"{here} is a list without `items`; give the type of its members.", at)
        if items is not None and items not in ITEM_TYPES:
            raise self.error(f"{here}: {UnknownNameError('type', items, ITEM_TYPES)}", members["items"][0])
        choices: tuple[str, ...] = ()
        if "values" in members:
            choices = self.strings(*members["values"], f"values of {name}")
        elif values is not None:
            choices = self.choices(at, values, name)
        one = next(row for row in TYPES if row.name == (items or kind))
        if one.needs_key and one.key == "values" and not choices:
            raise self.error(f"{here} is {one.with_article} and has no `values`.", at)
        if choices and one.key != "values":
            raise self.error(f"{here} has `values`, so its type is {types_with('values')}.", at)
        optional = "optional" in members and self.truth(*members["optional"], f"optional of {name}")
        default_value = self.value(*members["default"], kind, name) if "default" in members else None
        if default_value is None and default is not None:
            default_value = self.value(at, default, kind, name)
        if default_value is not None and optional:
            raise self.error(f"{here} has a default, so it always has a value; remove `optional`.", at)
        of = self.text(*members["class"], f"class of {name}") if "class" in members else None
        if of is not None and one.key != "class":
            raise self.error(f"{here} has a `class`, so its type is {types_with('class')}.", members["class"][0])
        if one.needs_key and one.key == "class" and of is None:
            raise self.error(f"{here} is {one.with_article} and has no `class`.", at)
        if "aliases" in members and one.key != "class":
            raise self.error(f"{here} has `aliases`, so its type is {types_with('class')}.", members["aliases"][0])
        return Parameter(
            name=name,
            type=kind,
            aliases=self.aliases(members["aliases"][1], here, at) if "aliases" in members else {},
            of=of,
            items=items,
            values=choices,
            default=default_value,
            example=self.value(*members["example"], kind, name) if "example" in members else None,
            optional=optional,
            descriptions=self.by_language(*members["description"], here) if "description" in members else {},
        )

    def aliases(self, body: Node, here: str, at: int) -> dict[str, str]:
        """Other names of a parameter, each with the class that it is for."""
        aliases = {}
        for alias, (line, cls) in self.mapping(body, f"{here}: `aliases`", at).items():
            self.check_name(alias, line)
            aliases[alias] = self.text(line, cls, f"the class of {alias}")
        return aliases

    def check_name(self, name: str, line: int) -> None:
        if _NAME.fullmatch(name) is None:
            raise self.error(f"`{shorten(name)}` is not a valid parameter name; use letters and digits only.", line)

    def grlc_list(self, top: Mapping[str, tuple[int, Node]], key: str) -> dict[str, Node]:
        """grlc's form: a list of mappings with one key each (a mapping is taken, too); of ``enumerate`` also names."""
        if key not in top:
            return {}
        line, node = top[key]
        parts = node if isinstance(node, list) else [node]
        merged: dict[str, Node] = {}
        for part in parts:
            if key == "enumerate" and isinstance(part, str):
                # the name alone
                merged[self.text(line, part, f"a name in `{key}`").removeprefix("_")] = part
                continue
            merged |= {
                name.removeprefix("_"): value for name, (_, value) in self.mapping(part, f"`{key}`", line).items()
            }
        return merged

    def mapping(self, node: Node, what: str, line: int = 0) -> dict[str, tuple[int, Node]]:
        if not isinstance(node, tuple):
            raise self.error(f"{what} must be a mapping, with `name: …` on each line.", line)
        members: dict[str, tuple[int, Node]] = {}
        for at, key, value in node:
            if not isinstance(key, str):
                raise self.error(f"{what}: a key must be a word.", at)
            if key in members:
                raise self.error(f"{what} has `{shorten(key)}` twice.", at)
            members[key] = (at, value)
        return members

    def text(self, line: int, node: Node, what: str) -> str:
        if not isinstance(node, str) or not node.strip():
            raise self.error(f"{what} must be a string.", line)
        return node

    def truth(self, line: int, node: Node, what: str) -> bool:
        word = self.text(line, node, what).lower()
        if word not in ("true", "false"):
            raise self.error(f"{what} is true or false.", line)
        return word == "true"

    def strings(self, line: int, node: Node, what: str) -> tuple[str, ...]:
        if not isinstance(node, list):
            raise self.error(f"{what} must be a list, such as [a, b].", line)
        return tuple(self.text(line, item, what) for item in node)

    def choices(self, line: int, node: Node, name: str) -> tuple[str, ...]:
        """The values of ``enumerate``; for a parameter that is only named, grlc looks them up, and any is good."""
        return () if isinstance(node, str) else self.strings(line, node, f"values of {name}")

    def value(self, line: int, node: Node, kind: str, name: str) -> str | tuple[str, ...]:
        what = f"a value of {name}"
        return self.strings(line, node, what) if kind == LIST else self.text(line, node, what)

    def texts(self, top: Mapping[str, tuple[int, Node]], key: str) -> dict[str, str]:
        if key not in top:
            return {}
        line, node = top[key]
        return self.by_language(line, node, f"`{key}`")

    def by_language(self, line: int, node: Node, what: str) -> dict[str, str]:
        if isinstance(node, str):
            return {"en": self.text(line, node, what)}
        texts = {}
        for tag, (at, value) in self.mapping(node, what, line).items():
            if _LANGUAGE.fullmatch(tag) is None:
                raise self.error(f"{what}: `{shorten(tag)}` is not a language tag.", at)
            texts[tag] = self.text(at, value, what).strip()
        return texts

"""Regular expressions of XPath (and so of SPARQL's ``REGEX`` and of ``sh:pattern``) in RE2's words.

XPath and XQuery Functions and Operators 3.1, section 5.6.1, on the ground of XML Schema part 2, appendix F. RE2 runs in
linear time whatever the expression and the text are. What it cannot do (back-references) is said, not guessed. The
languages differ in ``.``, ``\\d``, ``\\w``, ``\\i``, ``\\c``, class subtraction and the flags ``q`` and ``x``; an
escaped sign that XPath does not know as special (``\\/``, ``\\@``) is taken as itself, as all implementations do.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Protocol, TypeVar

from kgtools.model.numbers import is_digits
from kgtools.model.xpath.classes import CATEGORIES, CLASSES, UNCASED, any_case, class_of_others, difference, variants_of
from kgtools.model.xpath.effort import Effort
from kgtools.model.xpath.unicode_blocks import BLOCKS

__all__ = ["PatternError", "Translator", "UnsupportedPatternError", "group_count", "to_re2", "translated"]

TranslatorType = TypeVar("TranslatorType", bound="Translator", covariant=True)

_LONGEST = 100_000
_SPACE = " \t\n\r"
_SINGLE = {"n": "\\n", "r": "\\r", "t": "\\t"}
_META = "\\.+*?()|[]{}^$"


class _Maker(Protocol[TranslatorType]):
    def __call__(self, pattern: str, /, *, dot_all: bool, any_case: bool) -> TranslatorType: ...


class PatternError(ValueError):
    """The text is not a regular expression of XPath."""


class UnsupportedPatternError(ValueError):
    """A regular expression that cannot be run in linear time, or is larger than what can be run."""


@lru_cache(maxsize=512)
def to_re2(pattern: str, flags: str = "", *, captures: frozenset[int] = frozenset()) -> str:
    """The pattern with its flags, for RE2. Of its groups only `captures` are kept as groups, in their order.

    >>> to_re2("^[a-z]+.$")
    '^[a-z]+[^\\\\n\\\\r]$'
    >>> to_re2("a.b", "qi")
    '(?i)a\\\\.b'
    >>> to_re2("(a)(b)", captures=frozenset({2}))
    '(?:a)(b)'

    Raises :class:`PatternError` and :class:`UnsupportedPatternError`.
    """
    return translated(pattern, flags, partial(Translator, captures=captures))[0]


@lru_cache(maxsize=512)
def group_count(pattern: str, flags: str = "") -> int:
    """How many groups an expression has that a replacement may speak of.

    >>> group_count("(a)(?:b)(c)"), group_count("(a)", "q")
    (2, 0)
    """
    translator = translated(pattern, flags, Translator)[1]
    return 0 if translator is None else translator.groups


def translated(pattern: str, flags: str, make: _Maker[TranslatorType]) -> tuple[str, TranslatorType | None]:
    """The pattern in the words of the translator that `make` gives; and that translator, None under the flag ``q``."""
    if len(pattern) > _LONGEST:
        raise UnsupportedPatternError(f"an expression is longer than {_LONGEST:,} characters")
    for flag in flags:
        if flag not in "smixq":
            raise PatternError(f'there is no flag "{flag}"; the flags are s, m, i, x and q')
    translator = None
    fold = any_case if "i" in flags else str
    if "q" in flags:
        body = "".join("\\" + c if c in _META else fold(c) for c in pattern)
    else:
        text = _without_space(pattern) if "x" in flags else pattern
        translator = make(text, dot_all="s" in flags, any_case="i" in flags)
        body = translator.run()
    options = "".join(flag for flag in "im" if flag in flags and ("q" not in flags or flag == "i"))
    return (f"(?{options}){body}" if options else body), translator


def _without_space(pattern: str) -> str:
    # flag x: white space goes, but not inside a character class (section 5.6.2)
    out: list[str] = []
    depth = 0
    i = 0
    while i < len(pattern):
        c = pattern[i]
        if c == "\\" and i + 1 < len(pattern):
            out.append(pattern[i : i + 2])
            i += 2
            continue
        depth += (c == "[") - (c == "]" and depth > 0)
        if c not in _SPACE or depth:
            out.append(c)
        i += 1
    return "".join(out)


class Translator:
    """Reads an expression of XPath and writes it for RE2; for another target its methods are told otherwise."""

    #: what stands for the end of the text
    end = "$"

    def __init__(
        self, pattern: str, *, dot_all: bool, any_case: bool = False, captures: frozenset[int] = frozenset()
    ) -> None:
        self.text = pattern
        self.any_case = any_case
        self.at = 0
        self.dot = "(?s:.)" if dot_all else "[^\\n\\r]"
        self.captures = captures
        self.groups = 0
        self.open = 0
        self.effort = Effort()

    def run(self) -> str:
        out: list[str] = []
        # what the last piece was: a quantifier may follow an atom only
        after_atom = False
        while self.at < len(self.text):
            c = self.text[self.at]
            if c in "*+?":
                if not after_atom:
                    raise PatternError(f'"{c}" at {self.at + 1} has nothing to repeat')
                self.effort.repeat(c == "+", 1 if c == "?" else None)
                out.append(c + self._reluctant(1))
                after_atom = False
            elif c == "{":
                if not after_atom:
                    raise PatternError(
                        f'"{{" at {self.at + 1} has nothing to repeat; write \\{{ for the character itself'
                    )
                out.append(self._count())
                after_atom = False
            elif c == "(":
                out.append(self._group())
                after_atom = False
            elif c == ")":
                if not self.open:
                    raise PatternError(f'")" at {self.at + 1} closes no group')
                self.open -= 1
                self.at += 1
                self.effort.close()
                out.append(")")
                after_atom = True
            elif c == "|":
                self.at += 1
                self.effort.branch()
                out.append("|")
                after_atom = False
            elif c in "^$":
                self.at += 1
                self.effort.atom()
                out.append(self.end if c == "$" else c)
                after_atom = False
            elif c == "[":
                self.effort.atom()
                out.append(self._class())
                after_atom = True
            elif c in "]}":
                raise PatternError(f'"{c}" at {self.at + 1} is unmatched; write \\{c} for the character itself')
            else:
                self.effort.atom()
                out.append(self._atom(c))
                after_atom = True
        if self.open:
            raise PatternError('a "(" is not closed')
        return "".join(out)

    def _reluctant(self, width: int) -> str:
        self.at += width
        if self.text[self.at : self.at + 1] == "?":
            self.at += 1
            return "?"
        return ""

    def _count(self) -> str:
        end = self.text.find("}", self.at)
        inside = self.text[self.at + 1 : end] if end > 0 else ""
        low, comma, high = inside.partition(",")
        digits = all(is_digits(part) for part in (low, *([high] if high else [])))
        if end < 0 or not digits:
            raise PatternError(f'"{{" at {self.at + 1} is not a quantity such as {{2}}, {{2,}} or {{2,5}}')
        if max(len(low), len(high)) > 4 or max(int(low), int(high or 0)) > 1000:
            raise UnsupportedPatternError("a quantity is larger than 1000")
        if high and int(high) < int(low):
            raise PatternError(f"the quantity {{{inside}}} ends before it begins")
        self.effort.repeat(int(low), (int(high) if high else None) if comma else int(low))
        width = end + 1 - self.at
        return f"{{{low}{comma}{high}}}" + self._reluctant(width)

    def _group(self) -> str:
        self.open += 1
        if self.open > 250:
            raise UnsupportedPatternError("groups are nested deeper than 250 levels")
        self.effort.group()
        if self.text.startswith("(?", self.at):
            if not self.text.startswith("(?:", self.at):
                raise PatternError(
                    f'"{self.text[self.at : self.at + 3]}" at {self.at + 1} is not part of XPath regular expressions'
                )
            self.at += 3
            return "(?:"
        self.groups += 1
        self.at += 1
        return "(" if self.groups in self.captures else "(?:"

    def _atom(self, c: str) -> str:
        self.at += 1
        if c == ".":
            return self.dot
        if c != "\\":
            return any_case(c) if self.any_case else c
        escape = self._escaped()
        if escape.lower() in CLASSES and len(escape) == 1:
            characters = f"[{'^' if escape.isupper() else ''}{self.positive(escape.lower())}]"
            return self._uncased(characters) if escape in UNCASED else characters
        if escape[0] in "pP" and len(escape) > 1:
            return self._uncased(self._property(escape))
        if is_digits(escape):
            raise UnsupportedPatternError("a back-reference (\\1) cannot be matched in linear time")
        return self._literal(escape)

    def _escaped(self) -> str:
        """What is after a backslash; `at` is behind it then. Single characters except for categories."""
        if self.at >= len(self.text):
            raise PatternError("the last backslash has nothing after it")
        c = self.text[self.at]
        self.at += 1
        if c in "pP":
            end = self.text.find("}", self.at)
            if self.text[self.at : self.at + 1] != "{" or end < 0:
                raise PatternError(f"\\{c} needs a category such as \\{c}{{Lu}}")
            inside = self.text[self.at + 1 : end]
            self.at = end + 1
            return f"{c}{inside}"
        return c

    def _property(self, escape: str) -> str:
        sign, inside = escape[0], escape[1:]
        if inside.startswith("Is"):
            block = BLOCKS.get(inside[2:].replace("-", "").replace(" ", "").casefold())
            if block is None:
                raise UnsupportedPatternError(f"the Unicode block {inside} is not supported")
            low, high = block
            return f"[{'^' if sign == 'P' else ''}{self.point(low)}-{self.point(high)}]"
        if (
            inside[:1] not in CATEGORIES
            or len(inside) > 2
            or (len(inside) == 2 and inside[1] not in CATEGORIES[inside[0]])
        ):
            raise PatternError(f"there is no category {inside}")
        if inside == "Cn":
            raise UnsupportedPatternError("the category Cn (unassigned) is not supported")
        return self.category(sign, inside)

    def _uncased(self, characters: str) -> str:
        """What the flag ``i`` does not change (section 5.6.2)."""
        return f"(?-i:{characters})" if self.any_case else characters

    def _literal(self, escape: str) -> str:
        if escape in _SINGLE:
            return _SINGLE[escape]
        if escape.isalnum() or escape in _SPACE:
            raise PatternError(f'"\\{escape}" is not part of XPath regular expressions')
        return "\\" + escape if escape in _META or escape == "-" else escape

    def _class(self) -> str:
        """A character class expression, with subtraction (XML Schema part 2, appendix F, [11] to [22])."""
        start = self.at
        self.at += 1
        negated = self.text[self.at : self.at + 1] == "^"
        self.at += negated
        items: list[str] = []
        uncased: list[str] = []
        minus: str | None = None
        first = True
        while True:
            if self.at >= len(self.text):
                raise PatternError(f'the "[" at {start + 1} is not closed')
            c = self.text[self.at]
            if c == "]":
                if first:
                    raise PatternError(f'the "[" at {start + 1} holds nothing; write \\] for the character itself')
                self.at += 1
                break
            if c == "-" and self.text[self.at + 1 : self.at + 2] == "[" and not first:
                self.at += 1
                minus = self._class()
                if self.text[self.at : self.at + 1] != "]":
                    raise PatternError("a subtracted class ends its class")
                self.at += 1
                break
            if c == "[":
                raise PatternError(f'"[" at {self.at + 1} inside a class; write \\[ for the character itself')
            self._class_item(items, uncased)
            first = False
        body = self._united("".join(items), "".join(uncased), negated)
        return body if minus is None else self.subtract(body, minus)

    def _united(self, inside: str, uncased: str, negated: bool) -> str:
        """The class of what is inside, and of what is and stays uncased under the flag ``i``."""
        sign = "^" if negated else ""
        if not uncased:
            return f"[{sign}{inside}]"
        if not inside:
            return f"(?-i:[{sign}{uncased}])"
        either = f"(?:[{inside}]|(?-i:[{uncased}]))"
        return self.others(either) if negated else either

    def _class_item(self, items: list[str], uncased: list[str]) -> None:
        """Read one item of a class, and add it to those that the flag ``i`` changes, or to those that it does not."""
        begin = self.at
        low = self._class_char()
        if len(low) > 1 and low[0] == "@":
            cased = not self.any_case or (self.text[begin + 1] not in UNCASED and self.text[begin + 1] not in "pP")
            (items if cased else uncased).append(low[1:])
            return
        high = low
        ahead = self.text[self.at : self.at + 2]
        if ahead[:1] == "-" and len(ahead) > 1 and ahead[1] not in "][":
            self.at += 1
            high = self._class_char()
            if len(high) > 1 and high[0] == "@":
                raise PatternError("a range ends in a class of characters")
            if ord(high) < ord(low):
                raise PatternError(f"the range {low}-{high} ends before it begins")
        items.append(self.in_class(low) if low == high else f"{self.in_class(low)}-{self.in_class(high)}")
        if self.any_case:
            items.append(variants_of(low, high))

    def _class_char(self) -> str:
        """One character, or "@" and the inside of a class."""
        c = self.text[self.at]
        self.at += 1
        if c != "\\":
            return c
        escape = self._escaped()
        if escape in CLASSES:
            return "@" + self.positive(escape)
        if len(escape) == 1 and escape.lower() in CLASSES and escape.isupper():
            return "@" + self.complement(self.positive(escape.lower()))
        if escape[0] in "pP" and len(escape) > 1:
            characters = self._property(escape)
            if characters.startswith("[^"):
                return "@" + self.complement(characters[2:-1])
            return "@" + (characters[1:-1] if characters.startswith("[") else characters)
        if escape in _SINGLE:
            return {"n": "\n", "r": "\r", "t": "\t"}[escape]
        if escape.isalnum() or escape in _SPACE:
            raise PatternError(f'"\\{escape}" is not part of XPath regular expressions')
        return escape

    def positive(self, letter: str) -> str:
        """The inside of the class that an escape of many characters stands for: ``s``, ``d``, ``w``, ``i`` or ``c``."""
        return CLASSES[letter]

    def category(self, sign: str, name: str) -> str:
        """The class of the characters of a general category (``p``), or of all others (``P``)."""
        if name == "C":
            # RE2 has no class of unassigned characters; C is "other": all that is no letter, mark, number …
            return f"[{'' if sign == 'P' else '^'}\\p{{L}}\\p{{M}}\\p{{N}}\\p{{P}}\\p{{Z}}\\p{{S}}]"
        return f"\\{sign}{{{name}}}"

    def subtract(self, body: str, minus: str) -> str:
        """The characters of a class that are not in another."""
        return self._uncased(difference(self._in_case(body), self._in_case(minus)))

    def others(self, body: str) -> str:
        """All characters that a class does not have."""
        return self._uncased(class_of_others(self._in_case(body)))

    def _in_case(self, body: str) -> str:
        return f"(?i:{body})" if self.any_case else body

    def complement(self, inside: str) -> str:
        """The inside of a class of all characters that a class does not have."""
        return class_of_others(f"[{inside}]")[1:-1]

    def point(self, code: int) -> str:
        """A character by its number."""
        return f"\\x{{{code:X}}}"

    def in_class(self, c: str) -> str:
        """A character as it is in a class."""
        if c in "\\]^-[&|~":
            return "\\" + c
        return c if c.isprintable() else self.point(ord(c))

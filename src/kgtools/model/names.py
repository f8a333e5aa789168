"""The names of Turtle: prefixes and local names (RDF 1.1 Turtle, section 6.5)."""

from __future__ import annotations

import functools
import re

__all__ = ["PN_CHARS", "PN_CHARS_BASE", "PN_CHARS_U", "is_prefix", "local_name"]

#: [163s] PN_CHARS_BASE, the inside of a character class
PN_CHARS_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
#: [164s] PN_CHARS_U
PN_CHARS_U = PN_CHARS_BASE + "_"
#: [166s] PN_CHARS
PN_CHARS = PN_CHARS_U + "\\-0-9\u00b7\u0300-\u036f\u203f-\u2040"

#: what most names are made of; the classes of the grammar take a while to compile, so they wait until they are needed
_SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*")


@functools.cache
def _prefix() -> re.Pattern[str]:
    return re.compile(f"(?:[{PN_CHARS_BASE}](?:[{PN_CHARS}.]*[{PN_CHARS}])?)?")


@functools.cache
def _plain() -> re.Pattern[str]:
    return re.compile(f"(?:[{PN_CHARS_U}:0-9](?:[{PN_CHARS}.:]*[{PN_CHARS}:])?)?")


@functools.cache
def _writable() -> re.Pattern[str]:
    # what a local name holds in this style: all that the grammar can write, without "/", "#" and "?", which it could
    # escape but which nobody wants to read; a combining mark or a middle dot may follow but not begin, and no escape
    # is there for it
    characters = f"{PN_CHARS}.:~!$&'()*+,;=@%"
    return re.compile(f"(?=[{PN_CHARS_U}0-9.:~!$&'()*+,;=@%\\-])[{characters}]*")


# the grammar lets "%" are only before two hexadecimal digits; a "." or "-" not at the beginning
_NEEDS_ESCAPE = r"[~!$&'()*+,;=@]|%(?![0-9A-Fa-f]{2})|^[.\-]"


def is_prefix(text: str) -> bool:
    """Whether `text` can be a prefix, without its colon ([167s] PN_PREFIX, or the empty one).

    >>> is_prefix("ex"), is_prefix(""), is_prefix("1a"), is_prefix("a.")
    (True, True, False, False)
    """
    return _SIMPLE.fullmatch(text) is not None or _prefix().fullmatch(text) is not None


def local_name(text: str) -> str | None:
    """`text` as a local name with the escapes that it needs ([168s] PN_LOCAL), or None where it cannot be one.

    A name that ends in "." is refused: the grammar allows it as an escape, but rdflib does not read that back.

    >>> local_name("a.b"), local_name("a(b)"), local_name("50%"), local_name("a."), local_name("a b")
    ('a.b', 'a\\\\(b\\\\)', '50\\\\%', None, None)
    """
    if _SIMPLE.fullmatch(text) or _plain().fullmatch(text):
        return text
    if text.endswith(".") or _writable().fullmatch(text) is None:
        return None
    return re.sub(_NEEDS_ESCAPE, lambda match: "\\" + match[0], text)

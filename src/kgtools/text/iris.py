"""Relative references resolved against a base (RFC 3986, section 5.2), without any normalization."""

from __future__ import annotations

import functools
import re

__all__ = ["has_scheme", "resolve"]


def has_scheme(iri: str) -> bool:
    """Whether an IRI is absolute.

    >>> has_scheme("http://e/a"), has_scheme("a/b:c")
    (True, False)
    """
    return _parts(iri)[0] is not None


def resolve(base: str, reference: str) -> str:
    """The IRI that `reference` names where `base` is in force; what has a scheme is left as it is.

    >>> resolve("http://e/a/b?q", "../c"), resolve("http://e/a/b?q", "#x"), resolve("http://e/a/b?q", "")
    ('http://e/c', 'http://e/a/b?q#x', 'http://e/a/b?q')
    >>> resolve("http://e/a", "http://f/b/../c")
    'http://f/b/../c'
    """
    scheme, authority, path, query, fragment = _parts(reference)
    if scheme is not None:
        return reference
    scheme, base_authority, base_path, base_query, _ = _parts(base)
    if authority is None:
        authority = base_authority
        if not path:
            path = base_path
            query = base_query if query is None else query
        elif path.startswith("/"):
            path = _without_dots(path)
        elif base_authority is not None and not base_path:
            path = _without_dots("/" + path)
        else:
            path = _without_dots(base_path[: base_path.rfind("/") + 1] + path)
    else:
        path = _without_dots(path)
    iri = f"{scheme}:" if scheme is not None else ""
    if authority is not None:
        iri += f"//{authority}"
    iri += path
    if query is not None:
        iri += f"?{query}"
    return iri if fragment is None else f"{iri}#{fragment}"


def _parts(iri: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    """Scheme, authority, path, query and fragment (RFC 3986, appendix B)."""
    match = _components().match(iri)
    assert match is not None
    return match[1], match[2], match[3], match[4], match[5]


@functools.cache
def _components() -> re.Pattern[str]:
    return re.compile(r"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)


def _without_dots(path: str) -> str:
    """``remove_dot_segments`` (RFC 3986, section 5.2.4)."""
    if "/." not in path and not path.startswith("."):
        return path
    result: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            # the empty segment before the first slash stays
            if len(result) > 1 or (result and result[0]):
                result.pop()
        elif segment != ".":
            result.append(segment)
    if segments[-1] in (".", ".."):
        result.append("")
    return "/".join(result)

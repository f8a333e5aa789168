"""Relative IRIs, with the examples of RFC 3986, section 5.4."""

from __future__ import annotations

import pytest

from kgtools.reading import parse_bytes
from kgtools.text.iris import has_scheme, resolve

BASE = "http://a/b/c/d;p?q"
EXAMPLES = {
    "g:h": "g:h",
    "g": "http://a/b/c/g",
    "./g": "http://a/b/c/g",
    "g/": "http://a/b/c/g/",
    "/g": "http://a/g",
    "//g": "http://g",
    "?y": "http://a/b/c/d;p?y",
    "g?y": "http://a/b/c/g?y",
    "#s": "http://a/b/c/d;p?q#s",
    "g#s": "http://a/b/c/g#s",
    "g?y#s": "http://a/b/c/g?y#s",
    ";x": "http://a/b/c/;x",
    "": "http://a/b/c/d;p?q",
    ".": "http://a/b/c/",
    "./": "http://a/b/c/",
    "..": "http://a/b/",
    "../g": "http://a/b/g",
    "../..": "http://a/",
    "../../g": "http://a/g",
    "../../../g": "http://a/g",
    "/./g": "http://a/g",
    "/../g": "http://a/g",
    "g.": "http://a/b/c/g.",
    "..g": "http://a/b/c/..g",
    "./../g": "http://a/b/g",
    "./g/.": "http://a/b/c/g/",
    "g/../h": "http://a/b/c/h",
    "g;x=1/../y": "http://a/b/c/y",
    "g?y/../x": "http://a/b/c/g?y/../x",
    "g#s/../x": "http://a/b/c/g#s/../x",
    "%7e%2F": "http://a/b/c/%7e%2F",
}


@pytest.mark.parametrize(("reference", "expected"), EXAMPLES.items(), ids=[f"<{r}>" for r in EXAMPLES])
def test_a_reference_is_resolved_as_in_the_rfc_and_as_in_data(reference: str, expected: str) -> None:
    assert resolve(BASE, reference) == expected
    (quad,) = parse_bytes(f"<{reference}> a <x:T> .".encode(), format="turtle", base=BASE)
    assert quad.subject.value == expected


@pytest.mark.parametrize(
    ("base", "reference", "expected"),
    [
        ("http://a", "g", "http://a/g"),
        ("http://a?x", "?y", "http://a?y"),
        ("urn:a:b", "#c", "urn:a:b#c"),
        ("file:///a/b", "../../c", "file:///c"),
    ],
)
def test_a_base_may_have_no_path_or_authority(base: str, reference: str, expected: str) -> None:
    assert resolve(base, reference) == expected


@pytest.mark.parametrize(
    ("iri", "absolute"),
    [("a:", True), ("a+b-c.1:x", True), ("1a:x", False), ("a/b:c", False), ("?a:b", False), ("", False)],
)
def test_what_has_a_scheme_is_absolute(iri: str, absolute: bool) -> None:
    assert has_scheme(iri) is absolute

"""A web page that was saved in place of the data is told; what only looks like one is left to the parser."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import ParseError
from kgtools.reading import parse, parse_bytes
from kgtools.table import load

PAGES = [
    b"<!DOCTYPE html>\n<html lang='en'><head><title>x</title></head></html>",
    b"\xef\xbb\xbf\n <!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'><html>",
    b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'>\n<html>",
    b'<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    b"<!-- saved -->\n<HTML>\n<HEAD><TITLE>x</TITLE></HEAD></HTML>",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("ending", ["ttl", "rdf", "nt", "nq", "trig", "jsonld"])
def test_a_web_page_is_called_one(tmp_path: Path, page: bytes, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    path.write_bytes(page)
    words = r"this is a web page \(HTML\) and not"
    with pytest.raises(ParseError, match=words) as caught:
        list(parse(path))
    assert (caught.value.line, caught.value.column) == (1, 1)
    with pytest.raises(ParseError, match=words):
        load([path])


@pytest.mark.parametrize(
    "text",
    [
        "<html> <head> <title> .",
        "<html>\n<p> 'x' .",
        "# <!DOCTYPE html>\n<s> <p> <o> .",
        "<s> <p> '<!DOCTYPE html><html lang=\"en\">' .",
    ],
)
def test_turtle_with_the_words_of_a_page_is_turtle(text: str) -> None:
    assert len(list(parse_bytes(text.encode(), format="turtle", base="http://e/"))) == 1


def test_xml_with_another_document_type_is_read() -> None:
    text = b"""<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY e "http://e/">]>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">
        <rdf:Description rdf:about="&e;s"><e:p>x</e:p></rdf:Description></rdf:RDF>"""
    assert len(list(parse_bytes(text, format="rdfxml"))) == 1


def test_nested_arrays_are_called_arrays() -> None:
    with pytest.raises(ParseError, match="objects and arrays are nested deeper than 200 levels"):
        list(parse_bytes(b"[" * 2000, format="jsonld"))

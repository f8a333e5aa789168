"""XML catalogs: which file answers an IRI, and what is no catalog."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kgtools.errors import ParseError, SourceError
from kgtools.ontology.imports.catalog import CATALOG_NAME, read_catalog

CATALOG = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
  <uri id="one" name="http://e/clay" uri="clay.ttl"/>
  <group id="Folder Repository" prefer="public" xml:base="lib/">
    <uri name="http://e/glaze" uri="glaze%20two.ttl"/>
    <group xml:base="deep/"><uri name="http://e/kiln" uri="kiln.owl"/></group>
    <uri name="http://e/pot" uri="../pot.ttl"/>
  </group>
  <uri name="http://e/clay" uri="later.ttl"/>
  <uri name="http://e/web" uri="http://e/web.ttl"/>
  <uri name="http://e/host" uri="file://elsewhere/x.ttl"/>
  <nextCatalog catalog="more.xml"/>
</catalog>
"""


def catalog(folder: Path, text: str) -> Path:
    path = folder / CATALOG_NAME
    path.write_text(text)
    return path


def test_each_iri_has_the_file_that_is_named_first_relative_to_its_group(tmp_path: Path) -> None:
    found = read_catalog(catalog(tmp_path, CATALOG))
    files = {
        "http://e/clay": tmp_path / "clay.ttl",
        "http://e/glaze": tmp_path / "lib" / "glaze two.ttl",
        "http://e/kiln": tmp_path / "lib" / "deep" / "kiln.owl",
        "http://e/pot": tmp_path / "pot.ttl",
        "http://e/web": None,
        "http://e/host": None,
        "http://e/none": None,
    }
    assert {iri: found.find(iri) for iri in files} == {
        iri: None if file is None else Path(os.path.normpath(file)) for iri, file in files.items()
    }


_OASIS = '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">{}</catalog>'


@pytest.mark.parametrize(
    ("entries", "iri", "file"),
    [
        ('<rewriteURI uriStartString="http://e/lib/" rewritePrefix="lib/"/>', "http://e/lib/a/b.ttl", "lib/a/b.ttl"),
        (
            '<rewriteURI uriStartString="http://e/" rewritePrefix="x/"/>'
            '<rewriteURI uriStartString="http://e/lib/" rewritePrefix="y/"/>',
            "http://e/lib/a.ttl",
            "y/a.ttl",
        ),
        (
            '<rewriteURI uriStartString="http://e/" rewritePrefix="x/"/><uri name="http://e/a" uri="exact.ttl"/>',
            "http://e/a",
            "exact.ttl",
        ),
        ('<uriSuffix uriSuffix="/kiln" uri="kiln.ttl"/>', "https://anywhere.example/2.1/kiln", "kiln.ttl"),
        ('<nextCatalog catalog="more/cat.xml"/>', "http://e/clay", "more/clay.ttl"),
        ('<nextCatalog catalog="absent.xml"/><nextCatalog catalog="more/cat.xml"/>', "http://e/clay", "more/clay.ttl"),
        ('<delegateURI uriStartString="http://e/" catalog="more/cat.xml"/>', "http://e/clay", "more/clay.ttl"),
        (
            '<delegateURI uriStartString="http://e/c" catalog="absent.xml"/><nextCatalog catalog="more/cat.xml"/>',
            "http://e/clay",
            None,
        ),
        ('<nextCatalog catalog="more/cat.xml"/>', "http://e/nowhere", None),
    ],
    ids=["rewrite", "longest", "exact-first", "suffix", "next", "absent-next", "delegate", "delegate-only", "circle"],
)
def test_each_kind_of_entry_answers(entries: str, iri: str, file: str | None, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    back = f'<uri name="http://e/clay" uri="clay.ttl"/><nextCatalog catalog="../{CATALOG_NAME}"/>'
    (tmp_path / "more" / "cat.xml").write_text(_OASIS.format(back))
    found = read_catalog(catalog(tmp_path, _OASIS.format(entries)))
    assert found.find(iri) == (None if file is None else tmp_path / file)


def test_a_document_type_from_elsewhere_is_not_read(tmp_path: Path) -> None:
    public = '<!DOCTYPE catalog PUBLIC "-//OASIS//DTD XML Catalogs V1.1//EN" "http://nowhere.invalid/catalog.dtd">'
    body = '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"><uri name="urn:a" uri="a.ttl"/></catalog>'
    assert read_catalog(catalog(tmp_path, public + body)).find("urn:a") == tmp_path / "a.ttl"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<!DOCTYPE c [<!ENTITY a "b">]><c/>', ':1:25: the catalog declares the entity "a"'),
        ('<!DOCTYPE c [<!ENTITY a SYSTEM "file:///etc/passwd">]><c>&a;</c>', 'the entity "a", which is refused'),
        ("<rdf/>", ":1:1: this is not an XML catalog; it begins with the element rdf."),
        (
            '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">\n <uri name="urn:a"/></catalog>',
            ":2:2: the entry uri of a catalog needs the attributes name and uri.",
        ),
        ("<catalog", ":1:1: this is not XML: "),
        ("", "this is not XML: no element found"),
    ],
    ids=["entity", "outer-entity", "other", "entry", "broken", "empty"],
)
def test_what_is_no_catalog_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ParseError) as caught:
        read_catalog(catalog(tmp_path, text))
    assert said in str(caught.value)


def test_a_catalog_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read_catalog(tmp_path / "none.xml")

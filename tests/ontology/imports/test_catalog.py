"""XML catalogs: which file answers an IRI, and what is no catalog."""

from __future__ import annotations

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
    assert read_catalog(catalog(tmp_path, CATALOG)) == {
        "http://e/clay": tmp_path / "clay.ttl",
        "http://e/glaze": tmp_path / "lib" / "glaze two.ttl",
        "http://e/kiln": tmp_path / "lib" / "deep" / "kiln.owl",
        "http://e/pot": tmp_path / "pot.ttl",
    }


def test_a_document_type_from_elsewhere_is_not_read(tmp_path: Path) -> None:
    public = '<!DOCTYPE catalog PUBLIC "-//OASIS//DTD XML Catalogs V1.1//EN" "http://nowhere.invalid/catalog.dtd">'
    body = '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"><uri name="urn:a" uri="a.ttl"/></catalog>'
    assert read_catalog(catalog(tmp_path, public + body)) == {"urn:a": tmp_path / "a.ttl"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<!DOCTYPE c [<!ENTITY a "b">]><c/>', ':1:25: the catalog declares the entity "a"'),
        ('<!DOCTYPE c [<!ENTITY a SYSTEM "file:///etc/passwd">]><c>&a;</c>', 'the entity "a", which is refused'),
        ("<rdf/>", ":1:1: this is not an XML catalog; it begins with the element rdf."),
        (
            '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">\n <uri name="urn:a"/></catalog>',
            ":2:2: an entry of a catalog needs the attributes name and uri.",
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

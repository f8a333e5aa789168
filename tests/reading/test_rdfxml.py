"""RDF/XML to the letter of its recommendation: both sides of each rule, each error with line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import ParseError
from kgtools.model.terms import Literal, NamedNode, Quad, Triple
from kgtools.reading import parse, parse_bytes
from kgtools.writing import write
from tests.writing.same import canonical

HEAD = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://ships.example/" '
    'xml:base="http://ships.example/log"'
)
PREFIXES = (
    "@prefix s: <http://ships.example/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . "
    "@base <http://ships.example/log> . "
)


def document(body: str, *, root: str = "") -> bytes:
    """One document: line 1 is its head, the body begins on line 2."""
    return f"{HEAD}{root}>\n{body}\n</rdf:RDF>".encode()


def read(body: str, *, root: str = "") -> list[Quad]:
    return list(parse_bytes(document(body, root=root), format="rdfxml", source="log.rdf"))


def refused(body: str, *, root: str = "") -> ParseError:
    with pytest.raises(ParseError) as caught:
        read(body, root=root)
    return caught.value


SAME = {
    "no language within one": (
        '<s:Boat rdf:about="a" xml:lang="nl"><s:name>Meeuw</s:name><s:code xml:lang="">M1</s:code></s:Boat>',
        '<a> a s:Boat ; s:name "Meeuw"@nl ; s:code "M1" .',
    ),
    "no language on a node": (
        '<s:Boat rdf:about="a" xml:lang="" s:code="M1"><s:name xml:lang="nl">Meeuw</s:name></s:Boat>',
        '<a> a s:Boat ; s:code "M1" ; s:name "Meeuw"@nl .',
    ),
    "rdf:langString keeps the language in scope": (
        '<s:Boat rdf:about="a"><s:name xml:lang="nl" '
        'rdf:datatype="http://www.w3.org/1999/02/22-rdf-syntax-ns#langString">Meeuw</s:name></s:Boat>',
        '<a> a s:Boat ; s:name "Meeuw"@nl .',
    ),
    "another datatype has no language": (
        '<s:Boat rdf:about="a" xml:lang="nl"><s:length rdf:datatype="http://ships.example/m">7</s:length></s:Boat>',
        '<a> a s:Boat ; s:length "7"^^s:m .',
    ),
    "a base within a base": (
        '<s:Boat xml:base="harbour/" rdf:about="a"><s:near rdf:resource="../b"/><s:at rdf:resource=""/></s:Boat>',
        "<harbour/a> a s:Boat ; s:near <b> ; s:at <harbour/> .",
    ),
    "the fragment of a base is left out": (
        '<s:Boat xml:base="http://ships.example/x#y" rdf:ID="a"/>',
        "<http://ships.example/x#a> a s:Boat .",
    ),
    "rdf:ID on a property element reifies": (
        '<rdf:Description rdf:about="a"><s:name rdf:ID="claim">Meeuw</s:name></rdf:Description>',
        '<a> s:name "Meeuw" . <#claim> a rdf:Statement ; rdf:subject <a> ; rdf:predicate s:name ; rdf:object "Meeuw" .',
    ),
    "members are counted in each node": (
        '<rdf:Seq rdf:about="a"><rdf:li>1</rdf:li><rdf:_7>7</rdf:_7><rdf:li><rdf:Bag rdf:about="b"><rdf:li>x</rdf:li>'
        "</rdf:Bag></rdf:li></rdf:Seq>",
        '<a> a rdf:Seq ; rdf:_1 "1" ; rdf:_7 "7" ; rdf:_2 <b> . <b> a rdf:Bag ; rdf:_1 "x" .',
    ),
    "a list and an empty list": (
        '<s:Fleet rdf:about="a"><s:boats rdf:parseType="Collection"><s:Boat rdf:about="b"/><s:Boat/></s:boats>'
        '<s:lost rdf:parseType="Collection"/></s:Fleet>',
        "<a> a s:Fleet ; s:boats ( <b> _:c ) ; s:lost () . <b> a s:Boat . _:c a s:Boat .",
    ),
    "a node without its element": (
        '<s:Boat rdf:about="a"><s:mast rdf:parseType="Resource"><s:height>9</s:height></s:mast></s:Boat>',
        '<a> a s:Boat ; s:mast [ s:height "9" ] .',
    ),
    "property attributes of an object": (
        '<s:Boat rdf:about="a"><s:owner rdf:nodeID="o" rdf:type="Person" s:name="Ann"/><s:crew rdf:nodeID="o"/>'
        "</s:Boat>",
        '<a> a s:Boat ; s:owner _:o ; s:crew _:o . _:o a <Person> ; s:name "Ann" .',
    ),
    "an empty property element is an empty text": (
        '<s:Boat rdf:about="a"><s:name/><s:code xml:lang="nl"></s:code></s:Boat>',
        '<a> a s:Boat ; s:name "" ; s:code ""@nl .',
    ),
    "an unknown parseType is XML": (
        '<s:Boat rdf:about="a"><s:plan rdf:parseType="drawing"><s:hull/></s:plan></s:Boat>',
        '<a> a s:Boat ; s:plan "<s:hull xmlns:s=\\"http://ships.example/\\"></s:hull>"^^rdf:XMLLiteral .',
    ),
    "text in pieces and comments": (
        '<s:Boat rdf:about="a"><s:name>Me<!-- e -->eu<![CDATA[w & <Co>]]></s:name></s:Boat>',
        '<a> a s:Boat ; s:name "Meeuw & <Co>" .',
    ),
    "attributes that begin with xml are left out": (
        '<s:Boat rdf:about="a" xml:space="preserve" xml:id="x"><s:name xml:space="preserve"> M </s:name></s:Boat>',
        '<a> a s:Boat ; s:name " M " .',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_rdf_xml_says_what_turtle_says(name: str) -> None:
    body, turtle = SAME[name]
    assert canonical(read(body)) == canonical(parse_bytes((PREFIXES + turtle).encode(), format="turtle"))


@pytest.mark.parametrize("name", SAME)
def test_what_is_read_can_be_written_and_read_again(name: str) -> None:
    quads = read(SAME[name][0])
    for written in ("nt", "turtle", "rdfxml", "jsonld"):
        data = write(quads, format=written)
        assert canonical(parse_bytes(data, format=written)) == canonical(quads), written


XML = {
    "namespaces where they are used": (
        '<x:a xmlns:x="http://x/" xmlns:y="http://y/"><x:b/><y:c y:d="1"/></x:a>',
        '<x:a xmlns:x="http://x/"><x:b></x:b><y:c xmlns:y="http://y/" y:d="1"></y:c></x:a>',
    ),
    "a default namespace that ends": (
        '<a xmlns="http://x/"><b xmlns=""/></a>',
        '<a xmlns="http://x/"><b xmlns=""></b></a>',
    ),
    "attributes in order": (
        '<a z="1" b="2" xml:lang="nl"/>',
        '<a b="2" z="1" xml:lang="nl"></a>',
    ),
    "escapes": ("<a b='&quot;&#9;&lt;&gt;'>&amp;&lt;&gt;&#13;</a>", '<a b="&quot;&#x9;&lt;>">&amp;&lt;&gt;&#xD;</a>'),
    "comments and instructions": ("<!-- c --><?pi  x?>t<?pi?>", "<!-- c --><?pi x?>t<?pi?>"),
}  # fmt: skip


@pytest.mark.parametrize("name", XML)
def test_xml_literals_are_exclusive_canonical_xml(name: str) -> None:
    given, expected = XML[name]
    quad = read(f'<rdf:Description><s:plan rdf:parseType="Literal">{given}</s:plan></rdf:Description>')[0]
    assert isinstance(quad.object, Literal)
    assert quad.object.value == expected


REFUSED = {
    "rdf:langString without a language": (
        '<s:Boat><s:name rdf:datatype="http://www.w3.org/1999/02/22-rdf-syntax-ns#langString">M</s:name></s:Boat>',
        "needs an xml:lang",
    ),
    "an empty language does not help it": (
        '<s:Boat><s:name xml:lang="" rdf:datatype="http://www.w3.org/1999/02/22-rdf-syntax-ns#langString">M</s:name>'
        "</s:Boat>",
        "needs an xml:lang",
    ),
    "a direction without a version": (
        '<s:Boat><s:name xml:lang="nl" rdf:datatype="http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString">M'
        "</s:name></s:Boat>",
        "needs an its:dir",
    ),
    "no language tag": ('<s:Boat xml:lang="no tag" s:name="M"/>', "not a language tag"),
    "two names of a node": ('<s:Boat rdf:about="a" rdf:nodeID="b"/>', "rdf:about and rdf:nodeID"),
    "an rdf:ID twice": ('<s:Boat rdf:ID="a"/><s:Boat rdf:ID="a"/>', "used already"),
    "an rdf:ID that is no name": ('<s:Boat rdf:ID="1"/>', "not an XML name"),
    "a nodeID that is no name": ('<s:Boat rdf:nodeID="a:b"/>', "not an XML name"),
    "two nodes in a property": ("<s:Boat><s:crew><s:A/><s:B/></s:crew></s:Boat>", "holds one node element"),
    "text before a node": ("<s:Boat><s:crew>x<s:A/></s:crew></s:Boat>", "holds text"),
    "text behind a node": ("<s:Boat><s:crew><s:A/>x</s:crew></s:Boat>", 'the text "x"'),
    "text between properties": ("<s:Boat>x</s:Boat>", 'the text "x"'),
    "a node in a typed literal": ('<s:Boat><s:l rdf:datatype="m"><s:A/></s:l></s:Boat>', "can hold no element"),
    "a resource and a node": ('<s:Boat><s:l rdf:resource="m"><s:A/></s:l></s:Boat>', "can hold no element"),
    "a resource and a datatype": ('<s:Boat><s:l rdf:resource="m" rdf:datatype="n"/></s:Boat>', "exclude each other"),
    "rdf:about on a property": ('<s:Boat><s:l rdf:about="m"/></s:Boat>', "rdf:about is for node elements"),
    "rdf:li as a node": ("<rdf:li/>", "cannot be a node element"),
    "rdf:Description as a property": ("<s:Boat><rdf:Description/></s:Boat>", "cannot be a property element"),
    "rdf:li as an attribute": ('<s:Boat rdf:li="1"/>', "cannot be an attribute"),
    "the old rdf:bagID": ('<s:Boat rdf:bagID="1"/>', "cannot be an attribute"),
    "an attribute without a namespace": ('<s:Boat about="a"/>', "has no namespace"),
    "an element without a namespace": ("<Boat/>", "has no namespace"),
    "an IRI with a blank": ('<s:Boat rdf:about="http://ships.example/a b"/>', "is not an IRI"),
    "an end that is another": ("<s:Boat></s:Ship>", "mismatched tag"),
    "a prefix that is not declared": ("<t:Boat/>", "is not declared"),
    "an entity that is not declared": ("<s:Boat>&ship;</s:Boat>", "is not declared"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_rdf_xml_is_refused_with_line_and_column(name: str) -> None:
    body, said = REFUSED[name]
    error = refused(body)
    assert said in str(error)
    assert (error.source, error.line) == ("log.rdf", 2)
    assert error.column is not None


def test_a_column_counts_characters_and_not_bytes() -> None:
    error = refused('<s:Boat s:name="ééé"/><s:Boat rdf:about="a b"/>')
    assert (error.line, error.column) == (2, 23)


def test_a_relative_iri_needs_a_base() -> None:
    data = document('<s:Boat rdf:about="a"/>').replace(b' xml:base="http://ships.example/log"', b"")
    with pytest.raises(ParseError, match="has no base"):
        list(parse_bytes(data, format="rdfxml"))
    assert read('<s:Boat rdf:about="a"/>')[0].subject == NamedNode("http://ships.example/a")


def test_triples_before_an_error_come_before_it() -> None:
    reader = parse_bytes(document('<s:Boat rdf:about="a"/><s:Boat rdf:about="b c"/>'), format="rdfxml")
    assert next(reader).subject == NamedNode("http://ships.example/a")
    with pytest.raises(ParseError):
        next(reader)


def test_rdf_1_2_needs_its_version() -> None:
    said = (
        '<rdf:Description rdf:about="a"><s:says rdf:parseType="Triple"><s:Boat rdf:about="b"/></s:says>'
        '<s:name xml:lang="he" xmlns:its="http://www.w3.org/2005/11/its" its:dir="rtl">x</s:name></rdf:Description>'
    )
    old = [str(quad.object) for quad in read(said)]
    assert old == ['"x"@he']
    says, name = read(said, root=' rdf:version="1.2"')
    assert isinstance(says.object, Triple)
    assert says.object.subject == NamedNode("http://ships.example/b")
    assert str(name.object) == '"x"@he--rtl'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_an_encoding_that_is_declared_is_read(tmp_path: Path, encoding: str) -> None:
    named = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{named}"?>\n' + document('<s:Boat s:name="Möwe"/>').decode()
    path = tmp_path / "log.rdf"
    path.write_bytes(text.encode(encoding))
    assert list(parse(path))[1].object == Literal("Möwe")


def test_bytes_that_are_not_in_the_encoding_are_refused_with_their_line() -> None:
    with pytest.raises(ParseError, match="not UTF-8") as caught:
        list(parse_bytes(document('<s:Boat s:name="Möwe"/>').decode().encode("latin-1"), format="rdfxml"))
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rdf:RDF SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE rdf:RDF [<!ENTITY % more SYSTEM "file:///etc/passwd"> %more;]>',
        '<!DOCTYPE rdf:RDF [<!ENTITY a PUBLIC "x" "http://127.0.0.1:1/a">]>',
    ],
    ids=["a document type", "a parameter entity", "a public entity"],
)
def test_nothing_outside_the_file_is_read(doctype: str) -> None:
    with pytest.raises(ParseError, match=r"outside the file|not declared in the file"):
        list(parse_bytes(doctype.encode() + document("<s:Boat><s:name>&a;</s:name></s:Boat>"), format="rdfxml"))


@given(st.lists(st.sampled_from(["<s:A>", "</s:A>", "<s:p>", "</s:p>", "x", ' rdf:about="a"', "&a;", "<!--", "-->"])))
def test_whatever_the_document_it_is_read_or_refused_with_its_place(parts: list[str]) -> None:
    try:
        read("".join(parts))
        return
    except ParseError as error:
        line = error.line
    assert line is not None

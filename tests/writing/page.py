"""The text of docs/formats.md, from the table of formats. ``python -m tests.writing.page`` writes it."""

from __future__ import annotations

from pathlib import Path

from kgtools.reading import FORMATS, Format
from kgtools.writing.writers import WRITERS

PATH = Path(__file__).parents[2] / "docs" / "formats.md"

HEAD = """\
# Formats

<!-- This page is generated from kgtools.reading.FORMATS: python -m tests.writing.page -->

`kgtools.reading.parse` reads a file, `parse_bytes` bytes; `kgtools.writing.write` gives bytes, `write_file` writes a
file, whole or not at all. The format follows from the file name, or is given by any of the names below.

```python
>>> from kgtools.reading import parse_bytes
>>> from kgtools.writing import write
>>> quads = list(parse_bytes(b'<http://example.org/a> <http://example.org/b> "01" .', format="nt"))
>>> print(write(quads, format="turtle", prefixes={"ex": "http://example.org/"}).decode(), end="")
@prefix ex: <http://example.org/> .
<BLANKLINE>
ex:a
    ex:b "01" ;
.
```
Reading keeps every lexical form as it is written. Language tags are compared without regard to case (RDF 1.1 Concepts,
section 3.3), so `"a"@en-GB` and `"a"@EN-gb` are one literal; from file to file each keeps the spelling that it has. A
tag that comes from elsewhere (a store, a query) is written as RFC 5646 recommends: `en-GB`, `he-Latn`. A UTF-8
byte order mark is read over; other encodings are refused, but for RDF/XML, which has the encoding that it declares.
What would end the process or fill the memory (nested entities of XML, JSON nested over 200 deep, triple terms nested
over 100 deep) is refused. Terms and lines of over 16 MiB are refused.

A file whose name ends with `.json` is JSON-LD where there is an `@context` at its top; `.n3` and `.shacl` are read as
Turtle. Files that are compressed with gzip are read wherever RDF is read: `boats.ttl.gz` is Turtle, and the lines of
errors and results are those of the text inside. A folder stands for its compressed files, too, except for copies of
files that are there unpacked. A damaged file is refused, and so is one that would unpack to more than 64 MiB and 200
times its size. Commands that rewrite files (`format`, `update`) and outputs (`-o`) take no compressed files. Other
names need the format: `--input-format` (of shapes `--shapes-format`) on the command line, in Python
`format=`, `shapes_format=`, or a block `with kgtools.reading.in_format(files, "jsonld"):`. A file that is
something other than its name says (a format, a web page, a table, a compressed file, a conflict that git has left)
is refused with what it is.

All of the test suites of the W3C for RDF 1.1 and RDF 1.2 (N-Triples, N-Quads, Turtle, TriG, RDF/XML) are read as they
ask.

`kgtools export --store DIR` writes what an Oxigraph store on disk holds; a store keeps literals in their canonical
spelling, and the command says so.

Writing gives the same bytes for the same dataset in every format, whatever the order of its triples and the labels of
its blank nodes. A format without named graphs refuses a dataset that has them, unless their union is asked for
(`merge_graphs=True`).
"""

NOTES = {
    "turtle": "The style is that of [turtle-style.md](turtle-style.md). Triple terms of RDF 1.2 are read and written.",
    "trig": "The style is that of [turtle-style.md](turtle-style.md). Triple terms of RDF 1.2 are read and written.",
    "nt": "One line a triple, sorted, terms in their canonical spelling. Every blank node has a label that comes from "
    "the graph.",
    "nq": "One line a quad, sorted, terms in their canonical spelling. Every blank node has a label that comes from "
    "the graph.",
    "jsonld": "JSON-LD 1.1, compact: `@context` holds the prefixes that are used, `@graph` the nodes; a named graph is "
    "a node with `@graph`. Integers in their shortest form and booleans are those of JSON, all other literals "
    "keep their form as `@value`. Lists are `@list`. A prefix that could be taken for the scheme of an IRI is "
    "left out. It cannot hold triple terms or the direction of a text.\n\n"
    "It is read by the algorithms of JSON-LD 1.1; every error has its line and column. What they leave out because "
    "it is not well-formed (an IRI with a blank, an ill-formed language tag, the direction of a text) is reported with "
    "its position: as a line on the command line, as a `kgtools.errors.LeftOutWarning` in Python. Contexts of the web "
    "are not fetched: `--context IRI=FILE` names the file that stands for one, `--contexts DIR` a folder of them, and "
    "so "
    "do the folder `contexts/` of a project (`paths.contexts`) and the table `[contexts]` of its `kgtools.toml` "
    '(`"https://boats.example/v1" = "contexts/boats.jsonld"`); in Python all that is read within '
    "`with kgtools.reading.jsonld.Contexts({iri: file}, folders=[…]).in_force():` has them. In a folder a file has the "
    "path of the IRI without its scheme (`boats.example/v1/boats.jsonld`), or the name that the IRI ends with.",
    "rdfxml": "It is read to the letter of the recommendation, piece by piece; every error has its line and column. "
    '`xml:lang=""` is no language. A literal of the datatype rdf:langString takes the language in scope, and is '
    "refused where there is none. An XML literal is exclusive canonical XML. Entities are read that have their text in "
    "the file. "
    "Triple terms and the direction of a text (RDF 1.2) are read where rdf:version says 1.2.\n\n"
    'One `rdf:Description` a subject; lists of nodes as `rdf:parseType="Collection"`. It cannot hold '
    "predicates that do not end in an XML name, characters that XML does not have, triple terms or the "
    "direction of a text: each is refused by name.",
}


def formats_page() -> str:
    """The whole page."""
    rows = [
        "| format | name | media type | extensions | named graphs | reads | writes |",
        "|---|---|---|---|---|---|---|",
        *(_row(known) for known in FORMATS),
    ]
    sections = [f"## {known.title}\n\n{NOTES[known.name]} IRI: <{known.iri}>\n" for known in FORMATS]
    return HEAD + "\n" + "\n".join(rows) + "\n\n" + "\n".join(sections)


def _row(known: Format) -> str:
    extensions = " ".join(f"`.{extension}`" for extension in known.extensions)
    ticks = ["yes" if flag else "no" for flag in (known.supports_datasets, known.reads, known.name in WRITERS)]
    return f"| {known.title} | `{known.name}` | `{known.media_type}` | {extensions} | {' | '.join(ticks)} |"


if __name__ == "__main__":
    PATH.write_text(formats_page(), encoding="utf-8")

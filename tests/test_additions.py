"""What one adds is added where docs/architecture.md says, and nowhere else: tried in a copy of the package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.package_copy import ROOT, PackageCopy

DOCUMENT = ROOT / "docs" / "architecture.md"

EVEN = '''

@dataclass(frozen=True)
class Even(ValueTest):
    """Each value node is an even number (section 4.8.4)."""

    iri: ClassVar[str] = SH + "EvenConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("even",)
    section: ClassVar[str] = "4.8.4"

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        if shape.boolean("even", cls.section):
            yield cls()

    def to_turtle(self) -> str:
        return "sh:even true"

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return np.array([str(term.value)[-1:] in "02468" for term in context.data.terms.terms(nodes)], bool)
'''
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:even true ] .
"""


class Copy(PackageCopy):
    """With new modules and what is put at the end of old ones."""

    def add(self, name: str, text: str) -> None:
        path = self.package / name
        assert not path.exists()
        path.write_text(text, encoding="utf-8")
        self.touched.append(name)

    def append(self, name: str, text: str) -> None:
        path = self.package / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
        self.touched.append(name)

    def printed(self, *arguments: str, exit_code: int = 0) -> str:
        return self.run(*arguments, exit_code=exit_code).stdout


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def places(what: str) -> set[str]:
    """The files that the table of the document names for an addition, the new module as `<name>`."""
    row = re.search(rf"^\| {re.escape(what)} \|(.*?)\|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert row, f"docs/architecture.md does not say how to add {what}"
    return set(re.findall(r"`([\w/<>]+\.py)`", row[1]))


def as_documented(copy: Copy, what: str, new: str = "") -> None:
    touched = {re.sub(rf"\b{new}\.py$", "<name>.py", name) if new else name for name in copy.touched}
    assert touched == places(what)


def test_a_constraint_component_is_added_in_its_family_its_row_and_its_messages(copy: Copy) -> None:
    copy.append("shacl/components/other.py", EVEN)
    copy.edit(
        "shacl/components/__init__.py",
        ("import Closed, HasValue, In\n", "import Closed, Even, HasValue, In\n"),
        ("    In,\n", "    In,\n    Even,\n"),
    )
    copy.edit(
        "shacl/components/messages.py",
        (
            "        # 5 SPARQL-based constraints\n",
            '        "Even": _row("Expected an even number, found {found}.", "Genap: {found}.", "זוגי: {found}."),\n'
            "        # 5 SPARQL-based constraints\n",
        ),
    )
    data, shapes = copy.file("d.ttl", "<http://e/a> <http://e/p> 1, 2 ."), copy.file("s.ttl", SHAPES)
    found = copy.printed("validate", data, "--shapes", shapes, "--explain", exit_code=1)
    assert "Expected an even number, found 1." in found
    assert "sh:even true" in found
    assert found.count("Expected an even number") == 1
    family = {"shacl/components/<family>.py" if name.endswith("other.py") else name for name in copy.touched}
    assert family == places("a constraint component")


def test_a_format_of_reports_is_a_module_and_a_row(copy: Copy) -> None:
    copy.add(
        "shacl/reports/count.py",
        '"""The number of results."""\n\n\ndef write_count(report):\n    return f"{len(report.results)}\\n"\n',
    )
    copy.edit(
        "shacl/reports/__init__.py",
        (
            "REPORT_FORMATS: tuple",
            "def _count(report):\n    from kgtools.shacl.reports.count import write_count\n\n"
            "    return write_count(report)\n\n\nREPORT_FORMATS: tuple",
        ),
        (
            '    ReportFormat(name="text",',
            '    ReportFormat(name="count", media_type="x/count", extension="n", write=_count),\n'
            '    ReportFormat(name="text",',
        ),
    )
    data = copy.file("d.ttl", "<http://e/a> <http://e/p> 1, 2 .")
    shapes = copy.file("s.ttl", SHAPES.replace("sh:even true", "sh:maxCount 1"))
    assert copy.printed("validate", data, "--shapes", shapes, "--format", "count", exit_code=1) == "1\n"
    as_documented(copy, "a format of reports", "count")


def test_a_format_of_answers_is_a_module_and_a_row(copy: Copy) -> None:
    copy.add(
        "sparql/results/lines.py",
        '"""A row a line."""\n\n\ndef to_lines(answer):\n'
        '    return "".join(f"{row[0].value}\\n" for row in answer.rows()).encode()\n',
    )
    copy.edit(
        "query/results/result_formats.py",
        (
            "RESULT_FORMATS: tuple",
            "def _lines(answer):\n    from kgtools.sparql.results.lines import to_lines\n\n"
            "    return to_lines(answer)\n\n\n"
            "RESULT_FORMATS: tuple",
        ),
        (
            '    ResultFormat("md",',
            '    ResultFormat("lines", "a row a line", "x/lines", ("l",), _lines),\n    ResultFormat("md",',
        ),
    )
    data = copy.file("d.ttl", "<http://e/a> <http://e/p> 1, 2 .")
    found = copy.printed("query", "--data", data, "-f", "lines", "-q", "SELECT ?o { ?s ?p ?o } ORDER BY ?o")
    assert found == "1\n2\n"
    as_documented(copy, "a format of answers", "lines")


def test_a_format_of_rdf_is_a_module_a_row_and_its_writer(copy: Copy) -> None:
    copy.add(
        "writing/objects/subjects.py",
        '"""The subjects alone."""\n\n\ndef write_subjects(quads, *, prefixes, tags):\n'
        '    return "".join(sorted({f"{quad.subject}\\n" for quad in quads})).encode()\n',
    )
    copy.edit(
        "reading/formats.py",
        (
            '    Format(\n        name="trig",',
            '    Format(\n        name="subjects",\n        title="Subjects",\n        iri="urn:x:subjects",\n'
            '        media_type="x/subjects",\n        extensions=("sub",),\n        supports_datasets=False,\n'
            "        reads=None,\n    ),\n"
            '    Format(\n        name="trig",',
        ),
    )
    copy.edit(
        "writing/writers.py",
        (
            "WRITERS: Mapping",
            "def _subjects(quads, *, prefixes, tags):\n"
            "    from kgtools.writing.objects.subjects import write_subjects\n\n"
            "    return write_subjects(quads, prefixes=prefixes, tags=tags)\n\n\nWRITERS: Mapping",
        ),
        ('    "trig": _trig,\n', '    "trig": _trig,\n    "subjects": _subjects,\n'),
    )
    data = copy.file("d.ttl", "<http://e/a> <http://e/p> 1, 2 .")
    assert copy.printed("export", data, "-f", "subjects") == "<http://e/a>\n"
    as_documented(copy, "a format", "subjects")


def test_a_command_is_a_module_and_a_row(copy: Copy) -> None:
    copy.add(
        "cli/hello.py",
        '"""`kgtools hello`: a greeting."""\n\nimport click\n\n\n@click.command(epilog="Example: kgtools hello")\n'
        'def hello() -> None:\n    """Say hello."""\n    click.echo("hello")\n',
    )
    copy.edit("cli/__init__.py", ('    ("completion",', '    ("hello", "Say hello."),\n    ("completion",'))
    assert "Say hello." in copy.printed("--help")
    assert copy.printed("hello") == "hello\n"
    as_documented(copy, "a command", "hello")


def test_a_sparql_function_is_a_function_and_a_row(copy: Copy) -> None:
    copy.append(
        "sparql/functions/triples.py",
        "\n\ndef echo(context, arguments):\n    return arguments[0]\n",
    )
    copy.edit(
        "sparql/builtins.py",
        ('    "TRIPLE": Function', '    "ECHO": Function("triples", "echo", 1, 1),\n    "TRIPLE": Function'),
    )
    data = copy.file("d.ttl", "<http://e/a> <http://e/p> 1, 2 .")
    ask = ["query", "--data", data, "-f", "csv", "-q"]
    assert copy.printed(*ask, "SELECT (ECHO(?o) AS ?x) { ?s ?p ?o } ORDER BY ?x") == "x\n1\n2\n"
    assert "ECHO" in copy.run(*ask, "SELECT (ECHO(?o, 1) AS ?x) { ?s ?p ?o }", exit_code=2).stderr
    family = {"sparql/functions/<family>.py" if name.endswith("triples.py") else name for name in copy.touched}
    assert family == places("a SPARQL function")


def test_a_picture_is_a_module_and_a_method(copy: Copy) -> None:
    copy.add(
        "pictures/dots.py",
        '"""A dot for each triple."""\n\nfrom kgtools.pictures.picture import Picture\n'
        "from kgtools.text.markup import element, joined\n\n\n"
        "class Dots(Picture):\n"
        '    columns, rows = ("dot",), ()\n\n'
        "    def __init__(self, size):\n        self.rows = [[str(number)] for number in range(size)]\n\n"
        "    def svg(self, look=None):\n"
        '        return element("svg", *(element("circle", cx=row[0]) for row in self.rows))\n',
    )
    copy.append(
        "data/graph_pictures.py",
        "\n\ndef _dots(self):\n    from kgtools.pictures.dots import Dots\n\n"
        "    return Dots(len(self.data.store))\n\n\nPicturedGraph.dots = _dots\n",
    )
    data = copy.file("d.ttl", "<http://e/a> <http://e/p> 1, 2 .")
    script = (
        "from kgtools import KnowledgeGraph\n"
        f"dots = KnowledgeGraph.from_files({data!r}).dots()\n"
        "print(dots.csv().decode().split(), dots._repr_svg_())"
    )
    drawn = '<svg><circle cx="0"></circle><circle cx="1"></circle></svg>'
    assert copy.python(script) == f"['dot', '0', '1'] {drawn}\n"
    as_documented(copy, "a picture", "dots")


def test_an_engine_of_sql_is_a_module_and_a_row(copy: Copy) -> None:
    copy.add(
        "elsewhere/sql/mirror.py",
        '"""Packs, by another name of DuckDB."""\n\nfrom kgtools.elsewhere.sql.duckdb_source import DuckDbSource\n\n\n'
        'class MirrorSource(DuckDbSource):\n    engine = "Mirror"\n',
    )
    copy.edit(
        "elsewhere/sql/opening.py",
        (
            "ENGINES: tuple",
            "def _open_mirror(target, options):\n"
            "    from kgtools.elsewhere.sql.mirror import MirrorSource\n\n"
            "    return MirrorSource(target.place, **options)\n\n\nENGINES: tuple",
        ),
        (
            '    Engine(\n        scheme="sc",',
            '    Engine(\n        scheme="mirror",\n        libraries=("duckdb",),\n        extra="sql",\n'
            "        place=_pack_folder,\n        open=_open_mirror,\n        manifest=_pack_manifest,\n"
            '        example="mirror:DIR",\n    ),\n    Engine(\n        scheme="sc",',
        ),
    )
    data = copy.file("d.ttl", "<http://e/a> <http://e/p> 1, 2 .")
    copy.printed("pack", data, "-o", "d.pack")
    found = copy.printed("query", "--sql", "mirror:d.pack", "-f", "csv", "-q", "SELECT (SUM(?o) AS ?n) { ?s ?p ?o }")
    assert found == "n\n3\n"
    as_documented(copy, "an engine of SQL", "mirror")

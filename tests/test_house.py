"""The house is in order: tables complete, layers kept, nothing heavy at start, nothing left over."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import kgtools
from kgtools import errors
from kgtools.cli import COMMANDS
from kgtools.model.prefixes import PrefixTable
from kgtools.reading import FORMATS
from tests.syntax import tree

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "kgtools"
MODULES = sorted(m.name for m in pkgutil.walk_packages(kgtools.__path__, "kgtools.") if m.name != "kgtools.__main__")
HEAVY = ("rdflib", "pyshacl", "owlready2", "numpy", "pyarrow", "owlrl")


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_of_the_table_is_a_module_with_a_command_of_its_name_and_an_example(name: str) -> None:
    command = getattr(importlib.import_module(f"kgtools.cli.{name}"), name)
    assert isinstance(command, click.Command)
    assert command.help
    assert "kgtools" in (command.epilog or ""), "the help gives an example"


def test_every_module_of_the_command_line_is_in_the_table() -> None:
    modules = {p.stem for p in (SOURCE / "cli").glob("*.py")} - {"__init__"}
    assert {m for m in modules if not m.startswith("_")} == {name for name, _ in COMMANDS}


@pytest.mark.parametrize("known", FORMATS, ids=lambda f: f.name)
def test_every_format_names_a_parser_that_is_there_and_has_a_writer(known) -> None:
    import pyoxigraph

    from kgtools.writing.writers import WRITERS

    assert known.reads is None or hasattr(pyoxigraph.RdfFormat, known.reads)
    assert WRITERS[known.name]([], prefixes=PrefixTable(), tags=None) is not None
    assert set(WRITERS) == {one.name for one in FORMATS}


def test_the_public_names_of_every_module_are_there() -> None:
    # that they are in order is ruff's to say (RUF022)
    missing = []
    for name in MODULES:
        module = importlib.import_module(name)
        missing += [f"{name}.{one}" for one in getattr(module, "__all__", []) if not hasattr(module, one)]
    assert missing == []


def test_the_tree_of_errors_is_drawn_in_full() -> None:
    drawn = set(re.findall(r"\w+(?:Error|Failure|Fault)\b", errors.__doc__ or ""))
    assert set(errors.__all__) == drawn


@pytest.mark.parametrize(
    "arguments", [["--help"], ["queries"], ["config"], ["query", "remaining-authors"]], ids=" ".join
)
def test_a_quick_command_loads_no_heavy_library(arguments: list[str]) -> None:
    # what evaluates a query is made of NumPy; Arrow is for large data, PyYAML for headers beyond plain blocks
    heavy = [m for m in (*HEAVY, "yaml") if m != "numpy" or arguments[0] != "query"]
    code = (
        "import sys; from kgtools.cli import run; code = run(sys.argv[1:]); "
        f"print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    ran = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.splitlines()[-1] == "[]"


def test_an_answer_with_rows_loads_nothing_that_explains_empty_ones() -> None:
    code = (
        "import sys; from kgtools.cli import run; run(['query', 'remaining-authors']); "
        "print([m for m in sys.modules if 'why_not' in m], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        (
            "query",
            "--no-cache",
            "--data",
            "many.nt",
            "-q",
            "SELECT ?s { ?s ?p ?o FILTER(STRLEN(STR(?o)) > 900) } ORDER BY ?o",
        ),
        ("export", "many.nt", "-f", "turtle", "-o", "many.ttl"),
        ("export", "many.nt", "-f", "nt", "-o", "again.nt"),
        ("validate", "many.nt", "-s", "shapes.ttl"),
    ],
    ids=lambda arguments: " ".join(arguments[:4]),
)
def test_work_on_many_triples_loads_no_pandas_that_happens_to_be_installed(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    # Arrow imports it for pa.array(), pa.scalar() and to_numpy(), which takes longer than most of what is done here
    assert importlib.util.find_spec("pandas"), "the tests need it"
    text = "".join(f'<http://e/{i}> <http://e/p> "Wort {i}"@de , <http://e/a?b={i}> .\n' for i in range(30_000))
    (tmp_path / "many.nt").write_text(text.replace(" , ", " .\n<http://e/x> <http://e/q> "))
    (tmp_path / "shapes.ttl").write_text(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> [ sh:targetSubjectsOf <http://e/p> ; "
        'sh:property [ sh:path <http://e/p> ; sh:pattern "^W" ; sh:maxLength 99 ] ] .'
    )
    code = (
        "import sys; from kgtools.cli import run; code = run(sys.argv[1:]); "
        "print('pandas' in sys.modules, file=sys.stderr); sys.exit(code)"
    )
    ran = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.splitlines()[-1] == "False"


def test_nothing_writes_the_environment_but_the_program_itself() -> None:
    # a library that is called twice must not be told by its first call what the second one is about
    wrote = re.compile(r"os\.environ\[[^]]+\] *=|environ\.(?:setdefault|update|pop)\(|os\.(?:putenv|unsetenv)\(")
    found = {path.name for path in SOURCE.rglob("*.py") if wrote.search(path.read_text(encoding="utf-8"))}
    assert found == {"__main__.py"}


def test_the_project_in_force_is_looked_for_in_one_module() -> None:
    naming = re.compile(r"""(?:environ|environment)(?:\.get\(|\[)["']KGTOOLS_PROJECT""")
    found = {path.name for path in SOURCE.rglob("*.py") if naming.search(path.read_text(encoding="utf-8"))}
    assert found == {"project.py"}


def test_importing_kgtools_loads_nothing_but_itself() -> None:
    code = "import sys; before = set(sys.modules); import kgtools; print(sorted(set(sys.modules) - before))"
    ran = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": ""},
    )
    loaded = ast.literal_eval(ran.stdout)
    assert not [m for m in loaded if m.split(".")[0] in (*HEAVY, "pyoxigraph", "click", "yaml", "logging", "typing")]


def test_every_module_says_what_it_is_and_leaves_nothing_over() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(tree(path)), f"{path}: a module begins with a sentence about itself"
        assert not re.search(r"\b(TODO|FIXME|XXX)\b", text), path
        assert path.stem not in ("utils", "helpers", "common"), path


def test_digits_are_recognized_in_one_place() -> None:
    """``"²".isdigit()`` is true, and ``int("²")`` raises: :mod:`kgtools.model.numbers` reads whole numbers."""
    predicates = re.compile(r"\.is(?:digit|decimal|numeric)\b(?!``)")
    found = [path.name for path in SOURCE.rglob("*.py") if predicates.search(path.read_text("utf-8"))]
    assert found == ["numbers.py"]

"""The page of the Python API: the public members of the facade, with the records that their keywords are fields of."""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import inspect
import re
import sys
import textwrap
import typing
from collections.abc import Callable, Iterator
from typing import Any

from kgtools import KnowledgeGraph

__all__ = ["SECTIONS", "public_members", "python_page"]

#: the members of the facade by what one wants to do; a test holds that each public one is in exactly one section
SECTIONS: dict[str, tuple[str, ...]] = {
    "Open a graph": (
        "discover", "at", "from_files", "from_bytes", "from_tables", "from_pack", "from_sql", "from_endpoint",
        "from_store",
    ),
    "Query": ("query", "why_not", "stored_queries", "function", "functions", "update", "query_prefixes"),
    "Look up and cite": ("show", "cite", "citation"),
    "Validate": ("validate", "run_rules", "shapes_files", "data_files", "data_graphs", "waivers"),
    "Reason and check": (
        "reason", "inferred", "explain", "explain_axiom", "explain_by_rules", "explain_inconsistency", "check",
        "reasoning_gaps", "inferred_is_stale", "imports", "import_remarks",
    ),
    "Export": ("export", "export_to", "export_view", "export_view_to", "pack", "quads", "view_quads", "view_options"),
    "Draw": ("timeline", "flow", "network"),
    "Articles and the built graphs": (
        "build", "articles", "article_records", "add_article", "compare_article", "check_sources",
    ),
    "What the graph is": (
        "title", "project", "data", "prefixes", "vocabulary", "store", "cache", "endpoint_summary",
    ),
}  # fmt: skip
#: functions beside the facade, by their place
_FUNCTIONS = (
    "kgtools.validate",
    "kgtools.init_project",
    "kgtools.table.load",
    "kgtools.reading.parse",
    "kgtools.writing.style.format_file",
    "kgtools.comparing.compare_sources",
    "kgtools.pages.build_site",
    "kgtools.serving.serve",
)
_ROLE = re.compile(r":(?:class|meth|func|mod|attr|data):`~?([^`]+)`")
_HEAD = """# The Python API

Made from the docstrings by `python -m tests.generated`; do not edit.

`kgtools.KnowledgeGraph` is a graph, wherever its data are; each command is one call on it or on one of the functions
below.

```python
>>> from kgtools import KnowledgeGraph
>>> graph = KnowledgeGraph.from_files(["docs/examples/validation/people.ttl"])
>>> report = graph.validate(["docs/examples/validation/shapes.ttl"])
>>> report.conforms, len(report.results)
(False, 3)
>>> answer = graph.query(text="SELECT (COUNT(?person) AS ?people) { ?person a <http://example.org/Person> }")
>>> [row["people"].value for row in answer]
['2']

```

Everything that goes wrong is a `kgtools.KgtoolsError`; its classes are those of [errors.md](errors.md).
"""


def python_page() -> str:
    """The whole page, as Markdown."""
    records: dict[str, type] = {}
    parts = [_HEAD]
    for title, names in SECTIONS.items():
        parts.append(f"## {title}\n")
        for name in names:
            member = inspect.getattr_static(KnowledgeGraph, name)
            parts.append(_entry(f"graph.{name}", member, records))
    parts.append("## Functions\n")
    for path in _FUNCTIONS:
        module, _, name = path.rpartition(".")
        parts.append(_entry(path, getattr(importlib.import_module(module), name), records))
    parts.append("## Keywords\n")
    for name in sorted(records):
        parts.append(_record(name, records[name]))
    return "\n".join(parts).rstrip() + "\n"


def _entry(path: str, member: Any, records: dict[str, type]) -> str:
    """One member: its heading, its signature where it is called, and its docstring."""
    name = path.rpartition(".")[2]
    if isinstance(member, property | functools.cached_property):
        function = member.fget if isinstance(member, property) else member.func
        assert function is not None
        result = inspect.signature(function).return_annotation
        return f"### {path}\n\nAn attribute: `{result}`.\n\n{_prose(member)}\n"
    call: Callable[..., object] = member.__func__ if isinstance(member, classmethod | staticmethod) else member
    signature = inspect.signature(call)
    parameters = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
    lines, keyword_only = [], False
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            keyword_only = True
        elif parameter.kind is parameter.KEYWORD_ONLY and not keyword_only:
            keyword_only = True
            lines.append("*")
        if packed := re.fullmatch(r"Unpack\[(\w+)\]", str(parameter.annotation)):
            record = _record_of(call, packed[1])
            records[record.__name__] = record
            lines.append(f"**{parameter.name}: {record.__name__}")
        else:
            lines.append(_parameter(parameter))
    heading = path.replace("graph.", "KnowledgeGraph.") if isinstance(member, classmethod) else path
    listed = ", ".join(lines)
    if len(listed) + len(name) > 90:
        listed = "\n" + "".join(f"    {line},\n" for line in lines)
    returned = str(signature.return_annotation).replace("Self", "KnowledgeGraph")
    return f"### {heading}\n\n```python\n{name}({listed}) -> {returned}\n```\n\n{_prose(call)}\n"


def _parameter(parameter: inspect.Parameter) -> str:
    text = f"{parameter.name}: {parameter.annotation}"
    if parameter.kind is parameter.VAR_POSITIONAL:
        return "*" + text
    if parameter.default is parameter.empty:
        return text
    # a function shows its name, for its address is another one in each process
    return f"{text} = {getattr(parameter.default, '__name__', None) or repr(parameter.default)}"


def _record_of(call: Callable[..., object], keywords: str) -> type:
    """The record whose fields the keywords are: the docstring of the TypedDict names it, else it is itself."""
    module = sys.modules[call.__module__]
    typed = getattr(module, keywords, None) or _typing_only(module, keywords)
    named = re.search(r":class:`([\w.]+)`", typed.__doc__ or "")
    if not named:
        return typing.cast("type", typed)
    record = getattr(sys.modules[typed.__module__], named[1].rpartition(".")[2])
    return typing.cast("type", record)


def _typing_only(module: Any, name: str) -> Any:
    """What a module imports for type checkers alone."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            return getattr(importlib.import_module(node.module or ""), name)
    raise LookupError(f"{module.__name__} does not import {name}")


def _record(name: str, record: type) -> str:
    """The fields of a record with their types and defaults, and what the comments above them say."""
    lines = [f"### {name}\n", "| keyword | type | default | |", "|---|---|---|---|"]
    for field, annotation, default, comment in _fields(record):
        cells = (f"`{field}`", f"`{annotation}`".replace("|", "\\|"), default and f"`{default}`", comment)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _fields(record: type) -> Iterator[tuple[str, str, str, str]]:
    names = {f.name for f in dataclasses.fields(record)} if dataclasses.is_dataclass(record) else None
    for base in reversed(record.__mro__):
        if "__annotations__" not in vars(base) or base.__module__ in ("typing", "builtins"):
            continue
        source = textwrap.dedent(inspect.getsource(base))
        lines = source.splitlines()
        body = ast.parse(source).body[0]
        assert isinstance(body, ast.ClassDef)
        for node in body.body:
            if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
                continue
            if names is not None and node.target.id not in names:
                continue
            above, number = [], node.lineno - 2
            while lines[number].strip().startswith("#:"):
                above.insert(0, lines[number].strip()[2:].strip())
                number -= 1
            default = ast.unparse(node.value) if node.value else ""
            yield node.target.id, ast.unparse(node.annotation), default, _markdown(" ".join(above))


def _prose(documented: object) -> str:
    """A docstring as Markdown: roles become code, and examples blocks."""
    text, blocks = inspect.getdoc(documented) or "", []
    for paragraph in text.split("\n\n"):
        if paragraph.lstrip().startswith(">>>"):
            blocks.append(f"```pycon\n{textwrap.dedent(paragraph)}\n```")
        else:
            blocks.append(_markdown(paragraph))
    return "\n\n".join(blocks)


def _markdown(text: str) -> str:
    return re.sub(r"``([^`]+)``", r"`\1`", _ROLE.sub(lambda m: f"`{m[1].removeprefix('kgtools.graph.')}`", text))


def public_members() -> set[str]:
    """The names of the facade that users see."""
    return {name for name in dir(KnowledgeGraph) if not name.startswith("_")}

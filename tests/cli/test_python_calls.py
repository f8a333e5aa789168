"""Every command is also one call in Python, which its help names."""

from __future__ import annotations

import importlib
import re
from operator import attrgetter

import pytest

from kgtools.cli import COMMANDS, kgtools

#: each command, with what it calls; completion is about the command line itself
CALLS = {
    "query": "kgtools.graph.KnowledgeGraph.query",
    "update": "kgtools.graph.KnowledgeGraph.update",
    "queries": "kgtools.graph.KnowledgeGraph.stored_queries",
    "show": "kgtools.graph.KnowledgeGraph.show",
    "cite": "kgtools.graph.KnowledgeGraph.cite",
    "articles": "kgtools.graph.KnowledgeGraph.add_article",
    "sources": "kgtools.graph.KnowledgeGraph.check_sources",
    "validate": "kgtools.graph.KnowledgeGraph.validate",
    "check": "kgtools.graph.KnowledgeGraph.check",
    "reason": "kgtools.graph.KnowledgeGraph.reason",
    "explain": "kgtools.graph.KnowledgeGraph.explain",
    "format": "kgtools.writing.style.format_file",
    "diff": "kgtools.comparing.compare_sources",
    "export": "kgtools.graph.KnowledgeGraph.export",
    "endpoint": "kgtools.graph.KnowledgeGraph.endpoint_summary",
    "pack": "kgtools.graph.KnowledgeGraph.pack",
    "serve": "kgtools.serving.serve",
    "site": "kgtools.pages.build_site",
    "build": "kgtools.graph.KnowledgeGraph.build",
    "init": "kgtools.data.starter.init_project",
    "cache": "kgtools.table.cache.Cache",
    "config": "kgtools.project.GraphProject.discover",
    "completion": None,
}


def test_every_command_is_in_the_table() -> None:
    assert list(CALLS) == [name for name, _ in COMMANDS]


@pytest.mark.parametrize(("command", "call"), [(c, call) for c, call in CALLS.items() if call], ids=lambda v: str(v))
def test_a_command_is_one_call_in_python_which_its_help_names(command: str, call: str) -> None:
    module, name = re.fullmatch(r"([a-z_.]+)\.([A-Z]\w*(?:\.\w+)?|\w+)", call).groups()
    assert callable(attrgetter(name)(importlib.import_module(module)))
    found = kgtools.get_command(kgtools.make_context("kgtools", ["config"]), command)
    assert found is not None
    said = re.search(r"In\s+Python:\s+([\w.]+)", found.help)
    assert said is not None
    assert call.endswith(said[1].removeprefix("kgtools."))

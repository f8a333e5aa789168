"""The generated pages of the docs: each is a file and the function that gives its text.

``python -m tests.generated`` writes them; with ``--check`` it fails when one is stale.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

#: file below the repository root -> "module:function", a function without arguments that returns the page's text
PAGES: dict[str, str] = {
    "docs/cli.md": "tests.docs.pages:cli_page",
    "docs/components.md": "tests.shacl.components_page:components_page",
    "docs/formats.md": "tests.writing.page:formats_page",
    "docs/moves.svg": "tests.pictures.readme:moves",
    "docs/notebook.ipynb": "tests.docs.notebook:notebook_page",
    "docs/ontology.html": "tests.docs.pages:ontology_page",
    "docs/python.md": "tests.docs.python_page:python_page",
    "docs/settings.md": "tests.docs.settings_page:settings_page",
    "docs/published-shapes.md": "tests.shacl.published:page",
    "docs/queries.md": "tests.query.pages:page",
    "docs/sparql-conformance.md": "tests.sparql.suites.page:conformance_page",
}


def text(page: str) -> str:
    module, function = PAGES[page].split(":")
    result = getattr(importlib.import_module(module), function)()
    assert isinstance(result, str)
    return result


def stale() -> list[str]:
    """The pages whose file is not what its function gives."""
    return [p for p in PAGES if not (ROOT / p).is_file() or (ROOT / p).read_text(encoding="utf-8") != text(p)]


def main() -> int:
    if "--check" in sys.argv:
        old = stale()
        for page in old:
            print(f"{page} is stale; run: python -m tests.generated", file=sys.stderr)
        return 1 if old else 0
    for page in PAGES:
        (ROOT / page).write_text(text(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

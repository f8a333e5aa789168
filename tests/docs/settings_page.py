"""The page of the settings of a project: the table that the package reads them by."""

from __future__ import annotations

import json

from kgtools.project import SETTINGS, environment_variable

__all__ = ["settings_page"]

_HEAD = """# The settings of a project

Made from the table of settings (`kgtools.project.SETTINGS`) by `python -m tests.generated`; do not edit.

A project is a folder with a `kgtools.toml`, which may be empty: every setting has a default. An environment variable
goes before the file, and an option of a command before both. `kgtools config` prints the settings in force, and where
each comes from; `kgtools init DIR` writes a file to start from.

| setting | default | environment variable | meaning |
|---|---|---|---|
"""
_TAIL = """
`project.name` is the key `name` of the table `[project]`:

```toml
[project]
name = "boats"
base = "https://example.org/boats/"

[query]
languages = ["en", "id"]
```

Two further tables have IRIs as keys and files, relative to the project, as values: `[imports]` names the file that is
read for an ontology that is imported (`owl:imports`), and `[contexts]` the file that is read for a JSON-LD context of
the web. Nothing is fetched in either case.

```toml
[imports]
"http://www.w3.org/2004/02/skos/core" = "vendor/skos.ttl"

[contexts]
"https://schema.org/" = "vendor/schemaorg.jsonld"
```

A list in an environment variable is written with commas: `KGTOOLS_LANGUAGES=en,id`. Two more variables are not
settings: `KGTOOLS_PROJECT` is the folder of the project, as `--project` is, and `KGTOOLS_CACHE` the folder of the
[column cache](cache.md). An unknown key, a value of another type, a folder outside of the project and a file that
is not TOML are errors (exit code 2); an environment variable may name a folder outside, since you set it.
"""


def settings_page() -> str:
    """The whole page, as Markdown."""
    rows = [
        f"| `{key}` | {_default(spec.default)} | `{environment_variable(key)}` | {spec.meaning} |"
        for key, spec in SETTINGS.items()
    ]
    return _HEAD + "\n".join(rows) + "\n" + _TAIL


def _default(value: object) -> str:
    return f"`{json.dumps(value)}`" if value not in ("", []) else "none"

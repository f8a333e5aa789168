"""A graph project: a folder with `ontology/`, `data/`, `queries/` and a `kgtools.toml`.

The project in force is the one that ``--project`` or ``KGTOOLS_PROJECT`` names, else the nearest `kgtools.toml` upward
from the working directory, else the graph that ships with kgtools. Every setting knows where its value comes from:
the default, the file, or the environment.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeAlias

from kgtools.errors import ParseError, SourceError, UnknownNameError, UsageError
from kgtools.model.rdf_files import rdf_files

__all__ = ["FILE_NAME", "SETTINGS", "GraphProject", "Setting", "environment_variable", "read_toml"]

FILE_NAME = "kgtools.toml"
#: what a setting may be: a text, a number, or a list of texts
SettingValue: TypeAlias = str | float | list[str]


class Setting(NamedTuple):
    """One value in force: its key, the value, and where it comes from."""

    key: str
    value: SettingValue
    origin: str


class _Spec(NamedTuple):
    default: SettingValue
    meaning: str


#: every setting there is, with its default and its meaning; the key is `table.name` of `kgtools.toml`
SETTINGS: Mapping[str, _Spec] = {
    "project.name": _Spec("", "a short name for the project"),
    "project.title": _Spec("", "its title, for people"),
    "project.base": _Spec("https://example.org/", "the base of its IRIs; terms are at `onto#`, graphs at `graph/`"),
    "paths.ontology": _Spec("ontology", "the folder of the ontology"),
    "paths.shapes": _Spec("ontology/shapes", "the folder of the SHACL shapes"),
    "paths.data": _Spec("data", "the folder of the data; built graphs are in `graph/` below it"),
    "paths.queries": _Spec("queries", "the folder of the stored queries"),
    "paths.contexts": _Spec("contexts", "the folder with local copies of JSON-LD contexts of the web"),
    "query.languages": _Spec(["en"], "the languages of labels, in order of preference"),
    "query.timeout": _Spec(60, "seconds after which a query is stopped; 0 for never"),
    "check.skip": _Spec([], "checks that `kgtools check` leaves out, by how their names begin"),
}


#: the table whose keys are IRIs of ontologies, and whose values are files
_IMPORTS = "imports"
#: the same of JSON-LD contexts
_CONTEXTS = "contexts"
#: the table of folders
_PATHS = "paths"
#: how the origin of a setting begins that comes from the environment
_ENVIRONMENT = "environment variable"


class GraphProject:
    """Where the parts of a graph project lie, and what its settings say.

    >>> project = GraphProject.shipped()
    >>> project.name, project.base
    ('talent-graph', 'https://w3id.org/talent-graph/')
    """

    def __init__(self, root: Path, settings: Mapping[str, Setting], *, is_shipped: bool = False) -> None:
        self.root = root
        #: whether this is the graph that ships with kgtools, and nobody has named its folder
        self.is_shipped = is_shipped
        self.settings = dict(settings)

    def __repr__(self) -> str:
        return f"GraphProject({str(self.root)!r})"

    @classmethod
    def discover(cls, start: Path | None = None, *, environ: Mapping[str, str] | None = None) -> GraphProject:
        """The project in force: `KGTOOLS_PROJECT`, else upward from `start` (the working directory), else the shipped.

        Raises :class:`SourceError` and :class:`UsageError` where the file found cannot be used.
        """
        environment = _or_process(environ)
        from_environment = environment.get("KGTOOLS_PROJECT", "")
        if from_environment:
            return cls.at(Path(from_environment), environ=environment)
        folder = (start or Path.cwd()).absolute()
        for candidate in (folder, *folder.parents):
            if (candidate / FILE_NAME).is_file():
                return cls.at(candidate, environ=environment)
        return cls.shipped(environ=environment)

    @classmethod
    def shipped(cls, *, environ: Mapping[str, str] | None = None) -> GraphProject:
        """The graph that ships with kgtools: in the wheel, or the checkout that the package is imported from."""
        package = Path(__file__).parent
        for candidate in (package / "shipped", package.parent.parent):
            path = candidate / FILE_NAME
            if path.is_file():
                return cls(candidate.absolute(), _settings(path, _or_process(environ)), is_shipped=True)
        raise SourceError(str(package), "the graph that ships with kgtools is missing; install kgtools-ld again")

    @classmethod
    def at(cls, root: Path, *, environ: Mapping[str, str] | None = None) -> GraphProject:
        """The project whose `kgtools.toml` lies in the folder `root` (or is the file `root`)."""
        path = root if root.name == FILE_NAME else root / FILE_NAME
        if not path.is_file():
            raise SourceError(str(path), "there is no such file; `kgtools init DIR` makes an empty project")
        return cls(path.parent.absolute(), _settings(path, _or_process(environ)))

    def check_writable(self) -> None:
        """Raises :class:`UsageError` for the graph that ships with kgtools, unless its folder is worked in, and where
        a link in the project leads what would be written out of it.
        """
        if self.is_shipped and not Path.cwd().is_relative_to(self.root):
            raise UsageError(
                f"there is no {FILE_NAME} in this folder or above it, and the graph that ships with kgtools cannot be "
                "changed; make a project with `kgtools init DIR`, or name one with --project."
            )
        if self.settings["paths.data"].origin.startswith(_ENVIRONMENT):
            return
        for folder in (self.path("data"), self.built_folder, self.path("data") / "articles"):
            if not folder.resolve().is_relative_to(self.root.resolve()):
                raise UsageError(
                    f"{folder} is a link out of the project, and nothing is written there; if that is meant, set the "
                    f"environment variable {environment_variable('paths.data')}."
                )

    def opened_again(self) -> GraphProject:
        """The same project with the files that it has now."""
        return GraphProject(self.root, self.settings, is_shipped=self.is_shipped)

    def _text(self, key: str) -> str:
        return str(self.settings[key].value)

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self.settings[key].value
        assert isinstance(value, list)
        return tuple(value)

    @property
    def name(self) -> str:
        return self._text("project.name") or self.root.name

    @property
    def title(self) -> str:
        return self._text("project.title") or self.name

    @property
    def base(self) -> str:
        """The base of the project's IRIs, ending with ``/`` or ``#``."""
        return self._text("project.base")

    @property
    def languages(self) -> tuple[str, ...]:
        return self._texts("query.languages")

    @property
    def timeout(self) -> float | None:
        """Seconds after which a query is ended, or None."""
        seconds = self.settings["query.timeout"].value
        assert isinstance(seconds, int | float)
        return float(seconds) or None

    @property
    def skipped_checks(self) -> tuple[str, ...]:
        """The beginnings of the names of checks that are left out."""
        return self._texts("check.skip")

    @property
    def imports(self) -> dict[str, Path]:
        """The files that answer imports, by the IRIs of the ontologies: the table ``[imports]``."""
        return self._files_of(_IMPORTS)

    @property
    def contexts(self) -> dict[str, Path]:
        """The files that stand for JSON-LD contexts of the web, by their IRIs: the table ``[contexts]``."""
        return self._files_of(_CONTEXTS)

    def _files_of(self, table: str) -> dict[str, Path]:
        own = f"{table}."
        return {
            key.removeprefix(own): self.root / str(setting.value)
            for key, setting in self.settings.items()
            if key.startswith(own)
        }

    def path(self, part: str) -> Path:
        """The folder of a part: ``ontology``, ``shapes``, ``data``, ``queries`` or ``contexts``."""
        return self.root / self._text(f"paths.{part}")

    def iri(self, local: str) -> str:
        """An IRI below the project's base.

        >>> GraphProject.shipped().iri("graph/accepted")
        'https://w3id.org/talent-graph/graph/accepted'
        """
        return self.base + local

    @cached_property
    def shapes_files(self) -> tuple[Path, ...]:
        return tuple(rdf_files(self.path("shapes")))

    @cached_property
    def ontology_files(self) -> tuple[Path, ...]:
        """The files of the ontology, the shapes apart."""
        shapes = set(self.shapes_files)
        return tuple(p for p in rdf_files(self.path("ontology")) if p not in shapes)

    @cached_property
    def source_files(self) -> tuple[Path, ...]:
        """The files of the data that people edit: all below `data/` but the built graphs."""
        built_folder = self.built_folder
        return tuple(p for p in rdf_files(self.path("data")) if built_folder not in p.parents)

    @property
    def built_folder(self) -> Path:
        """Where `kgtools build` writes: `data/graph/`."""
        return self.path("data") / "graph"

    def built_file(self, name: str) -> Path:
        return self.built_folder / f"{name}.ttl"

    @property
    def prefixes_file(self) -> Path:
        return self.path("ontology") / "prefixes.ttl"

    def query_files(self, *, kind: str = "stored") -> tuple[Path, ...]:
        """The `.rq` files: ``stored`` queries, ``rules`` (CONSTRUCT) or ``checks`` (must find nothing)."""
        folder = self.path("queries")
        files = []
        # a folder is looked through for each query that is asked: names, and paths of those alone that are wanted
        for at, _, names in os.walk(folder):
            below = at[len(str(folder)) :].lstrip(os.sep).split(os.sep)
            first = below[0]
            if (first in ("rules", "checks")) if kind == "stored" else (first != kind):
                continue
            files += [([*filter(None, below), name], Path(at, name)) for name in names if name.endswith(".rq")]
        return tuple(path for _, path in sorted(files))


def _or_process(environ: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environ is None else environ


def _settings(path: Path, environ: Mapping[str, str]) -> dict[str, Setting]:
    tables = read_toml(path)
    settings = {key: Setting(key, spec.default, "default") for key, spec in SETTINGS.items()}
    for table, values in tables.items():
        if not isinstance(values, dict):
            raise UsageError(f"{path}: `{table}` is outside a table; put it in one such as [project].")
        for name, value in values.items():
            key = f"{table}.{name}"
            if table in (_IMPORTS, _CONTEXTS):
                settings[key] = Setting(key, _file_of(table, name, value, str(path)), str(path))
                continue
            if key not in SETTINGS:
                raise UsageError(f"{path}: {UnknownNameError('setting', key, SETTINGS)}")
            settings[key] = Setting(key, _checked(key, value, str(path)), str(path))
    settings |= _from_environment(environ)
    for setting in settings.values():
        if setting.key.startswith(_PATHS + ".") and setting.origin == str(path):
            _check_inside(path, setting)
    return settings


def _check_inside(path: Path, setting: Setting) -> None:
    """Raise :class:`UsageError` for a folder outside of the project: a `kgtools.toml` may come from anybody."""
    root = os.path.abspath(path.parent)
    if not Path(os.path.normpath(Path(root, str(setting.value)))).is_relative_to(root):
        line = _line_of(path, setting.key)
        raise UsageError(
            f'{path if line is None else f"{path}:{line}"}: `{setting.key}` is "{setting.value}", which is outside of '
            f"the project; name a folder in it, or set the environment variable {environment_variable(setting.key)}."
        )


def _line_of(path: Path, key: str) -> int | None:
    """The line of a TOML file that sets a key; None where it is written in a way that does not show it."""
    table, _, name = key.partition(".")
    within = ""
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        words = re.sub(r"[\"'\s]", "", line.partition("=")[0].partition("#")[0])
        if words.startswith("["):
            within = words.strip("[]") + "."
        elif within + words == key or (words == table and name in line):
            return number
    return None


def _file_of(table: str, iri: str, value: object, origin: str) -> str:
    """The file that answers an import or stands for a context, as a table of IRIs names it."""
    if not isinstance(value, str) or not value:
        raise UsageError(f'{origin}: `{table}."{iri}"` must be the name of a file, relative to the project.')
    return value


def environment_variable(key: str) -> str:
    """The environment variable that goes before a setting of the file.

    >>> environment_variable("query.languages")
    'KGTOOLS_LANGUAGES'
    """
    return "KGTOOLS_" + key.split(".", 1)[1].upper()


def _from_environment(environ: Mapping[str, str]) -> dict[str, Setting]:
    settings = {}
    for key in SETTINGS:
        variable = environment_variable(key)
        if environ.get(variable):
            text = environ[variable]
            default = SETTINGS[key].default
            value: SettingValue = text
            if isinstance(default, list):
                value = [part.strip() for part in text.split(",") if part.strip()]
            elif isinstance(default, int):
                try:
                    value = float(text)
                except ValueError:
                    raise UsageError(f'{variable} cannot be "{text}": write a number of seconds.') from None
            settings[key] = Setting(key, _checked(key, value, variable), f"{_ENVIRONMENT} {variable}")
    return settings


def read_toml(path: Path) -> dict[str, object]:
    """The contents of a TOML file. Raises :class:`SourceError`, and :class:`ParseError` with line and column."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"^(.*) \(at line (\d+), column (\d+)\)$", str(error))
        reason, line, column = (match[1], int(match[2]), int(match[3])) if match else (str(error), None, None)
        raise ParseError(f"this is not TOML: {reason}.", source=str(path), line=line, column=column) from error
    except UnicodeDecodeError as error:
        raise SourceError(str(path), "this is not UTF-8 text; save the file as UTF-8") from error
    except OSError as error:
        raise SourceError(str(path), f"the file cannot be read ({(error.strerror or '').lower()})") from error


def _checked(key: str, value: object, origin: str) -> SettingValue:
    """The value of a setting, which has the type of its default. Raises :class:`UsageError`."""
    default = SETTINGS[key].default
    if isinstance(default, list):
        is_allowed = isinstance(value, list) and all(isinstance(text, str) and text for text in value)
        if not isinstance(value, list) or not is_allowed or (default and not value):
            example = '["en", "id"]' if default else '["ontology-no-inverse"]'
            raise UsageError(f"{origin}: `{key}` must be a list of strings such as {example}.")
        return value
    if isinstance(default, int):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise UsageError(f"{origin}: `{key}` must be a number that is not negative.")
        return value
    if not isinstance(value, str):
        raise UsageError(f"{origin}: `{key}` must be a string.")
    if key == "project.base" and not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]*[/#]", value):
        raise UsageError(f"{origin}: `{key}` must be an absolute IRI that ends with / or #.")
    return value

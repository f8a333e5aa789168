"""What a view is: an export for tools that know no RDF, or another RDF; it does not read back as the same graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.terms import Quad
from kgtools.reading.tags import Tags

if TYPE_CHECKING:
    from kgtools.table import Dataset

__all__ = ["View", "ViewOptions"]


@dataclass(frozen=True, kw_only=True)
class ViewOptions:
    """What views may need beside the quads.

    `ontology` are quads that say what classes and properties are called and are aligned to; `languages` are those of
    labels, in order of preference; `claims` is what the IRIs of named graphs that are claims begin with. With
    `any_graph` every named graph is a claim where no name of one begins so. `tags` are the spellings of language tags.
    """

    prefixes: Mapping[str, str] = field(default_factory=lambda: WELL_KNOWN)
    languages: Sequence[str] = ("en",)
    ontology: Sequence[Quad] = ()
    claims: str = ""
    any_graph: bool = False
    tags: Tags = field(default_factory=Tags)


@dataclass(frozen=True, kw_only=True)
class View:
    """A way to export: its name, what it is, and what writes it.

    `write` takes the quads and the options, and gives the bytes of each file by its name. A view with `folder` has
    several files; else it is one file with that `extension`. `write_columns` gives the same files for millions of
    triples, if the view can be written so; None is the answer for a dataset that has to be written as quads.
    """

    name: str
    title: str
    media_type: str
    extension: str
    folder: bool
    write: Callable[[Sequence[Quad], ViewOptions], dict[str, bytes]]
    write_columns: Callable[[Dataset, ViewOptions], dict[str, bytes] | None] | None = None

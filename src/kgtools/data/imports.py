"""What is imported, as validation takes it: ontologies beside the data, and shapes beside the shapes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kgtools.ontology.imports import Imports, Library
    from kgtools.reading import Source
    from kgtools.shacl.options import OptionKeywords

__all__ = ["with_imported", "with_ontologies"]


def with_ontologies(options: OptionKeywords, imports: Imports, ontology_files: Sequence[Path] = ()) -> OptionKeywords:
    """The options of a validation, with the ontology of a project and what is imported as ontologies beside the data.

    Only the engine of columns knows ontologies that are not validated; for another one nothing is added.
    """
    files = (*ontology_files, *imports.files)
    if not files or options.get("engine", "columns") != "columns":
        return options
    ontology = options.get("ontology", ())
    ontologies = (ontology,) if isinstance(ontology, str | os.PathLike) else tuple(ontology)
    return {**options, "ontology": (*ontologies, *files)}


def with_imported(shapes: Sequence[Source] | None, library: Library) -> Sequence[Source] | None:
    """The files of shapes with those that they import (SHACL, section 3.1); None stands for shapes in the data."""
    if shapes is None:
        return None
    from kgtools.ontology.imports import follow
    from kgtools.reading import expand_sources

    sources: list[Source] = [shapes] if isinstance(shapes, str | os.PathLike) else list(shapes)
    return [*sources, *follow(expand_sources(sources), library).files]

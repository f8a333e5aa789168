"""The page of a project's ontology: what the command does, as a function."""

from __future__ import annotations

from kgtools.ontology.ontology_page import ontology_page
from kgtools.project import GraphProject
from kgtools.reading.prefixes import project_prefixes

__all__ = ["project_ontology_page"]


def project_ontology_page(project: GraphProject) -> str:
    """The HTML page of a project's ontology; see :func:`kgtools.ontology.ontology_page.ontology_page`."""
    paths = [path for path in project.ontology_files if path != project.prefixes_file]
    return ontology_page(paths, languages=project.languages, prefixes=project_prefixes(project))

"""Imports of ontologies: which file answers an ``owl:imports``, and what is imported from file to file.

Only files on this machine are read, and only those that a catalog, the table ``[imports]`` of `kgtools.toml`, a folder
that was offered or the project names.
"""

from __future__ import annotations

from kgtools.ontology.imports.closure import Imports, MissingImport, follow, follow_stated, with_imports
from kgtools.ontology.imports.library import Library, library_of

__all__ = ["Imports", "Library", "MissingImport", "follow", "follow_stated", "library_of", "with_imports"]

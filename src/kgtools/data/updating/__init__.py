"""SPARQL Update over files: triples go and come where they are in the text, in all files of an update or in none."""

from kgtools.data.updating.planning import FileChange, Updated, UpdateFiles, open_files, plan_update

__all__ = ["FileChange", "UpdateFiles", "Updated", "open_files", "plan_update"]

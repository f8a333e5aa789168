"""Two sides that are named, compared: what differs, and how it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kgtools.comparing.difference import Difference, compare
from kgtools.comparing.reports import report_by_name
from kgtools.comparing.sides import read_sides
from kgtools.comparing.telling.words import Words, project_labels
from kgtools.project import GraphProject
from kgtools.reading import Format

__all__ = ["Comparison", "compare_sources"]


@dataclass(frozen=True)
class Comparison:
    """What must change in one side so that it says what the other says, and the names of what it is about.

    It is true where there is a difference.
    """

    difference: Difference
    words: Words

    def __bool__(self) -> bool:
        return bool(self.difference)

    def write(self, report: str = "text") -> str:
        """The difference in a report of :data:`REPORTS`: ``text``, ``patch``, ``sparql`` or ``json``.

        Raises :class:`UnknownNameError` for another one.
        """
        return report_by_name(report).write(self.difference, self.words)


def compare_sources(
    left: str,
    right: str,
    *,
    format: str | Format | None = None,
    languages: Sequence[str] = (),
    project: GraphProject | None = None,
) -> Comparison:
    """Compare two files or folders, ``-`` for standard input, or ``REV:path`` for what was in a git revision.

    `format` is that of both sides, if the file names do not show it. What differs is named by the labels on both sides,
    else by those of `project` (the one in force without), in the first of `languages` (the project's without) that
    there is one in.

    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> for name, age in ("a.ttl", "1"), ("b.ttl", "2"):
    ...     _ = (folder / name).write_text(f"<http://e/ann> <http://e/age> {age} .")
    >>> comparison = compare_sources(str(folder / "a.ttl"), str(folder / "b.ttl"))
    >>> bool(comparison), len(comparison.difference.added)
    (True, 1)

    Raises what :func:`kgtools.comparing.read_sides` raises.
    """
    before, after = read_sides(left, right, format=format)
    difference = compare(before.quads, after.quads)
    project_in_force = GraphProject.discover() if project is None else project
    words = Words(
        # both sides under the labels of the difference, the project's own words for what they do not name themselves
        (*difference.left, *difference.added, *project_labels(project_in_force)),
        languages=languages or project_in_force.languages,
        tags=before.tags.and_of(after.tags),
        prefixes={**after.prefixes, **before.prefixes},
    )
    return Comparison(difference, words)

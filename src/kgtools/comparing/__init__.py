"""What one graph says that another does not: files, folders and git revisions, blank nodes matched by content."""

from kgtools.comparing.comparison import Comparison, compare_sources
from kgtools.comparing.difference import Difference, compare
from kgtools.comparing.reports import REPORTS, Report, report_by_name
from kgtools.comparing.sides import Side, read_side, read_sides
from kgtools.comparing.telling.words import Words, project_labels

__all__ = [
    "REPORTS",
    "Comparison",
    "Difference",
    "Report",
    "Side",
    "Words",
    "compare",
    "compare_sources",
    "project_labels",
    "read_side",
    "read_sides",
    "report_by_name",
]

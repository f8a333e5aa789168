"""The keywords: forms, updates, and functions with the numbers of arguments that they take (section 19.8)."""

from __future__ import annotations

from typing import Final

from kgtools.sparql.builtins import FUNCTIONS

__all__ = ["AGGREGATES", "ARGUMENTS", "FORMS", "KEYWORDS", "SAME", "UPDATES"]

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")

AGGREGATES: Final = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"})

#: functions that have two names
SAME: Final = {"URI": "IRI", "ISURI": "ISIRI"}

#: forms that are written as functions, and evaluate their arguments in their own way (section 17.4.1)
_FORMS_OF_CALLS: Final[dict[str, tuple[int, int | None]]] = {
    "BOUND": (1, 1),
    "COALESCE": (0, None),
    "IF": (3, 3),
    "SAMETERM": (2, 2),
}

#: the fewest and the most arguments of each function; None is any number
ARGUMENTS: Final = {name: (function.fewest, function.most) for name, function in FUNCTIONS.items()} | _FORMS_OF_CALLS

_OTHERS = """
    PREFIX BASE VERSION FROM NAMED WHERE DISTINCT REDUCED AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES
    UNDEF OPTIONAL UNION MINUS GRAPH SERVICE SILENT FILTER BIND EXISTS NOT IN SEPARATOR TRUE FALSE
    USING DATA INTO TO DEFAULT ALL"""

#: all of them; what is none may be one that is misspelt
KEYWORDS: Final = frozenset({*FORMS, *UPDATES, *ARGUMENTS, *AGGREGATES, *_OTHERS.split()})

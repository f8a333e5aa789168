"""The keywords: forms, updates, and functions with the numbers of arguments that they take (section 19.8)."""

from __future__ import annotations

from typing import Final

__all__ = ["AGGREGATES", "ARGUMENTS", "FORMS", "KEYWORDS", "SAME", "UPDATES"]

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")

AGGREGATES: Final = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"})

#: functions that have two names
SAME: Final = {"URI": "IRI", "ISURI": "ISIRI"}

_WORDS: Final = {
    (0, 0): "RAND NOW UUID STRUUID",
    (0, 1): "BNODE",
    (
        1,
        1,
    ): """STR LANG LANGDIR DATATYPE BOUND IRI URI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR MONTH DAY
        HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC ISTRIPLE
        HASLANG HASLANGDIR SUBJECT PREDICATE OBJECT""",
    (2, 2): "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT SAMETERM",
    (2, 3): "REGEX SUBSTR",
    (3, 3): "IF STRLANGDIR TRIPLE",
    (3, 4): "REPLACE",
    (0, None): "COALESCE CONCAT",
}

#: the fewest and the most arguments of each function; None is any number
ARGUMENTS: Final = {word: numbers for numbers, words in _WORDS.items() for word in words.split()}

_OTHERS = """
    PREFIX BASE VERSION FROM NAMED WHERE DISTINCT REDUCED AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES
    UNDEF OPTIONAL UNION MINUS GRAPH SERVICE SILENT FILTER BIND EXISTS NOT IN SEPARATOR TRUE FALSE
    USING DATA INTO TO DEFAULT ALL"""

#: all of them; what is none may be one that is misspelt
KEYWORDS: Final = frozenset({*FORMS, *UPDATES, *ARGUMENTS, *AGGREGATES, *_OTHERS.split()})

"""The functions that have a keyword: the one place to add one, a row each.

The parser reads here how many arguments a function takes, the evaluation where it is; its module is imported when a
query first calls it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kgtools.sparql.terms.values import Values

__all__ = ["FRESH_IN_EACH_CALL", "FRESH_IN_EACH_QUERY", "FUNCTIONS", "Function"]


class Function:
    """A function that has a keyword: where it is, and how many arguments it takes.

    It is called with the context and its arguments, columns of one length, and gives a column of that length. One that
    is `by_row` also takes the table of solutions, and is called for every row: it may have another value in each. One
    that is `fresh` has a new value in each call or in each query, with the same arguments and the same data.
    """

    __slots__ = ("by_row", "fewest", "fresh", "most", "name", "place")

    def __init__(
        self,
        place: str,
        name: str,
        fewest: int,
        most: int | None = None,
        *,
        by_row: bool = False,
        fresh: Literal["", "call", "query"] = "",
    ) -> None:
        self.place = place
        self.name = name
        self.fewest = fewest
        #: None: any number
        self.most = most
        self.by_row = by_row
        self.fresh = fresh

    @property
    def evaluate(self) -> Callable[..., Values]:
        """The function itself."""
        function: Callable[..., Values] = getattr(
            importlib.import_module(f"kgtools.sparql.functions.{self.place}"), self.name
        )
        return function


FUNCTIONS: dict[str, Function] = {
    # numbers (section 17.4.4)
    "ABS": Function("numbers.numeric", "absolute", 1, 1),
    "CEIL": Function("numbers.numeric", "ceiling", 1, 1),
    "FLOOR": Function("numbers.numeric", "floor", 1, 1),
    "RAND": Function("numbers.numeric", "random", 0, 0, by_row=True, fresh="call"),
    "ROUND": Function("numbers.numeric", "rounded", 1, 1),
    # dates and times (section 17.4.5)
    "DAY": Function("numbers.dates", "day", 1, 1),
    "HOURS": Function("numbers.dates", "hours", 1, 1),
    "MINUTES": Function("numbers.dates", "minutes", 1, 1),
    "MONTH": Function("numbers.dates", "month", 1, 1),
    "NOW": Function("numbers.dates", "now", 0, 0, by_row=True, fresh="query"),
    "SECONDS": Function("numbers.dates", "seconds", 1, 1),
    "TIMEZONE": Function("numbers.dates", "timezone", 1, 1),
    "TZ": Function("numbers.dates", "tz", 1, 1),
    "YEAR": Function("numbers.dates", "year", 1, 1),
    # terms (section 17.4.2)
    "BNODE": Function("terms", "bnode", 0, 1, by_row=True, fresh="call"),
    "DATATYPE": Function("strings.languages", "datatype", 1, 1),
    "HASLANG": Function("strings.languages", "has_lang", 1, 1),
    "HASLANGDIR": Function("strings.languages", "has_langdir", 1, 1),
    "IRI": Function("terms", "iri", 1, 1),
    "ISBLANK": Function("terms", "is_blank", 1, 1),
    "ISIRI": Function("terms", "is_iri", 1, 1),
    "ISLITERAL": Function("terms", "is_literal", 1, 1),
    "ISNUMERIC": Function("terms", "is_numeric", 1, 1),
    "ISTRIPLE": Function("terms", "is_triple", 1, 1),
    "ISURI": Function("terms", "is_iri", 1, 1),
    "LANG": Function("strings.languages", "lang", 1, 1),
    "LANGDIR": Function("strings.languages", "langdir", 1, 1),
    "OBJECT": Function("triples", "object_of", 1, 1),
    "PREDICATE": Function("triples", "predicate", 1, 1),
    "STR": Function("terms", "string", 1, 1),
    "STRDT": Function("terms", "strdt", 2, 2),
    "STRLANG": Function("strings.languages", "strlang", 2, 2),
    "STRLANGDIR": Function("strings.languages", "strlangdir", 3, 3),
    "STRUUID": Function("terms", "struuid", 0, 0, by_row=True, fresh="call"),
    "SUBJECT": Function("triples", "subject", 1, 1),
    "TRIPLE": Function("triples", "triple", 3, 3),
    "URI": Function("terms", "iri", 1, 1),
    "UUID": Function("terms", "uuid", 0, 0, by_row=True, fresh="call"),
    # strings (section 17.4.3)
    "CONCAT": Function("strings.strings", "concat", 0),
    "CONTAINS": Function("strings.strings", "contains", 2, 2),
    "ENCODE_FOR_URI": Function("strings.strings", "encode_for_uri", 1, 1),
    "LANGMATCHES": Function("strings.languages", "lang_matches", 2, 2),
    "LCASE": Function("strings.strings", "lcase", 1, 1),
    "REGEX": Function("strings.matching", "regex", 2, 3),
    "REPLACE": Function("strings.matching", "replace", 3, 4),
    "STRAFTER": Function("strings.strings", "strafter", 2, 2),
    "STRBEFORE": Function("strings.strings", "strbefore", 2, 2),
    "STRENDS": Function("strings.strings", "strends", 2, 2),
    "STRLEN": Function("strings.strings", "strlen", 1, 1),
    "STRSTARTS": Function("strings.strings", "strstarts", 2, 2),
    "SUBSTR": Function("strings.strings", "substr", 2, 3),
    "UCASE": Function("strings.strings", "ucase", 1, 1),
    # hashes (section 17.4.6)
    "MD5": Function("strings.hashes", "md5", 1, 1),
    "SHA1": Function("strings.hashes", "sha1", 1, 1),
    "SHA256": Function("strings.hashes", "sha256", 1, 1),
    "SHA384": Function("strings.hashes", "sha384", 1, 1),
    "SHA512": Function("strings.hashes", "sha512", 1, 1),
}

#: functions that have another value in another call, or in another evaluation of the query at least (section 17.4)
FRESH_IN_EACH_CALL = frozenset(name for name, function in FUNCTIONS.items() if function.fresh == "call")
FRESH_IN_EACH_QUERY = frozenset(name for name, function in FUNCTIONS.items() if function.fresh)

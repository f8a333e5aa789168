"""What is said about an empty answer: one reason, in words and for programs."""

from __future__ import annotations

from typing import NamedTuple

from kgtools.errors import place
from kgtools.model.json import JsonDict

__all__ = ["NOT_STATED", "Remark"]

#: the kind whose message is what no rows mean, and speaks of no place in the query
NOT_STATED = "not-stated"


class Remark(NamedTuple):
    """One reason why an answer is empty.

    `kind` names the kind of reason (``unknown-term``, ``join``, ``filter`` …), `message` is a sentence, `pattern` is
    what it is about as it is written in the query, which is at `line` and `column` (from 1; 0 where the text of the
    query is not at hand). `nearest` are what may have been meant, as the query would write them; `rows` is how many
    rows there would be without the pattern, where that was counted.

    >>> remark = Remark("limit", "LIMIT 0 leaves out every row.", "LIMIT 0", 1, 20)
    >>> str(remark), remark.as_dict()["kind"]
    ('line 1, column 20: LIMIT 0 leaves out every row.', 'limit')
    """

    kind: str
    message: str
    pattern: str = ""
    line: int = 0
    column: int = 0
    nearest: tuple[str, ...] = ()
    rows: int | None = None
    source: str = ""

    def __str__(self) -> str:
        if self.kind == NOT_STATED:
            return self.message
        return f"{place(self.source, self.line or None, self.column or None)}{self.message}"

    def as_dict(self) -> JsonDict:
        """The remark for JSON; what is not known is left out."""
        members: JsonDict = {
            "kind": self.kind,
            "message": self.message,
            "pattern": self.pattern,
            "source": self.source,
            "line": self.line,
            "column": self.column,
            "nearest": list(self.nearest),
        }
        document: JsonDict = {name: value for name, value in members.items() if value}
        return document if self.rows is None else {**document, "rows": self.rows}

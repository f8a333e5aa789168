"""What Oxigraph says when it fails, in plain sentences with line and column."""

from __future__ import annotations

import re

from kgtools.errors import KgtoolsError, LimitError, QueryError, shorten

__all__ = ["ENGINE_FAULTS", "evaluation_error", "syntax_error"]

#: what pyoxigraph raises while it evaluates
ENGINE_FAULTS = (RuntimeError, ValueError, OSError, MemoryError, SyntaxError)


def syntax_error(error: Exception, *, source: str = "") -> QueryError:
    """Our error for one that Oxigraph's parser of queries raised, for what our own parser takes.

    >>> raise syntax_error(SyntaxError("error at 1:8: expected a pattern"))
    Traceback (most recent call last):
    kgtools.errors.QueryError: line 1, column 8: Oxigraph cannot read the query; it expects a pattern.
    """
    match = re.match(r"error at (\d+):(\d+): expected (.*)", str(error), re.DOTALL)
    if match is None:
        return QueryError(f"Oxigraph cannot read the query: {_sentence(str(error))}", source=source)
    reason = f"Oxigraph cannot read the query; it expects {_sentence(match[3])}"
    return QueryError(reason, source=source, line=int(match[1]), column=int(match[2]))


def evaluation_error(error: Exception, *, source: str = "") -> KgtoolsError:
    """Our error for one that came while a query was evaluated."""
    if isinstance(error, MemoryError):
        return LimitError("the query ran out of memory; narrow the query.")
    return QueryError(f"the query cannot be evaluated: {_sentence(str(error))}", source=source)


def _sentence(text: str) -> str:
    line = shorten(text, 200).strip()
    line = line[:1].lower() + line[1:] if line[:2].istitle() or line.startswith("The ") else line
    return line if line.endswith(".") else line + "."

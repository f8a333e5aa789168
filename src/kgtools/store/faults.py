"""What the engine says when it fails, in plain sentences with line and column."""

from __future__ import annotations

import re

from kgtools.errors import KgtoolsError, LimitError, QueryError, shorten
from kgtools.model.sparql import Token, nearest_keyword, place_of, tokenize

__all__ = ["ENGINE_FAULTS", "evaluation_error", "syntax_error"]

#: what pyoxigraph raises while it evaluates
ENGINE_FAULTS = (RuntimeError, ValueError, OSError, MemoryError, SyntaxError)

_PLACE = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
#: the engine lists what it expected; whole sentences among that are what it has understood and refuses
_SENTENCE = re.compile(r"(?:^|, |one of )(The [^\",\[]+|[A-Z][a-z][^\",\[]{12,})")


def syntax_error(error: Exception, text: str, *, source: str = "") -> QueryError:
    """Our error for one that the parser of queries raised."""
    found = _PLACE.match(str(error))
    if found is None:
        return QueryError(f"the query cannot be read: {_sentence(str(error))}", source=source)
    line, column = int(found[1]), int(found[2])
    understood = _SENTENCE.search(found[3])
    if understood is not None:
        message = f"the query is refused: {_sentence(understood[1])}"
        return QueryError(message, source=source, line=line, column=column)
    token = _token_at(text, line, column)
    if token is None:
        last = tokenize(text)[-1]
        message = f'the query cannot be read at its end, near "{shorten(last.text, 40)}"; something is missing there.'
    else:
        message = f'the query cannot be read here, near "{shorten(token.text, 40)}".'
        misspelt = _misspelt(text, token)
        if misspelt is not None:
            word, near = misspelt
            message = f'the query cannot be read here; did you mean {near} instead of "{word.text}"?'
            line, column = place_of(text, word.start)
    return QueryError(message, source=source, line=line, column=column)


def evaluation_error(error: Exception, *, source: str = "") -> KgtoolsError:
    """Our error for one that came while a query was evaluated."""
    if isinstance(error, MemoryError):
        return LimitError("the query needs more memory than there is; ask for less.")
    return QueryError(f"the query cannot be evaluated: {_sentence(str(error))}", source=source)


def _sentence(text: str) -> str:
    line = shorten(text, 200).strip()
    line = line[:1].lower() + line[1:] if line[:2].istitle() or line.startswith("The ") else line
    return line if line.endswith(".") else line + "."


def _token_at(text: str, line: int, column: int) -> Token | None:
    lines = text.split("\n")
    offset = sum(len(part) + 1 for part in lines[: line - 1]) + column - 1
    for token in tokenize(text):
        if token.end > offset:
            return token
    return None


def _misspelt(text: str, near: Token) -> tuple[Token, str] | None:
    """A word at the place, or just before it, that is no keyword and looks like one."""
    before = [token for token in tokenize(text) if token.start <= near.start][-3:]
    for token in reversed(before):
        if token.kind == "word" and token.text not in ("a", "true", "false"):
            found = nearest_keyword(token)
            if found and found[0] != token.upper and token.upper not in found:
                return token, found[0]
    return None

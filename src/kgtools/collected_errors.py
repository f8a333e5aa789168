"""Errors that are found at once and raised together: the first, with the others beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kgtools.errors import KgtoolsError

__all__ = ["Errors"]


class Errors:
    """Errors of things that do not depend on each other: kept as they are found, and raised together.

    >>> from kgtools.errors import QueryError
    >>> errors = Errors()
    >>> for name in ("a.rq", "b.rq"):
    ...     with errors.collecting():
    ...         raise QueryError("this is no rule.", source=name)
    >>> try:
    ...     errors.raise_found()
    ... except QueryError as error:
    ...     print(error, *error.__notes__, sep="\\n")
    a.rq: this is no rule.
    b.rq: this is no rule.
    """

    def __init__(self) -> None:
        self._errors: list[KgtoolsError] = []

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Keep an error of ours that is raised inside, and go on behind it."""
        try:
            yield
        except KgtoolsError as error:
            self._errors += (error, *error.others)

    def raise_found(self) -> None:
        """Raise the first error, if there is one, with the :attr:`~KgtoolsError.others`, which are notes of it, too."""
        if self._errors:
            first, *others = self._errors
            first.others = tuple(others)
            for other in others:
                first.add_note(str(other))
            raise first

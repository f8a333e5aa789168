"""Warnings: what a user should know although the work goes on."""

from __future__ import annotations

from collections.abc import Sequence

from kgtools.errors.sentences import shorten

__all__ = [
    "CacheWarning",
    "FunctionWarning",
    "InferenceWarning",
    "InputOrderWarning",
    "LeftOutWarning",
    "PrefixWarning",
]


class InputOrderWarning(UserWarning):
    """Some blank nodes are distinguished by their order in the input, as the bound on the work for more was met."""

    def __init__(self, nodes: int) -> None:
        super().__init__(
            f"{nodes} blank nodes look alike, and to tell them apart by content would take too long; their "
            "labels follow the order of the input, so the same triples in another order may get different labels."
        )


class PrefixWarning(UserWarning):
    """Files declare one prefix for different namespaces, so it stands for none of them."""

    def __init__(self, prefix: str, meanings: Sequence[tuple[str, str]]) -> None:
        uses = " and ".join(f"<{namespace}> in {file}" for file, namespace in meanings)
        super().__init__(f'the prefix "{prefix}:" is {uses}; declare the one you mean in the query.')


class CacheWarning(UserWarning):
    """Kept columns, or their folder, cannot be used; the work goes on without them."""


class LeftOutWarning(UserWarning):
    """A part of a document was left out when it was read, as the recommendation of its format says, because it is not
    well-formed: `reason`, with its place."""

    def __init__(self, reason: str, *, source: str, line: int | None = None, column: int | None = None) -> None:
        self.reason = reason
        self.source = source
        self.line = line
        self.column = column
        where = ":".join(str(part) for part in (source, line, column) if part)
        super().__init__(f"{where}: {reason}" if where else reason)


class InferenceWarning(UserWarning):
    """More may follow than was inferred: statements, rules or imports were not looked at."""


class FunctionWarning(UserWarning):
    """A function that was given in Python has failed, so the value of the row is an error; reported once in a query."""

    def __init__(self, iri: str, arguments: Sequence[object], error: Exception) -> None:
        self.iri = iri
        self.arguments = tuple(arguments)
        self.error = error
        texts = ", ".join(shorten(repr(argument), 60) for argument in arguments)
        why = shorten(str(error)) or "no reason was given"
        super().__init__(
            f"the function <{iri}> failed for ({texts}): {type(error).__name__}, {why}; the value there is an error, "
            "and further failures in this query are not reported."
        )

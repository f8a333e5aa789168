"""What a reader leaves out of a document, and says: the recommendation of the format has it so."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from kgtools.errors import LeftOutWarning

__all__ = ["noted", "tell"]

_NOTED: ContextVar[list[LeftOutWarning] | None] = ContextVar("noted", default=None)


def tell(remark: LeftOutWarning) -> None:
    """Tell a remark as a warning of Python, which the command line prints as a line."""
    remarks = _NOTED.get()
    if remarks is not None:
        remarks.append(remark)
    warnings.warn(remark, stacklevel=3)


@contextmanager
def noted() -> Iterator[list[LeftOutWarning]]:
    """The remarks that are told within the block: columns of such files are not kept, so that they are told again."""
    remarks: list[LeftOutWarning] = []
    before = _NOTED.set(remarks)
    try:
        yield remarks
    finally:
        _NOTED.reset(before)

"""What the literals of a file of columns are."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from kgtools.table.cache.file import SectionFile
from kgtools.table.kernels.arrow import text_array
from kgtools.table.literals import Literals
from kgtools.table.terms import Terms

__all__ = ["CachedLiterals"]


class CachedLiterals(Literals):
    """The literals of kept terms, of which what follows the quotation marks is kept, and of texts added to them."""

    def __init__(self, terms: Terms, file: SectionFile, texts: tuple[str, ...]) -> None:
        super().__init__(terms)
        self._file = file
        self._added = texts

    @cached_property
    def parts(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], list[str]]:
        """See :attr:`Literals.parts`."""
        suffixes = self._file.checked("suffixes", np.int32)
        ends = self._file.checked("offsets", np.int64)[1:]
        texts: list[str] = list(self._file.facts["suffixes"])
        # the last place is that of what has no suffix
        lengths = np.array([*(len(text.encode()) for text in texts), 0], np.int64)
        closes = np.where(suffixes < 0, -1, ends - lengths[suffixes] - 1)
        if not self._added:
            return closes, suffixes, texts
        places = {text: place for place, text in enumerate(texts)}
        more, their_suffixes, their_texts = Terms(text_array(self._added)).literals.parts
        table = np.array([places.setdefault(text, len(places)) for text in their_texts] + [-1], np.int32)
        shifted = np.where(more < 0, -1, more + (int(ends[-1]) if len(ends) else 0))
        return np.concatenate([closes, shifted]), np.concatenate([suffixes, table[their_suffixes]]), list(places)

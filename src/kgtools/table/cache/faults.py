"""Why a file of columns, or the folder that it is in, is not used."""

from __future__ import annotations

__all__ = ["DamagedFileError", "UntrustedFolderError"]


class DamagedFileError(Exception):
    """The bytes are not those that were written."""


class UntrustedFolderError(Exception):
    """Others than the user may write in the folder."""

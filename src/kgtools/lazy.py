"""Names of a package that are imported when they are used: importing the package loads none of its modules."""

from __future__ import annotations

import importlib

# as in the package itself: `typing` takes as long to import as Python takes to start
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["lazy_names"]


def lazy_names(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """The function ``__getattr__`` of a package (PEP 562) for names whose modules, below the package, `homes` has.

    It raises :class:`AttributeError` for another name, as Python does.

    >>> find = lazy_names("kgtools.errors", {"nearest": "sentences"})
    >>> find("nearest")("cat", ["cut", "dog"])
    ('cut',)
    """

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{package}.{homes[name]}"), name)

    return find

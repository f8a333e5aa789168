"""The contents of the pages of a graph, looked up once: things, labels, claims, dates, the order of properties."""

from __future__ import annotations

from kgtools.pages.contents.contents import Contents

__all__ = ["Contents"]

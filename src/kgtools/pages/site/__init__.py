"""All pages of a graph as files that any host can serve: what files there are, and how they are written."""

from __future__ import annotations

from kgtools.pages.site.building import Built, build_site, check_site

__all__ = ["Built", "build_site", "check_site"]

"""All pages of a graph as files that any host can serve: what files there are, and how they are written."""

from __future__ import annotations

from kgtools.pages.site.building import SiteSummary, build_site, check_site

__all__ = ["SiteSummary", "build_site", "check_site"]

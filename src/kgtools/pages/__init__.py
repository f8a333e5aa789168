"""The pages of a graph: pure functions from what the facade gives to HTML and SVG, for a server and a static site.

What a caller needs, in this order:

1. ``Contents(graph, articles=None)``: a graph as its pages need it; made once, and read by every page.
2. ``find_page(path, parameters, languages=…, chosen=…)``: the :class:`Page` and the :class:`Request` for an address
   such as ``/doc/person/ada``, or None. ``reader_languages(chosen, accepted, project)`` gives the languages.
3. ``page.render(contents, request)``: a :class:`Document` with its HTML, its status, its other forms, or a location.
   It raises :class:`kgtools.errors.KgtoolsError` where it cannot be made; ``error_page`` shows one.
4. ``asset(name)``: the bytes and the media type of the style and the script (``ASSETS``), at ``/assets/NAME``.
5. ``entity_data(contents, iri, format)``: the RDF beside the page of a thing.

A page whose ``table`` is not None gives the same as CSV, at its path with ``.csv`` behind it:
``page.table(contents, request)``. ``build_site`` writes all of them as files.

``PAGES`` is the table of all pages: a row adds a page to the server, the static site, the sitemap and the link check.
"""

from __future__ import annotations

from kgtools.pages.assets import ASSETS, asset
from kgtools.pages.contents import Contents
from kgtools.pages.data import entity_data
from kgtools.pages.request import Alternate, Document, QueryLimits, Request, reader_languages
from kgtools.pages.site import build_site, check_site
from kgtools.pages.table import PAGES, Page, error_page, find_page

__all__ = [
    "ASSETS",
    "PAGES",
    "Alternate",
    "Contents",
    "Document",
    "Page",
    "QueryLimits",
    "Request",
    "asset",
    "build_site",
    "check_site",
    "entity_data",
    "error_page",
    "find_page",
    "reader_languages",
]

"""The style and the scripts of the pages, as they lie beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["ASSETS", "EDITOR_ASSETS", "ENGINE_ASSETS", "PAGE_ASSETS", "asset"]

_SCRIPT = "text/javascript; charset=utf-8"
_STYLE = "text/css; charset=utf-8"
#: what pages ask for: every page, and that of the network
PAGE_ASSETS: Mapping[str, str] = {
    "style.css": _STYLE,
    "script.js": _SCRIPT,
    "network.js": _SCRIPT,
    "icon.svg": "image/svg+xml",
}
#: what the page of the SPARQL editor asks for besides
EDITOR_ASSETS: Mapping[str, str] = {"editor.js": _SCRIPT, "yasgui.min.js": _SCRIPT, "yasgui.min.css": _STYLE}
#: the engine that answers queries in a reader's browser, for a static site
ENGINE_ASSETS: Mapping[str, str] = {"oxigraph.js": _SCRIPT, "oxigraph.wasm": "application/wasm"}
#: the files that a server gives to pages, with their media types
ASSETS: Mapping[str, str] = {**PAGE_ASSETS, **EDITOR_ASSETS}


def asset(name: str) -> tuple[bytes, str]:
    """The bytes and the media type of a file for pages. Raises :class:`KeyError` for another name.

    >>> asset("style.css")[1]
    'text/css; charset=utf-8'
    """
    media_type = {**ASSETS, **ENGINE_ASSETS}[name]
    folder = Path(__file__).parent
    path = folder / name
    return (path if path.is_file() else folder / "vendor" / name).read_bytes(), media_type

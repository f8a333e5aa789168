"""The templates of the pages, beside this module, and the one environment that renders them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import ExtraMissingError
from kgtools.text.characters import visible
from kgtools.text.direction import text_direction
from kgtools.text.interface import INTERFACE_LANGUAGES
from kgtools.text.language_names import language_name
from kgtools.text.markup import Html, bdi

if TYPE_CHECKING:
    import jinja2

    from kgtools.pages.contents import Contents
    from kgtools.pages.request import Request

__all__ = ["rendered"]

#: the pages of the menu, in their order
_MENU = (
    "queries",
    "timelines",
    "flow",
    "network",
    "conflicts",
    "articles",
    "ontology",
    "validation",
    "editor",
    "everything",
)

#: menus that are kept: one a folder, kind of page and language; who makes up folders makes none of them stay
_MAX_MENUS = 1_000


def rendered(template: str, contents: Contents, request: Request, **values: object) -> str:
    """The text of a page: a template with values, which are escaped unless they are markup.

    `template` is the name of a file beside this module.

    >>> from kgtools.graph import KnowledgeGraph
    >>> from kgtools.pages.contents import Contents
    >>> from kgtools.pages.table import find_page
    >>> _, request = find_page("/")
    >>> contents = Contents(KnowledgeGraph.from_bytes(b"", format="turtle"))
    >>> "a &lt; b" in rendered("error.html", contents, request, sentence="a < b", status=404, near=())
    True

    Raises :class:`ExtraMissingError` where Jinja2 is not installed.
    """
    words, links = request.words, request.links
    others = dict(request.trees)
    if not request.is_static:
        others = dict.fromkeys([*INTERFACE_LANGUAGES, *contents.project.languages], "")
    arguments = {key: value for key, value in request.arguments.items() if key != "lang"}
    translations = []
    if request.page in links.routes and len(others) > 1:
        translations = [
            (
                language,
                language_name(language),
                links.in_language(request.page, language, folder, **arguments),
            )
            for language, folder in others.items()
        ]
    # labels may be in a language that the interface does not speak
    current = next((language for language in request.languages if language in others), words.language)
    menu, search = _menu(contents, request)
    return (
        _environment()
        .get_template(template)
        .render(
            t=words,
            contents=contents,
            request=request,
            links=links,
            translations=translations,
            current=current,
            menu=menu,
            search=search,
            **values,
        )
    )


def _menu(contents: Contents, request: Request) -> tuple[Html, Html]:
    """The menu and the search field, which all pages of one kind in a folder have in common."""
    links = request.links
    key = (*links.common, request.page, request.language)
    htmls = contents.menus.get(key)
    if htmls is None:
        hrefs = ((name, links.to(name)) for name in _MENU if name not in contents.empty_pages)
        menu = [(name, href) for name, href in hrefs if href is not None]
        texts = (
            _environment()
            .get_template(template)
            .render(t=request.words, contents=contents, request=request, links=links, menu=menu)
            for template in ("menu.html", "search_form.html")
        )
        htmls = (Html(next(texts)), Html(next(texts)))
        if len(contents.menus) >= _MAX_MENUS:
            contents.menus.clear()
        contents.menus[key] = htmls
    return htmls


@functools.cache
def _environment() -> jinja2.Environment:
    try:
        import jinja2
    except ImportError as error:
        raise ExtraMissingError("The pages", "server") from error
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["visible"] = visible
    environment.filters["bdi"] = bdi
    environment.filters["direction"] = text_direction
    return environment

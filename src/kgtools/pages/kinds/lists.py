"""Lists of things: all from A to Z, and those that a search finds."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence

from kgtools.pages.contents import Contents
from kgtools.pages.request import Document, Request
from kgtools.pages.tables import simple_table
from kgtools.pages.templates import rendered
from kgtools.text.markup import Html, bdi, element, joined

__all__ = ["everything", "list_of_things", "matching_things", "search", "search_entries"]

#: things that a list or a search shows
MAX_SHOWN = 5_000
_MAX_FOUND = 100


def everything(contents: Contents, request: Request) -> Document:
    """All things that have a label, by their first letter."""
    t = request.words
    named_things = [iri for iri in contents.things if iri in contents.names]
    body = list_of_things(named_things or list(contents.things), contents, request, by_letter=True)
    return Document(html=rendered("plain.html", contents, request, heading=t("everything"), body=body, notes=[]))


def search(contents: Contents, request: Request) -> Document:
    """The things whose names, in any language and script, have the words that are looked for (``?q=``)."""
    t = request.words
    text = request.arguments.get("q", "")[:200]
    rows = []
    for iri, name in matching_things(contents, text)[:_MAX_FOUND]:
        kinds = (contents.label(kind, request.languages) for kind in contents.kinds_of(iri))
        class_names = joined(*(bdi(label.value, label.language) for label in kinds), separator=", ")
        rows.append([contents.link(iri, request), bdi(name), class_names])
    table = simple_table(t("found", n=len(rows)), [t("names"), t("match"), t("classes")], rows) if rows else Html("")
    index = Html("")
    if request.is_static:
        # a page from file: may not fetch, so it has what it searches; no text can end the element
        index = Html(json.dumps(search_entries(contents), ensure_ascii=False).replace("<", "\\u003c"))
    html = rendered("search.html", contents, request, text=text, table=table, index=index)
    return Document(html=html)


def matching_things(contents: Contents, text: str) -> list[tuple[str, str]]:
    """Things whose name begins with the text, then those whose name contains it."""
    from kgtools.query.labels.entities import matching_form

    form_of_text = matching_form(text)
    if not form_of_text:
        return []
    ranked = []
    for iri, forms in contents.search_names.items():
        best = min(((_fit(form, form_of_text), name) for form, name in forms), default=(9, ""))
        if best[0] < 9:
            ranked.append((best[0], best[1].casefold(), iri, best[1]))
    return [(iri, name) for _, _, iri, name in sorted(ranked)]


def search_entries(contents: Contents) -> list[dict[str, object]]:
    """The things that a static site finds by name: their names, and the file of the page of each."""
    from kgtools.pages.addresses import page_file

    entries: list[dict[str, object]] = []
    for iri, names in contents.search_names.items():
        address = contents.things[iri].address
        pattern, arguments = ("/doc/{thing:path}", {"thing": address}) if address else ("/about", {"iri": iri})
        distinct = list(dict.fromkeys(name for _, name in names))
        entries.append({"names": distinct, "file": page_file(pattern, arguments)})
    return entries


def _fit(form: str, text: str) -> int:
    if form == text:
        return 0
    if form.startswith(text):
        return 1
    if f" {text}" in f" {form}":
        return 2
    return 3 if text in form else 9


def list_of_things(iris: Sequence[str], contents: Contents, request: Request, *, by_letter: bool = False) -> Html:
    """Links to things in the order of their labels, in one list or in one for each first letter."""
    labelled = [(contents.label(iri, request.languages), iri) for iri in iris[:MAX_SHOWN]]
    labelled.sort(key=lambda item: (_key(item[0].value), item[0].value, item[1]))
    rest = element("p", f"… +{len(iris) - MAX_SHOWN:,}") if len(iris) > MAX_SHOWN else None
    if not by_letter:
        links = (element("li", contents.link(iri, request)) for _, iri in labelled)
        return joined(element("ul", *links, class_="columns"), rest)
    letters: dict[str, list[str]] = {}
    for label, iri in labelled:
        letters.setdefault((_key(label.value) or "#")[0].upper(), []).append(iri)
    parts = []
    for number, (letter, members) in enumerate(letters.items()):
        links = (element("li", contents.link(iri, request)) for iri in members)
        heading = element("h2", bdi(letter), id=f"letter-{number}")
        parts.append(
            element("section", heading, element("ul", *links, class_="columns"), aria_labelledby=f"letter-{number}")
        )
    return joined(*parts, rest)


def _key(text: str) -> str:
    """A text as it is sorted: without accents and case, and without what is no letter or digit at its start."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    start = next((at for at, c in enumerate(plain) if c.isalnum()), len(plain))
    return plain[start:]

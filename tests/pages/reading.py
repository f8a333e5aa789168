"""Pages as the tests read them: a strict reader of HTML, and the addresses of every page."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qs

from kgtools.pages import PAGES, Contents, Document, find_page
from kgtools.pages.addresses import filled

VOID = {"meta", "link", "input", "br", "hr", "img"}
#: the types of script elements that hold no script
DATA = ("application/json", "application/ld+json")


class Read(HTMLParser):
    """A page: its elements with their attributes, and what is wrong with how they are nested."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        if self._open:
            self.faults.append(f"not closed: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"an attribute of {tag} is there twice")
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [given[attribute] or "" for _, given in self.elements if attribute in given]

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)

    def wrong(self) -> Iterator[str]:
        """What no page may have."""
        yield from self.faults
        ids = self.values("id")
        yield from {f'the id "{one}" is there twice' for one in ids if ids.count(one) > 1}
        if self.count("h1") != 1:
            yield f"{self.count('h1')} first headings"
        for tag, given in self.elements:
            for name, value in given.items():
                if name.startswith("on") or name == "style":
                    yield f"{tag} has {name}"
                if name in ("href", "src", "action") and (value or "").split(":")[0] in ("javascript", "data", "file"):
                    yield f"{tag} leads to {value}"
            if (
                tag == "script"
                and "src" not in given
                and given.get("type") not in ("application/json", "application/ld+json")
            ):
                yield "a script within the page"
            if (
                tag == "a"
                and (given.get("href") or "").startswith("http")
                and "noopener" not in (given.get("rel") or "")
            ):
                yield f"a link out without rel: {given.get('href')}"
        labelled = {value for tag, given in self.elements if tag == "label" and (value := given.get("for"))}
        for tag, given in self.elements:
            is_field = tag in ("input", "select") and given.get("type") != "hidden" and "id" in given
            if is_field and given["id"] not in labelled and "aria-label" not in given:
                yield f"a field without a label: {given}"


def ask(contents: Contents, address: str, *, languages: tuple[str, ...] = ("en",)) -> Document:
    """The document at an address of a server."""
    path, _, query = address.partition("?")
    found = find_page(path, parse_qs(query), languages=languages)
    assert found is not None, address
    page, request = found
    return page.render(contents, request)


def addresses(contents: Contents, *, most: int = 4) -> Iterator[str]:
    """The addresses of some pages of every kind."""
    for page in PAGES:
        for at, arguments in enumerate(page.enumerate(contents)):
            if at < most:
                yield filled(page.pattern, arguments)

"""Every link of the pages is answered, whatever the names of things are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest

from kgtools import KnowledgeGraph
from kgtools.serving.service import Service
from tests.serving.asking import ask

#: no prefix is declared; names have what addresses are made of
_BRIDGES = """
<https://bruecken.example/onto/Brücke> <{rdf}type> <{owl}Class> .
<https://bruecken.example/onto/Brücke> <{rdfs}label> "Brücke"@de .
<https://bruecken.example/id/a/b?c=d> <{rdf}type> <https://bruecken.example/onto/Brücke> .
<https://bruecken.example/id/a/b?c=d> <https://bruecken.example/onto/gebaut> "1893-05-01"^^<{xsd}date> .
<https://bruecken.example/id/50%25> <{rdf}type> <https://bruecken.example/onto/Brücke> .
<https://bruecken.example/id/50%25> <{rdfs}label> "\\u202e<b>"@de .
<https://bruecken.example/id/50%25> <https://bruecken.example/onto/gebaut> "1893-07-01"^^<{xsd}date> .
<urn:isbn:1> <{rdf}type> <https://bruecken.example/onto/Brücke> .
<urn:isbn:1> <https://bruecken.example/onto/gebaut> "1911"^^<{xsd}gYear> .
""".format(
    rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    rdfs="http://www.w3.org/2000/01/rdf-schema#",
    owl="http://www.w3.org/2002/07/owl#",
    xsd="http://www.w3.org/2001/XMLSchema#",
)


def _resolved(here: str, link: str) -> str | None:
    """The address that a browser goes to (RFC 3986, section 5.2); none outside of the server, or of the page itself."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not link:
        return None
    folders = urlsplit(here).path.split("/")[1:-1]
    steps = parts.path.split("/")
    if not parts.path:
        return urlsplit(here).path + (f"?{parts.query}" if parts.query else "")
    if parts.path.startswith("/"):
        folders, steps = [], steps[1:]
    for step in steps[:-1]:
        if step == "..":
            folders = folders[:-1]
        elif step != ".":
            folders.append(step)
    last = "" if steps[-1] == "." else steps[-1]
    return "/" + "/".join([*folders, last]) + (f"?{parts.query}" if parts.query else "")


def _links(service: Service, start: str, most: int) -> Iterator[tuple[str, int]]:
    """The addresses that pages lead to, each with the status of its answer."""
    found, ahead = {start}, [start]
    while ahead and len(found) < most:
        here = ahead.pop(0)
        answer = ask(service, here, accept="text/html, */*;q=0.1")
        yield here, answer.status
        if answer.media_type.startswith("text/html"):
            for link in re.findall(r'(?:href|src)="([^"]*)"', answer.body.decode()):
                there = _resolved(here, unescape(link).partition("#")[0])
                if there is not None and there not in found:
                    found.add(there)
                    ahead.append(there)


@pytest.mark.parametrize("name", ["without prefixes", "fleet"])
def test_every_link_is_answered(name: str, fleet: Service) -> None:
    data = _BRIDGES.encode()
    service = fleet if name == "fleet" else Service(KnowledgeGraph.from_bytes(data, format="nt"))
    statuses = dict(_links(service, "/", 90))
    assert {address: status for address, status in statuses.items() if status not in (200, 303)} == {}
    assert any(address.startswith("/kinds/") for address in statuses)

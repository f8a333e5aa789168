"""A citation as CSL-JSON, which Zotero, pandoc and others read (schema csl-data.json 1.0.2)."""

from __future__ import annotations

import json
import re

from kgtools.model.json import JsonDict
from kgtools.query.citations.records import ArticleRef, Citation
from kgtools.query.citations.texts import spans
from kgtools.text.names import last_part

__all__ = ["as_csl_json", "csl_items"]


def as_csl_json(citation: Citation) -> str:
    """The items of a citation as JSON: see :func:`csl_items`.

    >>> from kgtools.query.citations.records import GraphRef
    >>> graph = GraphRef(iri="https://e.org/", title="Boats", version="2")
    >>> print(as_csl_json(Citation(iri="https://e.org/wren", label="Wren", is_claim=False, graph=graph)), end="")
    [
      {
        "id": "wren",
        "type": "entry",
        "title": "Wren",
        "container-title": "Boats",
        "version": "2",
        "URL": "https://e.org/wren"
      }
    ]
    """
    return json.dumps(csl_items(citation), ensure_ascii=False, indent=2) + "\n"


def csl_items(citation: Citation) -> list[JsonDict]:
    """The items of a citation: the thing or claim, as an entry of the graph, and each article.

    >>> from kgtools.query.citations.records import GraphRef
    >>> graph = GraphRef(iri="https://e.org/", title="Boats", modified="2031-05-02")
    >>> item, = csl_items(Citation(iri="https://e.org/wren", label="Wren", is_claim=False, graph=graph))
    >>> item["type"], item["title"], item["container-title"], item["issued"]
    ('entry', 'Wren', 'Boats', {'date-parts': [[2031, 5, 2]]})
    """
    graph = citation.graph
    notes = [f"data SHA-256 {graph.sha256}"] if graph.sha256 else []
    item: JsonDict = {
        "id": last_part(citation.iri),
        "type": "entry",
        "title": citation.label,
        "container-title": graph.title,
        "version": graph.version,
        "publisher": graph.publisher,
        "issued": _date(graph.modified),
        "URL": citation.iri,
        "note": "; ".join([*notes, *citation.places]),
    }
    return [_lean(item), *(_article(citation, article) for article in citation.articles)]


def _article(citation: Citation, article: ArticleRef) -> JsonDict:
    digest = f"; SHA-256 {article.sha256}" if article.sha256 else ""
    return _lean(
        {
            "id": f"article-{article.number}",
            "type": "article",
            "title": article.title or f"Article {article.number}",
            "author": [{"literal": article.creator}] if article.creator else [],
            "publisher": article.publisher,
            "issued": _date(article.issued),
            "language": article.language,
            "URL": article.url or article.iri,
            "note": f"characters {spans(citation, article)}{digest}",
        }
    )


def _date(text: str) -> dict[str, list[list[int]]]:
    match = re.match(r"([0-9]{4})(?:-([0-9][0-9])(?:-([0-9][0-9]))?)?", text)
    return {"date-parts": [[int(part) for part in match.groups() if part]]} if match else {}


def _lean(item: JsonDict) -> JsonDict:
    return {key: value for key, value in item.items() if value}

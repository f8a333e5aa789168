"""A citation as BibTeX: one entry for the thing or the claim, one for each article."""

from __future__ import annotations

import re

from kgtools.query.citations.records import ArticleRef, Citation
from kgtools.query.citations.texts import spans
from kgtools.text.names import last_part

__all__ = ["as_bibtex"]

#: what LaTeX reads as a command or a sign, and how it is written so that it stands for itself
_SPECIAL = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces whatever stands before them
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: "\\" + sign for sign in "&%$#_"},
}


def as_bibtex(citation: Citation) -> str:
    r"""The entries of a citation, in UTF-8.

    >>> from kgtools.query.citations.records import GraphRef
    >>> graph = GraphRef(iri="https://e.org/", title="Boats & bays")
    >>> print(as_bibtex(Citation(iri="https://e.org/wren", label="Wren", is_claim=False, graph=graph)), end="")
    @misc{wren,
      title = {{Wren}},
      howpublished = {Boats \& bays},
      url = {https://e.org/wren}
    }
    """
    graph = citation.graph
    version = f", version {graph.version}" if graph.version else ""
    fields = {
        "title": _braced(citation.label),
        "publisher": _escaped(graph.publisher),
        "year": graph.modified[:4] if re.match(r"[0-9]{4}", graph.modified) else "",
        "howpublished": _escaped(graph.title + version),
        "version": _escaped(graph.version),
        "url": _url(citation.iri),
        "note": _escaped(_note(citation)),
    }
    entries = [_entry("misc", _key(citation.iri), fields)]
    entries += [_article(citation, article) for article in citation.articles]
    return "\n".join(entries)


def _note(citation: Citation) -> str:
    parts = [f"data SHA-256 {citation.graph.sha256}"] if citation.graph.sha256 else []
    parts += list(citation.places)
    return "; ".join(parts)


def _article(citation: Citation, article: ArticleRef) -> str:
    digest = f"; SHA-256 {article.sha256}" if article.sha256 else ""
    fields = {
        "title": _braced(article.title or f"Article {article.number}"),
        "author": _braced(article.creator) if article.creator else "",
        "publisher": _escaped(article.publisher),
        "year": article.issued[:4] if re.match(r"[0-9]{4}", article.issued) else "",
        "language": _escaped(article.language),
        "url": _url(article.url or article.iri),
        "note": _escaped(f"characters {spans(citation, article)}{digest}".replace("–", "--")),
    }
    return _entry("misc", _key(article.iri, "article-"), fields)


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{kind}{{{key},\n{lines}\n}}\n"


def _key(iri: str, prefix: str = "") -> str:
    """A key of letters, digits and hyphens, made of the end of an IRI."""
    return prefix + (re.sub(r"[^A-Za-z0-9-]+", "-", last_part(iri)).strip("-") or "thing")


def _url(address: str) -> str:
    """An address, which is read as it is, without what would end the field."""
    return re.sub(r"[{}\\\s]", lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), address)


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def _braced(text: str) -> str:
    """A text whose capitals a style leaves as they are."""
    return f"{{{_escaped(text)}}}"

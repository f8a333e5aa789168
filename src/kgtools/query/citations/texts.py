"""A citation as text for a footnote."""

from __future__ import annotations

from kgtools.query.citations.records import ArticleRef, Citation, GraphRef

__all__ = ["article_text", "as_text", "graph_text", "spans"]


def as_text(citation: Citation) -> str:
    """The lines of a citation: the thing or the claim in the graph, and the passages that it rests on.

    >>> graph = GraphRef(iri="https://e.org/", title="Boats", version="1.2", sha256="ab" * 32)
    >>> print(as_text(Citation(iri="https://e.org/wren", label="Wren", is_claim=False, graph=graph)), end="")
    “Wren”. In: Boats, version 1.2 (data SHA-256 abababababab…). https://e.org/wren
    """
    end = "" if citation.label.endswith((".", "?", "!")) else "."
    lines = [f"“{citation.label}{end if citation.is_claim else ''}”{'' if citation.is_claim else '.'} In: "]
    lines[0] += f"{graph_text(citation.graph)}. {citation.iri}"
    for article in citation.articles:
        lines.append(f"  {article_text(article)}, characters {spans(citation, article)}")
        claims = [c for c in citation.of_article(article) if c.certainty != "asserted" or c.speaker]
        if citation.is_claim:
            lines += [f"    {c.certainty}{f' (says {c.speaker})' if c.speaker else ''}" for c in claims]
    if citation.places and not citation.is_claim:
        lines.append(f"  {', '.join(citation.places)}")
    return "\n".join(lines) + "\n"


def graph_text(graph: GraphRef) -> str:
    """The graph in one phrase: title, version, publisher, and the digest of its data."""
    version = f", version {graph.version}" if graph.version else ""
    digest = f" (data SHA-256 {graph.sha256[:12]}…)" if graph.sha256 else ""
    return f"{graph.title}{version}{digest}" + (f", {graph.publisher}" if graph.publisher else "")


def article_text(article: ArticleRef) -> str:
    """An article in one phrase: what is stated of it, and the digest of its file."""
    parts = [article.creator, f"“{article.title}”" if article.title else "", article.publisher, article.issued]
    if not article.publisher:
        parts.append("publisher not stated")
    description = ", ".join(part for part in parts if part)
    digest = f"SHA-256 {article.sha256}" if article.sha256 else ""
    inner = ", ".join(part for part in (description, article.language, digest, article.url) if part)
    return f"Article {article.number}" + (f" ({inner})" if inner else "")


def spans(citation: Citation, article: ArticleRef) -> str:
    """The spans of an article that a citation rests on, each once, as offsets of code points."""
    offsets = dict.fromkeys((claim.start, claim.end) for claim in citation.of_article(article))
    return ", ".join(f"{start}–{end}" for start, end in offsets)

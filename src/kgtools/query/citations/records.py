"""What a citation names: the graph in its version, the claims, and the articles that they come from."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ArticleRef", "Citation", "ClaimRef", "GraphRef"]


@dataclass(frozen=True, kw_only=True)
class GraphRef:
    """The graph: its title, and the version that is cited. `sha256` is over the digests of its files."""

    iri: str
    title: str
    version: str = ""
    publisher: str = ""
    modified: str = ""
    license: str = ""
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class ArticleRef:
    """An article: what the graph says of its file, and who published it, where that is stated."""

    iri: str
    number: str
    title: str = ""
    creator: str = ""
    publisher: str = ""
    issued: str = ""
    url: str = ""
    language: str = ""
    sha256: str = ""
    length: int = 0


@dataclass(frozen=True, kw_only=True)
class ClaimRef:
    """A claim: what it says in our words, and the span that it comes from (code points, end excluded)."""

    iri: str
    name: str
    gist: str
    certainty: str
    speaker: str
    start: int
    end: int
    article: ArticleRef


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A thing or a claim with all that it rests on; `places` are lines of files where no claim says it."""

    iri: str
    label: str
    is_claim: bool
    graph: GraphRef
    claims: tuple[ClaimRef, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def articles(self) -> tuple[ArticleRef, ...]:
        """The articles, each once, in the order of their numbers."""
        articles = {claim.article.iri: claim.article for claim in self.claims}
        return tuple(sorted(articles.values(), key=lambda article: (article.number, article.iri)))

    def of_article(self, article: ArticleRef) -> tuple[ClaimRef, ...]:
        """The claims that come from an article, in the order of their places."""
        own = (claim for claim in self.claims if claim.article.iri == article.iri)
        return tuple(sorted(own, key=lambda claim: (claim.start, claim.end, claim.name)))

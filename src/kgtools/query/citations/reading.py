"""Reads from a store what a citation of a thing or of a claim names."""

from __future__ import annotations

from kgtools.errors import UsageError
from kgtools.model.numbers import whole_number
from kgtools.model.terms import NamedNode, Term
from kgtools.model.vocab import OA, OWL, PROV, RDF
from kgtools.query.citations.records import ArticleRef, Citation, ClaimRef, GraphRef
from kgtools.query.portrait import Portrait, SourceRef
from kgtools.query.portrait.lookup import Lookup

__all__ = ["cite_claim", "cite_thing", "graph_ref", "is_claim"]

_DCTERMS = "http://purl.org/dc/terms/"
_SCHEMA = "https://schema.org/"
_ONTOLOGY = NamedNode(OWL + "Ontology")
_TYPE = NamedNode(RDF + "type")
_DERIVED_FROM = NamedNode(PROV + "wasDerivedFrom")


def is_claim(lookup: Lookup, node: NamedNode) -> bool:
    """Whether a term is a claim of the graph: its IRI is one of a claim, and it rests on something.

    >>> from kgtools.model.prefixes import WELL_KNOWN
    >>> from kgtools.model.terms import Quad
    >>> from kgtools.model.vocab import Vocabulary
    >>> from kgtools.store import MemoryStore
    >>> store = MemoryStore()
    >>> store.extend([Quad(NamedNode("http://e/claim/1"), _DERIVED_FROM, NamedNode("http://e/span/1"))])
    >>> lookup = Lookup(store, vocabulary=Vocabulary("http://e/"), prefixes=WELL_KNOWN, languages=["en"])
    >>> is_claim(lookup, NamedNode("http://e/claim/1")), is_claim(lookup, NamedNode("http://e/claim/2"))
    (True, False)
    """
    return node.value.startswith(lookup.vocabulary.claims) and bool(lookup.objects(node, _DERIVED_FROM))


def graph_ref(lookup: Lookup, *, title: str, sha256: str) -> GraphRef:
    """The graph, by the header of its ontology: version, publisher, date and licence, as far as they are stated.

    `title` and `sha256` (the digest of its data) are not in the graph itself.

    >>> from kgtools.model.prefixes import WELL_KNOWN
    >>> from kgtools.model.vocab import Vocabulary
    >>> from kgtools.store import MemoryStore
    >>> store = MemoryStore()
    >>> store.load_bytes(b'''@prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... <http://e/onto> a owl:Ontology ; owl:versionInfo "2.1" .''', format="turtle")
    >>> lookup = Lookup(store, vocabulary=Vocabulary("http://e/"), prefixes=WELL_KNOWN, languages=["en"])
    >>> graph = graph_ref(lookup, title="Boats", sha256="")
    >>> graph.iri, graph.title, graph.version
    ('http://e/', 'Boats', '2.1')
    """
    headers = sorted(
        {q.subject for q in lookup.store.match(None, _TYPE, _ONTOLOGY) if isinstance(q.subject, NamedNode)},
        key=lambda node: (not node.value.startswith(lookup.vocabulary.base), len(node.value), node.value),
    )
    header = headers[0] if headers else NamedNode(lookup.vocabulary.base)
    return GraphRef(
        iri=lookup.vocabulary.base,
        title=title,
        version=_first(lookup, header, OWL + "versionInfo"),
        publisher=_first(lookup, header, _DCTERMS + "publisher", _DCTERMS + "creator"),
        modified=_first(lookup, header, _DCTERMS + "modified", _DCTERMS + "issued", _DCTERMS + "created"),
        license=_iri(lookup, header, _DCTERMS + "license"),
        sha256=sha256,
    )


def cite_claim(lookup: Lookup, claim: NamedNode, graph: GraphRef) -> Citation:
    """The citation of one claim.

    >>> from kgtools.model.prefixes import WELL_KNOWN
    >>> from kgtools.model.vocab import Vocabulary
    >>> from kgtools.store import MemoryStore
    >>> store = MemoryStore()
    >>> store.load_bytes(b'''@prefix prov: <http://www.w3.org/ns/prov#> . @prefix oa: <http://www.w3.org/ns/oa#> .
    ... @prefix t: <http://e/onto#> . @prefix e: <http://e/> .
    ... e:claim1 prov:wasDerivedFrom e:span ; t:gist "Ada left." .
    ... e:span oa:hasSource e:article ; oa:hasSelector [ oa:start 0 ; oa:end 9 ] .
    ... e:article t:articleNumber "001" .''', format="turtle")
    >>> lookup = Lookup(store, vocabulary=Vocabulary("http://e/"), prefixes=WELL_KNOWN, languages=["en"])
    >>> citation = cite_claim(lookup, NamedNode("http://e/claim1"), GraphRef(iri="http://e/", title="Boats"))
    >>> citation.label, citation.claims[0].article.number, citation.claims[0].start, citation.claims[0].end
    ('Ada left.', '001', 0, 9)

    Raises :class:`UsageError` where the claim has no span of an article.
    """
    ref = _claim(lookup, claim)
    return Citation(iri=claim.value, label=ref.gist or ref.name, is_claim=True, graph=graph, claims=(ref,))


def cite_thing(lookup: Lookup, portrait: Portrait, graph: GraphRef) -> Citation:
    """The citation of a thing: the claims that the facts of its portrait rest on, premises included.

    >>> from kgtools.model.prefixes import WELL_KNOWN
    >>> from kgtools.model.vocab import Vocabulary
    >>> from kgtools.query.portrait.records import Piece, Section, Statement
    >>> from kgtools.store import MemoryStore
    >>> lookup = Lookup(MemoryStore(), vocabulary=Vocabulary("http://e/"), prefixes=WELL_KNOWN, languages=["en"])
    >>> fact = Statement("http://e/wren", (Piece("Wren is a boat"),), sources=(SourceRef(file="boats.ttl", line=3),))
    >>> wren = Portrait("http://e/wren", "Wren", "en", (), (), (Section("facts", "Facts", (fact,)),))
    >>> cite_thing(lookup, wren, GraphRef(iri="http://e/", title="Boats")).places
    ('boats.ttl:3',)

    Raises :class:`UsageError` where one of the claims has no span of an article.
    """
    names: set[str] = set()
    places: set[tuple[str, int]] = set()
    facts = [s.sources for key in ("facts", "derived") for s in portrait.section(key)]
    for sources in (*facts, *(kind.sources for kind in portrait.kinds), *(name.sources for name in portrait.names)):
        for source in sources:
            names |= _claims_of(source)
            if source.file:
                places.add((source.file, source.line))
    nodes = (node for name in names if (node := lookup.full(name)) is not None)
    claims = [_claim(lookup, node) for node in nodes if is_claim(lookup, node)]
    return Citation(
        iri=portrait.iri,
        label=portrait.label,
        is_claim=False,
        graph=graph,
        claims=tuple(sorted(claims, key=lambda c: (c.article.number, c.start, c.end, c.name))),
        places=tuple(f"{file}:{line}" for file, line in sorted(places)),
    )


def _claims_of(source: SourceRef) -> set[str]:
    return {source.claim} - {""} | {name for premise in source.premises for name in _claims_of(premise)}


def _claim(lookup: Lookup, claim: NamedNode) -> ClaimRef:
    start = end = None
    article: Term | None = None
    for span in lookup.objects(claim, _DERIVED_FROM)[:1]:
        article = next(iter(lookup.objects(span, NamedNode(OA + "hasSource"))), None)
        for selector in lookup.objects(span, NamedNode(OA + "hasSelector"))[:1]:
            start, end = (whole_number(lookup.text(selector, NamedNode(OA + part))) for part in ("start", "end"))
    if not isinstance(article, NamedNode) or start is None or end is None:
        raise UsageError(f"{lookup.short(claim)} has no span of an article, so it cannot be cited.")
    return ClaimRef(
        iri=claim.value,
        name=lookup.short(claim),
        gist=lookup.text(claim, "gist"),
        certainty=lookup.text(claim, "certainty").lower(),
        speaker=", ".join(lookup.label(speaker) for speaker in lookup.objects(claim, "attributedTo")),
        start=start,
        end=end,
        article=_article(lookup, article),
    )


def _article(lookup: Lookup, article: NamedNode) -> ArticleRef:
    return ArticleRef(
        iri=article.value,
        number=lookup.text(article, "articleNumber") or article.value.rsplit("/", 1)[-1],
        title=_first(lookup, article, _DCTERMS + "title", _SCHEMA + "headline"),
        creator=_first(lookup, article, _DCTERMS + "creator", _SCHEMA + "author"),
        publisher=_first(lookup, article, _DCTERMS + "publisher", _SCHEMA + "publisher"),
        issued=_first(lookup, article, _DCTERMS + "issued", _SCHEMA + "datePublished"),
        url=_iri(lookup, article, _DCTERMS + "source", _SCHEMA + "url"),
        language=lookup.text(article, "language"),
        sha256=lookup.text(article, "sha256"),
        length=whole_number(lookup.text(article, "charLength")) or 0,
    )


def _first(lookup: Lookup, subject: NamedNode, *iris: str) -> str:
    """The text of the first of several properties that has one; of a thing its label."""
    for iri in iris:
        for value in lookup.objects(subject, NamedNode(iri))[:1]:
            return lookup.label(value) if isinstance(value, NamedNode) else lookup.text(subject, NamedNode(iri))
    return ""


def _iri(lookup: Lookup, subject: NamedNode, *iris: str) -> str:
    """The IRI that the first of several properties gives."""
    values = (value for iri in iris for value in lookup.objects(subject, NamedNode(iri)))
    return next((str(getattr(value, "value", "")) for value in values), "")

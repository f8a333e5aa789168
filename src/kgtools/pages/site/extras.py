"""The files of a site that are no pages: what hosts, crawlers and redirectors look for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from kgtools.pages import assets
from kgtools.pages.addresses import Links
from kgtools.pages.assets import asset
from kgtools.pages.contents import Contents
from kgtools.pages.kinds.editor import WORKER
from kgtools.pages.request import Request
from kgtools.pages.site.plan import Item, Plan
from kgtools.pages.table import routes
from kgtools.pages.templates import rendered

__all__ = ["MARKER", "extra_files", "htaccess", "search_index"]

MARKER = ".kgtools-site"


def extra_files(plan: Plan, pages: Sequence[Item]) -> Iterator[tuple[str, bytes]]:
    """The files beside the pages, with their bytes; `pages` are those that were written."""
    yield MARKER, b"This folder was written by `kgtools site`, which replaces it as a whole.\n"
    yield ".nojekyll", b""
    for name in plan.assets:
        yield f"assets/{name}", asset(name)[0]
    yield "404.html", _not_found(plan).encode()
    yield "search.json", search_index(plan.contents)
    yield "void.ttl", _description(plan)
    yield "robots.txt", _robots(plan).encode()
    if plan.contents.answers_queries:
        yield WORKER, _worker(plan.contents)
        yield "data.nq", _data(plan.contents)
    if plan.base_url:
        yield "sitemap.xml", _sitemap(plan, pages).encode()
        yield "w3id/.htaccess", htaccess(plan).encode()


def search_index(contents: Contents) -> bytes:
    """The names of all things that have a page, with its file."""
    from kgtools.pages.kinds.lists import search_entries

    return (json.dumps({"things": search_entries(contents)}, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _description(plan: Plan) -> bytes:
    """What the graph is and holds, in the words of VoID (W3C Interest Group Note, 2011)."""
    from kgtools.model.prefixes import PrefixTable
    from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Triple
    from kgtools.model.vocab import RDF
    from kgtools.writing import write

    contents = plan.contents
    void, terms = "http://rdfs.org/ns/void#", "http://purl.org/dc/terms/"
    dataset = NamedNode(contents.base + "void")
    count = sum(1 for _ in contents.store.match(None, None, None, DefaultGraph()))
    triples = [
        Triple(dataset, NamedNode(RDF + "type"), NamedNode(void + "Dataset")),
        Triple(dataset, NamedNode(terms + "title"), Literal(contents.title)),
        Triple(dataset, NamedNode(void + "triples"), Literal(count)),
        Triple(dataset, NamedNode(void + "entities"), Literal(len(contents.things))),
        Triple(dataset, NamedNode(void + "uriSpace"), Literal(contents.base)),
    ]
    for number, kind in enumerate(contents.kinds):
        part = NamedNode(f"{dataset.value}#class-{number}")
        triples += [
            Triple(dataset, NamedNode(void + "classPartition"), part),
            Triple(part, NamedNode(void + "class"), NamedNode(kind.iri)),
            Triple(part, NamedNode(void + "entities"), Literal(len(kind.members))),
        ]
    if plan.base_url:
        triples.append(Triple(dataset, NamedNode("http://xmlns.com/foaf/0.1/homepage"), NamedNode(plan.base_url)))
        if contents.answers_queries:
            triples.append(Triple(dataset, NamedNode(void + "dataDump"), NamedNode(plan.base_url + "data.nq")))
    prefixes = PrefixTable({**contents.graph.query_prefixes, "void": void, "dcterms": terms})
    return write(triples, format="turtle", prefixes=prefixes)


def _worker(contents: Contents) -> bytes:
    """The script that answers queries, with the prefixes that the project's queries know."""
    script = (Path(assets.__file__).parent / WORKER).read_text(encoding="utf-8")
    prefixes = json.dumps(dict(contents.graph.query_prefixes), ensure_ascii=False)
    return script.replace("const PREFIXES = {};", f"const PREFIXES = {prefixes};", 1).encode()


def _data(contents: Contents) -> bytes:
    """All that queries see, as N-Quads."""
    from kgtools.writing import write

    return write(contents.store, format="nq", tags=contents.graph.data.tags)


def _not_found(plan: Plan) -> str:
    """The page for what is not there. A host gives it at any address: its links begin at the base URL."""
    language, _ = plan.trees[0]
    links = Links(routes=routes(), here="404.html", is_static=True, files=plan.files, root=plan.base_url)
    request = Request(page="error", links=links, languages=(language,), trees=plan.trees)
    return rendered("error.html", plan.contents, request, sentence="", status=404, near=())


def _robots(plan: Plan) -> str:
    lines = ["User-agent: *", "Allow: /"]
    if plan.base_url:
        lines.append(f"Sitemap: {plan.base_url}sitemap.xml")
    return "\n".join(lines) + "\n"


def _sitemap(plan: Plan, pages: Sequence[Item]) -> str:
    """All pages in all languages, each with the same page in the others (sitemaps.org 0.9, xhtml:link)."""
    parts = []
    for item in pages:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{_address(plan, item, folder)}"/>'
            for language, folder in plan.trees
        )
        parts += [f"<url><loc>{_address(plan, item, folder)}</loc>{others}</url>" for _, folder in plan.trees]
    body = "\n".join(parts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{body}\n</urlset>\n'
    )


def _address(plan: Plan, item: Item, folder: str) -> str:
    path = f"{folder}/{item.file}" if folder else item.file
    return escape(plan.base_url + quote(path.removesuffix("index.html") if item.page.name == "home" else path))


def htaccess(plan: Plan) -> str:
    """The rules of a redirector such as w3id.org: from the IRIs of the project to pages and data, by Accept."""
    site = plan.base_url
    lines = [
        f"# The redirect for {plan.contents.base} : pages for people, data for programs.",
        "Options +FollowSymLinks",
        "RewriteEngine on",
        "",
        "# the ontology, claims, and the site itself",
        f"RewriteRule ^onto/?$ {site}ontology.html [R=303,NE,L]",
        f"RewriteRule ^claim/(.+)$ {site}claims/$1.html [R=303,NE,L]",
        f"RewriteRule ^$ {site} [R=303,NE,L]",
        "",
        "# a thing: its page where HTML is asked for, else its data",
    ]
    for media_type, ending in ((r"text/html", "html"), (r"application/ld\+json", "jsonld"), ("n-triples", "nt")):
        lines.append(f"RewriteCond %{{HTTP_ACCEPT}} {media_type}")
        lines.append(f"RewriteRule ^(?:id/)?(.+)$ {site}doc/$1.{ending} [R=303,NE,L]")
    lines.append(f"RewriteRule ^(?:id/)?(.+)$ {site}doc/$1.ttl [R=303,NE,L]")
    return "\n".join(lines) + "\n"

"""The page of an ontology: one HTML file with a drawing, every term in every language, and nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.words import AxiomWords
from kgtools.project import GraphProject
from kgtools.reading import parse
from kgtools.reading.prefixes import project_prefixes
from tests.ontology.ontology_drawing import OntologyDrawing

__all__ = ["ontology_page", "project_ontology_page"]

_DCTERMS = "http://purl.org/dc/terms/"
_KINDS = (
    ("Classes", OWL + "Class"),
    ("Object properties", OWL + "ObjectProperty"),
    ("Data properties", OWL + "DatatypeProperty"),
    ("Annotation properties", OWL + "AnnotationProperty"),
    ("Named individuals", OWL + "NamedIndividual"),
)
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})
_FACTS = (
    ("is a", RDF + "type"),
    ("below", RDFS + "subClassOf"),
    ("defined as", OWL + "equivalentClass"),
    ("disjoint with", OWL + "disjointWith"),
    ("below", RDFS + "subPropertyOf"),
    ("from", RDFS + "domain"),
    ("to", RDFS + "range"),
    ("inverse of", OWL + "inverseOf"),
)
_CHARACTERISTICS = {
    OWL + "FunctionalProperty": "functional",
    OWL + "InverseFunctionalProperty": "inverse functional",
    OWL + "TransitiveProperty": "transitive",
    OWL + "SymmetricProperty": "symmetric",
    OWL + "AsymmetricProperty": "asymmetric",
    OWL + "ReflexiveProperty": "reflexive",
    OWL + "IrreflexiveProperty": "irreflexive",
}

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--page:#fff;--box:#f6f8fa;--mark:#0b5cad}
@media(prefers-color-scheme:dark){
:root{--ink:#e6edf3;--soft:#9aa4af;--line:#3d444d;--page:#0d1117;--box:#161b22;--mark:#6cb6ff}}
body{margin:0 auto;max-width:64rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif}
body{color:var(--ink);background:var(--page)}
a{color:var(--mark)}h1,h2,h3{line-height:1.25}h3{margin:0}
section.term{border-top:1px solid var(--line);padding:.75rem 0}
code{font-size:.875em;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.4rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
nav ul{columns:14rem;padding-left:1.2rem}
.drawing{overflow-x:auto;border:1px solid var(--line);background:var(--box)}
svg text{font:12px system-ui,sans-serif;fill:var(--ink)}svg .soft{fill:var(--soft);font-size:10px}
svg rect{fill:var(--page);stroke:var(--soft)}svg path{fill:none;stroke:var(--soft)}svg path.up{stroke:var(--mark)}
:target{outline:2px solid var(--mark);outline-offset:4px}
"""


def project_ontology_page(project: GraphProject) -> str:
    """The page of a project's ontology."""
    paths = [path for path in project.ontology_files if path != project.prefixes_file]
    return ontology_page(paths, languages=project.languages, prefixes=project_prefixes(project))


def ontology_page(
    paths: Sequence[Path], *, languages: Sequence[str] = ("en",), prefixes: PrefixTable = WELL_KNOWN
) -> str:
    """The HTML page of the ontology in some files; the same bytes for the same files.

    The terms described are those in the namespace that an ontology of the files prefers
    (``vann:preferredNamespaceUri``), or all declared names where none is preferred. Raises what reading the files
    raises.
    """
    quads = [quad for path in paths for quad in parse(path, rename_blank_nodes=len(paths) > 1)]
    axioms = Axioms(quads)
    return _Page(
        axioms, AxiomWords(axioms, axioms.triples, languages=languages, prefixes=prefixes), prefixes, languages
    ).html()


@dataclass
class _Page:
    axioms: Axioms
    words: AxiomWords
    prefixes: PrefixTable
    languages: Sequence[str]
    _own: frozenset[str] = field(default_factory=frozenset)

    def html(self) -> str:
        ontologies = self.axioms.declared(OWL + "Ontology")
        namespaces = {
            value.value
            for o in ontologies
            for value in self.axioms.objects(o, "http://purl.org/vocab/vann/preferredNamespaceUri")
            if isinstance(value, Literal)
        }
        by_kind = [(title, self._terms(kind, namespaces)) for title, kind in _KINDS]
        self._own = frozenset(term.value for _, terms in by_kind for term in terms)
        main = next((o for o in ontologies if any(n.startswith(o.value) for n in namespaces)), None)
        main = main or (ontologies[0] if ontologies else None)
        title = self._text(main, _DCTERMS + "title", self.languages[0]) if main else ""
        parts = [
            "<!DOCTYPE html>",
            f'<html lang="{escape(self.languages[0])}">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title or 'Ontology')}</title><style>{_STYLE}</style></head><body>",
            f"<h1>{escape(title or 'Ontology')}</h1>",
            *(self._header(o) for o in ontologies if self.axioms.objects(o, _DCTERMS + "title")),
            "<nav><h2>Terms</h2>",
            *(self._index(kind, terms) for kind, terms in by_kind if terms),
            "</nav>",
            "<h2>Drawing</h2><p>A line up leads from a class to the class above it. In its box stand the data and "
            "annotation properties that begin at it, beside it the object properties, each with the class that it "
            "leads to. Properties that begin at no class of the ontology stand below.</p>",
            f'<div class="drawing">{self._drawing(by_kind)}</div>',
        ]
        for kind, terms in by_kind:
            if terms:
                parts.append(f"<h2>{kind}</h2>")
                parts += [self._section(term) for term in terms]
        parts.append("</body></html>")
        return "\n".join(parts) + "\n"

    def _drawing(self, by_kind: Sequence[tuple[str, Sequence[NamedNode]]]) -> str:
        (_, classes), objects, *attributes = by_kind[:4]
        return OntologyDrawing(self.axioms, self.words, self._id, classes, objects, attributes).svg()

    def _terms(self, kind: str, namespaces: set[str]) -> list[NamedNode]:
        declared = self.axioms.declared(kind)
        if not namespaces:
            return declared
        return [n for n in declared if any(n.value.startswith(ns) for ns in namespaces)]

    def _text(self, node: Term | None, predicate: str, language: str) -> str:
        if node is None:
            return ""
        values = [v for v in self.axioms.objects(node, predicate) if isinstance(v, Literal)]
        found = [v.value for v in values if (v.language or "").split("-")[0] == language]
        return min(found) if found else min((v.value for v in values if not v.language), default="")

    def _tagged(self, node: Term, predicate: str) -> Iterable[tuple[str, str]]:
        for language in self.languages:
            text = self._text(node, predicate, language)
            if text:
                yield language, text

    def _header(self, ontology: NamedNode) -> str:
        rows = [("IRI", f"<code>{escape(ontology.value)}</code>")]
        for language, text in self._tagged(ontology, _DCTERMS + "description"):
            rows.append((f"description ({language})", self._span(language, text)))
        for name, predicate in (
            ("version", OWL + "versionInfo"),
            ("created", _DCTERMS + "created"),
            ("modified", _DCTERMS + "modified"),
            ("creator", _DCTERMS + "creator"),
            ("licence", _DCTERMS + "license"),
            ("cite as", _DCTERMS + "bibliographicCitation"),
        ):
            rows += [(name, escape(getattr(v, "value", ""))) for v in self.axioms.objects(ontology, predicate)]
        title = self._text(ontology, _DCTERMS + "title", self.languages[0])
        return f"<h2>{escape(title)}</h2>" + _rows(rows)

    def _span(self, language: str, text: str) -> str:
        direction = ' dir="rtl"' if language in _RIGHT_TO_LEFT else ""
        return f'<span lang="{escape(language)}"{direction}>{escape(text)}</span>'

    def _id(self, iri: str) -> str:
        return escape(max(iri.rsplit("#", 1)[-1], iri.rsplit("/", 1)[-1], key=lambda s: -len(s)))

    def _index(self, title: str, terms: Sequence[NamedNode]) -> str:
        items = "".join(
            f'<li><a href="#{self._id(t.value)}">{escape(self.words.term(t))}</a></li>'
            for t in sorted(terms, key=lambda t: (self.words.term(t).casefold(), t.value))
        )
        return f"<h3>{title} ({len(terms)})</h3><ul>{items}</ul>"

    def _section(self, term: NamedNode) -> str:
        rows: list[tuple[str, str]] = []
        for language, text in self._tagged(term, RDFS + "label"):
            rows.append((f"label ({language})", self._span(language, text)))
        for language, text in self._tagged(term, RDFS + "comment"):
            rows.append((f"meaning ({language})", self._span(language, text)))
        for name, predicate in _FACTS:
            values = self.axioms.objects(term, predicate)
            rows += [(name, self._link(v)) for v in values if not self._is_declaration(predicate, v)]
        for chain in self.axioms.objects(term, OWL + "propertyChainAxiom"):
            rows.append(("follows from", " then ".join(self._link(m) for m in self.axioms.members(chain))))
        for key in self.axioms.objects(term, OWL + "hasKey"):
            rows.append(("key", " and ".join(self._link(m) for m in self.axioms.members(key))))
        marks = [word for iri, word in _CHARACTERISTICS.items() if iri in self.axioms.types(term)]
        if marks:
            rows.append(("it is", ", ".join(marks)))
        iri = escape(self.prefixes.shorten(term.value) or term.value)
        head = f"<h3>{escape(self.words.term(term))} <code>{iri}</code></h3>"
        return f'<section class="term" id="{self._id(term.value)}">{head}{_rows(rows)}</section>'

    def _is_declaration(self, predicate: str, value: Term) -> bool:
        return predicate == RDF + "type" and isinstance(value, NamedNode) and value.value.startswith((OWL, RDFS, RDF))

    def _link(self, term: Term) -> str:
        text = escape(self.words.expression(term) if isinstance(term, BlankNode) else self.words.term(term))
        if isinstance(term, NamedNode) and term.value in self._own:
            return f'<a href="#{self._id(term.value)}">{text}</a>'
        return text


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows) + "</dl>"

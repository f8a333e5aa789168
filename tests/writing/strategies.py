"""Hostile RDF for hypothesis: names that need escapes, lexical forms that tools rewrite, blank nodes in every shape."""

from __future__ import annotations

import pyoxigraph
from hypothesis import strategies as st

from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREFIXES = {
    "": "http://e/",
    "ex": "http://e/x#",
    "long": "http://e/x#long_",
    "q": "http://e/q?",
    "rdf": RDF,
    "urn": "urn:a:",
    "u": "urn:",
    "xsd": XSD,
}

_NAMESPACES = st.sampled_from(
    [*PREFIXES.values(), "http://e/x", "http://elsewhere/", "mailto:", "javascript:", "http:"]
)
_LOCALS = st.text(
    st.sampled_from("ab1-._~!$&'()*+,;=@:/?#%é\u00b7\u0300\u05d0\u203f\U0001f600"), max_size=6
) | st.sampled_from(
    ["", "a.", ".a", "-a", "%41", "%4", "a\\b".replace("\\", ""), "//x", "@type", "type", "li", "first"]
)


def _is_iri(text: str) -> bool:
    try:
        pyoxigraph.NamedNode(text)
    except ValueError:
        return False
    return True


IRIS = st.builds(str.__add__, _NAMESPACES, _LOCALS).filter(_is_iri).map(NamedNode)
#: predicates that RDF/XML can hold as well
NAMES = st.sampled_from(["http://e/p", "http://e/x#long_p", "urn:a:p", RDF + "type", RDF + "value", "http://z/é"]).map(
    NamedNode
)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from('"\\\n\r\t\x00\x7f\u2028\u202e\ufeff'), max_size=12
)
XML_TEXTS = st.text(st.sampled_from("ab<>&\"'\n\r\t \u05d0e\u0301]\U0001f600\u0085\u2028"), max_size=12)
_FORMS = {
    "integer": ["01", "+5", "-0", "7", "123456789012345678901", "abc", " 5 "],
    "decimal": ["1.50", "1.", ".5", "-0.0"],
    "double": ["1.0E0", "1.e5", "1e400", "INF", "NaN", ".5e-3"],
    "boolean": ["1", "true", "TRUE"],
    "date": ["2020-01-01+05:00"],
    "duration": ["P1Y12M"],
}
_TYPED = st.sampled_from(
    [Literal(form, datatype=NamedNode(XSD + kind)) for kind, forms in _FORMS.items() for form in forms]
)


def literals(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Literal]:
    return (
        texts.map(Literal)
        | st.builds(
            lambda t, tag: Literal(t, language=tag), texts, st.sampled_from(["en", "en-gb", "zh-hant-tw", "x-a-bb"])
        )
        | st.builds(
            lambda t, d: Literal(t, datatype=d), texts, IRIS.filter(lambda d: d.value not in (RDF + "langString",))
        )
        | _TYPED
    )


BLANKS = st.integers(0, 5).map(lambda n: BlankNode(f"n{n}"))
NIL, FIRST, REST = NamedNode(RDF + "nil"), NamedNode(RDF + "first"), NamedNode(RDF + "rest")


def datasets(
    *,
    graphs: bool = True,
    texts: st.SearchStrategy[str] = TEXTS,
    predicates: st.SearchStrategy[NamedNode] = IRIS,
    triple_terms: bool = False,
) -> st.SearchStrategy[list[Quad]]:
    """Small datasets; blank nodes and list cells are frequent, so that they are shared, nested and in cycles."""
    nodes = IRIS | BLANKS
    objects = nodes | BLANKS | literals(texts) | st.just(NIL)
    if triple_terms:
        objects |= st.builds(Triple, nodes, predicates, BLANKS | literals(texts))
    names = st.just(DefaultGraph()) | st.sampled_from([NamedNode("http://e/g"), NamedNode("http://e/h")]) | BLANKS
    quads = st.builds(
        Quad,
        nodes,
        predicates | st.sampled_from([FIRST, REST]),
        objects,
        names if graphs else st.just(DefaultGraph()),
    )
    return st.lists(quads, max_size=14)

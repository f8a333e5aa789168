"""The datatypes of OWL 2 and the facets that each of them has (Structural Specification, section 4)."""

from __future__ import annotations

from kgtools.model.vocab import OWL, RDF, RDFS, XSD

__all__ = ["FACETS", "OWL2_DATATYPES"]

#: the datatype map of OWL 2 (Structural Specification, section 4), with rdf:langString
OWL2_DATATYPES = frozenset(
    {
        XSD + n
        for n in [
            "decimal",
            "integer",
            "nonNegativeInteger",
            "nonPositiveInteger",
            "positiveInteger",
            "negativeInteger",
            "long",
            "int",
            "short",
            "byte",
            "unsignedLong",
            "unsignedInt",
            "unsignedShort",
            "unsignedByte",
            "double",
            "float",
            "string",
            "normalizedString",
            "token",
            "language",
            "Name",
            "NCName",
            "NMTOKEN",
            "boolean",
            "hexBinary",
            "base64Binary",
            "anyURI",
            "dateTime",
            "dateTimeStamp",
        ]
    }
    | {OWL + "real", OWL + "rational", RDF + "PlainLiteral", RDF + "XMLLiteral", RDF + "langString", RDFS + "Literal"}
)

_ORDERED = frozenset({"minInclusive", "maxInclusive", "minExclusive", "maxExclusive"})
_LENGTHS = frozenset({"length", "minLength", "maxLength"})
_TEXTS = ("string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN")
_NUMBERS = (
    *("decimal", "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger"),
    *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    *("double", "float", "dateTime", "dateTimeStamp"),
)
#: the facets of each datatype (Structural Specification, sections 4.1 to 4.8)
FACETS = {
    **{XSD + name: _ORDERED for name in _NUMBERS},
    **dict.fromkeys((OWL + "real", OWL + "rational"), _ORDERED),
    **{XSD + name: _LENGTHS | {"pattern", "langRange"} for name in _TEXTS},
    RDF + "PlainLiteral": _LENGTHS | {"pattern", "langRange"},
    XSD + "anyURI": _LENGTHS | {"pattern"},
    **dict.fromkeys((XSD + "hexBinary", XSD + "base64Binary"), _LENGTHS),
    **dict.fromkeys((XSD + "boolean", RDF + "XMLLiteral"), frozenset[str]()),
}

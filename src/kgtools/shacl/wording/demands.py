"""The demands of constraints, as phrases: names for shapes that have none.

One row a component, each in English, Indonesian and Hebrew; the words in braces are those of
:data:`~kgtools.shacl.components.messages.MESSAGES`.
"""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.model.vocab import SH
from kgtools.shacl.components.messages import LANGUAGES

__all__ = ["ASKING", "ASKING_NOTHING", "DEMANDS", "OWN_DEMAND"]


def _row(*texts: str) -> Mapping[str, str]:
    return dict(zip(LANGUAGES, texts, strict=True))


#: the phrases by the IRI of the component
DEMANDS: Mapping[str, Mapping[str, str]] = {
    f"{SH}{name}ConstraintComponent": _row(*texts)
    for name, texts in {
        # 4.1 value type
        "Class": ("an instance of {class}", "instans dari {class}", "מופע של {class}"),
        "Datatype": (
            "a value of the datatype {datatype}",
            "nilai dengan tipe data {datatype}",
            "ערך מסוג הנתונים {datatype}",
        ),
        "NodeKind": ("{kind}", "{kind}", "{kind}"),
        # 4.2 cardinality
        "MinCount": ("at least {bound}", "paling sedikit {bound}", "לפחות {bound}"),
        "MaxCount": ("at most {bound}", "paling banyak {bound}", "{bound} לכל היותר"),
        # 4.3 value range
        "MinExclusive": (
            "a value greater than {bound}",
            "nilai yang lebih besar dari {bound}",
            "ערך גדול מן {bound}",
        ),
        "MinInclusive": ("a value of at least {bound}", "nilai yang paling kecil {bound}", "ערך של לפחות {bound}"),
        "MaxExclusive": ("a value less than {bound}", "nilai yang lebih kecil dari {bound}", "ערך קטן מן {bound}"),
        "MaxInclusive": (
            "a value of at most {bound}",
            "nilai yang paling besar {bound}",
            "ערך של {bound} לכל היותר",
        ),
        # 4.4 string-based
        "MinLength": ("a length of at least {bound}", "panjang paling sedikit {bound}", "אורך של לפחות {bound}"),
        "MaxLength": ("a length of at most {bound}", "panjang paling banyak {bound}", "אורך של {bound} לכל היותר"),
        "Pattern": (
            "text that matches the pattern {pattern}",
            "teks yang cocok dengan pola {pattern}",
            "טקסט שתואם לתבנית {pattern}",
        ),
        "LanguageIn": (
            "text in one of the languages {ranges}",
            "teks dalam salah satu bahasa {ranges}",
            "טקסט באחת השפות {ranges}",
        ),
        "UniqueLang": (
            "at most one value in each language",
            "paling banyak satu nilai untuk setiap bahasa",
            "ערך אחד לכל היותר בכל שפה",
        ),
        # 4.5 property pair
        "Equals": (
            "the same values as {other}",
            "nilai yang sama dengan nilai {other}",
            "ערכים כמו של {other}",
        ),
        "Disjoint": (
            "no value in common with {other}",
            "tidak ada nilai yang sama dengan nilai {other}",
            "שום ערך משותף עם {other}",
        ),
        "LessThan": (
            "a value less than every value of {other}",
            "nilai yang lebih kecil dari setiap nilai {other}",
            "ערך קטן מכל ערך של {other}",
        ),
        "LessThanOrEquals": (
            "a value less than or equal to every value of {other}",
            "nilai yang lebih kecil dari atau sama dengan setiap nilai {other}",
            "ערך קטן מכל ערך של {other} או שווה לו",
        ),
        # 4.6 logical
        "Not": (
            "a node that does not conform to {shapes}",
            "simpul yang tidak sesuai dengan {shapes}",
            "צומת שאינו תואם את {shapes}",
        ),
        "And": (
            "a node that conforms to all of {shapes}",
            "simpul yang sesuai dengan semua dari {shapes}",
            "צומת שתואם את כל אלה: {shapes}",
        ),
        "Or": (
            "a node that conforms to at least one of {shapes}",
            "simpul yang sesuai dengan sekurang-kurangnya satu dari {shapes}",
            "צומת שתואם לפחות אחת מאלה: {shapes}",
        ),
        "Xone": (
            "a node that conforms to exactly one of {shapes}",
            "simpul yang sesuai dengan tepat satu dari {shapes}",
            "צומת שתואם בדיוק אחת מאלה: {shapes}",
        ),
        # 4.7 shape-based
        "Node": (
            "a node that conforms to {shapes}",
            "simpul yang sesuai dengan {shapes}",
            "צומת שתואם את {shapes}",
        ),
        "Property": (
            "values that conform to {shapes}",
            "nilai yang sesuai dengan {shapes}",
            "ערכים שתואמים את {shapes}",
        ),
        "QualifiedMinCount": (
            "at least {bound} that conform to {shapes}",
            "paling sedikit {bound} yang sesuai dengan {shapes}",
            "לפחות {bound} שתואמים את {shapes}",
        ),
        "QualifiedMaxCount": (
            "at most {bound} that conform to {shapes}",
            "paling banyak {bound} yang sesuai dengan {shapes}",
            "{bound} לכל היותר שתואמים את {shapes}",
        ),
        # 4.8 other
        "Closed": ("no other property", "tidak ada properti lain", "שום מאפיין אחר"),
        "HasValue": ("the value {value}", "nilai {value}", "הערך {value}"),
        "In": ("one of {allowed}", "salah satu dari {allowed}", "אחד מאלה: {allowed}"),
        # 5 SPARQL-based constraints
        "SPARQL": (
            "no result from the query of a constraint",
            "tidak ada hasil dari kueri sebuah batasan",
            "שאילתת אילוץ שאינה מוצאת דבר",
        ),
        # section 7 of the Advanced Features
        "Expression": (
            "a value for which an expression is true",
            "nilai yang membuat sebuah ekspresi benar",
            "ערך שביטוי נכון עבורו",
        ),
    }.items()
}

#: for a component that a shapes graph declares itself (section 6)
OWN_DEMAND = _row("a node that satisfies {component}", "simpul yang memenuhi {component}", "צומת שמקיים את {component}")

#: a shape without a name by what it asks for, and one that asks for nothing
ASKING = _row("a shape that requires {demands}", "bentuk yang meminta {demands}", "צורה שדורשת {demands}")
ASKING_NOTHING = _row("a shape that requires nothing", "bentuk yang tidak meminta apa pun", "צורה שאינה דורשת דבר")

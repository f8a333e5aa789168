"""What is said where a shape has no message of its own: for every component what was expected, and what was found.

One table, one row a component, each in English, Indonesian and Hebrew. The words in braces are filled by
:mod:`kgtools.shacl.wording.wording`.
"""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.model.vocab import SH

__all__ = ["CONFORMS", "EMPTY", "FAILS", "KINDS", "LANGUAGES", "MESSAGES", "MORE", "NONE", "OWN", "UNNAMED"]

#: the languages that every message is there in
LANGUAGES = ("en", "id", "he")


def _row(en: str, id: str, he: str) -> Mapping[str, str]:
    return {"en": en, "id": id, "he": he}


_OF = "ConstraintComponent"

#: the messages by the IRI of the component
MESSAGES: Mapping[str, Mapping[str, str]] = {
    SH + name + _OF: row
    for name, row in {
        # 4.1 value type
        "Class": _row(
            "Expected an instance of {class}, found {found}.",
            "Diharapkan instans dari {class}, ditemukan {found}.",
            "נדרש מופע של {class}, נמצא {found}.",
        ),
        "Datatype": _row(
            "Expected a well-formed value of the datatype {datatype}, found {found}.",
            "Diharapkan nilai yang benar bentuknya dengan tipe data {datatype}, ditemukan {found}.",
            "נדרש ערך תקין מסוג הנתונים {datatype}, נמצא {found}.",
        ),
        "NodeKind": _row(
            "Expected {kind}, found {found}.",
            "Diharapkan {kind}, ditemukan {found}.",
            "נדרש {kind}, נמצא {found}.",
        ),
        # 4.2 cardinality
        "MinCount": _row(
            "Number of values: expected at least {bound}, found {count}.",
            "Jumlah nilai: diharapkan paling sedikit {bound}, ditemukan {count}.",
            "מספר הערכים: נדרשים לפחות {bound}, נמצאו {count}.",
        ),
        "MaxCount": _row(
            "Number of values: expected at most {bound}, found {count}.",
            "Jumlah nilai: diharapkan paling banyak {bound}, ditemukan {count}.",
            "מספר הערכים: נדרשים לכל היותר {bound}, נמצאו {count}.",
        ),
        # 4.3 value range
        "MinExclusive": _row(
            "Expected a value greater than {bound}, found {found}.",
            "Diharapkan nilai yang lebih besar dari {bound}, ditemukan {found}.",
            "נדרש ערך גדול מן {bound}, נמצא {found}.",
        ),
        "MinInclusive": _row(
            "Expected a value of at least {bound}, found {found}.",
            "Diharapkan nilai yang paling kecil {bound}, ditemukan {found}.",
            "נדרש ערך של לפחות {bound}, נמצא {found}.",
        ),
        "MaxExclusive": _row(
            "Expected a value less than {bound}, found {found}.",
            "Diharapkan nilai yang lebih kecil dari {bound}, ditemukan {found}.",
            "נדרש ערך קטן מן {bound}, נמצא {found}.",
        ),
        "MaxInclusive": _row(
            "Expected a value of at most {bound}, found {found}.",
            "Diharapkan nilai yang paling besar {bound}, ditemukan {found}.",
            "נדרש ערך של {bound} לכל היותר, נמצא {found}.",
        ),
        # 4.4 string-based
        "MinLength": _row(
            "Length in characters: expected at least {bound}, found {length} in {found}.",
            "Panjang dalam karakter: diharapkan paling sedikit {bound}, ditemukan {length} pada {found}.",
            "אורך בתווים: נדרשים לפחות {bound}, נמצאו {length} בתוך {found}.",
        ),
        "MaxLength": _row(
            "Length in characters: expected at most {bound}, found {length} in {found}.",
            "Panjang dalam karakter: diharapkan paling banyak {bound}, ditemukan {length} pada {found}.",
            "אורך בתווים: נדרשים לכל היותר {bound}, נמצאו {length} בתוך {found}.",
        ),
        "Pattern": _row(
            "Expected text that matches the pattern {pattern}, found {found}.",
            "Diharapkan teks yang cocok dengan pola {pattern}, ditemukan {found}.",
            "נדרש טקסט שתואם לתבנית {pattern}, נמצא {found}.",
        ),
        "LanguageIn": _row(
            "Expected text in one of the languages {ranges}, found {found}.",
            "Diharapkan teks dalam salah satu bahasa {ranges}, ditemukan {found}.",
            "נדרש טקסט באחת השפות {ranges}, נמצא {found}.",
        ),
        "UniqueLang": _row(
            "Expected at most one value in each language, found several in {languages}.",
            "Diharapkan paling banyak satu nilai untuk setiap bahasa, ditemukan beberapa dalam {languages}.",
            "נדרש ערך אחד לכל היותר בכל שפה, נמצאו כמה ערכים בשפה {languages}.",
        ),
        # 4.5 property pair
        "Equals": _row(
            "Expected the same values as {other}, found {found} on one side only.",
            "Diharapkan nilai yang sama dengan nilai {other}, ditemukan {found} hanya di satu sisi.",
            "נדרשים אותם ערכים שיש אל {other}, נמצא {found} בצד אחד בלבד.",
        ),
        "Disjoint": _row(
            "Expected no value in common with {other}, found {found}.",
            "Diharapkan tidak ada nilai yang sama dengan nilai {other}, ditemukan {found}.",
            "נדרש שלא יהיה ערך משותף עם {other}, נמצא {found}.",
        ),
        "LessThan": _row(
            "Expected a value less than every value of {other}, found {found}.",
            "Diharapkan nilai yang lebih kecil dari setiap nilai {other}, ditemukan {found}.",
            "נדרש ערך קטן מכל ערך של {other}, נמצא {found}.",
        ),
        "LessThanOrEquals": _row(
            "Expected a value less than or equal to every value of {other}, found {found}.",
            "Diharapkan nilai yang lebih kecil dari atau sama dengan setiap nilai {other}, ditemukan {found}.",
            "נדרש ערך קטן מכל ערך של {other} או שווה לו, נמצא {found}.",
        ),
        # 4.6 logical
        "Not": _row(
            "Expected a node that does not conform to {shapes}, found {found}, which does.",
            "Diharapkan simpul yang tidak sesuai dengan {shapes}, ditemukan {found}, yang sesuai dengannya.",
            "נדרש צומת שאינו תואם את {shapes}, נמצא {found}, שתואם.",
        ),
        "And": _row(
            "Expected a node that conforms to all of {shapes}, found {found}.",
            "Diharapkan simpul yang sesuai dengan semua dari {shapes}, ditemukan {found}.",
            "נדרש צומת שתואם את כל אלה: {shapes}, נמצא {found}.",
        ),
        "Or": _row(
            "Expected a node that conforms to at least one of {shapes}, found {found}.",
            "Diharapkan simpul yang sesuai dengan sekurang-kurangnya satu dari {shapes}, ditemukan {found}.",
            "נדרש צומת שתואם לפחות אחת מאלה: {shapes}, נמצא {found}.",
        ),
        "Xone": _row(
            "Expected a node that conforms to exactly one of {shapes}, found {found}.",
            "Diharapkan simpul yang sesuai dengan tepat satu dari {shapes}, ditemukan {found}.",
            "נדרש צומת שתואם בדיוק אחת מאלה: {shapes}, נמצא {found}.",
        ),
        # 4.7 shape-based
        "Node": _row(
            "Expected a node that conforms to {shapes}, found {found}.",
            "Diharapkan simpul yang sesuai dengan {shapes}, ditemukan {found}.",
            "נדרש צומת שתואם את {shapes}, נמצא {found}.",
        ),
        "Property": _row(
            "Expected values that conform to {shapes}, found {found}.",
            "Diharapkan nilai yang sesuai dengan {shapes}, ditemukan {found}.",
            "נדרשים ערכים שתואמים את {shapes}, נמצא {found}.",
        ),
        "QualifiedMinCount": _row(
            "Number of values that conform to {shapes}: expected at least {bound}, found {count}.",
            "Jumlah nilai yang sesuai dengan {shapes}: diharapkan paling sedikit {bound}, ditemukan {count}.",
            "מספר הערכים שתואמים את {shapes}: נדרשים לפחות {bound}, נמצאו {count}.",
        ),
        "QualifiedMaxCount": _row(
            "Number of values that conform to {shapes}: expected at most {bound}, found {count}.",
            "Jumlah nilai yang sesuai dengan {shapes}: diharapkan paling banyak {bound}, ditemukan {count}.",
            "מספר הערכים שתואמים את {shapes}: נדרשים לכל היותר {bound}, נמצאו {count}.",
        ),
        # 4.8 other
        "Closed": _row(
            "Expected only the properties that the shape allows, found {path} with the value {found}.",
            "Diharapkan hanya properti yang diizinkan oleh bentuk ini, ditemukan {path} dengan nilai {found}.",
            "נדרשים רק המאפיינים שהצורה מתירה, נמצא {path} עם הערך {found}.",
        ),
        "HasValue": _row(
            "Expected {value} among the values, found {values}.",
            "Diharapkan {value} di antara nilainya, ditemukan {values}.",
            "נדרש {value} בין הערכים, נמצא {values}.",
        ),
        "In": _row(
            "Expected one of {allowed}, found {found}.",
            "Diharapkan salah satu dari {allowed}, ditemukan {found}.",
            "נדרש אחד מאלה: {allowed}, נמצא {found}.",
        ),
        # 5 SPARQL-based constraints
        "SPARQL": _row(
            "Expected no result from the query of the constraint, found {found}.",
            "Diharapkan kueri dari batasan ini tidak menemukan apa pun, ditemukan {found}.",
            "נדרש שהשאילתה של האילוץ לא תמצא דבר, נמצא {found}.",
        ),
        # section 7 of the Advanced Features
        "Expression": _row(
            "Expected a value for which the expression is true, found {found}.",
            "Diharapkan nilai yang membuat ekspresi itu benar, ditemukan {found}.",
            "נדרש ערך שהביטוי נכון עבורו, נמצא {found}.",
        ),
    }.items()
}

#: for a component that a shapes graph declares itself (section 6)
OWN = _row(
    "Expected a node that satisfies {component}, found {found}.",
    "Diharapkan simpul yang memenuhi {component}, ditemukan {found}.",
    "נדרש צומת שמקיים את {component}, נמצא {found}.",
)

#: the node kinds (section 4.1.3)
KINDS: Mapping[str, Mapping[str, str]] = {
    "IRI": _row("an IRI", "sebuah IRI", "IRI"),
    "BlankNode": _row("a blank node", "sebuah simpul kosong", "צומת ריק"),
    "Literal": _row("a literal", "sebuah literal", "ליטרל"),
    "BlankNodeOrIRI": _row("a blank node or an IRI", "sebuah simpul kosong atau IRI", "צומת ריק או IRI"),
    "BlankNodeOrLiteral": _row("a blank node or a literal", "sebuah simpul kosong atau literal", "צומת ריק או ליטרל"),
    "IRIOrLiteral": _row("an IRI or a literal", "sebuah IRI atau literal", "IRI או ליטרל"),
}

#: where the list is empty that a value would have to be found in, or the shapes that it would have to conform to
EMPTY = _row(
    "No value is allowed, as the list of sh:{parameter} is empty; found {found}.",
    "Tidak ada nilai yang diizinkan, karena daftar sh:{parameter} kosong; ditemukan {found}.",
    "שום ערך אינו מותר, כי הרשימה של sh:{parameter} ריקה; נמצא {found}.",
)

#: no value at all
NONE = _row("none", "tidak ada", "אין")

#: a shape that has no IRI
UNNAMED = _row("a shape without a name", "bentuk tanpa nama", "צורה ללא שם")

#: below a result, what other shapes say of a node, and how much more there is
CONFORMS = _row("{found} conforms to {shape}.", "{found} sesuai dengan {shape}.", "{found} תואם את {shape}.")
FAILS = _row(
    "{found} does not conform to {shape}:", "{found} tidak sesuai dengan {shape}:", "{found} אינו תואם את {shape}:"
)
MORE = _row("… and {count} more", "… dan {count} lagi", "… ועוד {count}")

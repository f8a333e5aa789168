"""Random expressions (section 17): of a kind that is wanted, or, now and then, of any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sparql.generated import Choices

__all__ = ["FORMS", "expression"]

Exists = Callable[[], str] | None

#: for each kind of value, what has it: letters stand for an operand of a kind, V for a variable, E for a pattern
FORMS: dict[str, tuple[str, ...]] = {
    "boolean": (
        "{any} = {any}",
        "{any} != {any}",
        "{number} = {number}",
        # one side is a literal: Oxigraph orders IRIs and blank nodes as well
        "({number} + 0) < {number}",
        "({number} * 1) >= {number}",
        "{number} > 1",
        "STR({string}) < {string}",
        "STR({string}) >= {string}",
        "xsd:dateTime({moment}) < {moment}",
        "xsd:dateTime({moment}) <= {moment}",
        "{double} < {double}",
        "{double} = {number}",
        "{moment} = {moment}",
        "{boolean} = {boolean}",
        "{boolean} || {boolean}",
        "{boolean} && {boolean}",
        "! {any}",
        "BOUND({V})",
        "{any} IN ({any}, {any})",
        "{any} NOT IN ({any}, {any})",
        "sameTerm({any}, {any})",
        "isIRI({any})",
        "isURI({any})",
        "isBLANK({any})",
        "isLITERAL({any})",
        "isNUMERIC({any})",
        "STRSTARTS({string}, {string})",
        "STRENDS({string}, {string})",
        "CONTAINS({string}, {string})",
        "LANGMATCHES(LANG({any}), {range})",
        "REGEX({string}, {pattern})",
        "REGEX({string}, {pattern}, {flags})",
        "xsd:boolean({any})",
        "isBLANK(BNODE())",
        "isBLANK(BNODE({label}))",
        "isIRI(UUID())",
        "isNUMERIC(RAND())",
        "NOW() = NOW()",
        "STRLEN(STRUUID()) = 36",
        "EXISTS {E}",
        "NOT EXISTS {E}",
        "isTRIPLE({any})",
    ),
    "number": (
        "{number} + {number}",
        "{number} - {number}",
        "{number} * {number}",
        # quotients that have few digits
        "{number} / 2",
        "{number} / 4",
        "{number} / 0",
        "- {number}",
        "+ {number}",
        "STRLEN({string})",
        "ABS({number})",
        "ROUND({number})",
        "CEIL({number})",
        "FLOOR({number})",
        "YEAR({moment})",
        "MONTH({moment})",
        "DAY({moment})",
        "HOURS({moment})",
        "MINUTES({moment})",
        "SECONDS({moment})",
        "xsd:integer({any})",
        "xsd:decimal({any})",
        "xsd:decimal({double})",
        "xsd:integer({double})",
    ),
    # never shown: the spelling of a double that is computed is open
    "double": (
        "xsd:double({any})",
        "xsd:float({any})",
        "{double} + {number}",
        "{double} * {double}",
        "{double} - {double}",
        "{double} / {double}",
        "- {double}",
        "ABS({double})",
        "ROUND({double})",
        "CEIL({double})",
        "FLOOR({double})",
    ),
    "string": (
        "STR({any})",
        "LANG({any})",
        "STR(DATATYPE({any}))",
        "SUBSTR({string}, {whole})",
        "SUBSTR({string}, {whole}, {whole})",
        "UCASE({string})",
        "LCASE({string})",
        "STRBEFORE({string}, {string})",
        "STRAFTER({string}, {string})",
        "ENCODE_FOR_URI({string})",
        "CONCAT({string}, {string})",
        "REPLACE({string}, {some}, {replacement})",
        "REPLACE({string}, {some}, {replacement}, {mode})",
        "TZ({moment})",
        "MD5({string})",
        "SHA1({string})",
        "SHA256({string})",
        "SHA384({string})",
        "SHA512({string})",
        "STRLANG({string}, {tag})",
        "xsd:string({any})",
        "SUBSTR({string}, 2)",
        "SUBSTR({string}, 1, 2)",
    ),
    "moment": ("xsd:dateTime({any})",),
    "whole": ("STRLEN({string})", "xsd:integer({number})", "YEAR({moment})", "{whole} + {whole}", "- {whole}"),
    "other": (
        "IF({boolean}, {any}, {any})",
        "COALESCE({any}, {any})",
        "COALESCE({number}, {string})",
        "DATATYPE({any})",
        "IRI({name})",
        "URI({name})",
        "STRDT({string}, {datatype})",
        "TIMEZONE({moment})",
        "SUBJECT({any})",
        "OBJECT({any})",
    ),
}
CONSTANTS: dict[str, tuple[str, ...]] = {
    "boolean": ("true", "false"),
    "whole": ("0", "1", "2", "-3"),
    "number": ("0", "1", "2", "-3", "0.5", "1.5", "-2.5"),
    "double": ("2.5e0", "1e1", "0e0", "-1e0"),
    "string": ('"a"', '"b"', '"abc"', '"a"@en', '"abc"@en-gb', '""', '"é"', '"1"', '"A b"'),
    "moment": (
        '"2020-02-29T12:30:15Z"^^xsd:dateTime',
        '"2021-01-01T00:00:00"^^xsd:dateTime',
        '"2020-02-29T12:30:15.5-05:00"^^xsd:dateTime',
    ),
    "other": (":s0", ":p0", '"x"^^xsd:integer', '"a"^^:type', '"2020-02-29"^^xsd:date'),
    "pattern": ('"a"', '"^a"', '"b$"', '"[a-b]+"', '"."', '"A"', '"(a)(b)"', '"a|c"', '"\\\\p{L}"', '"x*"'),
    # what matches nothing is an error in REPLACE (fn:replace, FORX0003), which Oxigraph does not see
    "some": ('"a"', '"^a"', '"b$"', '"[a-b]+"', '"."', '"A"', '"(a)(b)"', '"a|c"'),
    "name": ('"a"', '"x/y"', '"#f"', '"http://e/s1"', ":s0", '"?q=1"'),
    "label": ('"a"', '"b1"'),
    "flags": ('""', '"i"', '"s"', '"x"', '"q"'),
    "mode": ('""', '"i"', '"s"', '"x"'),
    "replacement": ('""', '"z"', '"-$0-"'),
    "range": ('"*"', '"en"', '"EN-GB"', '"fr"', '""'),
    "tag": ('"en"', '"de-ch"'),
    "datatype": ("xsd:integer", "xsd:string", "xsd:dateTime", ":type", "xsd:decimal", "xsd:boolean"),
}
#: kinds for which nothing else is ever taken
_PURE = ("whole", "double")
_KINDS = ("boolean", "number", "string", "moment", "other")


def expression(choices: Choices, kind: str, scope: Sequence[str], depth: int, *, exists: Exists = None) -> str:
    """An expression over the variables in scope."""
    if kind not in FORMS and kind != "any":
        return choices.one(CONSTANTS[kind])
    # an operand of a kind that does not fit, which is an error mostly
    if kind == "any" or (kind not in _PURE and choices.chance(8)):
        kind = choices.one(_KINDS)
    if depth <= 0 or choices.chance(25):
        if scope and kind not in _PURE and choices.chance(70):
            return f"?{choices.one(scope)}"
        return choices.one(CONSTANTS[kind])
    form = choices.one(FORMS[kind])
    if ("{E}" in form and exists is None) or ("{V}" in form and not scope):
        return choices.one(CONSTANTS[kind])
    made = []
    for number, part in enumerate(form.split("{")):
        if not number:
            made.append(part)
            continue
        wanted, _, rest = part.partition("}")
        if wanted == "E":
            assert exists is not None
            made.append(exists() + rest)
        elif wanted == "V":
            made.append(f"?{choices.one(scope)}{rest}")
        else:
            made.append(expression(choices, wanted, scope, depth - 1, exists=exists) + rest)
    return f"({''.join(made)})"

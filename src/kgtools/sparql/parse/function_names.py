"""What a call may be meant for whose name is no function of SPARQL: the names that other languages have."""

from __future__ import annotations

from typing import Final

from kgtools.errors import nearest
from kgtools.sparql.parse.keywords import AGGREGATES, ARGUMENTS

__all__ = ["no_function"]

#: the functions of SPARQL, with their names in SQL, Cypher, XPath, Python and spreadsheets
_ELSEWHERE: Final = {
    "LCASE": "LOWER LOWERCASE LOWER_CASE TOLOWER",
    "UCASE": "UPPER UPPERCASE UPPER_CASE TOUPPER",
    "STRLEN": "LEN LENGTH CHAR_LENGTH CHARACTER_LENGTH STRING_LENGTH SIZE",
    "SUBSTR": "SUBSTRING MID",
    "STRSTARTS": "STARTS_WITH STARTSWITH",
    "STRENDS": "ENDS_WITH ENDSWITH",
    "STRBEFORE": "SUBSTRING_BEFORE",
    "STRAFTER": "SUBSTRING_AFTER",
    "CONTAINS": "INSTR CHARINDEX STRPOS INCLUDES",
    "REGEX": "MATCHES REGEXP REGEXP_LIKE RLIKE",
    "REPLACE": "REGEXP_REPLACE TRANSLATE",
    "CONCAT": "JOIN STRCAT",
    "GROUP_CONCAT": "STRING_AGG LISTAGG COLLECT ARRAY_AGG STRING_JOIN",
    "AVG": "AVERAGE MEAN",
    "MAX": "GREATEST MAXIMUM",
    "MIN": "LEAST MINIMUM",
    "SAMPLE": "ANY_VALUE FIRST_VALUE",
    "CEIL": "CEILING",
    "RAND": "RANDOM",
    "NOW": "TODAY GETDATE SYSDATE CURRENT_DATE CURRENT_TIMESTAMP CURRENT_DATETIME",
    "COALESCE": "NVL IFNULL",
    "!BOUND": "ISNULL",
    "BOUND": "EXIST DEFINED",
    "IF": "IIF DECODE",
    "STR": "STRING TOSTRING TEXT",
    "IRI": "TOURI RESOURCE",
    "DATATYPE": "TYPE TYPEOF",
    "a cast such as xsd:integer(…)": "CAST CONVERT TO_DATE TO_NUMBER TOINTEGER INT INTEGER DATE NUMBER FLOAT DOUBLE",
    "ISIRI": "IS_IRI IS_URI ISRESOURCE",
    "ENCODE_FOR_URI": "URLENCODE URL_ENCODE ENCODE",
}
_MEANT: Final = {other: name for name, others in _ELSEWHERE.items() for other in others.split()}


def no_function(name: str) -> str:
    """The sentence for the call of something that SPARQL does not have.

    >>> no_function("toLower")
    'there is no function "toLower"; did you mean LCASE?'
    >>> no_function("frobnicate")
    'there is no function "frobnicate"; those of SPARQL are in section 17.4, and any other is called by its IRI.'
    """
    word = name.upper()
    near = [_MEANT[word]] if word in _MEANT else nearest(word, (*ARGUMENTS, *sorted(AGGREGATES)))
    # of a short word anything is near
    if near and (word in _MEANT or (near[0][0] == word[0] and 2 * abs(len(near[0]) - len(word)) < len(word) > 3)):
        return f'there is no function "{name}"; did you mean {near[0]}?'
    return f'there is no function "{name}"; those of SPARQL are in section 17.4, and any other is called by its IRI.'

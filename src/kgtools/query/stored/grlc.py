"""Parameters by the conventions of grlc, for stored queries whose header declares none.

``?_name`` is a parameter that needs a value, ``?__name`` one that stays a variable without one. What follows the name
says what its value is: ``_iri``, ``_integer``, ``_number``, ``_literal``, a language tag (``_en``), or a datatype with
its prefix (``_xsd_date``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kgtools.errors import QueryError, UnknownNameError
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.query.stored.header import Header, Parameter
from kgtools.query.stored.parameter_types import CHOICE, TEXT, TYPES
from kgtools.query.stored.template import LANGUAGE, MARK, is_parameter
from kgtools.sparql.text.places import place_of
from kgtools.sparql.text.tokens import tokenize

__all__ = ["grlc_parameters"]

#: the types by what the names of their variables end with
_SUFFIXES = {suffix: kind.name for kind in TYPES for suffix in kind.suffixes}


def grlc_parameters(text: str, header: Header, *, source: str = "") -> tuple[Parameter, ...]:
    """The parameters that the names of the variables tell, in the order in which they appear.

    >>> from kgtools.query.stored.read_header import read_header
    >>> text = "#+ summary: x\\nASK { ?_who_iri ?p ?__since_xsd_date }"
    >>> [(p.name, p.type, p.optional) for p in grlc_parameters(text, read_header(text))]
    [('who', 'iri', False), ('since', 'string', True)]

    Raises :class:`QueryError` where ``defaults`` or ``enumerate`` of the header name a parameter that is not there.
    """
    parameters: dict[str, Parameter] = {}
    prefixes = _prefixes(text)
    for token in tokenize(text, source=source):
        # the language of the reader is there without being asked for
        if is_parameter(token) and token.text[1:] not in (*parameters, MARK + LANGUAGE):
            if not token.text.strip("?$_"):
                line, column = place_of(text, token.start)
                raise QueryError(
                    f"`{token.text}` is not a parameter; write ?_name.", source=source, line=line, column=column
                )
            parameters[token.text[1:]] = _parameter(token.text[1:], header, prefixes)
    names = [p.name for p in parameters.values()]
    for key, entries in (("defaults", header.defaults), ("enumerate", header.choices)):
        for name in entries:
            if name not in names:
                raise QueryError(
                    str(UnknownNameError("parameter", name, names)), source=source, line=header.lines.get(key)
                )
    return tuple(parameters.values())


def _parameter(variable: str, header: Header, prefixes: Mapping[str, str]) -> Parameter:
    optional = variable.startswith("__")
    words = variable.strip("_").split("_")
    kind, language, datatype = TEXT, None, None
    if len(words) > 1 and words[-1] in _SUFFIXES:
        kind = _SUFFIXES[words.pop()]
    elif len(words) > 2 and words[-2] in prefixes:
        datatype = prefixes[words[-2]] + words[-1]
        del words[-2:]
    elif len(words) > 1 and re.fullmatch(r"[a-z]{2}", words[-1]):
        language = words.pop()
    name = "_".join(words)
    default = header.defaults.get(name)
    choices = header.choices.get(name, ())
    return Parameter(
        name=name,
        type=CHOICE if choices and kind == TEXT else kind,
        values=choices,
        default=default,
        # a variable that stands for itself has no block
        optional=optional and default is None,
        written=variable,
        language=language,
        datatype=datatype,
    )


def _prefixes(text: str) -> Mapping[str, str]:
    """The prefixes that the text declares, as they are written, over the well-known ones."""
    declared = re.findall(r"(?im)^[ \t]*PREFIX[ \t]+([A-Za-z][\w.-]*):[ \t]*<([^<>\s]+)>", text)
    return {**WELL_KNOWN, **dict(declared)}

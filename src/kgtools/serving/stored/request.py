"""A request for a stored query: values of its parameters, and the form of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgtools.errors import ParameterError, UsageError
from kgtools.model.numbers import whole_number
from kgtools.pages import reader_languages
from kgtools.query.stored.parameter_types import LIST
from kgtools.serving.messages import HttpRequest

if TYPE_CHECKING:
    from kgtools.query import StoredQuery
    from kgtools.query.stored.header import Parameter

__all__ = ["OWN", "RowsRequest", "field_of", "read_rows_request"]

#: what the API calls its own parameters; one of a query that has such a name is written with _ before it
OWN = ("lang", "why", "limit", "offset", "facet", "format")
_NO = frozenset({"", "0", "no", "false"})
_YES = frozenset({"1", "yes", "true", "on"})
_MAX_FACETS = 20


@dataclass(frozen=True, kw_only=True)
class RowsRequest:
    """A stored query with values, the reader's languages, and which rows in which format."""

    values: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    why: bool = False
    limit: int | None = None
    offset: int = 0
    facets: tuple[str, ...] = ()
    format: str = ""


def field_of(parameter: Parameter) -> str:
    """The name of a parameter in addresses."""
    return f"_{parameter.name}" if parameter.name in OWN else parameter.name


def read_rows_request(request: HttpRequest, stored: StoredQuery, project: Sequence[str]) -> RowsRequest:
    """What a request asks of a stored query; `project` are the languages of the project.

    A parameter may always be written with _ before its name. Raises :class:`UsageError` and :class:`ParameterError`.
    """
    parameters: dict[str, list[str]] = {}
    for name, value in request.pairs():
        parameters.setdefault(name, []).append(value)
    values: dict[str, str | Sequence[str]] = {}
    for parameter in stored.parameters:
        for name in {field_of(parameter), f"_{parameter.name}"}:
            # an empty field of a form is no value
            texts = [text for text in parameters.pop(name, ()) if text.strip()]
            if len(texts) > 1 and parameter.type != LIST:
                raise ParameterError(parameter.name, ", ".join(texts), "it takes one value")
            if texts:
                values[parameter.name] = texts if len(texts) > 1 else texts[0]
    own = {name: parameters.pop(name, []) for name in OWN}
    if parameters:
        names = [field_of(parameter) for parameter in stored.parameters] + list(OWN)
        unknown = next(iter(parameters))
        raise ParameterError(unknown[:100], parameters[unknown][0], f"the parameters here are {', '.join(names)}")
    return RowsRequest(
        values=values,
        languages=reader_languages(_one("lang", own), request.headers.get("accept-language", ""), project),
        why=_truth("why", own),
        limit=_number("limit", own),
        offset=_number("offset", own) or 0,
        facets=tuple(dict.fromkeys(own["facet"]))[:_MAX_FACETS],
        format=_one("format", own),
    )


def _one(name: str, own: Mapping[str, Sequence[str]]) -> str:
    if len(own[name]) > 1:
        raise UsageError(f'there are several values for "{name}"; send one.')
    return own[name][0] if own[name] else ""


def _number(name: str, own: Mapping[str, Sequence[str]]) -> int | None:
    text = _one(name, own).strip()
    if not text:
        return None
    number = whole_number(text, most_digits=9)
    if number is None:
        raise ParameterError(name, text, "write a whole number such as 20")
    return number


def _truth(name: str, own: Mapping[str, Sequence[str]]) -> bool:
    text = _one(name, own).strip().lower()
    if text not in _YES | _NO:
        raise ParameterError(name, text, "write true or false")
    return text in _YES

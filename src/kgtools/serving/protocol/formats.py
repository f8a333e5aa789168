"""The formats of answers by media type: which of them a client gets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kgtools.errors import UnknownNameError
from kgtools.query.results.result_formats import RESULT_FORMATS, result_format
from kgtools.reading.formats import FORMATS, format_by_name
from kgtools.serving.accept import HTML, chosen_type
from kgtools.serving.problems import StatusError

__all__ = ["OF_ROWS", "OF_TRIPLES", "OF_TRUTH", "AnswerFormat", "chosen_format"]


class AnswerFormat(NamedTuple):
    """A media type, and the name under which :func:`kgtools.query.write_answer` knows its format."""

    media_type: str
    name: str


def _rows() -> tuple[AnswerFormat, ...]:
    by_name = {format.name: format for format in RESULT_FORMATS}
    # the first is for clients that accept anything, and the table for those that accept nothing else
    order = ["json", *(name for name in by_name if name not in ("json", "table")), "table"]
    formats = [AnswerFormat(by_name[name].media_type, name) for name in order]
    return (*formats, AnswerFormat("application/json", "json"), AnswerFormat("application/xml", "xml"))


OF_ROWS = _rows()
#: what can say true or false
OF_TRUTH = tuple(format for format in OF_ROWS if format.name in ("json", "xml", "csv", "tsv", "md", "table"))
OF_TRIPLES = (
    *(AnswerFormat(format.media_type, format.name) for format in FORMATS),
    AnswerFormat("application/json", "jsonld"),
)


def chosen_format(accept: str, name: str, formats: Sequence[AnswerFormat], *, html: bool = False) -> AnswerFormat:
    """The format to answer in: the one that a parameter has `name`, else the one that Accept prefers.

    With `html` there is a page as well, which has the name ``html``. Raises :class:`StatusError` (406) with the list.

    >>> chosen_format("text/csv", "", OF_ROWS).name, chosen_format("*/*", "", OF_TRIPLES).name
    ('csv', 'turtle')
    """
    choice = [AnswerFormat(HTML, "html"), *formats] if html else list(formats)
    if name:
        return _by_name(name, choice)
    media_type = chosen_type(accept, [format.media_type for format in choice])
    if media_type is None:
        raise not_acceptable(choice)
    return next(format for format in choice if format.media_type == media_type)


def _by_name(name: str, choice: Sequence[AnswerFormat]) -> AnswerFormat:
    for find in (format_by_name, result_format):
        try:
            internal = find(name).name
        except UnknownNameError:
            continue
        for format in choice:
            if format.name == internal:
                return format
    for format in choice:
        if name in (format.name, format.media_type):
            return format
    raise not_acceptable(choice)


def not_acceptable(choice: Sequence[AnswerFormat]) -> StatusError:
    """The error where none of the formats is wanted: which there are."""
    types = sorted({format.media_type for format in choice})
    return StatusError(406, f"this can be given as {', '.join(types)}.", available=types)

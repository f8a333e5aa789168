"""A portrait as JSON: the records as objects, and each sentence also as text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kgtools.model.json import JsonDict
from kgtools.query.portrait.records import Portrait

__all__ = ["portrait_document"]


def portrait_document(portrait: Portrait) -> JsonDict:
    """The portrait as objects and arrays; what is empty is left out.

    >>> from kgtools.query.portrait.records import Piece, Section, Statement
    >>> said = Statement("http://e/ada", (Piece("Ada", "http://e/ada"), Piece(" sings.")))
    >>> found = portrait_document(Portrait("http://e/ada", "Ada", "en", (), (), (Section("facts", "Known", (said,)),)))
    >>> found["sections"][0]["statements"][0]["text"]
    'Ada sings.'
    """
    # Any: JSON, whose members are known by their names
    document: dict[str, Any] = _lean(asdict(portrait))
    if portrait.omitted:
        document["omitted"] = portrait.omitted
    for section, objects in zip(portrait.sections, document.get("sections", ()), strict=True):
        for statement, member in zip(section.statements, objects["statements"], strict=True):
            member["text"] = statement.text
            for detail, one in zip(statement.details, member.get("details", ()), strict=True):
                one["text"] = detail.text
    return document


def _lean(value: Any) -> Any:  # Any: a record as dataclasses give it, and what is left of it
    """A value without members that say nothing."""
    if isinstance(value, dict):
        lean = {key: _lean(inner) for key, inner in value.items()}
        return {key: inner for key, inner in lean.items() if inner not in ("", None, [], ())}
    return [_lean(inner) for inner in value] if isinstance(value, list | tuple) else value

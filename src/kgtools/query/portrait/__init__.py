"""What the graph knows about one thing: a portrait of sentences with their time, status and sources."""

from kgtools.query.portrait.document import portrait_document
from kgtools.query.portrait.lines import portrait_lines
from kgtools.query.portrait.portray import portray
from kgtools.query.portrait.records import Detail, Kind, Name, Omission, Piece, Portrait, Section, SourceRef, Statement

__all__ = [
    "Detail",
    "Kind",
    "Name",
    "Omission",
    "Piece",
    "Portrait",
    "Section",
    "SourceRef",
    "Statement",
    "portrait_document",
    "portrait_lines",
    "portray",
]

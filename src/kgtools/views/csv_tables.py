"""CSV for spreadsheets: a table a class, and its description as CSV on the Web."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from kgtools.model.json import JsonDict
from kgtools.model.terms import Literal, NamedNode, Quad, Subject, Term
from kgtools.table.kernels.text import term_text
from kgtools.text.labels import best_labels
from kgtools.text.spreadsheet import spreadsheet_cell
from kgtools.views.class_tables import ClassTable, class_tables
from kgtools.views.view import ViewOptions

__all__ = ["METADATA", "SEPARATOR", "spreadsheet_cell", "write_csv_tables"]

#: between several values of one cell
SEPARATOR = " | "
#: the description of the tables (Metadata Vocabulary for Tabular Data, W3C 2015)
METADATA = "csv-metadata.json"


def write_csv_tables(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    """One CSV file (RFC 4180, UTF-8) a class, and :data:`METADATA`.

    The first column is the IRI, the second the label. Each predicate has a column, each language of it one of its own.
    Where its values have labels, a column with these is beside it. Several values of a cell are in order, with
    :data:`SEPARATOR` between. A text that a spreadsheet would take for a formula begins with ``'``.
    """
    labels = best_labels((*options.ontology, *quads), options.languages)
    tables = class_tables(quads, options)
    files = {f"{table.name}.csv": _csv(table, labels) for table in tables}
    files[METADATA] = _metadata(tables, labels)
    return files


def _text(term: Term) -> str:
    return spreadsheet_cell(term.value) if isinstance(term, NamedNode | Literal) else term_text(term)


def _with_label(table: ClassTable, labels: dict[Subject, str]) -> list[bool]:
    """Whether each column has values with labels."""
    return [
        any(isinstance(term, NamedNode) and term in labels for row in table.cells for term in row[number])
        for number in range(len(table.columns))
    ]


def _csv(table: ClassTable, labels: dict[Subject, str]) -> bytes:
    labelled = _with_label(table, labels)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    titles = ["iri", "label"]
    for column, has in zip(table.columns, labelled, strict=True):
        titles += [column.title, f"{column.title} label"] if has else [column.title]
    writer.writerow(titles)
    for subject, label, cells in zip(table.subjects, table.labels, table.cells, strict=True):
        row = [_text(subject), spreadsheet_cell(label)]
        for terms, has in zip(cells, labelled, strict=True):
            row.append(SEPARATOR.join(map(_text, terms)))
            if has:
                names = [labels.get(term, "") if isinstance(term, NamedNode) else "" for term in terms]
                row.append(spreadsheet_cell(SEPARATOR.join(names)))
        writer.writerow(row)
    return stream.getvalue().encode()


def _metadata(tables: Sequence[ClassTable], labels: dict[Subject, str]) -> bytes:
    document = {
        "@context": "http://www.w3.org/ns/csvw",
        "tables": [
            {
                "url": f"{table.name}.csv",
                **({"dc:subject": {"@id": table.iri}} if table.iri else {}),
                "tableSchema": {"columns": _columns(table, labels), "primaryKey": "iri"},
            }
            for table in tables
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _columns(table: ClassTable, labels: dict[Subject, str]) -> list[JsonDict]:
    columns: list[JsonDict] = [
        {"name": "iri", "titles": "iri", "required": True, "suppressOutput": True},
        {"name": "label", "titles": "label", "suppressOutput": True},
    ]
    for number, (column, has) in enumerate(zip(table.columns, _with_label(table, labels), strict=True), 1):
        described: JsonDict = {"name": f"c{number}", "titles": column.title, "propertyUrl": column.predicate}
        if column.language:
            described["lang"] = column.language
        if any(len(row[number - 1]) > 1 for row in table.cells):
            described["separator"] = SEPARATOR
        columns.append(described)
        if has:
            columns.append({"name": f"c{number}_label", "titles": f"{column.title} label", "suppressOutput": True})
    return columns

"""The formatter: a text in, the same graph in the one style out."""

from __future__ import annotations

import difflib
import os
import re
import sys
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgtools.errors import KgtoolsError, ParseError, SourceError, UsageError
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Triple
from kgtools.reading import Source, Tags, check_source, expand_sources, format_by_name, guess_format, parse_bytes
from kgtools.reading.format import Format
from kgtools.writing import write
from kgtools.writing.nesting import unique_quads
from kgtools.writing.objects.nlines import lines_of
from kgtools.writing.objects.turtle import labels_of
from kgtools.writing.style.comments import anchor, comment_lines, insert
from kgtools.writing.style.relative import STAND_IN, KeptTable, as_written, kept_iris
from kgtools.writing.style.source import Comment, Written, comments_and_iris, read

__all__ = ["FORMATTABLE", "Formatted", "format_bytes", "format_file", "formattable_files"]

#: the formats with a style of ours, by name
FORMATTABLE = ("turtle", "trig", "nt", "nq")
#: from here on the text is made from columns, where nothing but the graph is to be kept
_MANY = 20_000


@dataclass(frozen=True)
class Formatted:
    """A text in the one style, what it was before, and the comments that found no place in it."""

    source: str
    before: bytes
    data: bytes
    dropped: tuple[Comment, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the text was in another style."""
        return self.before != self.data

    def diff(self) -> str:
        """What changes, line by line, as ``diff -u`` gives it; nothing where nothing changes."""
        before, after = (_lines(text.decode("utf-8", "replace")) for text in (self.before, self.data))
        lines = difflib.unified_diff(before, after, self.source, f"{self.source} (formatted)")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def format_bytes(
    data: bytes,
    *,
    format: str | Format = "turtle",
    prefixes: Mapping[str, str] | None = None,
    source: str = "",
    drop_comments: bool = False,
) -> Formatted:
    """Some text in the one style (docs/turtle-style.md): the same graph, the same bytes however it was written before.

    The text's own prefixes come first, then those of `prefixes`. ``@base`` and relative IRIs stay as they are written.
    Comments at the top, at the end and before a subject stay; for one elsewhere (within a statement, beside it) an
    error is raised, or with `drop_comments` it is left out and named in the result.

    >>> text = b"# Ann\\n<http://e/a> <http://e/age> 01."
    >>> print(format_bytes(text, prefixes={"e": "http://e/"}).data.decode(), end="")
    @prefix e: <http://e/> .
    <BLANKLINE>
    # Ann
    e:a
        e:age 01 ;
    .

    Raises :class:`ParseError` for text that is not of the format, :class:`UsageError` for comments that cannot be kept.
    """
    chosen = format if isinstance(format, Format) else format_by_name(format)
    if chosen.name not in FORMATTABLE:
        raise UsageError(f"{source or chosen.title}: there is no style for {chosen.title}; use `kgtools export`.")
    known = WELL_KNOWN if prefixes is None else prefixes
    if chosen.name in ("nt", "nq"):
        text, dropped = _format_lines(data, chosen, source)
    else:
        text, dropped = _format_text(data, chosen, known, source)
    if dropped and not drop_comments:
        lines = ", ".join(str(comment.line) for comment in dropped[:8]) + (" …" if len(dropped) > 8 else "")
        what = f"{len(dropped)} comments cannot be kept in place (lines"
        if len(dropped) == 1:
            what = "a comment cannot be kept in place (line"
        raise UsageError(
            f"{source or 'the text'}: {what} {lines}); comments are kept at the top, at the end, and on a line "
            "of their own before a subject: move it, or use --drop-comments."
        )
    return Formatted(source, data, text, tuple(dropped))


def format_file(
    path: Source,
    *,
    format: str | Format | None = None,
    prefixes: Mapping[str, str] | None = None,
    drop_comments: bool = False,
) -> Formatted:
    """The text of a file in the one style; nothing is written. See :func:`format_bytes`.

    ``-`` is standard input, which is taken for TriG unless `format` says what it is.

    Raises :class:`SourceError` where the file cannot be read.
    """
    name = os.fspath(path)
    if name == "-":
        data, name, format = sys.stdin.buffer.read(), "<stdin>", format or "trig"
        return format_bytes(data, format=format, prefixes=prefixes, source=name, drop_comments=drop_comments)
    data = check_source(Path(name)).read_bytes()
    chosen = guess_format(name) if format is None else format
    return format_bytes(data, format=chosen, prefixes=prefixes, source=name, drop_comments=drop_comments)


def formattable_files(sources: Sequence[Source]) -> list[str]:
    """The files named: a folder stands for those in it and below that there is a style for, a pattern for its matches.

    Raises :class:`SourceError` where a folder holds none.
    """
    endings = {extension for name in FORMATTABLE for extension in format_by_name(name).extensions}
    found: list[str] = []
    for source in sources:
        names = expand_sources([source])
        if os.path.isdir(source):
            names = [name for name in names if Path(name).suffix.lstrip(".").casefold() in endings]
            if not names:
                raise SourceError(os.fspath(source), "the folder holds no Turtle, TriG, N-Triples or N-Quads file")
        found += names
    return list(dict.fromkeys(found))


def _lines(text: str) -> list[str]:
    """The lines with their ends; a line ends with a line feed and nowhere else (`str.splitlines` also at U+2028)."""
    return [line for line in re.split("(?<=\n)", text) if line]


def _format_lines(data: bytes, chosen: Format, source: str) -> tuple[bytes, list[Comment]]:
    quads = list(parse_bytes(data, format=chosen, source=source))
    text = _decoded(data, source)
    tags = Tags(texts=[(data, chosen.name)])
    comments, _ = comments_and_iris(text)
    first = re.search(r"^[ \t]*[^#\s]", text, re.MULTILINE)
    top = [comment for comment in comments if first is None or comment.start < first.start()]
    rest = comments[len(top) :]
    # where each quad stands: one on each line that is neither empty nor a comment
    starts = [match.start() for match in re.finditer(r"^[ \t]*[^#\s]", text, re.MULTILINE)] if rest else []
    if not rest or len(starts) != len(quads):
        return _lines_text(top) + _write(quads, chosen, KeptTable({}, {}), tags), rest
    lines = dict(zip(unique_quads(quads), lines_of(quads, tags=tags, with_graphs=True), strict=True))
    before: dict[str, list[Comment]] = {}
    end, beside = [], []
    for comment in rest:
        behind = bisect(starts, comment.start)
        if text[text.rfind("\n", 0, comment.start) + 1 : comment.start].strip():
            beside.append(comment)
        elif behind == len(starts):
            end.append(comment)
        else:
            before.setdefault(lines[quads[behind]], []).append(comment)
    body = b"".join(_lines_text(before.get(line, [])) + line.encode() for line in sorted(lines.values()))
    return _lines_text(top) + body + _lines_text(end), beside


def _lines_text(comments: Iterable[Comment]) -> bytes:
    return "".join(f"{comment.text}\n" for comment in comments).encode()


def _decoded(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # the parser reads over what stands in comments
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        reason = "this is not UTF-8 text; save the file as UTF-8."
        raise ParseError(reason, source=source, line=line, column=column) from error


def _format_text(data: bytes, chosen: Format, known: Mapping[str, str], source: str) -> tuple[bytes, list[Comment]]:
    reader = parse_bytes(data, format=chosen, base=STAND_IN, source=source)
    quads = list(reader)
    own = reader.prefixes
    text = _decoded(data, source)
    written = read(text)
    kept = kept_iris(written, text, source)
    # a prefix of the text that it does not use goes, and takes the place of no other
    own = dict(KeptTable(own, kept).used(_iris(quads)))
    taken = set(own.values())
    table = KeptTable({**{p: n for p, n in known.items() if n not in taken}, **own}, kept)
    made = _write(quads, chosen, table, Tags(texts=[(data, chosen.name)])).decode()
    anchored = anchor(text, quads, written.statements)
    if anchored.comments:
        made = insert(made, list(parse_bytes(made.encode(), format=chosen)), anchored)
    made = _whole(as_written(made, kept), written)
    result = made.encode()
    _check_same(quads, result, chosen, source)
    return result, sorted([*written.inside, *anchored.lost], key=lambda comment: comment.start)


def _iris(quads: Iterable[Quad]) -> set[str]:
    """The IRIs of some quads, those of datatypes as well."""
    found: set[str] = set()
    terms: list[Any] = [term for q in quads for term in (q.subject, q.predicate, q.object, q.graph_name)]
    while terms:
        term = terms.pop()
        if isinstance(term, NamedNode):
            found.add(term.value)
        elif isinstance(term, Literal):
            found.add(term.datatype.value)
        elif isinstance(term, Triple):
            terms += [term.subject, term.predicate, term.object]
    return found


def _write(quads: Sequence[Quad], chosen: Format, table: KeptTable, tags: Tags) -> bytes:
    if len(quads) > _MANY and not table.kept:
        from kgtools.table import load_quads
        from kgtools.writing.columns import write_dataset

        return write_dataset(load_quads(quads), format=chosen, prefixes=table, tags=tags)
    return write(quads, format=chosen, prefixes=table, tags=tags)


def _whole(body: str, written: Written) -> str:
    """The text with its base and the comments at the top and at the end."""
    top = comment_lines(written.top).rstrip("\n") + "\n" if written.top else ""
    if len(written.bases) == 1:
        body = f"@base <{written.bases[0].text}> .\n" + ("" if body.startswith("@prefix") or not body else "\n") + body
    end = comment_lines(written.end).rstrip("\n") + "\n" if written.end else ""
    return "\n".join(part for part in (top, body, end) if part)


def _check_same(quads: Sequence[Quad], data: bytes, chosen: Format, source: str) -> None:
    """Raise where the text does not say the same: a fault of ours must not reach a file."""
    again = list(parse_bytes(data, format=chosen, base=STAND_IN, source=source))
    if not any(map(_has_blank, quads)):
        same = set(quads) == set(again)
    else:
        # what has a label in the text is known by it; only nodes in brackets are left to compare by content
        labels = labels_of(quads, with_graphs=chosen.supports_datasets, nested=chosen.name not in ("nt", "nq"))
        lines = format_by_name("nq")
        left, right = (_named(quads, labels), _named(again, {label: label for label in labels.values()}))
        same = _write(left, lines, KeptTable({}, {}), Tags()) == _write(right, lines, KeptTable({}, {}), Tags())
    if not same:
        raise KgtoolsError(f"{source or 'the text'}: formatting would change the triples; please report this as a bug.")


def _named(quads: Iterable[Quad], labels: Mapping[str, str]) -> list[Quad]:
    """The quads with IRIs in the place of the blank nodes that have a label."""

    def name(term: Any) -> Any:
        if isinstance(term, BlankNode):
            label = labels.get(term.value)
            return term if label is None else NamedNode(f"urn:label:{label}")
        return Triple(name(term.subject), term.predicate, name(term.object)) if isinstance(term, Triple) else term

    return [Quad(name(q.subject), q.predicate, name(q.object), name(q.graph_name)) for q in quads]


def _has_blank(quad: Quad) -> bool:
    return any(isinstance(term, BlankNode | Triple) for term in (quad.subject, quad.object, quad.graph_name))

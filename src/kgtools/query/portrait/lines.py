"""A portrait as text: what each sentence says, and under it what it rests on."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator

from kgtools.query.portrait.patterns import joined
from kgtools.query.portrait.phrases import phrase
from kgtools.query.portrait.records import Name, Piece, Portrait, SourceRef, Statement
from kgtools.text.amounts import number_words
from kgtools.text.characters import safe
from kgtools.text.names import with_article

__all__ = ["portrait_lines"]

Passage = Callable[[str, int, int], str | None]


def portrait_lines(portrait: Portrait, passage: Passage | None = None, *, dated: bool = False) -> list[str]:
    """The lines of a portrait; `passage` gives the text of a span, where the reader has the articles.

    `dated` is whether the portrait is of one month only, which is said where nothing is known.

    >>> from kgtools.query.portrait.records import Piece, Section
    >>> said = Statement("http://e/ada", (Piece("Ada sings."),), sources=(SourceRef(file="a.ttl", line=3),))
    >>> portrait = Portrait("http://e/ada", "Ada", "en", (), (), (Section("facts", "Known", (said,)),))
    >>> print("\\n".join(portrait_lines(portrait)))
    Ada
      http://e/ada
    <BLANKLINE>
    Known
    <BLANKLINE>
      Ada sings.
          a.ttl:3
    """
    lines = [safe(portrait.label), f"  {portrait.iri}"]
    if portrait.kinds:
        lines += ["  " + safe(_kinds(portrait)), *_in_line(s for kind in portrait.kinds for s in kind.sources)]
    printed = [name for name in portrait.names if name.kind != "search"]
    if printed:
        lines.append(f"  {phrase(portrait.language, 'names')}: {_names(printed)}")
        lines += _in_line(source for name in printed for source in name.sources[:1])
    for section in portrait.sections:
        lines += ["", section.title]
        for statement in section.statements:
            lines += ["", *_statement_lines(statement, portrait.language, passage)]
    for place, omission in enumerate(portrait.omissions):
        lines += [] if place else [""]
        count = number_words(str(omission.count), portrait.language)
        query = "kgtools query -q " + shlex.quote(omission.query)
        lines.append(phrase(portrait.language, "omitted", count, property=safe(omission.label), query=safe(query)))
    if not portrait.sections:
        then = phrase(portrait.language, "at") if dated else ""
        lines += ["", phrase(portrait.language, "nothing", at=then)]
    return lines


def _kinds(portrait: Portrait) -> str:
    kinds = [kind.label for kind in portrait.kinds]
    if portrait.language == "en":
        kinds = [with_article(kind) for kind in kinds]
    both = "".join(piece.text for piece in joined([[Piece(kind)] for kind in kinds], portrait.language))
    subject = portrait.phrase[:1].upper() + portrait.phrase[1:] or portrait.label
    return phrase(portrait.language, "is", subject=subject, kind=both) + "."


def _names(names: list[Name]) -> str:
    by_text: dict[str, list[str]] = {}
    for name in names:
        by_text.setdefault(name.text, []).append(name.language)
    names_written = []
    for text, tags in by_text.items():
        languages = sorted({tag for tag in tags if tag})
        names_written.append(safe(text) + (f" ({', '.join(languages)})" if languages else ""))
    return ", ".join(names_written)


def _in_line(sources: Iterable[SourceRef]) -> list[str]:
    """The places of sources on one line; none where there are none."""
    places = list(dict.fromkeys(_place(source) for source in sources if not source.rule))
    return ["      " + safe(", ".join(places))] if places else []


def _statement_lines(statement: Statement, language: str, passage: Passage | None) -> Iterator[str]:
    marks = [phrase(language, statement.held)] if statement.held else []
    if statement.status == "conflict":
        marks += [statement.kind, *(detail.text for detail in statement.details)]
    mark = f" ({', '.join(filter(None, marks))})" if any(marks) else ""
    yield f"  {safe(statement.text)}{safe(mark)}"
    for detail in statement.details if statement.status != "conflict" else ():
        yield f"    {safe(detail.label)}: {safe(detail.text)}"
    if statement.reason and statement.status in _DECIDED:
        yield "    " + safe(phrase(language, "decision", statement.reason))
    listed_sources: set[SourceRef] = set()
    for source in statement.sources:
        if source.file and any(_place(source) == _place(other) for other in listed_sources):
            continue
        # what the sentence says itself, or a source above, is not told twice
        is_repeated = statement.text.rstrip(".") == source.gist.rstrip(".")
        if source.rule and listed_sources.issuperset(source.premises):
            places = ", ".join(map(_place, source.premises))
            yield "      " + safe(f"{phrase(language, 'rule', source.rule)} {places}")
        else:
            yield from _source_lines(source, language, passage, is_repeated=is_repeated)
        listed_sources.add(source)


def _source_lines(
    source: SourceRef, language: str, passage: Passage | None, *, is_repeated: bool = False, indent: str = "      "
) -> Iterator[str]:
    if source.rule:
        yield indent + safe(phrase(language, "rule", source.rule))
        for premise in source.premises:
            yield from _source_lines(premise, language, passage, indent=indent + "  ")
        return
    if source.file:
        yield indent + safe(_place(source))
        return
    words = [_place(source)]
    if source.certainty:
        words.append(phrase(language, source.certainty) if source.certainty in _CERTAINTIES else source.certainty)
    if source.speaker:
        words.append("(" + phrase(language, "says", source.speaker) + ")")
    if source.gist and not is_repeated:
        words.append(f" {source.gist}")
    yield indent + safe(" ".join(words))
    if passage is not None and source.article:
        text = passage(source.article, source.start, source.end)
        yield f"{indent}  {safe(text) if text is not None else phrase(language, 'no-passage')}"


def _place(source: SourceRef) -> str:
    """Where a source stands, as short as it can be said."""
    if source.file:
        return f"{source.file}:{source.line}"
    return f"{source.article}:{source.start}-{source.end}" if source.article else source.claim


#: the statuses of which the section does not say why they are what they are
_DECIDED = ("undecided", "set aside")
_CERTAINTIES = ("asserted", "reported", "inferred")

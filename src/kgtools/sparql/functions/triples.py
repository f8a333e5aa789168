"""Functions on triple terms (SPARQL 1.2, section 17.4.7)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kgtools.errors import LimitError
from kgtools.reading.guards import MAX_TRIPLE_DEPTH
from kgtools.sparql.columns.dictionary import TRIPLE, UNBOUND
from kgtools.sparql.context import Context
from kgtools.sparql.functions.combinations import Column, rowwise
from kgtools.sparql.functions.strings.text_columns import MANY
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds

__all__ = ["object_of", "parts", "predicate", "subject", "triple", "triple_text"]

Arguments = Sequence[Values]


def _texts(values: Values) -> Column:
    rows, places = values.distinct()
    return rows.term_texts(), places


def triple_text(subject: str, predicate: str, object_: str) -> str | None:
    """The triple term of three terms in canonical N-Triples; None where RDF does not have such a triple.

    >>> triple_text("<http://e/s>", "<http://e/p>", '"o"'), triple_text('"s"', "<http://e/p>", '"o"')
    ('<<( <http://e/s> <http://e/p> "o" )>>', None)

    Raises :class:`LimitError` where triple terms would be nested deeper than the formats have them.
    """
    iri = predicate[0] == "<" and predicate[1] != "<"
    if subject[0] == '"' or subject.startswith("<<") or not iri:
        return None
    if object_.startswith("<<") and _depth(object_) >= MAX_TRIPLE_DEPTH:
        raise LimitError(f"triple terms are nested deeper than {MAX_TRIPLE_DEPTH} levels; flatten them.")
    return f"<<( {subject} {predicate} {object_} )>>"


def _depth(text: str) -> int:
    """How deep a triple term is nested: it is so in its object alone."""
    # a string in an object may end in the same signs, so the brackets are counted from the outside
    depth = 0
    while text.startswith("<<( "):
        depth += 1
        if depth >= MAX_TRIPLE_DEPTH:
            break
        text = text.split(" ", 3)[3]
    return depth


def parts(text: str) -> tuple[str, str, str]:
    """Subject, predicate and object of a triple term in canonical N-Triples.

    >>> parts('<<( _:s <http://e/p> <<( <http://e/s> <http://e/p> "a b" )>> )>>')
    ('_:s', '<http://e/p>', '<<( <http://e/s> <http://e/p> "a b" )>>')
    """
    # neither an IRI nor a blank node has a space
    _, first, second, rest = text.split(" ", 3)
    return first, second, rest.removesuffix(" )>>")


def triple(context: Context, arguments: Arguments) -> Values:
    """``TRIPLE``: an error where the terms make no triple."""
    result = _many(context, arguments)
    if result is not None:
        return result
    columns = [_texts(argument) for argument in arguments]
    triples, places = rowwise(columns, triple_text, context.budget)
    return Values.of_texts(arguments[0].pool, triples).take(places)


def _many(context: Context, arguments: Arguments) -> Values | None:
    """Many triple terms by the numbers of their parts, which are no triple terms themselves."""
    pool, size = context.pool, len(arguments[0])
    if size < MANY or not hasattr(pool.dictionary, "literals"):
        return None
    kinds_of_parts = [argument.kinds for argument in arguments]
    if any((column == kinds.TRIPLE).any() for column in kinds_of_parts):
        return None
    good = (kinds_of_parts[0] == kinds.IRI) | (kinds_of_parts[0] == kinds.BLANK)
    good &= (kinds_of_parts[1] == kinds.IRI) & (kinds_of_parts[2] != kinds.ERROR)
    if not good.all():
        return None
    from kgtools.sparql.terms.blocks import Triples

    s, p, o = (np.ascontiguousarray(argument.numbers(context.budget)) for argument in arguments)
    return Values.of_ids(pool, pool.add_block(Triples(pool, (s, p, o))))


def _part(context: Context, values: Values, place: int) -> Values:
    block = None if values.ids is None else values.pool.block_of(values.ids)
    if block is not None and block.kind == TRIPLE and values.ids is not None:
        from kgtools.sparql.terms.blocks import Triples

        if isinstance(block, Triples):
            bound = values.ids >= 0
            ids = block.parts[place][np.where(bound, values.ids - block.start, 0)]
            return Values.of_ids(values.pool, np.where(bound, ids, np.int32(UNBOUND)))

    def one(text: str) -> str | None:
        return parts(text)[place] if text.startswith("<<") else None

    texts, places = rowwise([_texts(values)], one, context.budget)
    return Values.of_texts(values.pool, texts).take(places)


def subject(context: Context, arguments: Arguments) -> Values:
    """``SUBJECT`` of a triple term; an error for every other term."""
    return _part(context, arguments[0], 0)


def predicate(context: Context, arguments: Arguments) -> Values:
    """``PREDICATE`` of a triple term."""
    return _part(context, arguments[0], 1)


def object_of(context: Context, arguments: Arguments) -> Values:
    """``OBJECT`` of a triple term."""
    return _part(context, arguments[0], 2)

"""Calls of functions on columns of terms, with a small dictionary and with one of Arrow, and as Oxigraph has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyoxigraph

from kgtools.sparql.budget import Budget
from kgtools.sparql.builtins import FUNCTIONS
from kgtools.sparql.context import Context
from kgtools.sparql.functions.strings.text_columns import MANY
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.values import Values
from kgtools.table.kernels.text import parse_term, term_text
from kgtools.table.small import SmallTerms

XSD = "http://www.w3.org/2001/XMLSchema#"
TRUE, FALSE = f'"true"^^<{XSD}boolean>', f'"false"^^<{XSD}boolean>'
Row = Sequence[str | None]


def shorthand(text: str | None) -> str | None:
    """A term for a test: ``1`` and ``1.5`` are numbers, ``true`` is a boolean, all else is N-Triples."""
    if text is None or text[0] in '"<_':
        return text
    if text in ("true", "false"):
        return f'"{text}"^^<{XSD}boolean>'
    kind = "double" if "e" in text.lower() or text == "NaN" else "decimal" if "." in text else "integer"
    return f'"{text}"^^<{XSD}{kind}>'


def call(
    name: str, *rows: Row, arrow: bool = False, base: str | None = None, budget: Budget | None = None
) -> list[str | None]:
    """What the function gives for each row of arguments, as canonical N-Triples; None is an error.

    With `arrow` the first argument has as many further values, and the dictionary is one of Arrow.
    """
    asked = [tuple(map(shorthand, row)) for row in rows]
    count = len(asked)
    if arrow:
        asked += [(f'"padding {i}"', *asked[0][1:]) for i in range(2 * MANY)]
    known = sorted({text for row in asked for text in row if text is not None})
    if arrow:
        from kgtools.table.kernels.arrow import text_array
        from kgtools.table.terms import Terms

        pool = Pool(Terms(text_array(known)))
    else:
        pool = Pool(SmallTerms(map(parse_term, known)))
    context = Context(pool, base=base, budget=budget or Budget())
    columns = [Values.of_texts(pool, list(column)) for column in zip(*asked, strict=True)]
    found = FUNCTIONS[name].evaluate(context, columns)
    return found.take(np.arange(count)).term_texts()


def oxigraph(name: str, *arguments: str) -> str | None:
    """What Oxigraph gives."""
    written = ", ".join(str(shorthand(argument)) for argument in arguments)
    written = written.replace("<<( ", "TRIPLE(").replace(" )>>", ")")
    solutions = pyoxigraph.Store().query(f"SELECT ({name}({written}) AS ?x) {{}}")
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    found = next(solutions)[0]
    return None if found is None else term_text(found)

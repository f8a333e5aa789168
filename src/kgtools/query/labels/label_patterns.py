"""Label variables in plain SPARQL, for engines that do not know that ``?xLabel`` is the label of ``?x``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kgtools.model.prefixes import PrefixTable
from kgtools.query.columns import COMPANION
from kgtools.query.labels.label_variables import plan_labels
from kgtools.sparql.expressions import Variable
from kgtools.sparql.parse import parse_query
from kgtools.sparql.scope import always_bound, visible_variables
from kgtools.sparql.text.tokens import Token, tokenize
from kgtools.sparql.translate import translate_pattern

__all__ = ["with_label_patterns"]


def with_label_patterns(
    text: str, languages: Sequence[str], *, predicate: str, prefixes: Mapping[str, str] | None = None
) -> str:
    """The text of a SELECT with a pattern for each label variable that it does not bind: an OPTIONAL for each of the
    languages, in their order, at the end of WHERE.

    `predicate` is the IRI of the property that has the labels. A text without such variables stays as it is; so do
    labels of what the projection computes.

    Raises :class:`QueryError` for a text that is not a query.

    >>> prefixes = {"rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
    >>> print(with_label_patterns("SELECT ?xLabel { ?x ?p 1 }", ["en"], predicate=prefixes["rdfs"] + "label",
    ...     prefixes=prefixes))
    SELECT ?xLabel { ?x ?p 1
      OPTIONAL { ?x rdfs:label ?xLabel FILTER(LANG(?xLabel) IN ("en", "")) }
    }
    """
    query = parse_query(text, prefixes=prefixes, companion=COMPANION)
    plan = plan_labels(query)
    if plan is None or query.where is None:
        return text
    bound = {variable.name for variable in visible_variables(query.where)}
    labelled = {name: entity for name, entity in plan.columns if name in plan.labelled and entity in bound}
    if not labelled:
        return text
    predicate_text = PrefixTable(prefixes or {}).shorten(predicate) or f"<{predicate}>"
    always = always_bound(translate_pattern(query.where))
    # a label without a language is for every reader; it is asked for once
    tags = [f'IN ("{language}", "")' if not place else f'= "{language}"' for place, language in enumerate(languages)]
    patterns = "".join(
        f"  {_pattern(entity, predicate_text, name, f'LANG(?{name}) {tag}', is_bound=entity in always)}\n"
        for name, entity in labelled.items()
        for tag in tags
    )
    inner, end = _group(text, query.where.place)
    before, within, after = text[: inner.start], text[inner.start : end].rstrip(), text[end:]
    if query.group_by:
        keys = {key.variable.name if key.variable else key.expression for key in query.group_by}
        after = _grouped(after, [name for name in labelled if name not in keys and Variable(name) not in keys])
    if inner.key == "SELECT":
        # a group that is a sub-select has no room for another pattern (section 19.8, rule 53)
        within = f"{{ {within}\n  }}"
    return f"{before}{within}\n{patterns}{after}"


def _pattern(entity: str, predicate: str, label: str, condition: str, *, is_bound: bool) -> str:
    if is_bound:
        return f"OPTIONAL {{ ?{entity} {predicate} ?{label} FILTER({condition}) }}"
    # a variable without a value would match whatever has a label
    return f"OPTIONAL {{ ?{label}Of {predicate} ?{label} FILTER(SAMETERM(?{label}Of, ?{entity}) && {condition}) }}"


def _grouped(modifiers: str, names: Sequence[str]) -> str:
    """The modifiers of a solution with further variables to group by: a label depends on nothing but what it names."""
    begin = next(token.end for token in tokenize(modifiers) if token.key == "BY")
    return modifiers[:begin] + "".join(f" ?{name}" for name in names) + modifiers[begin:]


def _group(text: str, begin: int) -> tuple[Token, int]:
    """The first token of the group that begins at a place, and the offset of the bracket that ends it."""
    tokens = [token for token in tokenize(text) if token.start >= begin]
    depth = 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token.key, 0)
        if not depth:
            return tokens[1], token.start
    raise AssertionError("a query that was parsed has all its brackets")

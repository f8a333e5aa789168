"""The answers to stored queries, for pages and for the files beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kgtools.pages.contents import Contents
from kgtools.pages.request import Request

if TYPE_CHECKING:
    from kgtools.data.graph_query import QueryKeywords
    from kgtools.query import Answer, StoredQuery
    from kgtools.sparql.why_not.remark import Remark

__all__ = ["answer_to", "field_name", "is_relabelled", "parameter_values"]

#: what the address of a page says by other names than those of parameters
_RESERVED = frozenset({"lang", "why", "name", "at", "order"})
#: answers that a site keeps for the files beside a page
_MAX_ANSWERS = 4


def field_name(name: str) -> str:
    """The name of a parameter in addresses: its own, unless pages use that themselves.

    >>> field_name("organization"), field_name("at")
    ('organization', '_at')
    """
    return f"_{name}" if name in _RESERVED else name


def parameter_values(stored: StoredQuery, request: Request) -> dict[str, str]:
    """The values of parameters that a request has."""
    values = {p.name: request.arguments.get(field_name(p.name), "").strip() for p in stored.parameters}
    return {name: value for name, value in values.items() if value}


def is_relabelled(stored: StoredQuery, request: Request) -> bool:
    """Whether the labels of an answer are looked up when it is shown, so that it is the same in all trees of a site.

    So it is where the query itself asks nothing about languages. Its rows are in the order of the first tree.
    """
    text = stored.text.casefold()
    return request.is_static and "_language" not in text and "lang" not in text.replace("language", "")


def answer_to(
    stored: StoredQuery,
    values: Mapping[str, str],
    contents: Contents,
    request: Request,
    *,
    why: bool = False,
    remarks: list[Remark] | None = None,
) -> Answer:
    """The answer to a stored query, which can be read again; why it is empty is added to `remarks`.

    Raises what :meth:`kgtools.graph.KnowledgeGraph.query` raises.
    """
    from kgtools.query import Solutions

    languages = contents.project.languages if is_relabelled(stored, request) else request.languages
    key = (stored.name, tuple(values.items()), languages)
    # the pages of a site and the files beside them have one answer; a server gives what its limits let it
    cache = contents.kept_answers if request.is_static and not why else {}
    if key in cache:
        return cache[key]
    options: QueryKeywords = {
        "params": dict(values),
        "why": why,
        "languages": languages,
        "timeout": request.limits.timeout,
        "memory": request.limits.memory,
        "remarked": None if remarks is None else remarks.append,
    }
    if why and contents.articles is not None and not request.is_static:
        options["articles"] = contents.articles.folder
    answer = contents.graph.query(stored, **options)
    if isinstance(answer, Solutions):
        answer = answer.materialized()
    while len(cache) >= _MAX_ANSWERS:
        cache.pop(next(iter(cache)))
    cache[key] = answer
    return answer

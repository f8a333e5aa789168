"""Parts of the messages of constraint components: lists of terms, shapes by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kgtools.model.terms import NamedNode, Term
from kgtools.shacl.components.messages import UNNAMED
from kgtools.text.terms import term_text

__all__ = ["Phrase", "listed", "named_shapes", "written_list"]

#: members of a list that a message shows, and that a report shows where it explains
_MAX_MEMBERS = 12
_MAX_WRITTEN_MEMBERS = 1_000


@dataclass(frozen=True)
class Phrase:
    """A message with placeholders, the text of those that the constraint knows, and its language ("" for none)."""

    template: str
    words: Mapping[str, str]
    language: str


def listed(terms: Sequence[Term], name: Callable[[Term], str] = term_text) -> str:
    """Terms with commas between them, as a message has them; `name` gives their names.

    >>> listed([NamedNode("http://e/a"), NamedNode("http://e/b")])
    '<http://e/a>, <http://e/b>'
    """
    words = ", ".join(name(term) for term in terms[:_MAX_MEMBERS])
    return f"{words}, … ({len(terms)})" if len(terms) > _MAX_MEMBERS else words


def written_list(terms: Sequence[Term]) -> str:
    """Terms as a list in Turtle.

    >>> written_list([NamedNode("http://e/a")])
    '( <http://e/a> )'
    """
    texts = [term_text(term) for term in terms[:_MAX_WRITTEN_MEMBERS]]
    if len(terms) > _MAX_WRITTEN_MEMBERS:
        texts.append(f"… ({len(terms)})")
    return " ".join(["(", *texts, ")"])


def named_shapes(shapes: Sequence[Term], language: str, name: Callable[[Term], str] | None = None) -> str:
    """Shapes by their names, as `name` gives them; without it by their IRIs, and how many there are without one."""
    if name is not None:
        # what a shape without an IRI asks for may have commas of its own
        between = ", " if all(isinstance(shape, NamedNode) for shape in shapes) else "; "
        names = between.join(name(shape) for shape in shapes[:_MAX_MEMBERS])
        return f"{names}{between}… ({len(shapes)})" if len(shapes) > _MAX_MEMBERS else names
    iris = [term_text(shape) for shape in shapes if isinstance(shape, NamedNode)]
    without = len(shapes) - len(iris)
    if without:
        iris.append(UNNAMED[language] + (f" (× {without})" if without > 1 else ""))
    return ", ".join(iris)

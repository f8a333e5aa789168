"""What an update does to one statement: predicates and objects taken out, put in, and put in the place of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kgtools.data.updating.edits.edits import Edit, Slot, appended, applied, taken_out
from kgtools.data.updating.edits.lists import list_text
from kgtools.data.updating.edits.moving import Moves
from kgtools.data.updating.turtle.binding import Site
from kgtools.data.updating.turtle.spelling import NewTriples, Speller
from kgtools.data.updating.turtle.style import gap_between, indent_at, row_style
from kgtools.data.updating.turtle.tree import Item, Node, Verb
from kgtools.model.order import predicate_key
from kgtools.model.terms import BlankNode, Quad, Term

__all__ = ["RowChange", "RowEdits", "Said"]

#: what is said of a subject: objects by predicate
Said = Mapping[str, Sequence[Term]]


@dataclass(slots=True)
class RowChange:
    """The edits of a statement; whether nothing of it stays, and what follows it as statements of their own."""

    edits: list[Edit] = field(default_factory=list)
    nothing_left: bool = False
    behind: list[str] = field(default_factory=list)


class RowEdits:
    """Changes the rows of predicates and objects of one statement.

    `renames` are predicates that are written in the place of others, whose objects stay as they are.
    """

    def __init__(
        self, text: str, moves: Moves, new: NewTriples, speller: Speller, graph: str, renames: Mapping[Verb, str]
    ) -> None:
        self._text = text
        self._moves = moves
        self._new = new
        self._speller = speller
        self._graph = graph
        self._renames = renames

    def statement(self, site: Site, predicates: Said, *, alone: bool = False) -> RowChange:
        """Change a statement; with `alone` what is new of its subject is in statements of its own."""
        subject, verbs = site.statement.subject, site.statement.verbs
        indent = indent_at(self._text, subject.start) or ""
        row_change = RowChange(edits=self._inside(subject, with_new=not verbs))
        behind: dict[str, list[Term]] = {}
        if not verbs:
            row_change.nothing_left = all(quad in self._moves.deletions for quad in site.quads) and not predicates
            if predicates and subject.kind != "[":
                row_change.edits += self._first(subject.end, predicates, indent)
            return row_change
        if alone:
            predicates, behind = self._split(verbs, predicates)
        edits = self._row(verbs, predicates, indent)
        if edits is not None:
            row_change.edits += edits
        elif subject.verbs and any(quad not in self._moves.deletions for quad in _inner(subject)):
            # what is in brackets is a statement by itself
            last = verbs[-1]
            row_change.edits.append(Edit(subject.end, last.end if last.separator < 0 else last.separator_end))
        else:
            row_change.nothing_left = True
        name = self._text[subject.start : subject.end]
        for predicate in sorted(behind, key=predicate_key):
            for text in self._speller.objects(behind[predicate]):
                row_change.behind.append(f"{name} {self._speller.verb(predicate)} {text} .")
        return row_change

    def _split(self, verbs: Iterable[Verb], predicates: Said) -> tuple[Said, dict[str, list[Term]]]:
        """What takes the place of something that goes, and the rest."""
        here: dict[str, list[Term]] = {}
        rest = {predicate: list(terms) for predicate, terms in predicates.items()}
        for verb in verbs:
            for item in verb.items:
                if item.quad in self._moves.deletions and rest:
                    predicate = _predicate(verb)
                    predicate = predicate if predicate in rest else min(rest, key=predicate_key)
                    here.setdefault(predicate, []).append(rest[predicate].pop(0))
                    if not rest[predicate]:
                        del rest[predicate]
        return here, rest

    # predicates -----------------------------------------------------------------------------------------------------

    def _row(self, verbs: list[Verb], predicates_given: Said, indent: str | None) -> list[Edit] | None:
        """The edits of a row of predicates; None where nothing of it stays."""
        predicates = dict(predicates_given)
        # of several with one predicate the last takes what is new
        additions = {
            verb: predicates.pop(_predicate(verb), ()) for verb in reversed(verbs) if verb not in self._renames
        }
        is_gone = {verb: self._is_gone(verb) and not additions.get(verb) for verb in verbs}
        texts = self._speller.predicate_texts(predicates)
        edits: list[Edit] = []
        for verb in verbs:
            if is_gone[verb] and texts:
                edits.append(Edit(verb.start, verb.end, texts.pop(0)))
                additions.pop(verb)
                is_gone[verb] = False
        last = next((verb for verb in reversed(verbs) if not is_gone[verb]), None)
        for verb in verbs:
            if verb in self._renames:
                edits.append(Edit(verb.start, verb.word_end, self._speller.verb(self._renames[verb])))
                edits += self._inside_items(verb.items)
            elif verb in additions and not is_gone[verb]:
                closed = verb is last and (bool(texts) or verb is not verbs[-1])
                edits += self._objects(verb, additions[verb], closed=closed)
        if all(is_gone.values()):
            return None
        slots = [Slot(verb.start, verb.end, verb.separator, verb.separator_end) for verb in verbs]
        edits += taken_out(self._text, slots, [is_gone[verb] for verb in verbs])
        if texts:
            separator, gap = row_style(self._text, verbs, self._speller.style, indent=indent)
            edits += appended(self._text, slots[-1], texts, separator=separator, gap=gap)
        return edits

    def _first(self, offset: int, predicates: Said, indent: str) -> list[Edit]:
        """The first predicates behind a subject that stood by itself."""
        style = self._speller.style
        body = (style.separator + style.placed(style.gap, indent)).join(self._speller.predicate_texts(predicates))
        return [Edit(offset, offset, f" {body}")]

    # objects --------------------------------------------------------------------------------------------------------

    def _is_gone(self, verb: Verb) -> bool:
        return verb not in self._renames and all(item.quad in self._moves.deletions for item in verb.items)

    def _objects(self, verb: Verb, terms: Sequence[Term], *, closed: bool) -> list[Edit]:
        """The edits of the objects of a predicate, of which one stays or comes; see :func:`taken_out` for `closed`."""
        texts = self._speller.objects(terms)
        edits: list[Edit] = []
        flags: list[bool] = []
        for item in verb.items:
            out = item.quad in self._moves.deletions
            if out and texts:
                edits.append(Edit(item.start, item.end, texts.pop(0)))
                out = False
            elif not out:
                edits += self._inside_items([item])
            flags.append(out)
        slots = [Slot(item.start, item.end, item.separator, item.separator_end) for item in verb.items]
        edits += taken_out(self._text, slots, flags, closed=closed)
        if texts:
            separator, gap = self._object_style(verb)
            edits += appended(self._text, slots[-1], texts, separator=separator, gap=gap)
        return edits

    def _object_style(self, verb: Verb) -> tuple[str, str]:
        style = self._speller.style
        separator, gap = style.object_separator, style.object_gap
        if len(verb.items) > 1:
            before, last = verb.items[-2:]
            between = self._text[before.end : before.separator_end]
            separator = separator if "#" in between else between
            gap = gap_between(self._text, before.separator_end, last.start) or gap
        return separator, gap

    # what is within ---------------------------------------------------------------------------------------------

    def _inside_items(self, items: Iterable[Item]) -> list[Edit]:
        edits: list[Edit] = []
        for item in items:
            edits += self._inside(item.node)
            before = item.node.end
            for mark in item.marks:
                if mark.quad in self._moves.deletions:
                    edits.append(Edit(before, mark.end))
                elif mark.verbs:
                    # what is new of a reifier with a name is with its name
                    unnamed = mark.quad is not None and (mark.reifier is None or mark.reifier.kind == "[")
                    predicates = self._about(mark.quad.subject) if unnamed and mark.quad is not None else {}
                    row = self._row(mark.verbs, predicates, None)
                    if row is not None:
                        edits += row
                    elif mark.reifier is not None:
                        edits.append(Edit(mark.reifier.end, mark.end))
                    else:
                        edits.append(Edit(mark.start, mark.end, "~"))
                before = mark.end
        return edits

    def _inside(self, node: Node, *, with_new: bool = True) -> list[Edit]:
        """The edits within brackets or a list that stay."""
        if node.kind == "(":
            plan = self._moves.plans.get(node)
            if plan is not None:
                return [self._list(node, plan.items)]
            return [edit for item in node.items for edit in self._inside(item)]
        if node.kind != "[":
            return []
        predicates = self._about(node.term) if with_new else {}
        if not node.verbs:
            texts = self._speller.predicate_texts(predicates)
            return [Edit(node.start, node.end, f"[ {' ; '.join(texts)} ]")] if texts else []
        row = self._row(node.verbs, predicates, None)
        return [Edit(node.start, node.end, "[]")] if row is None else row

    def _about(self, term: Term | None) -> Said:
        """What is new of a node that has no label."""
        return self._new.about(self._graph, str(term)) if isinstance(term, BlankNode) else {}

    def _list(self, node: Node, items: Sequence[Node | Term]) -> Edit:
        """The list with some items kept and others new."""

        def spelled(item: Node | Term) -> str:
            if isinstance(item, Node):
                return applied(self._text, self._inside(item), item.start, item.end)
            return self._speller.object(item)

        return Edit(node.start, node.end, list_text(self._text, node, items, spelled))


def _predicate(verb: Verb) -> str:
    quad = verb.items[0].quad
    assert quad is not None
    return quad.predicate.value


def _inner(node: Node) -> list[Quad | None]:
    return [item.quad for verb in node.verbs for item in verb.items]

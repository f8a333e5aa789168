"""Property paths (rules 88 to 96 of section 19.8)."""

from __future__ import annotations

from kgtools.model.terms import NamedNode
from kgtools.sparql.expressions import (
    Alternative,
    Inverse,
    Link,
    NegatedSet,
    OneOrMore,
    Path,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
)
from kgtools.sparql.parse.cursor import MAX_CHAIN
from kgtools.sparql.parse.terms import TermParser

__all__ = ["PathParser"]

_REPEATED: dict[str, type[ZeroOrMore | OneOrMore | ZeroOrOne]] = {"*": ZeroOrMore, "+": OneOrMore, "?": ZeroOrOne}
_EXPECTED = 'a predicate, "^", "!" or "("'


class PathParser(TermParser):
    """Reads property paths."""

    def path(self) -> Path:
        """A path: alternatives of sequences."""
        place = self.start
        branches: list[Path] = []
        while True:
            begin = self.start
            parts = [self._step()]
            while self.key == "/":
                if len(parts) == MAX_CHAIN:
                    self.refuse(f'more than {MAX_CHAIN} steps with "/" are in one path; split it.', self.start)
                self.advance()
                parts.append(self._step())
            branches.append(parts[0] if len(parts) == 1 else Sequence(tuple(parts), place=begin))
            if self.key != "|":
                return branches[0] if len(branches) == 1 else Alternative(tuple(branches), place=place)
            self.advance()

    def _step(self) -> Path:
        place = self.start
        inverse = self.accept("^")
        begin = self.start
        path: Path
        if self.key == "(":
            self.open("(")
            path = self.path()
            self.close('"/", "|"')
        elif self.key == "!":
            self.advance()
            path = self._negated(begin)
        elif self.key == "path":
            path = self._path_as_written()
        else:
            path = Link(self._predicate(), place=begin)
        repeated = _REPEATED.get(self.key)
        if repeated is not None:
            self.advance()
            path = repeated(path, place=begin)
            if self.key in _REPEATED:
                self.unexpected("an object", hint="a path is repeated once; put it in brackets to repeat it again")
        return Inverse(path, place=place) if inverse else path

    def _path_as_written(self) -> Path:
        """The path that a parameter stands for."""
        value = self.value()
        assert isinstance(value, Path)
        self.advance()
        return value

    def _negated(self, place: int) -> NegatedSet:
        sets: dict[bool, list[NamedNode]] = {False: [], True: []}
        if self.key == "(":
            self.open("(")
            while self.key != ")" or sets[False] or sets[True]:
                backward = self.accept("^")
                sets[backward].append(self._predicate())
                if not self.accept("|"):
                    break
            self.close('"|"')
        else:
            backward = self.accept("^")
            sets[backward].append(self._predicate())
        return NegatedSet(tuple(sets[False]), tuple(sets[True]), place=place)

    def _predicate(self) -> NamedNode:
        if self.key == "variable":
            self.unexpected(_EXPECTED, hint="a variable cannot be part of a path; name the predicate")
        if self.key == "path" and isinstance(self.value(), Link):
            path = self._path_as_written()
            assert isinstance(path, Link)
            return path.iri
        term = self.type_or_iri(_EXPECTED).term
        assert isinstance(term, NamedNode)
        return term

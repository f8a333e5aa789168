"""Triples as they are written (rules 52, 75 to 109 of section 19.8, and what SPARQL 1.2 adds), spelled out one by one.

Collections, property lists, blank nodes in brackets, reified triples and annotations become plain triples with fresh
blank nodes (sections 4.2 and 4.1.4; SPARQL 1.2, section 4.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import RDF
from kgtools.sparql.expressions import Constant, Expression, Link, Path, TripleTerm, Variable
from kgtools.sparql.parse.cursor import Parameters
from kgtools.sparql.parse.expressions import ExpressionParser
from kgtools.sparql.parse.habits import missing_end
from kgtools.sparql.syntax import Triple

__all__ = ["TERM_STARTS", "TripleParser"]

_FIRST, _REST, _NIL, _REIFIES = (NamedNode(RDF + name) for name in ("first", "rest", "nil", "reifies"))
_LITERAL_STARTS = frozenset({"string", "number", "+", "-", "TRUE", "FALSE"})
#: what a triple may begin with
TERM_STARTS = _LITERAL_STARTS | {"variable", "iri", "pname", "blank", "(", "[", "<<", "<<("}
_VERB_STARTS = frozenset({"variable", "iri", "pname", "a"})
_PATH_STARTS = _VERB_STARTS | {"^", "!", "(", "path"}
#: what begins no object, and is a part of a path
_PATH_MARKS = frozenset("/|^*?!")


class TripleParser(ExpressionParser):
    """Reads triples into `triples`."""

    #: whether paths are allowed here
    paths = True
    #: what is read where no variable may be, such as "INSERT DATA"; empty elsewhere
    ground = ""
    #: what is read where no blank node may be, such as "DELETE"; empty elsewhere
    without_blanks = ""

    def __init__(
        self,
        text: str,
        *,
        source: str,
        base: str | None,
        prefixes: Mapping[str, str],
        parameters: Parameters | None = None,
    ) -> None:
        self.triples: list[Triple] = []
        #: the variables in scope in the group that is being read
        self.scope: set[str] = set()
        #: where each label was used first: the number of the basic graph pattern, and the place
        self.labels: dict[str, tuple[int, int]] = {}
        self._patterns = 0
        self.pattern = 0
        super().__init__(text, source=source, base=base, prefixes=prefixes, parameters=parameters)

    def begin_pattern(self) -> None:
        """A new basic graph pattern begins: labels of blank nodes do not reach from one into another (section 19.6)."""
        self._patterns += 1
        self.pattern = self._patterns

    def read_triples(self) -> None:
        """Triples with dots between them, to a token that begins no triple."""
        while self.key in TERM_STARTS:
            self._same_subject()
            if not self.accept("."):
                if self.key in TERM_STARTS:
                    self.unexpected("", hint=missing_end(self.report.text, self.start))
                return

    def _same_subject(self) -> None:
        key, place = self.key, self.start
        before = len(self.triples)
        subject = self._node("a subject")
        if self.ground:
            self._check_subject(subject, place)
        # a node that says something by itself needs no predicate
        complete = key == "<<" or (key in ("[", "(") and len(self.triples) > before)
        if self.key in (_PATH_STARTS if self.paths else _VERB_STARTS) or not complete:
            self._property_list(subject, place)

    def _check_subject(self, subject: Expression, place: int) -> None:
        """A pattern may begin with a literal, which then matches nothing; data that is written down may not."""
        if isinstance(subject, TripleTerm):
            kind = "triple term"
        elif isinstance(subject, Constant) and isinstance(subject.term, Literal):
            kind = "literal"
        else:
            return
        self.fail(f"a {kind} cannot be the subject of a triple in {self.ground}; write an IRI or a blank node.", place)

    def _property_list(self, subject: Expression, place: int) -> None:
        while True:
            predicate = self._verb()
            while True:
                self._object(subject, predicate, place)
                if self.key != ",":
                    break
                self.advance()
                place = self.start
            if self.key != ";":
                return
            while self.key == ";":
                self.advance()
            if self.key not in (_PATH_STARTS if self.paths else _VERB_STARTS):
                return
            place = self.start

    def _object(self, subject: Expression, predicate: Expression | Path, place: int) -> None:
        if self.key in _PATH_MARKS or (self.key == "+" and not self._is_sign()):
            self._refuse_path(predicate)
        value = self._node("an object")
        self.triples.append(Triple(subject, predicate, value, place=place))
        if self.key == "~" or self.key == "{|":
            if isinstance(predicate, Path):
                self.unexpected("the end of the triple", hint="a triple with a path cannot be annotated")
            self._annotations(TripleTerm(subject, predicate, value, place=place))

    def _is_sign(self) -> bool:
        """Whether a number follows the mark that is here."""
        return self.report.text[self.start + 1 : self.start + 2] in frozenset(".0123456789")

    def _refuse_path(self, predicate: Expression | Path) -> NoReturn:
        hint = "a path is not allowed here; write one predicate"
        if self.paths and isinstance(predicate, Variable):
            hint = "a variable cannot be part of a path; name the predicate"
        elif self.paths:
            hint = ""
        self.unexpected("an object", hint=hint)

    def _annotations(self, triple: TripleTerm) -> None:
        """``~ reifier`` and ``{| … |}`` behind an object; a block without a reifier of its own gets a fresh one."""
        reifier: Expression | None = None
        while True:
            place = self.start
            if self.key == "~":
                reifier = self._reifier(triple)
            elif self.key == "{|":
                if reifier is None:
                    reifier = self._reified_by(self._anonymous(place), triple)
                self.open("{|")
                self._property_list(reifier, self.start)
                self.close('";"')
                reifier = None
            else:
                return

    def _reifier(self, triple: TripleTerm) -> Expression:
        place = self.start
        self.advance()
        node: Expression
        if self.key == "variable":
            node = self.data_variable()
        elif self.key == "blank" or self.key == "[":
            node = self._blank()
        elif self.key == "iri" or self.key == "pname":
            node = Constant(self.iri(), place=self.start)
        else:
            node = self._anonymous(place)
        return self._reified_by(node, triple)

    def _reified_by(self, node: Expression, triple: TripleTerm) -> Expression:
        self.triples.append(Triple(node, Constant(_REIFIES, place=triple.place), triple, place=triple.place))
        return node

    def _verb(self) -> Expression | Path:
        key = self.key
        if key == "variable":
            return self.data_variable()
        if not self.paths:
            return self.type_or_iri("a predicate")
        if key not in _PATH_STARTS:
            self.unexpected("a predicate")
        place = self.start
        path = self.path()
        return Constant(path.iri, place=place) if isinstance(path, Link) else path

    def _node(self, expected: str) -> Expression:
        """A term, a collection, a blank node in brackets, a reified triple or a triple term."""
        key, place = self.key, self.start
        if key == "variable":
            return self.data_variable()
        if key == "iri" or key == "pname":
            return Constant(self.iri(), place=place)
        if key in _LITERAL_STARTS:
            return Constant(self.literal(), place=place)
        if key == "blank":
            return self._blank()
        if key == "[":
            return self._blank_with_properties()
        if key == "(":
            return self._collection()
        if key == "<<":
            return self._reified_triple()
        if key != "<<(":
            self.unexpected(expected)
        return self._triple_term_pattern()

    def _inner_part(self, expected: str) -> Expression:
        """The subject or object of a reified triple or a triple term: no collection, no properties."""
        if self.key == "[":
            return self._blank()
        if self.key == "(":
            self.unexpected(expected, hint="a collection is not allowed in a triple term or a reified triple")
        return self._node(expected)

    def data_variable(self) -> Variable:
        """A variable, where data may have some."""
        if self.ground:
            self.unexpected("a term", hint=f"{self.ground} takes no variables; write INSERT or DELETE with WHERE")
        return self.variable()

    def _blank(self) -> Variable:
        """A blank node with a label, or empty brackets."""
        place = self.start
        if self.key == "[":
            self.open("[")
            self.close()
            return self._anonymous(place)
        label = self.token[2:]
        self._refuse_blank(place)
        first, at = self.labels.setdefault(label, (self.pattern, place))
        if first != self.pattern:
            line, _ = self.report.place(at)
            self.fail(
                f"the blank node _:{label} is also in another basic graph pattern, in line {line} of the query; "
                "a label is local to its pattern (section 19.6), so use a variable.",
                place,
            )
        self.advance()
        return Variable(f"_:{label}", place=place)

    def _anonymous(self, place: int) -> Variable:
        self._refuse_blank(place)
        return self.fresh_blank(place)

    def _refuse_blank(self, place: int) -> None:
        if self.without_blanks:
            self.fail(
                f"a blank node is not allowed in {self.without_blanks}, as it would not be a blank node of the "
                "data; match it with a variable in WHERE.",
                place,
            )

    def _blank_with_properties(self) -> Variable:
        place = self.open("[")
        node = self._anonymous(place)
        if self.key != "]":
            self._property_list(node, self.start)
        self.close('";"')
        return node

    def _collection(self) -> Expression:
        place = self.open("(")
        if self.key == ")":
            self.close()
            return Constant(_NIL, place=place)
        first = self._anonymous(place)
        cell = first
        while True:
            begin = self.start
            item = self._node("a member of the collection")
            self.triples.append(Triple(cell, Constant(_FIRST, place=begin), item, place=begin))
            if self.key == ")":
                break
            following = self._anonymous(self.start)
            self.triples.append(Triple(cell, Constant(_REST, place=begin), following, place=begin))
            cell = following
        end = self.start
        self.triples.append(Triple(cell, Constant(_REST, place=end), Constant(_NIL, place=end), place=end))
        self.close()
        return first

    def _reified_triple(self) -> Expression:
        place = self.open("<<")
        subject = self._inner_part("a subject")
        predicate = self._plain_verb()
        triple = TripleTerm(subject, predicate, self._inner_part("an object"), place=place)
        node = self._reifier(triple) if self.key == "~" else self._reified_by(self._anonymous(place), triple)
        self.close('"~"')
        return node

    def _triple_term_pattern(self) -> TripleTerm:
        place = self.open("<<(")
        subject = self._inner_term("a subject")
        predicate = self._plain_verb()
        triple = TripleTerm(subject, predicate, self._inner_term("an object"), place=place)
        self.close()
        return triple

    def _inner_term(self, expected: str) -> Expression:
        if self.key == "<<":
            self.unexpected(expected, hint="a reified triple is not allowed in a triple term; write <<( … )>>")
        return self._inner_part(expected)

    def _plain_verb(self) -> Expression:
        return self.data_variable() if self.key == "variable" else self.type_or_iri("a predicate")

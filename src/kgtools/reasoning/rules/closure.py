"""The closure of a graph under RDF Schema or OWL 2 RL, and the contradictions in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from kgtools.errors import UnknownNameError
from kgtools.model.order import term_key
from kgtools.model.terms import Literal, NamedNode, Quad, Term, Triple, triple_of
from kgtools.model.vocab import OWL, RDF, RDFS
from kgtools.ontology.axioms import Axioms, blind, is_schema
from kgtools.ontology.profiles.entailment import RULE_PROFILE, RULE_PROFILES, RuleGroup, entailment_profile
from kgtools.ontology.unsupported import SetAside, broken_axioms
from kgtools.ontology.values import same_value
from kgtools.reasoning.rules.budget import Budget
from kgtools.reasoning.rules.clashes import MESSAGES, clash_rules
from kgtools.reasoning.rules.compile import Compiler
from kgtools.reasoning.rules.engine import Ints, RuleEngine, RuleSolutions, Table, join, sorted_table, unpack
from kgtools.reasoning.rules.literal_tables import LiteralTables
from kgtools.reasoning.rules.numbers import Numbers
from kgtools.reasoning.rules.rule import Atom, Key, Rule
from kgtools.reasoning.rules.schema import SCHEMA_PREDICATES, STRUCTURAL, schema_rules
from kgtools.table import Columns, Dataset, load_quads

__all__ = ["Clash", "Closure", "close", "close_quads"]

#: the groups of rules by which equivalent classes and properties are each below the other
_EQUIVALENT = frozenset({RuleGroup.PROPERTIES, RuleGroup.CLASSES})
#: most clashes of one rule that are named
MAX_CLASHES_PER_RULE = 100

_TYPE = NamedNode(RDF + "type")
#: the predicates of which inferred axioms between names are written
_WRITTEN = (
    *(RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")),
    *(OWL + name for name in ("equivalentClass", "equivalentProperty")),
)
#: what says nothing, since it holds of everything
_TOP = frozenset(OWL + name for name in ("Thing", "Nothing", "topObjectProperty", "topDataProperty"))
#: what the rules speak of whether the graph does or not
_WORDS = (RDF + "type", OWL + "sameAs", OWL + "differentFrom", OWL + "Thing", OWL + "Nothing")


@dataclass(frozen=True)
class Clash:
    """A contradiction: the rule that finds it, the triples that contradict each other, and the axioms that say so."""

    rule: str
    triples: tuple[Triple, ...]
    axioms: tuple[Triple, ...]

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        return MESSAGES[self.rule]


@dataclass
class Closure:
    """What follows from a graph by rules: the inferred triples, and the clashes.

    `schema` and `data` are the two runs of the engine, over the axioms and over the facts. `aside` are the
    axioms that are left out, as their lists are broken.
    """

    profile: str
    axioms: Axioms
    numbers: Numbers
    schema: RuleEngine
    data: RuleEngine
    clash_rules: tuple[Rule, ...]
    aside: tuple[SetAside, ...] = ()
    _premises: dict[Triple, None] = field(default_factory=dict)

    @property
    def consistent(self) -> bool:
        """Whether no clash was found."""
        return not self.clashes

    @cached_property
    def rows(self) -> Ints:
        """The inferred triples as rows of three numbers, each once; what is true of everything is left out (reflexive,
        owl:Thing)."""
        schema = [[self.numbers(term) for term in triple] for triple in self._schema_triples()]
        parts = [np.array(schema, np.int64).reshape(-1, 3), *map(self._inferred, sorted(self.data.tables))]
        rows = np.concatenate(parts)
        rows = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
        return rows[np.concatenate([[True], (rows[1:] != rows[:-1]).any(axis=1)])] if len(rows) else rows

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The inferred triples, in order; see :attr:`rows`."""
        return self.triples_of(self.rows)

    def triples_of(self, rows: Ints) -> tuple[Triple, ...]:
        """Rows of three numbers as triples, in order."""
        # terms are put in order once, triples then by the places of their terms
        numbers, places = np.unique(rows, return_inverse=True)
        terms = self.numbers.terms(numbers)
        in_order = sorted(range(len(terms)), key=lambda at: term_key(terms[at]))
        rank = np.empty(len(terms), np.int64)
        rank[in_order] = np.arange(len(terms))
        ranks = rank[places.reshape(-1, 3)]
        ranks = ranks[np.lexsort((ranks[:, 2], ranks[:, 1], ranks[:, 0]))]
        sorted_terms: list[object] = [terms[at] for at in in_order]
        return tuple(Triple(sorted_terms[a], sorted_terms[b], sorted_terms[c]) for a, b, c in ranks.tolist())

    def dataset(self, rows: Ints, like: Dataset | None = None) -> Dataset:
        """Rows of three numbers as a dataset, spelled as the one `like` which the closure is."""
        terms = self.numbers.all_terms()
        s, p, o = (np.ascontiguousarray(column, np.int32) for column in rows.T)
        if like is None:
            return Dataset(terms, s, p, o)
        return replace(like, terms=terms, s=s, p=p, o=o, g=None, sources=(), ends=())

    @property
    def size(self) -> int:
        """How many tuples were inferred over the data, class expressions counted, without making their terms."""
        return sum(
            len(keys)
            for key, table in self.data.tables.items()
            if key[0] in ("class", "property")
            for round_, _, keys in table.batches
            if round_ > 0
        )

    def schema_pairs(self, predicate: str, *, inferred: bool = False) -> Iterator[Triple]:
        """The triples of a predicate of the ontology (an IRI), all or the inferred ones, expressions included."""
        table = self.schema.tables.get(("property", self.numbers(NamedNode(predicate))))
        for round_, _, keys in table.batches if table is not None else ():
            if round_ > 0 or not inferred:
                s, o = unpack(keys)
                for a, b in zip(self.numbers.terms(s), self.numbers.terms(o), strict=True):
                    yield triple_of(a, NamedNode(predicate), b)

    def _schema_triples(self) -> Iterator[Triple]:
        for predicate in _WRITTEN:
            for triple in self.schema_pairs(predicate, inferred=True):
                a, b = triple.subject, triple.object
                if isinstance(a, NamedNode) and isinstance(b, NamedNode) and a != b and not _trivial(a, b):
                    yield triple

    def _inferred(self, key: Key) -> Ints:
        """The inferred triples of one relation, as rows of three numbers."""
        nothing = np.empty((0, 3), np.int64)
        kind, number = key
        if kind not in ("class", "property"):
            return nothing
        name = self.numbers.term(number)
        if not isinstance(name, NamedNode) or name.value in _TOP:
            return nothing
        batches = [keys for round_, _, keys in self.data.tables[key].batches if round_ > 0]
        if not batches:
            return nothing
        keys = np.concatenate(batches)
        same = np.full(len(keys), number, np.int64)
        if kind == "class":
            return np.stack([keys, np.full(len(keys), self.numbers(_TYPE), np.int64), same], axis=1)
        s, o = unpack(self._first_spellings(key, keys))
        return np.stack([s, same[: len(s)], o], axis=1)

    def _first_spellings(self, key: Key, inferred: Ints) -> Ints:
        """Of inferred pairs with literals of one value those that came first; none where the value is stated."""
        equal = self.data.tables.get(("equal", 0))
        if equal is None:
            return inferred
        value = np.arange(self.numbers.size)
        alike, usual = unpack(equal.keys)
        # the rules go to the first of the literals of one value, and from there to those that rules name
        value[alike[alike > usual]] = usual[alike > usual]
        batches = self.data.tables[key].batches
        keys = np.concatenate([keys for _, _, keys in batches])
        rounds = np.repeat([round_ for round_, _, _ in batches], [len(keys) for _, _, keys in batches])
        s, o = unpack(keys)
        order = np.lexsort((o, rounds, value[o], s))
        first = np.ones(len(order), bool)
        first[1:] = (s[order][1:] != s[order][:-1]) | (value[o[order]][1:] != value[o[order]][:-1])
        first_rows = order[first]
        return keys[first_rows[rounds[first_rows] > 0]]

    @cached_property
    def clashes(self) -> tuple[Clash, ...]:
        """The contradictions, each once, in order."""
        clashes: dict[tuple[str, frozenset[Triple]], Clash] = {}
        for number, rule in enumerate(self.clash_rules):
            if number % 1000 == 0:
                self.data.budget.check()
            frame = self._violations(rule)
            for row in range(min(frame.size, MAX_CLASHES_PER_RULE)):
                triples = [self.triple(atom, frame, row) for atom in rule.body]
                premises = tuple(dict.fromkeys(t for t in triples if t is not None))
                clashes.setdefault((rule.name, frozenset(premises)), Clash(rule.name, premises, rule.axioms))
        return tuple(sorted(clashes.values(), key=_clash_key))

    def _violations(self, rule: Rule) -> RuleSolutions:
        if not rule.group:
            return self.data.solve(rule.body)
        first, second = self.data.pairs(rule)
        literals = self.data.literals
        assert literals is not None
        both = literals[first] & literals[second]
        first, second = first[both], second[both]
        pairs = zip(self.numbers.terms(first), self.numbers.terms(second), strict=True)
        differ = np.array(
            [isinstance(a, Literal) and isinstance(b, Literal) and not same_value(a, b) for a, b in pairs], bool
        )
        frame = RuleSolutions(int(differ.sum()), {rule.member + "1": first[differ], rule.member + "2": second[differ]})
        for index in range(len(rule.body)):
            frame = join(frame, rule.body[index], self.data.table(rule.body[index].key)) if frame.size else frame
        return frame

    def triple(self, atom: Atom, frame: RuleSolutions, row: int) -> Triple | None:
        """The triple that an atom stands for in one solution; None for what is not a triple."""
        numbers = [int(place) if isinstance(place, int) else int(frame.columns[place][row]) for place in atom.places]
        return self.as_triple(atom.key, numbers)

    def as_triple(self, key: Key, numbers: Sequence[int]) -> Triple | None:
        """The triple of a tuple."""
        kind, relation = key
        if kind not in ("class", "property"):
            return None
        terms = [self.numbers.term(n) for n in numbers]
        name = self.numbers.term(relation)
        if kind == "class":
            return triple_of(terms[0], _TYPE, name)
        return triple_of(terms[0], name, terms[1])


def _clash_key(clash: Clash) -> tuple[object, ...]:
    # a literal without a value may clash in other ways, too, and is what is wrong
    return (
        clash.rule != "x-ill-formed",
        clash.rule,
        [[blind(term) for term in t] for t in (*clash.triples, *clash.axioms)],
    )


def _trivial(a: NamedNode, b: NamedNode) -> bool:
    top = {OWL + "Thing", RDFS + "Resource", OWL + "Nothing", RDFS + "Literal"}
    return a.value in top or b.value in top


def close_quads(
    quads: Iterable[Quad | Triple], *, profile: str = RULE_PROFILE, budget: Budget | None = None
) -> Closure:
    """The closure of quads, whatever graphs they are in; see :func:`close`.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:Cat rdfs:subClassOf e:Animal . e:tom a e:Cat .'''
    >>> [t.object.value for t in close_quads(parse_bytes(text, format="turtle")).triples]
    ['http://e/Animal']
    """
    all_quads = (q if isinstance(q, Quad) else Quad(q.subject, q.predicate, q.object) for q in quads)
    return close(load_quads(all_quads).columns(), profile=profile, budget=budget)


def close(columns: Columns, *, profile: str = RULE_PROFILE, budget: Budget | None = None) -> Closure:
    """Run the rules of a profile (one of ``RULE_PROFILES``) over a graph that holds its ontology, within a budget.

    >>> from kgtools.table import load_bytes
    >>> text = b"@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . e:a owl:sameAs e:b ; e:p 1 ."
    >>> closure = close(load_bytes(text, format="turtle").columns(), profile="owl-rl")
    >>> [t.object.value for t in closure.triples if (t.subject.value, t.predicate.value) == ("http://e/b", "http://e/p")]
    ['1']

    Raises :class:`UnknownNameError` for another profile and :class:`ReasoningError` where the data are too entangled or
    the budget is used up.
    """
    if profile not in RULE_PROFILES:
        raise UnknownNameError("profile of rules", profile, RULE_PROFILES)
    groups = entailment_profile(profile).rules or frozenset()
    axioms, aside = _whole_axioms(schema_part(columns))
    numbers = Numbers(columns)
    # all terms that the rules speak of are looked up at once: each look-up goes over all terms of the graph
    words = {t for triple in axioms.triples for t in triple if not isinstance(t, Triple)}
    words |= {NamedNode(iri) for iri in (*SCHEMA_PREDICATES, *_WORDS)}
    numbers.learn(sorted(words, key=term_key))
    compiler = Compiler(axioms, numbers, groups=groups)
    over_axioms = schema_rules(axioms, numbers, groups=groups, is_range=compiler.is_range)
    schema = RuleEngine(_schema_tables(axioms, numbers), over_axioms, budget=budget)
    schema.run()
    rules = compiler.rules(_subclass_edges(axioms, schema, numbers, groups), _subproperty_edges(axioms, groups))
    clashing = clash_rules(compiler, budget or Budget()) if RuleGroup.CONTRADICTIONS in groups else []
    same = compiler.same if RuleGroup.EQUALITY in groups else None
    tables = _data_tables(columns, numbers)
    if same in tables:
        # that a thing is the same as itself says nothing (eq-ref)
        s, o = unpack(tables[same].keys)
        tables[same] = sorted_table(tables[same].keys[s != o])
    if RuleGroup.CONTRADICTIONS in groups and compiler.different in tables:
        s, o = unpack(tables[compiler.different].keys)
        if (s == o).any():
            # what is stated to differ from itself; what only comes to do so is found with that from which it differs
            clashing.append(Rule("eq-diff1", (Atom(compiler.different, ("x", "x")),)))
    literals = np.zeros(numbers.size, bool)
    literals[: columns.size] = columns.terms.kinds == 2
    for term, number in numbers._extra.items():
        literals[number] = isinstance(term, Literal)
    values = LiteralTables(tables, columns, numbers, literals)
    if RuleGroup.CONTRADICTIONS in groups:
        clashing += values.ill_formed(compiler, rules)
    values.add(compiler, [*rules, *clashing])
    if RuleGroup.DATATYPES in groups:
        rules += values.equal([*rules, *clashing])
    data = RuleEngine(tables, rules, literals=literals, same_as=same, budget=budget)
    data.run()
    return Closure(profile, axioms, numbers, schema, data, tuple(clashing), aside)


def _whole_axioms(triples: Sequence[Triple]) -> tuple[Axioms, tuple[SetAside, ...]]:
    """The axioms with whole lists, of which alone the rules speak, and the others.

    What a part of a list would say may be more than is stated.
    """
    axioms = Axioms(triples)
    aside = broken_axioms(axioms)
    broken = {triple for kind in aside for _, triple in kind.statements}
    return (Axioms(t for t in triples if t not in broken) if broken else axioms), aside


def schema_part(columns: Columns) -> list[Triple]:
    """The triples of a graph that belong to its ontology."""
    triples: list[Triple] = []
    terms = columns.terms
    for number, name in zip(columns.predicates.tolist(), terms.terms(columns.predicates), strict=True):
        assert isinstance(name, NamedNode)
        relation = columns.relation(number)
        if name == _TYPE:
            classes = relation.objects
            schema_classes = [
                c for c, term in zip(classes.tolist(), terms.terms(classes), strict=True) if _is_meta(term)
            ]
            relation = relation.restrict_objects(np.array(schema_classes, np.int32))
        elif not is_schema(Triple(name, name, name)):
            continue
        subjects, objects = terms.terms(relation.s), terms.terms(relation.o)
        triples += [triple_of(s, name, o) for s, o in zip(subjects, objects, strict=True)]
    return triples


def _is_meta(term: Term) -> bool:
    return isinstance(term, NamedNode) and is_schema(Triple(term, _TYPE, term))


def _schema_tables(axioms: Axioms, numbers: Numbers) -> dict[Key, Table]:
    pairs: dict[str, list[int]] = {predicate: [] for predicate in SCHEMA_PREDICATES}
    for triple in axioms.triples:
        if triple.predicate.value in pairs:
            pairs[triple.predicate.value].append((numbers(triple.subject) << 32) | numbers(triple.object))
    return {("property", numbers(NamedNode(p))): sorted_table(keys) for p, keys in pairs.items()}


def _subclass_edges(
    axioms: Axioms, schema: RuleEngine, numbers: Numbers, groups: frozenset[RuleGroup]
) -> list[tuple[Triple, str]]:
    """The pairs of classes to go by: the asserted ones, and those that only the schema rules give."""
    below, same = NamedNode(RDFS + "subClassOf"), NamedNode(OWL + "equivalentClass")
    edges: list[tuple[Triple, str]] = []
    for triple in axioms.triples:
        if triple.predicate == below:
            edges.append((triple, "cax-sco" if groups else "rdfs9"))
        elif triple.predicate == same and groups & _EQUIVALENT:
            edges.append((triple, "cax-eqc1"))
            edges.append((triple_of(triple.object, same, triple.subject), "cax-eqc2"))
    table = schema.tables.get(("property", numbers(below)))
    for round_, rule, keys in table.batches if table is not None else ():
        if round_ > 0 and schema.rules[rule].name in STRUCTURAL:
            s, o = unpack(keys)
            for a, b in zip(numbers.terms(s), numbers.terms(o), strict=True):
                if a != b:
                    edges.append((triple_of(a, below, b), "cax-sco"))
    return edges


def _subproperty_edges(axioms: Axioms, groups: frozenset[RuleGroup]) -> list[Triple]:
    predicates = {RDFS + "subPropertyOf"} | ({OWL + "equivalentProperty"} if groups & _EQUIVALENT else set())
    return [t for t in axioms.triples if t.predicate.value in predicates]


def _data_tables(columns: Columns, numbers: Numbers) -> dict[Key, Table]:
    tables: dict[Key, Table] = {}
    for number, name in zip(columns.predicates.tolist(), columns.terms.terms(columns.predicates), strict=True):
        assert isinstance(name, NamedNode)
        if name == _TYPE:
            turned = columns.relation(number).inverse
            bounds = np.append(turned.heads, len(turned))
            names = columns.terms.terms(turned.subjects)
            for i, cls in enumerate(turned.subjects.tolist()):
                if not _is_meta(names[i]) and not isinstance(names[i], Literal):
                    members = turned.o[bounds[i] : bounds[i + 1]].astype(np.int64)
                    tables["class", cls] = Table(members, [(0, -1, members)])
        elif not is_schema(Triple(name, name, name)):
            keys = columns.relation(number).keys
            tables["property", number] = Table(keys, [(0, -1, keys)])
    return tables

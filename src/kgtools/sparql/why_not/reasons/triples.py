"""Why one triple pattern has no row: a term that is nowhere, one that is elsewhere, or terms that never meet."""

from __future__ import annotations

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, RDFS
from kgtools.sparql.algebra import BGP, Graph, Join, PathPattern
from kgtools.sparql.expressions import Constant, Expression, Link, OneOrMore, TripleTerm, Variable, ZeroOrMore
from kgtools.sparql.syntax import Triple
from kgtools.sparql.why_not.inquiry import TYPE, Inquiry, listed
from kgtools.sparql.why_not.reasons.graphs import other_graphs
from kgtools.sparql.why_not.reasons.literals import literal_remark
from kgtools.sparql.why_not.reasons.terms import nearest_iris, unknown_term
from kgtools.sparql.why_not.remark import Remark
from kgtools.sparql.why_not.spellings import Numbers
from kgtools.sparql.why_not.steps import in_graph

__all__ = ["triple_remarks", "turned"]

#: the places of a triple pattern, and what they are called
_PLACES = {"s": "subject", "p": "predicate", "o": "object"}


def triple_remarks(inquiry: Inquiry, triple: Triple, graph: Expression | None) -> list[Remark]:
    """Why a triple pattern has no row in a graph (None: the default graph)."""
    parts = _parts(triple)
    constants = {letter: part for letter, part in parts.items() if isinstance(part, Constant)}
    unknown = {letter: node for letter, node in constants.items() if not inquiry.probe.occurs(node.term)}
    if unknown:
        remarks: list[Remark] = []
        for letter in sorted(unknown, key=lambda one: unknown[one].place):
            remarks += _unknown(inquiry, triple, letter, unknown, graph)
        return remarks
    elsewhere = other_graphs(inquiry, BGP((triple,), place=triple.place), triple, graph)
    if elsewhere is not None:
        return [elsewhere]
    back = turned(triple)
    if back is not None and (len(constants) > 1 or "p" not in constants):
        count = inquiry.count(BGP((back,)), graph)
        if count.rows:
            way = inquiry.query_text.node(back)
            message = f"nothing matches {inquiry.query_text.node(triple)}; the other way round, {way}, {count.there}."
            return [inquiry.query_text.remark("direction", message, triple, nearest=(way,), rows=count.exact)]
    for letter in ("p", "o", "s"):
        if letter in constants and not inquiry.has_rows(BGP((_freed(inquiry, triple, letter),)), graph):
            return [_misplaced(inquiry, triple, letter, graph)]
    return [_apart(inquiry, triple, constants, graph)]


def _parts(triple: Triple) -> dict[str, Expression]:
    predicate = triple.predicate
    if isinstance(predicate, Link):
        predicate = Constant(predicate.iri, place=predicate.place)
    return {"s": triple.subject, "p": predicate, "o": triple.object}  # type: ignore[dict-item]  # no other path is here


def _of(parts: dict[str, Expression], place: int) -> Triple:
    return Triple(parts["s"], parts["p"], parts["o"], place=place)


def _freed(inquiry: Inquiry, triple: Triple, keep: str) -> Triple:
    """The pattern with a variable of its own in every place but one."""
    parts = {letter: part if letter == keep else inquiry.probe.fresh() for letter, part in _parts(triple).items()}
    return _of(parts, triple.place)


def _relaxed(inquiry: Inquiry, triple: Triple, letter: str) -> Triple:
    """The pattern with a variable of its own in one place."""
    return _of({**_parts(triple), letter: inquiry.probe.fresh()}, triple.place)


def turned(triple: Triple) -> Triple | None:
    """The pattern with subject and object exchanged; None where a literal would be the subject."""
    object_ = triple.object
    if not (isinstance(object_, Variable) or (isinstance(object_, Constant) and isinstance(object_.term, NamedNode))):
        return None
    return Triple(object_, triple.predicate, triple.subject, place=triple.place)


# terms that are nowhere -----------------------------------------------------------------------------------------------


def _unknown(
    inquiry: Inquiry, triple: Triple, letter: str, unknown: dict[str, Constant], graph: Expression | None
) -> list[Remark]:
    parts = _parts(triple)
    predicate = parts["p"].term if isinstance(parts["p"], Constant) else None
    in_place = _in_place(inquiry, letter, None if "p" in unknown else predicate)

    def fits(term: Term) -> bool:
        changed = {
            other: inquiry.probe.fresh() if other in unknown and other != letter else part
            for other, part in parts.items()
        }
        return inquiry.has_rows(BGP((_of({**changed, letter: Constant(term)}, triple.place),)), graph)

    return unknown_term(inquiry, unknown[letter], in_place, fits, predicate)


def _in_place(inquiry: Inquiry, letter: str, predicate: Term | None) -> Numbers | None:
    """What is in the place in the data: predicates, classes, the subjects or objects of a predicate."""
    if letter == "p":
        return inquiry.predicates()
    return None if predicate is None else inquiry.related(letter, predicate)


# terms that are elsewhere ---------------------------------------------------------------------------------------------


def _misplaced(inquiry: Inquiry, triple: Triple, letter: str, graph: Expression | None) -> Remark:
    """A term that occurs, but never in that place."""
    node = _parts(triple)[letter]
    assert isinstance(node, Constant)
    parts = _parts(triple)
    node_text = inquiry.query_text.node(node)
    is_class = letter == "o" and isinstance(parts["p"], Constant) and parts["p"].term == TYPE
    uses = _uses(inquiry, node.term, graph)
    there = "" if graph is None else " there"
    if letter == "p":
        reason = f"no triple{there} has the predicate {node_text}"
        if "class" in uses:
            message = f"{node_text} is a class in the data, not a predicate; "
            message += f"write `a {node_text}` for the things of that class."
            return inquiry.query_text.remark("position", message, node, nearest=(f"a {node_text}",))
        near = nearest_iris(inquiry, node, inquiry.predicates())
    elif is_class:
        if "predicate" in uses:
            message = f"{node_text} is a predicate in the data, not a class."
            return inquiry.query_text.remark("position", message, node)
        inherited = _inherited(inquiry, triple, node, graph)
        if inherited is not None:
            return inherited
        reason = f"nothing{there} is of the class {node_text}"
        near = nearest_iris(inquiry, node, inquiry.classes())
    else:
        reason = f"{node_text} is never {'a subject' if letter == 's' else 'an object'}{there}"
        near = []
    message = reason
    if isinstance(node.term, NamedNode):
        message += f"; it only occurs as {listed(uses)}" if uses else "; it only occurs in other graphs"
    if near and letter == "p":
        message += f"; did you mean {near[0]}?"
        return inquiry.query_text.remark("position", message, node, nearest=tuple(near[:1]))
    return inquiry.query_text.remark("position", f"{message}.", node)


def _uses(inquiry: Inquiry, term: Term, graph: Expression | None) -> list[str]:
    """In which places a term occurs in a graph, in words."""
    one, two = inquiry.probe.fresh(), inquiry.probe.fresh()
    node = Constant(term)
    places = {
        "class": Triple(one, Constant(TYPE), node),
        "predicate": Triple(one, node, two),
        "subject": Triple(node, one, two),
        "object": Triple(one, two, node),
    }
    uses = [name for name, triple in places.items() if inquiry.has_rows(BGP((triple,)), graph)]
    return [name for name in uses if not (name == "object" and "class" in uses)]


# terms that do not meet -----------------------------------------------------------------------------------------------


def _apart(inquiry: Inquiry, triple: Triple, constants: dict[str, Constant], graph: Expression | None) -> Remark:
    """Each term occurs in its place, but no triple has them all."""
    query_text = inquiry.query_text
    triple_text = query_text.node(triple)
    if len(constants) < 2:
        apart = _of({**_parts(triple), "o": inquiry.probe.fresh()}, triple.place)
        count = inquiry.count(BGP((apart,)), graph)
        if isinstance(triple.subject, TripleTerm):
            message = f"nothing matches {triple_text}: a triple term is never a subject."
        elif isinstance(triple.object, TripleTerm):
            message = (
                f"nothing matches {triple_text}; with a variable for {query_text.node(triple.object)} {count.there}."
            )
        else:
            message = f"no triple has the same term wherever {triple_text} has the same variable; with two variables "
            message += f"{count.there}."
        return query_text.remark("pattern", message, triple, rows=count.exact)
    predicate = constants["p"].term if "p" in constants else None
    node = constants.get("o")
    if node is not None and isinstance(node.term, Literal) and predicate is not None:
        remark = literal_remark(inquiry, node, inquiry.related("o", predicate), predicate, occurs=True)
        if remark.nearest:
            return remark
    if predicate == TYPE and node is not None:
        inherited = _inherited(inquiry, triple, node, graph)
        if inherited is not None:
            return inherited
    if node is not None and predicate is not None and isinstance(node.term, NamedNode):
        reached = _reachable_remark(inquiry, triple, node, graph)
        if reached is not None:
            return reached
    message = f"no triple matches {triple_text}, though its terms occur in such places"
    rows: int | None = None
    parts: list[str] = []
    for letter in ("o", "s", "p"):
        if letter not in constants or (letter == "p" and len(constants) < 3 and parts):
            continue
        relaxed = _relaxed(inquiry, triple, letter)
        count = inquiry.count(BGP((relaxed,)), graph)
        if count.rows:
            rows = count.exact if rows is None else rows
            example = _example(inquiry, relaxed, letter, graph)
            parts.append(f"with any {_PLACES[letter]} {count.there}{example}")
    if parts:
        message += "; " + ", ".join(parts)
    return query_text.remark("pattern", f"{message}.", triple, rows=rows)


def _reachable_remark(inquiry: Inquiry, triple: Triple, node: Constant, graph: Expression | None) -> Remark | None:
    """What is said where the object is a member of a list that is the object, or the class of what is the object."""
    query_text = inquiry.query_text
    between, cell = inquiry.probe.fresh(), inquiry.probe.fresh()
    first = BGP((Triple(triple.subject, triple.predicate, between),))
    member = Join(
        Join(first, PathPattern(between, ZeroOrMore(Link(NamedNode(RDF + "rest"))), cell)),
        BGP((Triple(cell, Constant(NamedNode(RDF + "first")), node),)),
    )
    if inquiry.has_rows(member, graph):
        way = f"{query_text.node(triple.predicate)}/rdf:rest*/rdf:first"
        count = inquiry.count(member, graph)
        message = (
            f"{query_text.node(node)} is a member of a list there, not the object itself; along {way} {count.there}."
        )
        return query_text.remark("pattern", message, triple, nearest=(way,), rows=count.exact)
    thing = Join(first, BGP((Triple(between, Constant(TYPE), node),)))
    if inquiry.has_rows(thing, graph):
        way = f"{query_text.node(triple.predicate)} [ a {query_text.node(node)} ]"
        count = inquiry.count(thing, graph)
        message = (
            f"{query_text.node(node)} is the class of the objects there, not one of them; with {way} {count.there}."
        )
        return query_text.remark("pattern", message, triple, nearest=(way,), rows=count.exact)
    return None


def _example(inquiry: Inquiry, relaxed: Triple, letter: str, graph: Expression | None) -> str:
    variable = _parts(relaxed)[letter]
    assert isinstance(variable, Variable)
    table = inquiry.probe.table(in_graph(graph, BGP((relaxed,))), [variable.name])
    if table is None or not table.size:
        return ""
    (term, *_) = inquiry.probe.least(table.column(variable.name))
    return f" ({inquiry.query_text.term(term)}{' and others' if table.size > 1 else ''})"


def _inherited(inquiry: Inquiry, triple: Triple, node: Constant, graph: Expression | None) -> Remark | None:
    """A class that has no thing of its own, but subclasses that have."""
    below = inquiry.probe.fresh()
    path = PathPattern(below, OneOrMore(Link(NamedNode(RDFS + "subClassOf"))), node)
    thing = in_graph(graph, BGP((Triple(triple.subject, Constant(TYPE), below),)))
    # the classes may be told in a graph of their own
    operator = next((one for one in (path, Graph(inquiry.probe.fresh(), path)) if inquiry.has_rows(one)), None)
    if operator is None or not inquiry.has_rows(Join(thing, operator)):
        return None
    count = inquiry.count(Join(thing, operator))
    message = f"nothing has {inquiry.query_text.node(node)} as its class itself; of its subclasses {count.there}: "
    message += "write a/rdfs:subClassOf*, or ask with inference." if operator is path else "ask with inference."
    return inquiry.query_text.remark("subclass", message, triple, rows=count.exact)

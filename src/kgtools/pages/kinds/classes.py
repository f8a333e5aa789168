"""The page of a class: its things, and what they have in common, by which the list is narrowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.errors import NotFoundError
from kgtools.pages.contents import Contents
from kgtools.pages.contents.arrangement import Slot
from kgtools.pages.contents.things import KindOfThing
from kgtools.pages.facets import Facet, FacetChoices, chosen_values, facets_of, narrowed
from kgtools.pages.kinds.facet_lists import facet_list, facet_section
from kgtools.pages.kinds.lists import list_of_things
from kgtools.pages.request import Document, Request
from kgtools.pages.tables import csv_table
from kgtools.pages.templates import rendered
from kgtools.text.markup import Html, bdi, element, joined

__all__ = ["kind", "kind_arguments", "kind_table"]

#: things of a class up to which their values are counted
_MAX_COUNTED_THINGS = 200_000


def kind(contents: Contents, request: Request) -> Document:
    """The things of a class, on a server narrowed by values of their properties (``?ship:port=ship:lisbon``).

    Raises :class:`NotFoundError` where no thing is of the class, and :class:`UnknownNameError` where none of them has
    the property.
    """
    t = request.words
    one, choices, members = _selection(contents, request)
    label = contents.label(one.iri, request.languages)
    facets = (
        facets_of(one.iri, choices, contents, request.limits) if 1 < len(one.members) <= _MAX_COUNTED_THINGS else ()
    )
    by_values = {name: value for name, (_, value) in choices.items()}
    table = request.links.to_table("kind", name=one.address, **by_values)
    body = joined(
        element("p", contents.link(one.iri, request, text=contents.short(one.iri))),
        _facets(facets, choices, one, contents, request),
        element("p", t("found", n=f"{len(members):,}")),
        list_of_things(members, contents, request),
        element("p", element("a", t("table_as_csv"), href=table, type="text/csv")) if table is not None else None,
    )
    return Document(html=rendered("plain.html", contents, request, heading=label.value, body=body, notes=[]))


def kind_table(contents: Contents, request: Request) -> bytes:
    """The same things with their labels as CSV. Raises what :func:`kind` raises."""
    _, _, members = _selection(contents, request)
    rows = ((iri, contents.label(iri, request.languages).value) for iri in members)
    return csv_table(("thing", "thingLabel"), rows)


def kind_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The arguments of the page of each class."""
    return ({"name": one.address} for one in contents.kinds)


def _selection(contents: Contents, request: Request) -> tuple[KindOfThing, FacetChoices, tuple[str, ...]]:
    """The class of a request, the values that it asks for, and the things of the class that have them."""
    address = request.arguments["name"]
    by_address = {one.address: one for one in contents.kinds}
    if address not in by_address:
        raise NotFoundError("class", address, by_address)
    one = by_address[address]
    choices = chosen_values({k: v for k, v in request.arguments.items() if k != "name"}, contents)
    return one, choices, narrowed(one.iri, choices, contents, request.limits) if choices else one.members


def _facets(
    facets: Iterable[Facet], choices: FacetChoices, one: KindOfThing, contents: Contents, request: Request
) -> Html | None:
    """What the list can be narrowed by, in the order of the shapes of the class; those that narrow it are open."""
    slots = contents.arrangement.slots(contents.classes_of(one.members[0]), request.languages)
    narrowing = {iri: name for name, (iri, _) in choices.items()}
    choice_by_name = {name: value for name, (_, value) in choices.items()}

    def facet_html(facet: Facet) -> Html:
        name = narrowing.get(facet.iri, contents.short(facet.iri))

        def address(value: str | None) -> str | None:
            values = {**choice_by_name, name: value or ""}
            return request.links.to("kind", name=one.address, **{key: text for key, text in values.items() if text})

        title = bdi(slots[facet.iri].name) if facet.iri in slots and slots[facet.iri].name else None
        return facet_list(
            title or contents.shown_label(facet.iri, request),
            facet.values,
            choice_by_name.get(name),
            address,
            contents,
            request,
            left_out=facet.left_out,
        )

    in_order = sorted(facets, key=lambda facet: (slots.get(facet.iri, Slot()), facet.iri))
    return facet_section(map(facet_html, in_order), request)

"""Expansion: a document without its contexts (JSON-LD 1.1 API, sections 5.1 and 5.3)."""

from __future__ import annotations

from kgtools.reading.jsonld.active import KEYWORDS, ActiveContext, JsonLdFault, TermDefinition
from kgtools.reading.jsonld.context_processing import ContextProcessor
from kgtools.reading.jsonld.document import Json, JsonObject
from kgtools.reading.jsonld.expanded import NOWHERE, At, Expanded, is_graph, is_value, is_well_formed, leaves, listed

__all__ = ["Expander"]

_NO_TERM = TermDefinition()


class Expander:
    """Expands one document whose base IRI is `base_url`."""

    def __init__(self, processor: ContextProcessor, base_url: str | None) -> None:
        self._processor = processor
        self._base_url = base_url

    def document(self, active: ActiveContext, value: Json) -> list[Expanded]:
        """The expanded document (section 9.1, step 8)."""
        expanded = self._expand(active, None, value, NOWHERE)
        if isinstance(expanded, Expanded) and expanded.keys() == {"@graph"}:
            expanded = expanded.items_of("@graph")
        return [] if expanded is None else listed(expanded)

    def _key(self, active: ActiveContext, key: str) -> str | None:
        """What a key means."""
        names = active.key_iris
        if key not in names:
            names[key] = self._processor.expand_iri(active, key, vocab=True)
        return names[key]

    def _scoped(self, active: ActiveContext, definition: TermDefinition, **how: bool) -> ActiveContext:
        base_url, context = definition.base_url or self._base_url, definition.context
        assert not isinstance(context, tuple)
        return self._processor.process(active, context, base_url, of_term=True, **how)

    def _expand(
        self, active: ActiveContext, property: str | None, element: Json, at: At, *, from_map: bool = False
    ) -> Expanded | list[Expanded] | None:
        if element is None:
            return None
        definition = _NO_TERM if property is None else active.terms.get(property, _NO_TERM)
        if isinstance(element, list):
            items: list[Expanded] = []
            number = max(at[2], 0)
            for item in element:
                place: At = (at[0], at[1], number)
                number += leaves(item)
                expanded = self._expand(active, property, item, place, from_map=from_map)
                if "@list" in definition.container and isinstance(expanded, list):
                    expanded = Expanded(place, [("@list", expanded)])
                if isinstance(expanded, list):
                    items += expanded
                elif expanded is not None:
                    items.append(expanded)
            return items
        if not isinstance(element, dict):
            if property is None or property == "@graph":
                return None
            if definition.context != ():
                active = self._scoped(active, definition)
            return self._value(active, property, element, at)
        assert isinstance(element, JsonObject)
        try:
            return self._object(active, property, element, definition, from_map=from_map)
        except JsonLdFault as fault:
            if isinstance(fault.object, JsonObject):
                raise
            # a context that is no object itself: it is in force here
            raise JsonLdFault(fault.code, element, "@context", fault.detail) from fault

    def _object(
        self,
        active: ActiveContext,
        property: str | None,
        element: JsonObject,
        definition: TermDefinition,
        *,
        from_map: bool,
    ) -> Expanded | list[Expanded] | None:
        if active.previous is not None and not from_map:
            meanings = [self._key(active, key) for key in element]
            if "@value" not in meanings and meanings != ["@id"]:
                active = active.previous
        if definition.context != ():
            active = self._scoped(active, definition, override_protected=True)
        if "@context" in element:
            active = self._processor.process(active, element["@context"], self._base_url)
        type_scoped = active
        type_keys = sorted([key for key in element if self._key(active, key) == "@type"])
        input_type = None
        for key in type_keys:
            names = [name for name in listed(element[key]) if isinstance(name, str)]
            for name in sorted(names):
                scoped = type_scoped.terms.get(name)
                if scoped is not None and scoped.context != ():
                    active = self._scoped(active, scoped, propagate=False)
        if type_keys:
            last = listed(element[type_keys[0]])[-1:]
            if last and isinstance(last[0], str):
                input_type = self._key(active, last[0])
        result = Expanded((element, None, -1))
        self._entries(active, type_scoped, property, element, result, input_type)
        return self._checked(result, element, property)

    def _entries(
        self,
        active: ActiveContext,
        type_scoped: ActiveContext,
        property: str | None,
        element: JsonObject,
        result: Expanded,
        input_type: str | None,
    ) -> None:
        """Section 5.1.2, steps 13 and 14."""
        nests: list[str] = []
        for key, value in element.items():
            if key == "@context":
                continue
            meaning = self._key(active, key)
            if meaning is None or (":" not in meaning and meaning not in KEYWORDS):
                continue
            if meaning in KEYWORDS:
                if property == "@reverse":
                    raise JsonLdFault("invalid reverse property map", element, key)
                if meaning in result and meaning not in ("@included", "@type"):
                    raise JsonLdFault("colliding keywords", element, key)
                if meaning == "@nest":
                    nests.append(key)
                else:
                    self._keyword(active, type_scoped, property, element, key, meaning, result, input_type)
                continue
            definition = active.terms.get(key, _NO_TERM)
            place: At = (element, key, -1)
            if definition.is_plain:
                expanded = self._expand(active, key, value, place)
                if expanded is not None:
                    items = expanded if isinstance(expanded, list) else [expanded]
                    if meaning in result:
                        result.items_of(meaning).extend(items)
                    else:
                        result[meaning] = items
                        result.keys_at[meaning] = place
                continue
            expanded = self._property(active, key, value, definition, place)
            if expanded is None:
                continue
            if "@list" in definition.container and not (isinstance(expanded, Expanded) and "@list" in expanded):
                expanded = Expanded(place, [("@list", listed(expanded))])
            if "@graph" in definition.container and not definition.container & {"@id", "@index"}:
                expanded = [Expanded(place, [("@graph", listed(one))]) for one in listed(expanded)]
            if definition.reverse:
                self._add_reverse(result, meaning, listed(expanded), element, key)
            else:
                result.items_of(meaning).extend(listed(expanded))
                result.keys_at.setdefault(meaning, place)
        for key in nests:
            scoped = active.terms.get(key, _NO_TERM)
            inner = self._scoped(active, scoped, override_protected=True) if scoped.context != () else active
            for nested in listed(element[key]):
                if not isinstance(nested, JsonObject) or any(self._key(inner, k) == "@value" for k in nested):
                    raise JsonLdFault("invalid @nest value", element, key)
                self._entries(inner, type_scoped, property, nested, result, input_type)

    def _keyword(
        self,
        active: ActiveContext,
        type_scoped: ActiveContext,
        property: str | None,
        element: JsonObject,
        key: str,
        meaning: str,
        result: Expanded,
        input_type: str | None,
    ) -> None:
        value = element[key]
        place: At = (element, key, -1)
        result_value: object
        if meaning == "@id":
            if not isinstance(value, str):
                raise JsonLdFault("invalid @id value", element, key)
            result_value = self._processor.expand_iri(active, value, relative=True)
            # what has the form of a keyword is not an IRI: the node has none that could be written
            if result_value is None:
                result_value = value
        elif meaning == "@type":
            names = [name for name in listed(value) if isinstance(name, str)]
            if len(names) < len(listed(value)):
                raise JsonLdFault("invalid type value", element, key)
            iris = [self._processor.expand_iri(type_scoped, name, vocab=True, relative=True) for name in names]
            result_value = result.types() + [iri for iri in iris if iri is not None]
        elif meaning in ("@graph", "@included"):
            expanded = self._expand(active, "@graph" if meaning == "@graph" else None, value, place)
            nodes = [] if expanded is None else listed(expanded)
            if meaning == "@included":
                if not nodes or any(map(is_value, nodes)):
                    raise JsonLdFault("invalid @included value", element, key)
                nodes = result.items_of("@included") + nodes
            result_value = nodes
        elif meaning in ("@value", "@language", "@direction", "@index"):
            result_value = _checked(meaning, element, key, input_type)
        elif meaning == "@list":
            if property is None or property == "@graph":
                return
            members = self._expand(active, property, value, place)
            result_value = [] if members is None else listed(members)
        elif meaning == "@set":
            result_value = self._expand(active, property, value, place)
        elif meaning == "@reverse":
            self._reverse(active, element, key, result)
            return
        else:
            # keywords of contexts and of frames say nothing here
            return
        if result_value is None and meaning != "@value":
            return
        result[meaning] = result_value
        result.keys_at[meaning] = place

    def _reverse(self, active: ActiveContext, element: JsonObject, key: str, result: Expanded) -> None:
        value = element[key]
        if not isinstance(value, JsonObject):
            raise JsonLdFault("invalid @reverse value", element, key)
        expanded = self._expand(active, "@reverse", value, (element, key, -1))
        if not isinstance(expanded, Expanded):
            return
        reversed_twice = expanded.reverse()
        for property in reversed_twice:
            result.items_of(property).extend(reversed_twice.items_of(property))
            result.keys_at.setdefault(property, (element, key, -1))
        for property in expanded:
            if property != "@reverse":
                self._add_reverse(result, property, expanded.items_of(property), element, key)

    def _add_reverse(
        self, result: Expanded, property: str, items: list[Expanded], element: JsonObject, key: str
    ) -> None:
        reverse = result.reverse()
        for item in items:
            if "@value" in item or "@list" in item:
                raise JsonLdFault("invalid reverse property value", element, key)
            reverse.items_of(property).append(item)
        reverse.keys_at.setdefault(property, (element, key, -1))

    def _property(
        self, active: ActiveContext, key: str, value: Json, definition: TermDefinition, place: At
    ) -> Expanded | list[Expanded] | None:
        """The values of a key that is a property, as its term says (steps 13.5 to 13.9)."""
        if definition.type == "@json":
            return Expanded(place, [("@value", value), ("@type", "@json")])
        container = definition.container
        if isinstance(value, JsonObject):
            if "@language" in container:
                return self._language_map(active, definition, value)
            if container & {"@index", "@type", "@id"}:
                return self._map(active, key, definition, value)
        return self._expand(active, key, value, place)

    def _language_map(self, active: ActiveContext, definition: TermDefinition, value: JsonObject) -> list[Expanded]:
        direction = active.direction if definition.direction == "unset" else definition.direction
        values = []
        for language, texts in value.items():
            for number, text in enumerate(listed(texts)):
                if text is None:
                    continue
                if not isinstance(text, str):
                    raise JsonLdFault("invalid language map value", value, language)
                one = Expanded((value, language, number), [("@value", text)])
                if self._key(active, language) != "@none":
                    one["@language"] = language
                    one.keys_at["@language"] = (value, language, -1)
                if direction is not None:
                    one["@direction"] = direction
                values.append(one)
        return values

    def _map(self, active: ActiveContext, key: str, definition: TermDefinition, value: JsonObject) -> list[Expanded]:
        """Maps by index, identifier or type, perhaps of graphs (step 13.8)."""
        container = definition.container
        index_key = definition.index or "@index"
        values: list[Expanded] = []
        for index in sorted(value):
            inner = active
            if "@type" in container:
                outer = active.previous or active
                definition_of_index = outer.terms.get(index)
                if definition_of_index is not None and definition_of_index.context != ():
                    inner = self._scoped(outer, definition_of_index)
            meaning = self._key(active, index)
            place: At = (value, index, -1)
            items = self._expand(inner, key, listed(value[index]), place, from_map=True)
            for one in [] if items is None else listed(items):
                item = one
                if "@graph" in container and not is_graph(item):
                    item = Expanded(place, [("@graph", [item])])
                if "@index" in container and index_key != "@index" and meaning != "@none":
                    again = self._value(active, index_key, index, place)
                    property = self._processor.expand_iri(active, index_key, vocab=True)
                    assert property is not None
                    if is_value(item):
                        raise JsonLdFault("invalid value object", value, index)
                    item[property] = [again, *item.items_of(property)]
                    item.keys_at[property] = place
                elif "@index" in container and "@index" not in item and meaning != "@none":
                    item["@index"] = index
                elif "@id" in container and "@id" not in item and meaning != "@none":
                    item["@id"] = self._processor.expand_iri(active, index, relative=True) or index
                    item.keys_at["@id"] = place
                elif "@type" in container and meaning != "@none":
                    item["@type"] = [meaning, *item.types()]
                    item.keys_at.setdefault("@type", place)
                values.append(item)
        return values

    def _value(self, active: ActiveContext, property: str, value: Json, at: At) -> Expanded:
        """Section 5.3.2."""
        definition = active.terms.get(property, _NO_TERM)
        result = Expanded(at)
        if isinstance(value, str) and definition.type in ("@id", "@vocab"):
            iri = self._processor.expand_iri(active, value, relative=True, vocab=definition.type == "@vocab")
            result["@id"] = value if iri is None else iri
            result.keys_at["@id"] = at
            return result
        result["@value"] = value
        if definition.type not in (None, "@id", "@vocab", "@none"):
            result["@type"] = definition.type
        elif isinstance(value, str):
            language = active.language if definition.language == "unset" else definition.language
            direction = active.direction if definition.direction == "unset" else definition.direction
            if language is not None:
                result["@language"] = language
            if direction is not None:
                result["@direction"] = direction
        return result

    def _checked(self, result: Expanded, element: JsonObject, property: str | None) -> Expanded | list[Expanded] | None:
        """Section 5.1.2, steps 15 to 19."""
        if "@value" in result:
            if not result.keys() <= {"@value", "@type", "@language", "@direction", "@index"}:
                raise JsonLdFault("invalid value object", element)
            if "@type" in result and ("@language" in result or "@direction" in result):
                raise JsonLdFault("invalid value object", element)
            value, types = result["@value"], result.types()
            if types == ["@json"]:
                pass
            elif value is None or value == []:
                return None
            elif not isinstance(value, str) and "@language" in result:
                raise JsonLdFault("invalid language-tagged value", element)
            elif "@type" in result and not (len(types) == 1 and is_well_formed(types[0])):
                at = result.keys_at.get("@type", (element, None, -1))
                raise JsonLdFault("invalid typed value", at[0], at[1])
            if types:
                result["@type"] = types[0]
        elif "@set" in result or "@list" in result:
            if len(result) > 2 or (len(result) == 2 and "@index" not in result):
                raise JsonLdFault("invalid set or list object", element)
            if "@set" in result:
                items = result["@set"]
                assert isinstance(items, Expanded | list)
                return items
        if result.keys() == {"@language"}:
            return None
        at_top = property is None or property == "@graph"
        if at_top and (not result or "@value" in result or "@list" in result or result.keys() == {"@id"}):
            return None
        return result


def _checked(meaning: str, element: JsonObject, key: str, input_type: str | None) -> Json:
    """The value of a keyword that is taken as it is (steps 13.4.7 to 13.4.10), if it may be one."""
    value = element[key]
    if value is None and meaning in ("@language", "@direction"):
        # the grammar of value objects (section 9.5) has null there, which is as good as no such key
        return None
    if meaning == "@value":
        if input_type != "@json" and isinstance(value, list | dict):
            raise JsonLdFault("invalid value object value", element, key)
    elif meaning == "@language":
        if not isinstance(value, str):
            raise JsonLdFault("invalid language-tagged string", element, key)
    elif meaning == "@direction":
        if value not in ("ltr", "rtl"):
            raise JsonLdFault("invalid base direction", element, key)
    elif not isinstance(value, str):
        raise JsonLdFault("invalid @index value", element, key)
    return value

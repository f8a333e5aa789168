"""The errors of JSON-LD in words: what is wrong, and what may be there."""

from __future__ import annotations

from kgtools.errors import shorten
from kgtools.reading.guards import TERM_TOO_LONG
from kgtools.reading.jsonld.active import JsonLdFault

__all__ = ["sentence"]

#: the codes of JSON-LD 1.1 API, section 9.4.2
_SENTENCES = {
    "colliding keywords": "two keys of this object mean the same keyword; keep one.",
    "conflicting indexes": "this node has another @index at another place; a node has one in a graph.",
    "context overflow": "the contexts include each other in a cycle.",
    "cyclic IRI mapping": "the definition of this term is circular.",
    "invalid @id value": "an @id is a string.",
    "invalid @import value": "an @import is the IRI of a context.",
    "invalid @included value": "@included holds nodes.",
    "invalid @index value": "an @index is a string.",
    "invalid @nest value": "@nest holds objects without @value, and a term names @nest or another term for it.",
    "invalid @prefix value": "@prefix is true or false.",
    "invalid @propagate value": "@propagate is true or false.",
    "invalid @protected value": "@protected is true or false.",
    "invalid @reverse value": "@reverse holds an object.",
    "invalid @version value": "@version is the number 1.1.",
    "invalid base direction": 'a direction is "ltr", "rtl" or null.',
    "invalid base IRI": "@base is an IRI or null.",
    "invalid container mapping": "this @container is not one that JSON-LD 1.1 has.",
    "invalid context entry": "an imported context cannot import another one.",
    "invalid context nullification": "a context with protected terms cannot be cleared with null.",
    "invalid default language": "a @language is a language tag or null.",
    "invalid IRI mapping": "this term has no IRI: give it an absolute @id, or give the context a @vocab.",
    "invalid JSON literal": "a number of this JSON literal is too large.",
    "invalid keyword alias": "a term cannot be an alias of @context.",
    "invalid language map value": "a language map holds strings.",
    "invalid language mapping": "a @language is a language tag or null.",
    "invalid language-tagged string": "a @language is a language tag.",
    "invalid language-tagged value": "only a string has a @language.",
    "invalid local context": "a context is an object, an IRI, null, or an array of these.",
    "invalid remote context": "this context cannot be used: {detail}",
    "invalid reverse property": "a reverse property has no @id and no @nest, and its @container is @set or @index.",
    "invalid reverse property map": "@reverse can hold properties only, not keywords.",
    "invalid reverse property value": "a reverse property holds nodes.",
    "invalid scoped context": "the context of this term cannot be used ({detail}).",
    "invalid set or list object": "an object with @set or @list can have only @index besides.",
    "invalid term definition": "a term is an IRI, null, or an object with the entries that JSON-LD 1.1 has for it.",
    "invalid type mapping": "the @type of a term is an IRI, @id, @vocab, @json or @none.",
    "invalid type value": "an @type is a string, or an array of strings.",
    "invalid typed value": "the @type of a value is an IRI.",
    "invalid value object": "an object with @value can have only @type, @language, @direction and @index besides.",
    "invalid value object value": "a @value is a string, a number, true, false or null.",
    "invalid vocab mapping": "@vocab is an IRI, a term or null.",
    "keyword redefinition": "a keyword cannot be redefined; only @type can be given a @container.",
    "loading remote context failed": "the context <{detail}> is not in the file, and nothing is fetched; name a "
    "local file for it (--context IRI=FILE), or put it into the file.",
    "protected term redefinition": "this term is protected, and cannot be defined in another way.",
    # a limit of ours
    "term too long": TERM_TOO_LONG,
}


def sentence(fault: JsonLdFault) -> str:
    """What is wrong, in a sentence.

    >>> sentence(JsonLdFault("invalid @id value"))
    'an @id is a string.'
    """
    text = _SENTENCES.get(fault.code, f"this is not JSON-LD 1.1 ({fault.code}).")
    return text.replace("{detail}", shorten(fault.detail))

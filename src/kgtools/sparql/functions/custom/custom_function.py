"""Functions that the caller brings (section 17.6): a Python function under an IRI, over single values or over arrays.

>>> import math
>>> root = CustomFunction("https://example.org/f#root", math.sqrt)
>>> root.iri, root.arrays
('https://example.org/f#root', None)
>>> CustomFunction("http://www.w3.org/2001/XMLSchema#integer", int)
Traceback (most recent call last):
kgtools.errors.UsageError: <http://www.w3.org/2001/XMLSchema#integer> is a datatype, and its cast is built in; ...
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias, get_type_hints

from kgtools.errors import QueryError, UsageError, nearest, shorten
from kgtools.model.terms import NamedNode
from kgtools.model.vocab import RDF, XSD

if TYPE_CHECKING:
    from kgtools.sparql.engine import Functions

__all__ = ["Arrays", "CustomFunction", "calls_of", "checked_iri", "unknown_function"]

#: what a function over arrays takes
Arrays: TypeAlias = Literal["numpy", "arrow"]
#: what kgtools calls by itself
_OWN = "urn:x-kgtools:"


class CustomFunction:
    """A Python function that queries may call by its IRI.

    With `arrays` it is called once for a block of distinct argument rows, with an array for each argument, and gives
    one array of the same length; without, once for each distinct combination of arguments, with values of Python, or
    with the terms themselves (`terms`). A parameter that is annotated ``float`` takes any number as a float, one that
    is annotated ``str`` what ``STR()`` gives of an IRI or a literal; for other terms the call is an error.

    Raises :class:`UsageError` for an IRI that is none or built in, and for what cannot be called so.
    """

    __slots__ = ("_signature", "annotated", "arrays", "function", "iri", "terms")

    def __init__(
        self,
        iri: str | NamedNode,
        function: Callable[..., object],
        *,
        arrays: Arrays | None = None,
        terms: bool = False,
    ) -> None:
        self.iri = checked_iri(iri)
        if arrays not in (None, "numpy", "arrow"):
            raise UsageError(f'arrays of "{shorten(str(arrays))}" are not known; arrays are numpy or arrow.')
        if arrays is not None and terms:
            raise UsageError("a function takes either single terms or arrays of values; leave out terms or arrays.")
        if not callable(function):
            raise UsageError(f"<{self.iri}> needs a function, and this is {shorten(repr(function), 60)}.")
        if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
            raise UsageError(f"<{self.iri}> needs a function that returns its value, not a coroutine or a generator.")
        self.function = function
        self.arrays = arrays
        self.terms = terms
        self._signature = _signature(function)
        #: for each parameter by its place whether it takes floats or texts
        self.annotated = () if arrays or terms else _annotated(function, self._signature)

    def __repr__(self) -> str:
        return f"CustomFunction({self.iri!r}, {self.name})"

    @property
    def name(self) -> str:
        """What Python calls it."""
        return str(getattr(self.function, "__qualname__", type(self.function).__qualname__))

    def check_count(self, count: int) -> None:
        """Raise :class:`QueryError` where the function cannot be called with so many arguments."""
        if self.arrays is not None and not count:
            raise QueryError(f"the function <{self.iri}> takes arrays, so a call needs an argument.")
        if self._signature is None:
            return
        try:
            self._signature.bind(*range(count))
        except TypeError as error:
            actual = f"{count} argument{'' if count == 1 else 's'}"
            raise QueryError(f"the function <{self.iri}> cannot be called with {actual}: {error}.") from error


def calls_of(functions: Mapping[str, CustomFunction]) -> Functions:
    """The functions for one query: each remembers whether a failure was told, and what it did wrong."""
    if not functions:
        return {}
    from kgtools.sparql.functions.custom.calls import ArrayCalls, ValueCalls

    return {
        iri: ValueCalls(function) if function.arrays is None else ArrayCalls(function)
        for iri, function in functions.items()
    }


def unknown_function(iri: str, functions: Mapping[str, object]) -> str:
    """What is said of a call of a function that nobody has given, with the nearest name that there is.

    >>> print(unknown_function("https://example.org/f#distanse", {"https://example.org/f#distance": None}))
    there is no function <https://example.org/f#distanse>; did you mean <https://example.org/f#distance>?
    """
    from kgtools.sparql.typed.kinds import DATATYPE_KINDS

    names = [name for name in functions if not name.startswith(_OWN)]
    names += [name for name in DATATYPE_KINDS if name != XSD + "dateTimeStamp"]
    reason = f"there is no function <{shorten(iri)}>"
    suggestions = nearest(iri, names, max_names=1)
    if suggestions:
        return f"{reason}; did you mean <{suggestions[0]}>?"
    return f"{reason}; a function is a cast to a datatype of XSD, or one that is given in Python (graph.function)."


def checked_iri(iri: str | NamedNode) -> str:
    """The IRI of a function; raises :class:`UsageError` for what is none, or built in."""
    text = iri.value if isinstance(iri, NamedNode) else iri
    if not isinstance(text, str):
        raise UsageError(f"a function is named by an IRI, and this is {shorten(repr(iri), 60)}.")
    try:
        NamedNode(text)
    except ValueError as error:
        raise UsageError(
            f'"{shorten(text)}" is not an IRI; a function is named by one, such as https://example.org/f#distance.'
        ) from error
    if text.startswith((XSD, RDF)):
        raise UsageError(f"<{shorten(text)}> is a datatype, and its cast is built in; choose another IRI.")
    if text.startswith(_OWN):
        raise UsageError(f"<{shorten(text)}> is a name that kgtools itself uses; choose another IRI.")
    return text


def _signature(function: Callable[..., object]) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (ValueError, TypeError):
        # some of what is written in C tells none
        return None


def _annotated(function: Callable[..., object], signature: inspect.Signature | None) -> tuple[type | None, ...]:
    if signature is None:
        return ()
    try:
        hints = get_type_hints(function)
    except Exception:
        # an annotation may name what is not there; what it says then counts for nothing
        hints = {}
    places = [p for p in signature.parameters.values() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return tuple(hints[p.name] if hints.get(p.name) in (float, str) else None for p in places)

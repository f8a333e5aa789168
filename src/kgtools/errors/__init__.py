"""The errors of kgtools, one tree.

    KgtoolsError                 the root: catch this to catch all of ours
    ├── UsageError               a call that is not valid as it was made
    │   ├── UnknownNameError     a name that is not there (says the nearest that is)
    │   │   └── NotFoundError    the same of what an address leads to
    │   ├── AmbiguousNameError   a name that several things bear (says which)
    │   ├── ParameterError       a value that does not fit its parameter
    │   └── UnwritableError      a format that cannot hold what is to be written (says which can)
    ├── SourceError              a file that is missing, a folder, unreadable, or in a wrong encoding
    ├── ParseError               text that is not the RDF it should be (source, line, column)
    ├── QueryError               SPARQL that cannot be parsed or evaluated (line, column)
    │   ├── RefusedQueryError    SPARQL that would leave the machine or is nested too deeply
    │   │   └── UpdateRefusedError   an update where a query is expected
    │   └── UndeclaredPrefixError   SPARQL that uses prefixes which nothing declares (says all of them)
    ├── LimitError               a limit on time or memory ended the work
    ├── ShapesFault              what is wrong with shapes (shape, section of the recommendation, all faults)
    │   ├── ShapesError          shapes that cannot be used
    │   └── ValidationFailure    SHACL's own word: validation could not be carried out
    ├── BuildError               an invariant of the built graphs does not hold
    ├── ReasoningError           the reasoner could not be run or gave up
    ├── EndpointError            an endpoint or a database elsewhere did not answer, or not whole
    └── ExtraMissingError        an optional part is not installed (says the line that installs it)

Errors that were found at once are raised together (:mod:`kgtools.collected_errors`): the first, with the others beside
it.

Every message is one plain sentence that names the thing and says what to do. The data are in
attributes. The foreign error, if any, is the ``__cause__``. Data that does not conform is a result
(:class:`kgtools.shacl.ValidationReport`), never an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.errors.sentences import nearest as nearest
from kgtools.errors.sentences import place as place
from kgtools.errors.sentences import printable as printable
from kgtools.errors.sentences import shorten as shorten
from kgtools.errors.warnings import CacheWarning as CacheWarning
from kgtools.errors.warnings import FunctionWarning as FunctionWarning
from kgtools.errors.warnings import InferenceWarning as InferenceWarning
from kgtools.errors.warnings import InputOrderWarning as InputOrderWarning
from kgtools.errors.warnings import LeftOutWarning as LeftOutWarning
from kgtools.errors.warnings import PrefixWarning as PrefixWarning

__all__ = [
    "AmbiguousNameError",
    "BuildError",
    "EndpointError",
    "ExtraMissingError",
    "KgtoolsError",
    "LimitError",
    "NotFoundError",
    "ParameterError",
    "ParseError",
    "QueryError",
    "ReasoningError",
    "RefusedQueryError",
    "ShapesError",
    "ShapesFault",
    "SourceError",
    "UndeclaredPrefixError",
    "UnknownNameError",
    "UnwritableError",
    "UpdateRefusedError",
    "UsageError",
    "ValidationFailure",
]


class KgtoolsError(Exception):
    """The root of the tree.

    >>> raise KgtoolsError("the file is empty.")
    Traceback (most recent call last):
    kgtools.errors.KgtoolsError: the file is empty.
    """

    #: the exit code of the command line when this error ends a command
    exit_code = 2
    #: the argument of the call that would have allowed it, which the message names in backticks: the command line has
    #: an option of that name, and names it instead
    argument = ""
    #: errors that were found together with this one, which the command line tells as well
    others: tuple[KgtoolsError, ...] = ()


class UsageError(KgtoolsError):
    """A call that is not valid as it was made."""


class UnknownNameError(UsageError):
    """A name that is not there.

    >>> error = UnknownNameError("query", "autors", ["authors", "tenure"])
    >>> str(error)
    'there is no query "autors"; did you mean "authors"?'
    >>> error.nearest
    ('authors',)

    `suggested` are names that were found to be near in another way, such as by a label.
    """

    def __init__(
        self, what: str, name: str, candidates: Iterable[str], *, hint: str = "", suggested: Iterable[str] = ()
    ) -> None:
        self.what = what
        self.name = name
        self.candidates = tuple(sorted(set(candidates)))
        self.nearest = tuple(dict.fromkeys(suggested)) or nearest(name, self.candidates)
        message = f'there is no {what} "{shorten(name)}"'
        if self.nearest:
            message += "; did you mean " + " or ".join(f'"{n}"' for n in self.nearest) + "?"
        elif 0 < len(self.candidates) <= 40:
            message += "; there is " + ", ".join(f'"{n}"' for n in self.candidates) + "."
        else:
            message += "."
        super().__init__(f"{message} {hint}".rstrip())


class NotFoundError(UnknownNameError):
    """An address that leads nowhere: there is no page or thing of its name.

    A server answers it with the status 404, and any other name that is not there, such as that of a format, with 400.

    >>> str(NotFoundError("class", "vesel", ["vessel"]))
    'there is no class "vesel"; did you mean "vessel"?'
    """


class AmbiguousNameError(UsageError):
    """A name that several things bear.

    >>> str(AmbiguousNameError("entity", "DeepSeek", ["model:deepseek", "organization:deepseek"]))
    'the entity "DeepSeek" may be model:deepseek or organization:deepseek; name one of them.'
    """

    def __init__(self, what: str, name: str, candidates: Iterable[str]) -> None:
        self.what = what
        self.name = name
        self.candidates = tuple(sorted(candidates))
        names = list(self.candidates[:8]) + (["…"] if len(self.candidates) > 8 else [])
        choice = ", ".join(names[:-1]) + " or " + names[-1] if len(names) > 1 else "".join(names)
        super().__init__(f'the {what} "{shorten(name)}" may be {choice}; name one of them.')


class ParameterError(UsageError):
    """A value that does not fit its parameter.

    >>> str(ParameterError("date", "soon", "write a date such as 2023-06-30"))
    'the parameter "date" cannot be "soon": write a date such as 2023-06-30.'
    """

    def __init__(self, parameter: str, value: str, reason: str) -> None:
        self.parameter = parameter
        self.value = value
        self.reason = reason
        super().__init__(f'the parameter "{parameter}" cannot be "{shorten(value)}": {reason}.')


class UnwritableError(UsageError):
    """What a format cannot hold; `media_types` are those of formats that hold it."""

    def __init__(
        self,
        message: str,
        media_types: Iterable[str] = (
            "application/n-quads",
            "application/n-triples",
            "application/trig",
            "text/turtle",
        ),
    ) -> None:
        self.media_types = tuple(media_types)
        super().__init__(message)


class PositionedError(KgtoolsError):
    """An error that has a place in a text: source, line and column, both from 1 (columns in characters)."""

    def __init__(self, message: str, *, source: str = "", line: int | None = None, column: int | None = None) -> None:
        self.reason = message
        self.source = source
        self.line = line
        self.column = column
        super().__init__(f"{place(source, line, column)}{message}")


class SourceError(KgtoolsError):
    """A file that is missing, a folder, unreadable, or in a wrong encoding.

    >>> str(SourceError("data/x.ttl", "there is no such file"))
    'data/x.ttl: there is no such file.'
    """

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"{shorten(source, 300)}: {reason}.")


class ParseError(PositionedError):
    """Text that is not the RDF it should be.

    >>> str(ParseError("a dot is missing.", source="x.ttl", line=3, column=7))
    'x.ttl:3:7: a dot is missing.'
    """


class QueryError(PositionedError):
    """SPARQL that cannot be parsed or evaluated."""


class RefusedQueryError(QueryError):
    """SPARQL that would leave the machine, change data, or is nested too deeply to be parsed safely.

    `argument` is the argument that allows it, if there is one. Who knows no lines gives the `offset` in the text.
    """

    def __init__(
        self,
        message: str,
        *,
        source: str = "",
        line: int | None = None,
        column: int | None = None,
        argument: str = "",
        offset: int = -1,
    ) -> None:
        self.argument = argument
        self.offset = offset
        super().__init__(message, source=source, line=line, column=column)


class UpdateRefusedError(RefusedQueryError):
    """An update where a query is expected."""


class UndeclaredPrefixError(QueryError):
    """SPARQL that uses prefixes which nothing declares: all of them, at the place of the first.

    >>> error = UndeclaredPrefixError({"persn": 7, "x": 30}, ["person"])
    >>> str(error)
    'nothing declares the prefixes "persn:" (did you mean "person:"?) and "x:"; declare each: PREFIX x: <…>.'
    >>> error.prefixes
    {'persn': 7, 'x': 30}
    """

    def __init__(
        self,
        prefixes: Mapping[str, int],
        known_prefixes: Iterable[str],
        *,
        source: str = "",
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        #: each prefix with the offset of its first use, in order
        self.prefixes = dict(prefixes)
        known_prefixes = tuple(known_prefixes)
        near = {prefix: nearest(prefix, known_prefixes) for prefix in self.prefixes}
        questions = {
            p: "did you mean " + " or ".join(f'"{shorten(n)}:"' for n in spelling) + "?"
            for p, spelling in near.items()
            if spelling
        }
        undeclared = [f'"{shorten(prefix)}:"' for prefix in near]
        first = shorten(next((prefix for prefix in near if prefix not in questions), next(iter(near))))
        if len(near) == 1:
            hint = next(iter(questions.values()), f"declare it: PREFIX {first}: <…>.")
            message = f"nothing declares the prefix {undeclared[0]}; {hint}"
        else:
            names = [
                f"{name} ({questions[p]})" if p in questions else name for p, name in zip(near, undeclared, strict=True)
            ]
            if len(names) > 20:
                names[20:] = [f"{len(names) - 20} more"]
            listed = ", ".join(names[:-1]) + " and " + names[-1]
            message = f"nothing declares the prefixes {listed}; declare each: PREFIX {first}: <…>."
        super().__init__(message, source=source, line=line, column=column)


class LimitError(KgtoolsError):
    """A limit on time or memory ended the work; `argument` is the one that raises the limit, if there is one.

    `for_clients` is the sentence for who cannot raise it, such as a client of a server.
    """

    def __init__(self, message: str, *, argument: str = "", for_clients: str = "") -> None:
        self.argument = argument
        self.for_clients = for_clients or message
        super().__init__(message)


class ShapesFault(PositionedError):  # noqa: N818  one of several
    """What is wrong with shapes: the shape, the section of the recommendation, and the faults that came with it.

    `triple` are subject, predicate and object of the statement that is wrong, as far as they are known; `within` is
    where it is wrong in the string that is its object: offset, line and column. `faults` are all that were found at
    once, this one among them.
    """

    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        shape: str = "",
        section: str = "",
        source: str = "",
        line: int | None = None,
        column: int | None = None,
        triple: tuple[object, ...] = (),
        within: tuple[int, int, int] | None = None,
    ) -> None:
        self.shape = shape
        self.section = section
        self.triple = triple
        self.within = within
        super().__init__(message, source=source, line=line, column=column)
        self.faults: tuple[ShapesFault, ...] = (self,)


class ShapesError(ShapesFault):
    """Shapes that cannot be used: what is wrong, in which shape, against which section of the recommendation."""


class ValidationFailure(ShapesFault):
    """Validation could not be carried out (SHACL section 3.4.2, "failure"); not "does not conform"."""


class BuildError(KgtoolsError):
    """An invariant of the built graphs does not hold."""


class ReasoningError(KgtoolsError):
    """The reasoner could not be run or gave up; `argument` is the one that raises the limit, if it met one."""

    exit_code = 3

    def __init__(self, message: str, *, argument: str = "") -> None:
        self.argument = argument
        super().__init__(message)


class EndpointError(KgtoolsError):
    """An endpoint, or a database elsewhere, did not answer, or not whole: nothing is concluded from what came.

    `endpoint` is its address, without credentials; `argument` is the one that raises a limit, if it met one, and `rows`
    is how many rows came where there are more.
    """

    exit_code = 3

    def __init__(self, endpoint: str, reason: str, *, argument: str = "", rows: int | None = None) -> None:
        self.endpoint = endpoint
        self.reason = reason
        self.argument = argument
        self.rows = rows
        super().__init__(f"{endpoint}: {reason}")


class ExtraMissingError(KgtoolsError):
    """An optional part is not installed.

    >>> str(ExtraMissingError("The reasoner", "java"))
    'The reasoner needs an optional part: pip install "kgtools-ld[java]".'
    """

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f'{what} needs an optional part: pip install "kgtools-ld[{extra}]".')

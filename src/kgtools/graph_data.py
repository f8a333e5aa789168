"""What a graph holds: the quads and the store of a project, or of files.

Nothing is read before it is needed, and a question that names no graph reads a quarter of what one that does needs.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgtools import building
from kgtools.building import GRAPHS, is_fresh
from kgtools.errors import PrefixWarning, UndeclaredPrefixError, UsageError
from kgtools.formats import QuadReader, Source, Tags, check_source, format_by_name, parse, parse_bytes
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import DefaultGraph, GraphName, NamedNode, Quad, Triple
from kgtools.model.vocab import Vocabulary
from kgtools.project import GraphProject
from kgtools.store import MemoryStore
from kgtools.store.loading import Part, load_parts

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from kgtools.cache import Cache
    from kgtools.query import FilePlaces
    from kgtools.query.set_aside import Claims
    from kgtools.sparql.evaluate.budget import Budget
    from kgtools.sparql.syntax import Query

__all__ = ["GraphData", "prefixes_in_force", "tell_clashes"]


#: bytes of files from which on the columns are worth their start
_LARGE = 2 << 20


class GraphData:
    """The data of a project, or of `files` read with the options `reading` (``format``, ``base``).

    What a project's queries see: the accepted and the derived graph as the default graph; every claim graph, the
    provenance and the ontology as named graphs.
    """

    def __init__(
        self,
        project: GraphProject,
        *,
        files: tuple[Source, ...] | None,
        given: tuple[Quad, ...] = (),
        reading: Mapping[str, Any],
        prefixes: PrefixTable,
        cache: Cache | None = None,
    ) -> None:
        self.project = project
        self.vocabulary = Vocabulary(project.base)
        self.prefixes = prefixes
        self._files = files
        self._given = given
        self._reading = dict(reading)
        #: where the columns of large files are kept, if anywhere
        self.cache = cache
        self._budget: Budget | None = None

    @cached_property
    def is_large(self) -> bool:
        """Whether these are files that are quicker read into columns than one quad after the other."""
        plain = self._files and not self._reading.get("format") and all(str(f) != "-" for f in self._files)
        return bool(plain) and sum(check_source(f).stat().st_size for f in self._files or ()) > _LARGE

    @cached_property
    def prefixes_of_files(self) -> PrefixTable:
        """The prefixes that the files declare before their first triple; the first to declare one has it."""
        found: dict[str, str] = {}
        for file in self._files or ():
            if str(file) != "-":
                reader = parse(file, **self._reading)
                next(reader, None)
                found = {**reader.prefixes, **found}
        return PrefixTable.writable(found)

    @cached_property
    def prefixes_of_query(self) -> PrefixTable:
        """The prefixes that a query knows: those of the files that were read, before the project's.

        Where files differ in a prefix, it stands for nothing.
        """
        return prefixes_in_force(self.declared_prefixes, self.prefixes)

    @property
    def declared_prefixes(self) -> Mapping[str, Mapping[str, str]]:
        """The prefixes that each of the files declares, as they are at its end."""
        return self.plain_store.prefixes if self._files is not None else {}

    @cached_property
    def tags(self) -> Tags:
        """How the files spell their language tags."""
        if self._files is not None:
            format = self._reading.get("format")
            named = [file for file in self._files if str(file) != "-"]
            texts = [(self._stdin, (format_by_name(format or "trig")).name)] if len(named) < len(self._files) else []
            return Tags(named, format=format, texts=texts)
        return Tags([*self.project.source_files, *self.project.ontology_files])

    @cached_property
    def _stdin(self) -> bytes:
        """What standard input holds: it can be read once."""
        return sys.stdin.buffer.read()

    def _read(self, file: Source, *, rename: bool) -> QuadReader:
        if str(file) != "-":
            return parse(file, rename_blank_nodes=rename, **self._reading)
        options = {**self._reading, "format": self._reading.get("format") or "trig"}
        return parse_bytes(self._stdin, source="<stdin>", rename_blank_nodes=rename, **options)

    @cached_property
    def is_stale(self) -> bool:
        """Whether the built files are older than what they are built from (they are then built anew in memory)."""
        return self._files is None and not is_fresh(self.project)

    @cached_property
    def store(self) -> MemoryStore:
        """The store that queries are run on, with every named graph."""
        if self._files is not None or self.is_stale:
            return self.plain_store
        # what a source has in its default graph is accepted as it stands
        named = [Part(path, self.vocabulary.graph("accepted")) for path in self.project.source_files]
        named += [Part(self.project.built_file(name), self.vocabulary.graph(name)) for name in GRAPHS]
        if "plain_store" not in self.__dict__:
            return self._load([*self._plain_parts(), *named])
        store = self.plain_store
        for part in named:
            store.load(part.source, to_graph=part.to_graph, budget=self._budget)
        return store

    def _plain_parts(self) -> list[Part]:
        """The files of a project that a question without named graphs needs."""
        built = [Part(self.project.built_file(name)) for name in ("accepted", "derived")]
        return [*built, *(Part(path, NamedNode(self.project.iri("onto"))) for path in self.project.ontology_files)]

    def _load(self, parts: Sequence[Part]) -> MemoryStore:
        return load_parts(parts, cache=self.cache, budget=self._budget, **self._reading)

    @cached_property
    def plain_store(self) -> MemoryStore:
        """The store with what a question without named graphs needs: most questions, in a quarter of the time."""
        if self._files is not None:
            if not self._given:
                return self._load([Part(file) for file in self._files])
            store = MemoryStore(self._given)
            for file in self._files:
                store.load(file, budget=self._budget, **self._reading)
            return store
        project = self.project
        if self.is_stale:
            store = MemoryStore()
            sources = building.read_sources(project)
            built = building.build(project, sources)
            store.extend(quad for quad in sources if quad.graph_name != DefaultGraph())
            for name in GRAPHS:
                store.extend(_in_graph(built.triples(name), self.vocabulary.graph(name)))
            for name in ("accepted", "derived"):
                store.extend(_in_graph(built.triples(name), DefaultGraph()))
            for path in project.ontology_files:
                store.load(path, to_graph=NamedNode(project.iri("onto")), budget=self._budget)
            return store
        return self._load(self._plain_parts())

    def store_for(
        self, query: Query, *, why: bool, inference: str = "none", budget: Budget | None = None
    ) -> MemoryStore:
        """The store that a query needs: with named graphs or without, and with what follows in a profile.

        Raises :class:`LimitError` where `budget` does not suffice for what is read.
        """
        from kgtools.sparql.syntax import GraphPattern

        self._budget = budget
        named = why or query.dataset or query.form == "describe"
        named = named or any(isinstance(node, GraphPattern) for node in query.walk())
        if inference != "none":
            return self._inferring_store(inference)
        return self.store if named else self.plain_store

    def why_of(self) -> Vocabulary | FilePlaces:
        """What rows are explained by: the claims of a project, and in a project without any, or of files, the places
        of their triples.
        """
        from kgtools.query import FilePlaces

        if self._files is not None:
            return FilePlaces(self._files, format=self._reading.get("format"), base=self._reading.get("base"))
        names = self.store.named_graphs()
        if any(building.is_claim_graph(name, self.vocabulary) for name in names):
            return self.vocabulary
        project = self.project
        built = [project.built_file(name) for name in GRAPHS]
        files = [*project.source_files, *project.ontology_files, *(path for path in built if path.is_file())]
        return FilePlaces(files, any_graph=True, vocabulary=self.vocabulary)

    def _inferring_store(self, profile: str) -> MemoryStore:
        """The store with what follows in a profile: in the default graph, and as the graph ``inferred``."""
        from kgtools.reasoning.kept import inference_records
        from kgtools.reasoning.premises import InferredStore

        triples = self.inferred(profile)
        records = inference_records(triples, profile=profile, vocabulary=self.vocabulary)
        facts = [q for part in ("accepted", "derived") for q in self.quads(part)]
        store = InferredStore(self.store, self.project, profile=profile, facts=facts)
        store.extend(_in_graph(triples, DefaultGraph()))
        store.extend(_in_graph(triples, self.vocabulary.graph("inferred")))
        store.extend(_in_graph(records, self.vocabulary.graph("derivations")))
        return store

    def inferred(self, profile: str = "owl-dl") -> tuple[Triple, ...]:
        """What follows about the things of the project's graph: ``rdfs``, ``owl-rl`` or ``owl-dl``.

        For ``owl-dl`` the graph that ``kgtools build --infer`` has written is taken where it is fresh. Raises
        :class:`ReasoningError`, and :class:`UsageError` for the graph of files.
        """
        from kgtools.reasoning.kept import KEPT_PROFILE, infer_graph, kept_graph

        if self._files is not None:
            raise UsageError(
                "inference is over a project's graph and its ontology; to ask what follows from files, write it with "
                "`kgtools reason FILE... -o inferred.ttl`, and give inferred.ttl to --data beside them."
            )
        kept = kept_graph(self.project) if profile == KEPT_PROFILE and not self.is_stale else None
        if kept is not None:
            return kept
        facts = [q for part in ("accepted", "derived") for q in self.quads(part)]
        return infer_graph(self.project, profile=profile, facts=facts)

    def quads(self, part: str = "all") -> list[Quad]:
        """The quads of a part of the graph, every lexical form as written.

        Of a project: ``accepted`` or ``derived`` (in the default graph), ``claims`` (the claim graphs and what is
        said about claims), or ``all`` (these as named graphs, and the ontology). Of files: ``all``.

        Raises :class:`UsageError` for another part.
        """
        if self._files is not None:
            if part != "all":
                raise UsageError("a graph of files has no parts; leave out the part.")
            many = len(self._files) > 1
            return [*self._given, *(quad for file in self._files for quad in self._read(file, rename=many))]
        if part in ("accepted", "derived"):
            if self.is_stale:
                return _in_graph(building.build(self.project).triples(part), DefaultGraph())
            return list(parse(self.project.built_file(part)))
        sources = building.read_sources(self.project)
        claims = [q for q in sources if q.graph_name != DefaultGraph()]
        if part == "claims":
            return claims
        if part != "all":
            raise UsageError(f'there is no part "{part}"; choose accepted, derived, claims or all.')
        built = building.build(self.project, sources)
        for name in ("accepted", "derived", "derivations"):
            claims += _in_graph(built.triples(name), self.vocabulary.graph(name))
        ontology = NamedNode(self.project.iri("onto"))
        for path in self.project.ontology_files:
            claims += _in_graph((q.triple for q in parse(path, rename_blank_nodes=True)), ontology)
        return claims

    def claims(self) -> Claims | None:
        """What is claimed in a project; None for files, which have no claims that are not in what is asked."""
        if self._files is not None:
            return None
        from kgtools.query.set_aside import Claims

        def mention(word: str) -> bool:
            wanted = word.encode()
            return any(wanted in path.read_bytes() for path in self.project.source_files)

        return Claims(self.vocabulary, lambda: self.store, mention)

    def validation_files(self) -> list[Path]:
        """The files that validation looks at: the built graphs, and the files they are built from.

        Built files that are older than their sources are built anew beside the project, in a temporary folder that
        lasts as long as this object.
        """
        folder = Path(self._fresh_folder.name) if self.is_stale else self.project.built_folder
        built = [path for path in (folder / f"{name}.ttl" for name in GRAPHS) if path.is_file()]
        return [*built, *self.project.source_files]

    def validation_options(self) -> dict[str, Any]:
        """What :func:`kgtools.shacl.validate` is told of a project beside its files, unless it is told otherwise."""
        sources = set(self.project.source_files)
        waivers = self.project.root / "waivers.toml"
        built = [path for path in self.validation_files() if path not in sources]
        return {
            "data_graphs": self.validation_graphs(),
            # built files may lie in a temporary folder; they are shown by the names that they have in the project
            "generated": {str(path): str(self.project.built_file(path.stem)) for path in built},
            "waivers": waivers if waivers.is_file() else None,
            "languages": self.project.languages,
        }

    @cached_property
    def _fresh_folder(self) -> TemporaryDirectory[str]:
        from tempfile import TemporaryDirectory

        from kgtools.formats import write_file

        folder = TemporaryDirectory(prefix="kgtools-")
        built = building.build(self.project)
        for name in GRAPHS:
            write_file(Path(folder.name) / f"{name}.ttl", built.triples(name), prefixes=self.prefixes, tags=self.tags)
        return folder

    def validation_graphs(self) -> list[str] | None:
        """The graphs that validation looks at: all but what single claims say of the world, which may be rivals.

        What a claim says of itself (the number that it claims) is looked at. None stands for the union of all graphs,
        where there are no claims.
        """
        quads = [q for q in building.read_sources(self.project) if q.graph_name != DefaultGraph()]
        names = {q.graph_name for q in quads}
        worldly = {
            q.graph_name
            for q in quads
            if building.is_claim_graph(q.graph_name, self.vocabulary) and q.subject != q.graph_name
        }
        if not worldly:
            return None
        return ["default", *sorted(n.value for n in names - worldly if isinstance(n, NamedNode))]


def prefixes_in_force(declared: Mapping[str, Mapping[str, str]], known: Mapping[str, str]) -> PrefixTable:
    """The prefixes that files declare, before those that are known anyway.

    Where files differ in a prefix, it stands for nothing; :func:`tell_clashes` says so to whoever uses it.
    """
    table = dict(known)
    for prefix, found in _meanings(declared).items():
        if len(found) == 1:
            table[prefix] = next(iter(found))
        else:
            table.pop(prefix, None)
    return PrefixTable.writable(table)


def tell_clashes(
    error: UndeclaredPrefixError, declared: Mapping[str, Mapping[str, str]], *, stacklevel: int = 2
) -> None:
    """A :class:`PrefixWarning` for each of the undeclared prefixes that files differ in."""
    meanings = _meanings(declared)
    for prefix in error.prefixes:
        found = meanings.get(prefix, {})
        if len(found) > 1:
            told = PrefixWarning(prefix, [(file, namespace) for namespace, file in found.items()])
            warnings.warn(told, stacklevel=stacklevel + 1)


def _meanings(declared: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What prefixes stand for: namespaces, each with the first file that has it."""
    meanings: dict[str, dict[str, str]] = {}
    for file, prefixes in declared.items():
        for prefix, namespace in prefixes.items():
            meanings.setdefault(prefix, {}).setdefault(namespace, file)
    return meanings


def _in_graph(triples: Iterable[Triple], graph_name: GraphName) -> list[Quad]:
    return [Quad(t.subject, t.predicate, t.object, graph_name) for t in triples]

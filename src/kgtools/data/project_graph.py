"""The graph of a project: what is accepted and derived, what is claimed, and the ontology."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.data import building
from kgtools.data.building import GRAPHS
from kgtools.data.building.fresh_build import FreshBuild
from kgtools.data.graph_data import Built, PlannedUpdate, UpdateOptions, in_graph, needs_named_graphs, prefixes_in_force
from kgtools.data.imports import with_imported, with_ontologies
from kgtools.data.project_stores import ProjectStores
from kgtools.errors import UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import DefaultGraph, NamedNode, Quad, Triple
from kgtools.model.vocab import Vocabulary
from kgtools.project import GraphProject
from kgtools.reading import Format, Source, Tags, parse
from kgtools.reading.prefixes import project_prefixes
from kgtools.store import MemoryStore

if TYPE_CHECKING:
    from kgtools.data.project_validation import ProjectValidation
    from kgtools.ontology.checks.finding import Findings
    from kgtools.ontology.checks.project import CheckOptions
    from kgtools.ontology.imports import Imports, Library
    from kgtools.query import FilePlaces
    from kgtools.query.why.claims import Claims
    from kgtools.reasoning import Subject
    from kgtools.reasoning.why.premises import InferredStore
    from kgtools.shacl import RuleInference, ValidationReport
    from kgtools.shacl.options import OptionKeywords
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.syntax import Query
    from kgtools.table import Dataset
    from kgtools.table.cache import Cache
    from kgtools.table.encoding.encode import Progress

__all__ = ["ProjectGraph"]

#: what a view is made of, where it is more than what is accepted
_PARTS = {"rdf12": "claims", "schema.org": "facts", "org": "facts"}


class ProjectGraph:
    """The graph of a project.

    What its queries see: the accepted and the derived graph as the default graph; every claim graph, the provenance and
    the ontology as named graphs. Built files that are older than what they are built from are built anew in memory.
    """

    has_parts = True
    is_large = False

    def __init__(self, project: GraphProject, *, cache: Cache | None = None, imports: Sequence[Source] = ()) -> None:
        self.project = project
        self._vocabulary = Vocabulary(project.base)
        #: where the columns of large files are kept, if anywhere
        self._cache = cache
        #: where imported ontologies are looked for, beside the project
        self._imports = tuple(imports)
        #: the stores with what follows, by profile
        self._inferring: dict[str, InferredStore] = {}

    @cached_property
    def _library(self) -> Library:
        from kgtools.ontology.imports import library_of

        return library_of(self.project, self._imports)

    @cached_property
    def imports(self) -> Imports:
        from kgtools.ontology.imports import follow

        return follow(self.project.ontology_files, self._library, root=self.project.root)

    @cached_property
    def prefixes(self) -> PrefixTable:
        return project_prefixes(self.project)

    @property
    def prefixes_of_files(self) -> PrefixTable:
        return PrefixTable.writable({})

    @property
    def declared_prefixes(self) -> Mapping[str, Mapping[str, str]]:
        return {}

    @cached_property
    def prefixes_of_query(self) -> PrefixTable:
        return prefixes_in_force({}, self.prefixes)

    @property
    def prefixes_at_hand(self) -> PrefixTable:
        return self.prefixes_of_query

    def reading(self) -> AbstractContextManager[object]:
        files, folder = self.project.contexts, self.project.path("contexts")
        if not files and not folder.is_dir():
            return nullcontext()
        from kgtools.reading.jsonld import Contexts

        return Contexts.now().also(files, folders=[folder] if folder.is_dir() else []).in_force()

    @cached_property
    def tags(self) -> Tags:
        return Tags([*self.project.source_files, *self.project.ontology_files])

    # -- what is asked ------------------------------------------------------------------------------------------

    @cached_property
    def _fresh(self) -> FreshBuild:
        return FreshBuild(self.project)

    @cached_property
    def _stores(self) -> ProjectStores:
        return ProjectStores(self.project, self._fresh, cache=self._cache)

    @property
    def endpoint(self) -> None:
        return None

    def answering(self, budget: Budget, *, allow_service: bool = False) -> AbstractContextManager[None]:
        return nullcontext()

    @property
    def plain_files(self) -> list[Path]:
        # a part of the graph is built from its files
        return []

    @property
    def store(self) -> MemoryStore:
        return self._stores.whole(None)

    def load(self, budget: Budget) -> MemoryStore:
        return self._stores.whole(budget)

    def store_for(
        self, query: Query, *, why: bool, inference: str = "none", budget: Budget | None = None
    ) -> MemoryStore:
        if inference != "none":
            return self._inferring_store(inference, budget)
        with_names = needs_named_graphs(query, why=why)
        return self._stores.whole(budget) if with_names else self._stores.plain(budget)

    def why_of(self) -> Vocabulary | FilePlaces:
        if any(building.is_claim_graph(name, self._vocabulary) for name in self.store.named_graphs()):
            return self._vocabulary
        return self.places()

    def places(self) -> FilePlaces:
        from kgtools.query import FilePlaces

        built_files = [self.project.built_file(name) for name in GRAPHS]
        files = [
            *self.project.source_files,
            *self.project.ontology_files,
            *(path for path in built_files if path.is_file()),
        ]
        return FilePlaces(files, any_graph=True, vocabulary=self._vocabulary)

    def claims(self) -> Claims:
        from kgtools.query.why.claims import Claims

        def mention(word: str) -> bool:
            octets = word.encode()
            return any(octets in path.read_bytes() for path in self.project.source_files)

        return Claims(self._vocabulary, lambda: self.store, mention)

    # -- what is taken out --------------------------------------------------------------------------------------

    def quads(self, part: str = "all") -> list[Quad]:
        if part == "facts":
            return [*self.quads("accepted"), *self.quads("derived")]
        if part == "queried":
            return list(self.store)
        if part in ("accepted", "derived"):
            if self._fresh.is_stale:
                return in_graph(self._fresh.graphs.triples(part), DefaultGraph())
            return list(parse(self.project.built_file(part)))
        claims = [q for q in self._fresh.sources if q.graph_name != DefaultGraph()]
        if part == "claims":
            return claims
        if part != "all":
            raise UsageError(f'there is no part "{part}"; choose accepted, derived, facts, claims, queried or all.')
        for name in ("accepted", "derived", "derivations"):
            claims += in_graph(self._fresh.graphs.triples(name), self._vocabulary.graph(name))
        ontology = NamedNode(self.project.iri("onto"))
        for path in self.project.ontology_files:
            claims += in_graph((q.triple for q in parse(path, rename_blank_nodes=True)), ontology)
        return claims

    def columns(self, *, progress: Progress | None = None) -> Dataset:
        from kgtools.table import load_quads

        return load_quads(self.quads())

    def part_of_format(self, format: Format) -> str:
        return "all" if format.supports_datasets else "accepted"

    def part_of_view(self, view: str) -> str:
        return _PARTS.get(view, "accepted")

    # -- what follows -------------------------------------------------------------------------------------------

    @property
    def _facts(self) -> list[Quad]:
        return self.quads("facts")

    def inferred(self, profile: str = "owl-dl", *, budget: Budget | None = None) -> tuple[Triple, ...]:
        """What follows; the graph that ``kgtools build --infer`` has written is taken where it is fresh.

        `budget` is that of the query that asks for it.
        """
        from kgtools.errors import ReasoningError
        from kgtools.ontology.profiles.entailment import KEPT_PROFILE
        from kgtools.reasoning.inferred_graph import infer_graph, kept_graph
        from kgtools.reasoning.limits import TIMEOUT

        may_be_kept = profile == KEPT_PROFILE and not self._fresh.is_stale and not self._imports
        graph = kept_graph(self.project) if may_be_kept else None
        if graph is not None:
            return graph
        left = None if budget is None else budget.remaining_seconds
        timeout = TIMEOUT if left is None else min(TIMEOUT, left)
        try:
            return infer_graph(self.project, profile=profile, facts=self._facts, library=self._library, timeout=timeout)
        except ReasoningError:
            if budget is not None:
                # where the query is out of time, its limit is the one to name
                budget.check()
            raise

    def _inferring_store(self, profile: str, budget: Budget | None) -> MemoryStore:
        """The store with what follows in a profile: in the default graph, and as the graph ``inferred``."""
        if profile not in self._inferring:
            self._inferring[profile] = self._inferred_store(profile, budget)
        return self._inferring[profile]

    def _inferred_store(self, profile: str, budget: Budget | None) -> InferredStore:
        from kgtools.reasoning.inferred_graph import inference_records
        from kgtools.reasoning.why.premises import InferredStore

        triples = self.inferred(profile, budget=budget)
        records = inference_records(triples, profile=profile, vocabulary=self._vocabulary)
        store = InferredStore(
            self._stores.whole(budget), self.project, profile=profile, facts=self._facts, library=self._library
        )
        store.extend(in_graph(triples, DefaultGraph()))
        store.extend(in_graph(triples, self._vocabulary.graph("inferred")))
        store.extend(in_graph(records, self._vocabulary.graph("derivations")))
        return store

    @cached_property
    def subject(self) -> Subject:
        from kgtools.reasoning import Subject

        return Subject(self.project, facts=self._facts, library=self._library)

    def check(self, options: CheckOptions) -> Findings:
        from kgtools.ontology.checks.project import check_project

        return check_project(self.project, store=lambda: self.store, options=options, library=self._library)

    # -- whether it conforms ------------------------------------------------------------------------------------

    @cached_property
    def _validation(self) -> ProjectValidation:
        # what only validation needs is slow to load
        from kgtools.data.project_validation import ProjectValidation

        return ProjectValidation(self.project, self.prefixes, self.tags, self._fresh)

    def validate(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> ValidationReport:
        from kgtools.shacl import validate

        keywords: OptionKeywords = {
            "cache": self._cache,
            "prefixes": self.prefixes,
            **self._validation.options,
            **with_ontologies(options, self.imports, self.project.ontology_files),
        }
        sources = with_imported(self.project.shapes_files if shapes is None else shapes, self._library)
        return validate(self.validation_files(), sources, **keywords)

    def run_rules(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> RuleInference:
        from kgtools.shacl import infer

        keywords: OptionKeywords = {
            "cache": self._cache,
            "data_graphs": self._validation.graphs,
            **with_ontologies(options, self.imports, self.project.ontology_files),
        }
        sources = with_imported(self.project.shapes_files if shapes is None else shapes, self._library)
        return infer(self.validation_files(), sources, **keywords)

    def validation_files(self) -> list[Path]:
        return list(self._validation.files)

    def validation_graphs(self) -> list[str] | None:
        return self._validation.graphs

    @property
    def waivers(self) -> Path | None:
        return self._validation.waivers

    # -- what changes it ----------------------------------------------------------------------------------------

    def planned_update(self, text: str, options: UpdateOptions) -> PlannedUpdate:
        from kgtools.data.graph_update import project_files, update_files

        updated = update_files(
            text, options, project=self.project, prefixes=self.prefixes, files=project_files(self.project)
        )
        return PlannedUpdate(updated, ProjectGraph(self.project, cache=self._cache, imports=self._imports))

    def build(self, *, write: bool, infer: bool) -> Built:
        from kgtools.data.graph_build import build_project

        if write:
            self.project.check_writable()
        return build_project(self.project, prefixes=self.prefixes, tags=self.tags, write=write, infer=infer)

    @property
    def inferred_is_stale(self) -> bool:
        from kgtools.reasoning.freshness import inferred_is_stale

        return inferred_is_stale(self.project)

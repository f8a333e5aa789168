"""The checks of a project, of files, and of a folder of queries: which are run, on what, and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgtools.collected_errors import Errors
from kgtools.errors import UnknownNameError, UsageError
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.terms import Quad
from kgtools.ontology.checks.finding import Finding, Findings
from kgtools.ontology.checks.placing import Unplaced, placed
from kgtools.ontology.checks.queries import Check, queries_in, read_check, run_check
from kgtools.ontology.checks.subject import CheckSubject
from kgtools.ontology.imports import Library
from kgtools.ontology.profiles.entailment import CHECKED_PROFILE
from kgtools.ontology.quality import check_examined, check_shapes, checks_of_profile, in_order, names_of_checks
from kgtools.project import GraphProject
from kgtools.reading import Source, expand_sources
from kgtools.reading.prefixes import declared_prefixes, project_prefixes
from kgtools.store import MemoryStore

__all__ = ["CheckOptions", "check_files", "check_project"]


@dataclass(frozen=True, kw_only=True)
class CheckOptions:
    """What is looked for.

    `profile` is the one that the ontology must keep to; `only` and `skip` name checks by how their names begin.
    `folders` hold check queries (or are one each): with them the shipped checks are run only where `only` names them.
    """

    profile: str = CHECKED_PROFILE
    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    folders: Sequence[Path] = ()

    def select(self, names: Iterable[str], *, by_name: bool = False) -> frozenset[str]:
        """Those of some checks that are run; with `by_name` only those that `only` names.

        >>> sorted(CheckOptions(only=["ontology"], skip=["ontology-l"]).select(["ontology-labels", "ontology-names"]))
        ['ontology-names']
        """
        selection = [name for name in names if _begins(name, self.only) or (not self.only and not by_name)]
        return frozenset(name for name in selection if not _begins(name, self.skip))

    def refuse_unknown(self, names: Iterable[str]) -> None:
        """Raise :class:`UnknownNameError` where `only` or `skip` names no check."""
        all_names = sorted(set(names))
        for name in (*self.only, *self.skip):
            if not any(_begins(check, (name,)) for check in all_names):
                raise UnknownNameError("check", name, all_names)


def _begins(name: str, beginnings: Iterable[str]) -> bool:
    return any(name.startswith(beginning) for beginning in beginnings)


def check_project(
    project: GraphProject,
    *,
    store: Callable[[], MemoryStore],
    options: CheckOptions | None = None,
    library: Library | None = None,
) -> Findings:
    """All that the checks find in a project: in its ontology, its shapes and the data that people edit.

    The checks that ship with kgtools are run, and those of ``queries/checks/`` over the graph that `store` gives; one
    with the name of a shipped check takes its place. Raises :class:`UnknownNameError` where no check has a name, and
    what reading raises: all checks that cannot be used at once, and with them what keeps the graph from being built.
    """
    settings = options or CheckOptions()
    skip = (*settings.skip, *(name for name in project.skipped_checks if name not in settings.only))
    own_settings = CheckOptions(profile=settings.profile, only=settings.only, skip=skip, folders=settings.folders)
    paths = [path for path in (*project.ontology_files, *project.source_files) if path != project.prefixes_file]
    own = [path for folder in settings.folders for path in queries_in(folder)]
    own = own or list(project.query_files(kind="checks"))
    examined = CheckSubject(
        paths,
        root=project.root,
        prefixes=declared_prefixes(paths) | project_prefixes(project),
        namespaces=[project.iri("onto#")],
        library=Library(files=project.ontology_files) if library is None else library,
    )
    built_files = [path for path in map(project.built_file, ("accepted", "derived")) if path.is_file()]
    run = _Run(examined, own_settings, own, [*paths, *built_files], project=project)
    findings: list[Finding] = []
    if "outside-terms" in run.selected_checks or "ontology-undeclared" in run.selected_checks:
        shapes = check_shapes(project.shapes_files, ontology=examined, root=project.root, prefixes=examined.prefixes)
        findings += (finding for finding in shapes if finding.check in run.selected_checks)
    return run.findings(store, findings)


def check_files(
    files: Sequence[Source],
    *,
    store: Callable[[], MemoryStore],
    options: CheckOptions | None = None,
    library: Library | None = None,
    parse: Callable[[Path], Iterable[Quad]] | None = None,
) -> Findings:
    """All that the checks find in files, wherever they lie: the shipped checks look at them together, as one ontology
    with its data; those of the folders of `options` ask the graph that `store` gives.

    Imports are answered by these files, or by `library`; `parse` reads a file, such as standard input. Raises what
    :func:`check_project` raises.
    """
    settings = options or CheckOptions()
    paths = [Path(name) for name in expand_sources(list(files))]
    own = [path for folder in settings.folders for path in queries_in(folder)]
    examined = CheckSubject(
        paths,
        prefixes=WELL_KNOWN | declared_prefixes(paths),
        library=Library(files=[path for path in paths if str(path) != "-"]) if library is None else library,
        parse_file=parse,
    )
    return _Run(examined, settings, own, examined.files).findings(store)


class _Run:
    """One run of checks: the shipped ones on what is examined, those of people on a graph. Places are in `files`."""

    def __init__(
        self,
        subject: CheckSubject,
        options: CheckOptions,
        custom_checks: Sequence[Path],
        files: Sequence[Path],
        *,
        project: GraphProject | None = None,
    ) -> None:
        self._subject = subject
        self._options = options
        self._files = files
        self._project = project
        stems = {path.stem for path in custom_checks}
        shipped = [name for name in names_of_checks() if name not in stems]
        options.refuse_unknown([*shipped, *stems])
        other = {name for name in shipped if name.startswith("profile-")} - {*checks_of_profile(options.profile)}
        self._shipped = options.select(shipped, by_name=bool(options.folders)) - other
        self._own = [path for path in custom_checks if path.stem in options.select(stems)]
        self.selected_checks = self._shipped | {path.stem for path in self._own}
        if not self.selected_checks:
            hint = "ask for that profile" if options.select(other) else "name others, or leave out fewer"
            raise UsageError(f"no check is left to run; {hint}.")

    def findings(self, store: Callable[[], MemoryStore], other_findings: Iterable[Finding] = ()) -> Findings:
        """What all checks find, with `other_findings` that was found elsewhere."""
        findings = check_examined(self._subject, profile=self._options.profile, checks=self._shipped)
        findings += self._of_people(store)
        project = self._project
        findings_in_order = in_order(
            [
                *other_findings,
                *placed(
                    findings,
                    self._files,
                    root=project.root if project else None,
                    blank_nodes=self._subject.blank_nodes,
                ),
            ]
        )
        title = project.title if project else ""
        return Findings(
            findings_in_order, checks=sorted(self.selected_checks), triples=len(self._subject.stated), title=title
        )

    def _of_people(self, store: Callable[[], MemoryStore]) -> list[Unplaced]:
        """What the checks of people find; all of them that cannot be used are raised at once."""
        errors = Errors()
        checks: list[Check] = []
        for path in self._own:
            with errors.collecting():
                checks.append(read_check(path, prefixes=self._subject.prefixes))
        findings: list[Unplaced] = []
        if self._own:
            graph: MemoryStore | None = None
            with errors.collecting():
                graph = store()
            errors.raise_found()
            assert graph is not None
            for check in checks:
                with errors.collecting():
                    findings += run_check(check, graph, self._subject.naming)
            errors.raise_found()
        return findings

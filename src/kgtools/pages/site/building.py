"""Builds a site beside the one that is there, and puts it in its place; or says what of it is stale."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import SourceError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.pages.contents import Contents
from kgtools.pages.site.extras import MARKER, extra_files
from kgtools.pages.site.plan import Item, Plan
from kgtools.pages.site.rendering import Rendered, render
from kgtools.writing.scratch import folder_beside, scratch_folder

__all__ = ["SiteSummary", "build_site", "check_site"]

Progress = Callable[[str, float | None], None]


@dataclass(frozen=True)
class SiteSummary:
    """What was written: how many pages and files, how large they are, and in which languages.

    `refused` says which files among the stored queries cannot be used, and `faults` which queries were not answered and
    why: their pages say so, too.
    """

    folder: Path
    pages: int
    files: int
    size: int
    languages: tuple[str, ...]
    refused: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def build_site(
    graph: KnowledgeGraph,
    folder: Path,
    *,
    base_url: str = "",
    sparql: bool = False,
    progress: Progress | None = None,
) -> SiteSummary:
    """Write all pages of a graph as files; the same bytes for the same graph.

    The site is written beside `folder` and takes its place when it is whole. `base_url` is where it is published: then
    it also has a sitemap, and the rules of a redirector. With `sparql` it answers queries in the browser of its reader.
    `progress` is called with a phase and how far it is (0 to 1, or None where that is not known).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.ttl").write_text("@prefix e: <http://e/> . e:ada a e:Person ; e:age 36 .")
    ...     summary = build_site(KnowledgeGraph.from_files([f"{folder}/a.ttl"]), Path(folder, "site"))
    ...     (summary.folder / "index.html").is_file(), summary.faults
    (True, ())

    Raises :class:`UsageError` where `folder` holds anything but a site that was written here, or `base_url` is no
    address, and :class:`SourceError` where it cannot be written.
    """
    folder = Path(folder)
    _check_folder(folder)
    plan = _plan(graph, base_url, sparql)
    with _beside(folder) as new:
        pages, faults = _write(plan, new, progress)
        sizes = [path.stat().st_size for path in _files(new).values()]
        _put_in_place(new, folder)
    return SiteSummary(
        folder,
        pages,
        len(sizes),
        sum(sizes),
        tuple(language for language, _ in plan.trees),
        refused=tuple(map(str, plan.contents.refused_queries)),
        faults=tuple(faults),
    )


def check_site(
    graph: KnowledgeGraph,
    folder: Path,
    *,
    base_url: str = "",
    sparql: bool = False,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """The files of a site that are not as they would be written now: changed, missing, or there for nothing.

    Their paths are relative to `folder`, in order; the options are those that the site was built with.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.ttl").write_text("@prefix e: <http://e/> . e:ada a e:Person ; e:age 36 .")
    ...     graph, site = KnowledgeGraph.from_files([f"{folder}/a.ttl"]), Path(folder, "site")
    ...     _ = build_site(graph, site)
    ...     _ = Path(site, "index.html").write_text("")
    ...     check_site(graph, site)
    ('index.html',)

    Raises :class:`SourceError` where there is no such folder, and what :func:`build_site` raises.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise SourceError(str(folder), "there is no such folder")
    plan = _plan(graph, base_url, sparql)
    with scratch_folder() as temporary:
        site = Path(temporary, "site")
        site.mkdir()
        _write(plan, site, progress)
        new, old = _files(site), _files(folder)
        return tuple(
            sorted(
                path
                for path in new.keys() | old.keys()
                if path not in new or path not in old or new[path].read_bytes() != old[path].read_bytes()
            )
        )


def _plan(graph: KnowledgeGraph, base_url: str, sparql: bool) -> Plan:
    contents = Contents(graph, timeout=graph.project.timeout, answers_queries=sparql)
    return Plan(contents, _base_url(base_url))


def _write(plan: Plan, folder: Path, progress: Progress | None) -> tuple[int, list[str]]:
    """Write a site; how many pages, and what is wrong with queries that were not answered."""

    def telling(phase: str) -> Callable[[float], None] | None:
        return None if progress is None else lambda share: progress(phase, share)

    answers = [item for item in plan.items if item.is_answer]
    others = [item for item in plan.items if not item.is_answer]
    # what every page needs, and what is linked, before processes share it
    plan.contents.prepare()
    answered = render(plan, answers, folder, progress=telling("answers"))
    plan = plan.with_answer_files(answered.files)
    rendered = render(plan, others, folder, progress=telling("pages"))
    pages: list[Item] = [*others, *(item for item in answers if item.file in plan.answer_files)]
    for path, data in extra_files(plan, pages):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return len(pages) * len(plan.trees), Rendered.together([answered, rendered]).faults


def _files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def _check_folder(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is not a folder; name one to write the site to.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise UsageError(f"{folder} has files that `kgtools site` did not write; name an empty or a new folder.")


def _base_url(text: str) -> str:
    from kgtools.text.markup import web_address

    if not text:
        return ""
    if web_address(text) is None or any(mark in text for mark in "?#\"'<> \\"):
        raise UsageError(f'the base URL cannot be "{text}": write an address such as https://example.org/graph/.')
    return text if text.endswith("/") else text + "/"


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder beside another one, which is gone afterwards unless it was moved."""
    try:
        with folder_beside(folder) as new:
            yield new
    except OSError as error:
        raise SourceError(str(folder), f"the site cannot be written ({(error.strerror or '').lower()})") from error


def _put_in_place(new: Path, folder: Path) -> None:
    """Rename a folder to the name of another one, which is removed."""
    if not folder.exists():
        new.rename(folder)
        return
    old = new.with_name(new.name.removesuffix(".kgtools-part") + ".old.kgtools-part")
    folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)

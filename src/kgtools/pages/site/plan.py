"""What files a site has: the pages in each language, and the data beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from kgtools.pages.addresses import Links, page_file
from kgtools.pages.assets import EDITOR_ASSETS, ENGINE_ASSETS, PAGE_ASSETS
from kgtools.pages.contents import Contents
from kgtools.pages.data import DATA_FORMATS
from kgtools.pages.kinds.queries import answer_endings
from kgtools.pages.request import QueryLimits, Request
from kgtools.pages.table import PAGES, Page, routes

__all__ = ["Item", "Plan"]


@dataclass(frozen=True)
class Item:
    """One page, in all languages."""

    page: Page
    arguments: Mapping[str, str]

    @property
    def file(self) -> str:
        """Its file, below the folder of a language."""
        return page_file(self.page.pattern, self.arguments)

    @property
    def is_answer(self) -> bool:
        """Whether it is the answer to a stored query for given values: there is no such page where nothing is found."""
        return self.page.name == "query" and len(self.arguments) > 1


@dataclass(frozen=True)
class Plan:
    """The pages of a site, its languages with their folders, and where it is published, if that is known."""

    contents: Contents
    base_url: str = ""
    #: what is known to be written beside the pages of the plan: answers, and their data
    answer_files: frozenset[str] = frozenset()

    @cached_property
    def trees(self) -> tuple[tuple[str, str], ...]:
        """The languages, each with its folder: the first language of the project has none."""
        languages = self.contents.project.languages or ("en",)
        return tuple((language, "" if place == 0 else language) for place, language in enumerate(languages))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All pages that have something to show, in the order of the table."""
        pages = [page for page in PAGES if page.name not in self.contents.empty_pages]
        items = [Item(page, arguments) for page in pages for arguments in page.enumerate(self.contents)]
        # no two pages have the same file, whatever a file system makes of upper and lower case
        return tuple({item.file.casefold(): item for item in reversed(items)}.values())[::-1]

    @cached_property
    def files(self) -> frozenset[str]:
        """The files that pages may link, below the root or below the folder of a language."""
        files = {item.file for item in self.items if not item.is_answer}
        files |= {path for item in self.items if not item.is_answer for path in self.data_files(item)}
        return frozenset(files | {f"assets/{name}" for name in self.assets} | self.answer_files)

    @property
    def assets(self) -> tuple[str, ...]:
        """The files for pages that the site has: those of the editor where it answers queries."""
        editor = (*EDITOR_ASSETS, *ENGINE_ASSETS) if self.contents.answers_queries else ()
        return (*PAGE_ASSETS, *editor)

    def data_files(self, item: Item) -> Iterator[str]:
        """The files of data beside a page, which are the same in all languages and lie below the root."""
        stem = item.file.removesuffix("html")
        if item.page.name == "entity":
            yield from (stem + ending for ending in DATA_FORMATS)
        elif item.page.table is not None:
            yield stem + "csv"
        elif item.page.name == "query":
            stored = self.contents.queries[item.arguments["name"]]
            if item.is_answer or not any(parameter.is_required for parameter in stored.parameters):
                yield from (stem + ending for ending in answer_endings(stored))

    def with_answer_files(self, files: Iterable[str]) -> Plan:
        """The same plan, once answers are written."""
        plan = replace(self, answer_files=frozenset(files))
        plan.__dict__.update({name: self.__dict__[name] for name in ("trees", "items") if name in self.__dict__})
        return plan

    def request(self, item: Item, language: str, folder: str) -> Request:
        """The request for a page in a language."""
        here = f"{folder}/{item.file}" if folder else item.file
        links = Links(routes=routes(), here=here, language=folder, is_static=True, files=self.files)
        others = [other for other, _ in self.trees if other != language]
        return Request(
            page=item.page.name,
            links=links,
            arguments=item.arguments,
            languages=(language, *others),
            base_url=self.base_url,
            trees=self.trees,
            limits=QueryLimits(self.contents.timeout),
        )

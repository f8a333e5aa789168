"""The articles that the claims of a project come from: checked, compared, and added."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.data.graph_opening import OpenedGraph, as_it_reads
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from typing import Unpack

    from kgtools.data.articles import ArticleCheck, ArticleFolder, ArticleRecord
    from kgtools.data.articles.adding import ArticleKeywords
    from kgtools.data.articles.comparison import ArticleComparison
    from kgtools.reading import Source

__all__ = ["SourcedGraph"]


class SourcedGraph(OpenedGraph):
    """A graph whose claims come from articles."""

    def check_sources(self, folder: Path) -> tuple[list[ArticleCheck], ArticleFolder]:
        """The articles in a folder against what the graph says of them, one check an article; and the folder itself.

        Raises :class:`SourceError` where there is no such folder.
        """
        from kgtools.data.articles import check_articles, read_spans

        articles = self.articles(folder)
        return check_articles(articles, articles.records, read_spans(self.store, self.vocabulary)), articles

    def articles(self, folder: Path) -> ArticleFolder:
        """The article files in a folder, to read passages from. Raises :class:`SourceError`."""
        from kgtools.data.graph_query import open_articles

        return open_articles(self.data, folder)

    def article_records(self) -> dict[str, ArticleRecord]:
        """What the graph says of each article's file, by the numbers of the articles."""
        from kgtools.data.articles import read_records

        with self.data.reading():
            return read_records(self.store, self.vocabulary)

    def add_article(self, file: Source, *, number: str, **details: Unpack[ArticleKeywords]) -> Path:
        """Set up a new article: a claims file with its number, digest and length, and no claim yet; its path.

        `details` are ``language``, ``title``, ``publisher``, ``creator``, ``issued`` and ``url``. Raises
        :class:`UsageError` for a number that is ill-formed or taken, for a text that is an article already, for a
        graph of files, and for the graph that ships with kgtools, :class:`ParameterError` for a detail, and
        :class:`SourceError` for a text that cannot be read.
        Then nothing is written.
        """
        from kgtools.data.articles.adding import ArticleDetails, add_article

        if not self.data.has_parts:
            raise UsageError("only a project has articles, and this graph was read from files.")
        self.project.check_writable()
        path = add_article(
            self.project,
            file,
            number=number,
            details=ArticleDetails(**details),
            records=self.article_records(),
            prefixes=self.prefixes,
        )
        # the project has one file more
        self._project, self._data = self.project.opened_again(), None
        return path

    @as_it_reads
    def compare_article(self, number: str, *, languages: Sequence[str] | None = None) -> ArticleComparison:
        """An article against the others: what is new in it, what agrees, and what differs or is in conflict.

        Raises :class:`UnknownNameError` for an article that the graph does not have.
        """
        from kgtools.data.articles.comparison import compare_in

        return compare_in(self.data, number, article_names=self.article_records(), languages=languages)

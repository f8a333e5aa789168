"""The reader's own copies of the articles: the graph holds digests and offsets, never their sentences."""

from kgtools.data.articles.folder import ArticleFolder, ArticleRecord, read_records
from kgtools.data.articles.verify import ArticleCheck, Gap, Span, check_articles, read_spans

__all__ = [
    "ArticleCheck",
    "ArticleFolder",
    "ArticleRecord",
    "Gap",
    "Span",
    "check_articles",
    "read_records",
    "read_spans",
]

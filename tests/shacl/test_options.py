"""What a validation is told is one record: checked where it is made, the same in every call."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from kgtools.errors import ParameterError, UsageError
from kgtools.shacl.options import OptionKeywords, Options


def test_the_keywords_of_a_call_are_the_fields_of_the_record() -> None:
    assert {f.name: f.type for f in fields(Options)} == {
        name: kind.__forward_arg__ for name, kind in OptionKeywords.__annotations__.items()
    }


@pytest.mark.parametrize(
    ("keywords", "error"),
    [
        ({"engine": "fast"}, ParameterError),
        ({"timeout": 0}, ParameterError),
        ({"fail_on": "error"}, ParameterError),
        ({"severity": "none"}, ParameterError),
        ({"max_results": 0}, ParameterError),
        ({"languages": ["no tag"]}, ParameterError),
        ({"update_baseline": True}, UsageError),
        ({"update_baseline": True, "baseline": "b.json", "focus": ["http://e/a"]}, UsageError),
        ({"engine": "both", "shape": ["http://e/S"]}, UsageError),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused_where_the_record_is_made(
    keywords: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        Options(**keywords)


def test_a_single_graph_is_as_good_as_a_list_of_one() -> None:
    assert Options(data_graphs="http://e/g").graphs == Options(data_graphs=["http://e/g"]).graphs == ("http://e/g",)
    assert Options().graphs is None

"""Values as JSON: what Python's own encoder writes, with more escapes."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kgtools.shacl.reports.plain import json_text

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_VALUES = st.recursive(_SCALARS | _TEXTS, lambda inner: st.lists(inner) | st.dictionaries(_TEXTS, inner), max_leaves=12)


@given(_VALUES)
def test_what_is_written_is_the_value(value: Any) -> None:
    assert json.loads(json_text(value)) == value


@given(_VALUES)
def test_the_layout_is_that_of_the_encoder_of_python(value: Any) -> None:
    text = json_text(value)
    assert json.dumps(json.loads(text), ensure_ascii=True, indent=2) == json.dumps(value, ensure_ascii=True, indent=2)
    assert [len(line) - len(line.lstrip(" ")) for line in text.split("\n")] == [
        len(line) - len(line.lstrip(" ")) for line in f"{json.dumps(value, ensure_ascii=True, indent=2)}\n".split("\n")
    ]


def test_quotes_backslashes_and_controls_are_escaped_in_keys_and_values() -> None:
    assert (
        json_text({'a"\\': ["\n\x7f\u202e", "é"]}) == '{\n  "a\\"\\\\": [\n    "\\n\\u007f\\u202e",\n    "é"\n  ]\n}\n'
    )

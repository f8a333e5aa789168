"""The YAML of headers: what is read without PyYAML means what PyYAML says, and is nearly all that there is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from kgtools.query.stored.header_yaml import Node, YamlError, compose, compose_block

ROOT = Path(__file__).parents[2]
#: what means something in YAML, among words
PIECES = [
    *("a", "b c", "id", "'d'", "''", "'", '"', "x:", ": ", ":", " ", "  ", "\n", "\n  ", "\n    ", "\n- ", "- "),
    *("[a, b]", "{a: b}", "[", "]", "{", "}", ",", "#", " # ", "&a", "*a", "!", "|", ">", "%", "@", "?", "---", "..."),
    *("\t", "\u00a0", "\u2028", "\ufeff", "é", "ש", "(", "~", "<<", "_", "-", "1"),
]


def of_pyyaml(node: yaml.Node) -> Node:
    """What PyYAML reads, as plain values."""
    if isinstance(node, yaml.MappingNode):
        return tuple((key.start_mark.line, of_pyyaml(key), of_pyyaml(value)) for key, value in node.value)
    return [of_pyyaml(item) for item in node.value] if isinstance(node, yaml.SequenceNode) else str(node.value)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("a: b\n  c\nd:\n- e\n- f\n  g\nh:\n  i: 'j''k\n    l'\n  m:\nn: [o, p q]\nr: {s: t:u, v: w}")
@example("a:\n  b: c\n d: e")
@example("a: b\n- c")
@example("a: 'b'c")
@example("a: b\n  c: d")
@example("- a\n- b")
def test_block_style_means_what_pyyaml_says(text: str) -> None:
    found = compose_block(text)
    assert found is None or found == of_pyyaml(yaml.compose(text, Loader=yaml.SafeLoader))


def test_headers_of_the_project_need_no_pyyaml() -> None:
    for path in sorted((ROOT / "queries").rglob("*.rq")):
        lines = path.read_text(encoding="utf-8").splitlines()
        header = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
        if header:
            found = compose_block(header)
            assert found is not None, path
            assert found == of_pyyaml(yaml.compose(header, Loader=yaml.SafeLoader)), path


def test_what_is_beyond_block_style_is_read_by_pyyaml() -> None:
    assert compose('a: "b\\tc"\nd: |\n  e\n\n  f\n') == ((0, "a", "b\tc"), (1, "d", "e\n\nf\n"))
    assert compose("a: &x [b]\nc: *x") == ((0, "a", ["b"]), (1, "c", ["b"]))
    assert compose("# nothing") == ""


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: b\nc: d: e", 1), ("a: b\n\tc: d", 1), ("a: &x [*x]", 0)],
    ids=["a mapping within a scalar", "a tab", "an alias within its anchor"],
)
def test_what_is_not_yaml_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(YamlError) as raised:
        compose(text)
    assert raised.value.line == line

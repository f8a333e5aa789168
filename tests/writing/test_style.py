"""The formatter: the same graph in one style, and what people wrote around it stays."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import ParseError, SourceError, UsageError
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.terms import DefaultGraph, Quad
from kgtools.reading import parse_bytes
from kgtools.writing.style import format_bytes, format_file, formattable_files
from kgtools.writing.style.relative import STAND_IN
from tests.examples import share
from tests.reading import suites
from tests.writing.same import canonical, shuffled
from tests.writing.strategies import datasets

#: the cases that have IRIs relative to the file and others relative to a base
SEVERAL_BASES = {"rdf11/rdf-turtle/turtle-subm-27.ttl", "rdf11/rdf-trig/trig-subm-27.trig"}
OURS = {"ex": "http://example.org/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}


def formatted(text: str, *, name: str = "trig") -> str:
    result = format_bytes(text.encode(), format=name, prefixes=OURS)
    again = format_bytes(result.data, format=name, prefixes=OURS)
    assert not again.changed, again.diff()
    same = [canonical(parse_bytes(data, format=name, base=STAND_IN)) for data in (text.encode(), result.data)]
    assert same[0] == same[1]
    return result.data.decode()


def plain(quads: list[Quad]) -> str:
    """TriG that nobody would call pretty: a line a quad, in the order given."""
    lines = []
    for quad in quads:
        triple = f"{quad.subject} {quad.predicate} {term_text(quad.object)} ."
        name = quad.graph_name
        lines.append(f"{triple}\n" if isinstance(name, DefaultGraph) else f"GRAPH {name} {{ {triple} }}\n")
    return "".join(lines)


def term_text(term: object) -> str:
    return str(term) if not hasattr(term, "predicate") else f"<<( {term} )>>"


@settings(max_examples=share(150), deadline=None)
@given(datasets(), st.integers())
def test_the_order_and_the_labels_of_the_input_do_not_matter(quads: list[Quad], seed: int) -> None:
    assert formatted(plain(quads)) == formatted(plain(shuffled(quads, seed)))


@settings(max_examples=share(150), deadline=None)
@given(datasets(), st.integers(0, 3))
def test_a_comment_before_a_statement_is_kept_once(quads: list[Quad], every: int) -> None:
    lines = [f"{line}\n" for line in plain(quads).split("\n") if line]
    text = "".join(f"# comment {i} of x\n{line}" if i % (every + 1) == 0 else line for i, line in enumerate(lines))
    result = format_bytes(text.encode(), format="trig")
    kept = [line.strip() for line in result.data.decode().split("\n") if line.strip().startswith("# comment")]
    assert sorted(kept) == sorted(line.strip() for line in text.split("\n") if line.startswith("# comment"))
    assert not format_bytes(result.data, format="trig").changed
    assert canonical(parse_bytes(result.data, format="trig")) == canonical(quads)


@pytest.mark.parametrize("read", ["turtle", "trig"])
def test_every_positive_case_of_the_suites_is_formatted(read: str) -> None:
    suites.require()
    for case in suites.cases(positive=True, formats=(read,)):
        data = case.path.read_bytes()
        if case.name in SEVERAL_BASES:
            with pytest.raises(UsageError, match="relative to the location of the file"):
                format_bytes(data, format=case.format)
            continue
        result = format_bytes(data, format=case.format, source=case.name)
        assert not format_bytes(result.data, format=case.format).changed, case.name
        texts = [canonical(parse_bytes(text, format=case.format, base=case.base)) for text in (data, result.data)]
        assert texts[0] == texts[1], case.name


COMMENTED = """\
# The file is about Ann.

# And about Bob.
@prefix ex: <http://example.org/> .

# Bob comes first here
ex:bob ex:knows ex:ann .
# Ann,
#   who is old
ex:ann ex:age 99 .
# a graph
ex:h {
  # Cy
  ex:cy ex:age 1
}
# the end
"""


def test_comments_stay_at_the_top_at_the_end_and_before_a_subject() -> None:
    expected = """\
# The file is about Ann.

# And about Bob.

@prefix ex: <http://example.org/> .

# Ann,
#   who is old
ex:ann
    ex:age 99 ;
.

# Bob comes first here
ex:bob
    ex:knows ex:ann ;
.

# a graph
ex:h {
    # Cy
    ex:cy
        ex:age 1 ;
    .
}

# the end
"""
    assert formatted(COMMENTED) == expected


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("ex:a ex:b 1 . # beside", "    ex:b 1 ; # beside\n"),
        ("ex:a # inside\n ex:b 1 .", "ex:a # inside\n"),
        ("ex:a\n # of a verb\n ex:b 1 .", "    # of a verb\n    ex:b 1 ;\n"),
        ("ex:a ex:b # behind a verb\n 1, 2 .", "    ex:b # behind a verb\n"),
        ("ex:a ex:b # behind a verb\n 1 .", "    ex:b 1 ; # behind a verb\n"),
        ("ex:a ex:b [ # in brackets\n ex:c 1 ] .", "    ex:b [ # in brackets\n"),
        ("ex:a ex:b [ ex:c 1\n # at the end\n ] .", "        ex:c 1 ;\n        # at the end\n    ] ;\n"),
        ("ex:a ex:b [ # in empty ones\n ] .", "    ex:b [] ; # in empty ones\n"),
        ("ex:a ex:b 'x' # before the type\n ^^ex:t .", '    ex:b "x"^^ex:t ; # before the type\n'),
        ("ex:a ex:b 2 , # two\n 1 . # one", "        1 , # one\n        2 ; # two\n"),
        ("ex:a ex:b 2\n # of one\n , 1 .", "        # of one\n        1 ,\n"),
        ("ex:a ex:b 1\n# the last\n. # the end", "    # the last\n. # the end\n"),
        ("ex:a ex:b ( 1 # one\n 2 ) .", "    ex:b (\n        1 # one\n        2\n    ) ;\n"),
        ("ex:a ex:b ( 1\n# two\n ( 2 3 )\n) .", "        1\n        # two\n        ( 2 3 )\n    ) ;\n"),
        ("ex:a ex:b ( ( 1 # one\n ) ) .", "    ex:b (\n        (\n            1 # one\n        )\n    ) ;\n"),
        ("ex:a ex:b ( # begins\n 1\n # ends\n ) .", "    ex:b ( # begins\n        1\n        # ends\n    ) ;\n"),
        ("ex:a ex:b ( 1 ) . # list", "    ex:b ( 1 ) ; # list\n"),
        ("ex:a ex:b ( # none\n ) .", "    ex:b () ; # none\n"),
        ("ex:a ex:b 1 , # one\n 1 . # again", "    # again\n    ex:b 1 ; # one\n"),
        ("ex:a ex:b 1 .\n# late\n@prefix q: <http://q/> .", "ex:a\n    ex:b 1 ;\n.\n\n# late\n"),
        ("# late\n@prefix q: <http://q/> . # used\nq:a q:b 1 .", "# late\n\n@prefix q: <http://q/> . # used\n"),
        ("ex:g { ex:a ex:b 1 .\n# before a brace\n } # beside", "    .\n    # before a brace\n} # beside\n"),
        ("ex:g { # behind a brace\n ex:a ex:b 1 .\n }", "ex:g { # behind a brace\n    ex:a\n"),
        (
            "# of the default graph\n{ ex:a ex:b 1 } # its end",
            "# of the default graph\nex:a\n    ex:b 1 ;\n. # its end\n",
        ),
        ("# goes into brackets\n_:x ex:b 1 . ex:a ex:b _:x .", "    # goes into brackets\n    ex:b [\n"),
        ("ex:a ex:b [ # comes out\n ex:c [] ] . _:y ex:b 1 ; ex:c _:y .", "    ex:b [ # comes out\n"),
        ("# of a graph without triples\nex:g { } ex:a ex:b 1 .", "# of a graph without triples\nex:a\n"),
        ("ex:a ex:b 1 {| # said\n ex:by ex:c # whom\n |} .", "    ex:by ex:c ; # whom\n"),
        (
            "_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; # a cell\n"
            " <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> () . ex:a ex:b _:l .",
            "        1 # a cell\n",
        ),
    ],
)
def test_a_comment_stays_with_what_it_is_about(text: str, there: str) -> None:
    text = "@prefix ex: <http://example.org/> .\n" + text
    assert there in formatted(text)


def test_a_number_sign_in_a_string_an_iri_or_a_name_is_no_comment() -> None:
    text = """@prefix ex: <http://example.org/x> . ex:a ex:b "# no", '''\n# no''', <http://e/#no>, ex:x\\#no ."""
    assert formatted(text).count("no") == 4


def test_a_comment_before_a_labelled_or_nameless_subject_stays_with_it() -> None:
    text = """@prefix ex: <http://example.org/> .
    # nameless
    [] ex:b 1 .
    # shared
    _:x ex:b 2 .
    ex:a ex:c _:x ; ex:d _:x ."""
    lines = formatted(text).splitlines()
    assert lines[lines.index("# nameless") + 1 :][:2] == ["[]", "    ex:b 1 ;"]
    assert lines[lines.index("# shared") + 1].startswith("_:b")


def test_comments_of_two_statements_about_one_subject_come_together() -> None:
    text = "@prefix ex: <http://example.org/> .\n# one\nex:a ex:b 1 .\n# two\nex:a ex:c 2 ."
    assert "# one\n# two\nex:a\n" in formatted(text)


@pytest.mark.parametrize(
    "text", ["# only a comment\n", "", "# a\n\n@prefix e: <http://e/> .\n\n# b\ne:a\n    e:b 1 ;\n.\n"]
)
def test_a_text_with_little_in_it_stays_as_it_is(text: str) -> None:
    assert formatted(text) == text


def test_a_base_and_relative_iris_stay_as_they_are_written() -> None:
    text = """BASE <http://example.org/x/> PREFIX : <#> PREFIX ex: <http://example.org/>
    <a> :b <../c>, <http://example.org/d>, </e>, <?q>, <#f>, :g, <> ."""
    expected = """\
BASE <http://example.org/x/>
PREFIX : <#>
PREFIX ex: <http://example.org/>

<a>
    :b
        <../c> ,
        ex:d ,
        </e> ,
        <> ,
        <#f> ,
        :g ,
        <?q> ;
.
"""
    assert formatted(text) == expected


def test_iris_relative_to_the_file_stay_relative() -> None:
    text = "@prefix : <#> . @prefix up: <../other#> . <> :a <b/c>, up:x, :with\\/slash . <../../../d> :a 1 ."
    style = formatted(text)
    assert STAND_IN[:4] not in style
    for word in ("@prefix : <#> .", "@prefix up: <../other#> .", "<>\n", "<b/c>", "<../../../d>", "<#with/slash>"):
        assert word in style


def test_several_bases_are_written_in_full_or_refused() -> None:
    text = "@base <http://e/x/> . <a> <b> 1 . @base <http://e/y/> . <a> <b> 2 ."
    assert formatted(text).endswith("\n\nx:a\n    x:b 1 ;\n.\n\ny:a\n    y:b 2 ;\n.\n")
    with pytest.raises(UsageError, match=r"line 1: some IRIs.*write one @base above all"):
        formatted("<a> <b> 1 . @base <http://e/y/> . <a> <b> 2 .")


def test_own_prefixes_come_before_those_of_the_project_and_unused_ones_go() -> None:
    text = f"@prefix e: <http://example.org/> . @prefix unused: <http://u/> . e:a <{OURS['rdfs']}label> 'x' ."
    style = formatted(text)
    assert "unused" not in style
    assert style.startswith("@prefix e: <http://example.org/> .\n@prefix rdfs: ")


def test_lines_are_sorted_and_keep_their_comments() -> None:
    a, b, c = (f'<http://e/{name}> <http://e/p> "1" .\n' for name in "abc")
    text = f"# top\n\n{c}# of b\n  # and\n\n{b}\n{a}# the end"
    style = formatted(text, name="nt")
    assert style == f"# top\n{a}# of b\n# and\n{b}{c}# the end\n"
    assert formatted(style, name="nt") == style
    odd = '<http://e/a> <http://e/p> "x\u2028# no comment\u0085" .\n'
    assert formatted(odd, name="nt").count("\n") == 1
    beside = formatted(f"{b.strip()} # x\n# kept\n{a.strip()} # y\n", name="nt")
    assert beside == f"# kept\n{a.strip()} # y\n{b.strip()} # x\n"


def test_comments_of_lines_follow_blank_nodes_and_twins() -> None:
    text = (
        "# x\n_:x <http://e/p> _:y .\n_:b <http://e/q> _:y .\n# again\n_:b <http://e/q> _:y .\n"
        "# g\n_:y <http://e/r> 'z' <http://g> ."
    )
    style = formatted(text.replace("'", '"'), name="nq").splitlines()
    assert style[0] == "# x"
    assert " <http://e/q> " in style[style.index("# again") + 1]
    assert style[style.index("# g") + 1].endswith(' <http://e/r> "z" <http://g> .')
    assert len(style) == 6


def test_empty_lines_between_comments_stay() -> None:
    text = (
        "@prefix ex: <http://example.org/> .\n\n# Part one\n\n# Ann\nex:ann ex:age 1 .\n\n"
        "# Part two\n\n\nex:bob ex:age 2 .\n# a\n\n# b\n"
    )
    style = formatted(text)
    assert "# Part one\n\n# Ann\nex:ann\n" in style
    assert "\n\n# Part two\n\nex:bob\n" in style
    assert style.endswith(".\n\n# a\n\n# b\n")
    assert formatted(style) == style


def test_one_triple_more_changes_one_line_also_among_blank_nodes() -> None:
    text = "@prefix ex: <http://example.org/> .\n" + "".join(
        f"ex:s{i} ex:p [ ex:q {i} ; ex:r _:x{i} ] ; ex:p2 _:x{i} . _:x{i} ex:v {i} .\n" for i in range(6)
    )
    before = formatted(text).splitlines()
    after = formatted(text + "_:x3 ex:w 1 .").splitlines()
    assert [line for line in after if line not in before] == ["    ex:w 1 ;"]
    assert len(after) == len(before) + 1


def test_byte_order_mark_and_windows_line_ends_go() -> None:
    result = format_bytes(b"\xef\xbb\xbf# top\r\n\r\n<http://e/a>\r\n <http://e/b> 1 .\r\n# end\r\n", format="turtle")
    assert result.data == b"# top\n\n@prefix e: <http://e/> .\n\ne:a\n    e:b 1 ;\n.\n\n# end\n"


def test_what_is_wrong_is_said_with_its_place(tmp_path: Path) -> None:
    broken = tmp_path / "x.ttl"
    broken.write_text("<http://e/a> <http://e/b> .", encoding="utf-8")
    with pytest.raises(ParseError, match=r"x\.ttl:1:"):
        format_file(broken)
    with pytest.raises(UsageError, match="no style for JSON-LD"):
        format_bytes(b"{}", format="jsonld")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x.jsonld").write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError, match="holds no Turtle"):
        formattable_files([tmp_path / "sub"])


def test_the_diff_shows_the_change(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text("<http://e/a> <http://e/b> 1 .", encoding="utf-8")
    shown = format_file(file).diff().splitlines()
    assert shown[3:5] == ["-<http://e/a> <http://e/b> 1 .", "\\ No newline at end of file"]
    file.write_bytes(format_file(file).data)
    assert format_file(file).diff() == ""


def test_a_large_text_is_formatted_through_columns_with_its_comments() -> None:
    numbers = list(range(21_000))
    random.Random(1).shuffle(numbers)
    text = "@prefix ex: <http://example.org/> .\n" + "".join(f"# {i}\nex:s{i} ex:p {i} .\n" for i in numbers)
    result = format_bytes(text.encode())
    assert result.data.count(b"# ") == 21_000
    assert b"# 777\nex:s777\n    ex:p 777 ;\n" in result.data


def test_comments_of_nodes_that_nothing_tells_apart_stay_in_their_order() -> None:
    text = b"# one\n[] <http://e/p> 1 .\n# two\n[] <http://e/p> 1 .\n[] <http://e/p> 1 .\n"
    for _ in range(8):
        # the parser draws the labels of the nodes at random
        once = format_bytes(text, format="turtle").data
        assert once.index(b"# one") < once.index(b"# two")
        assert not format_bytes(once, format="turtle").changed


@pytest.mark.parametrize(
    "text",
    [
        "<a> <p> <.>, <> .",
        "<a> <p> <b/..> . <c> <p> <> .",
        "@prefix e: <../v/> . @prefix f: <x/> . e:a e:b f:c, <../v/d>, <x>, <x/>, <?q>, <#f>, <./b:c> ."
        "<s> <p> <//h/x>, </y>, <../../z> .",
    ],
)
def test_relative_iris_that_differ_stay_different(text: str) -> None:
    """Whatever the base is, the text says the same as before."""
    style = format_bytes(text.encode()).data
    for base in ("http://h/1/2/3/doc", "http://h/1/2/3/"):
        assert set(parse_bytes(style, format="turtle", base=base)) == set(
            parse_bytes(text.encode(), format="turtle", base=base)
        )


def test_a_comment_that_is_no_utf_8_is_told_with_its_place() -> None:
    with pytest.raises(ParseError, match=r"x\.ttl:2:5: this is not UTF-8 text"):
        format_bytes(b"<a> <b> 1 .\n# \xc3\xa9 \xe9", source="x.ttl")


@pytest.mark.parametrize("where", ["{own} {triple}", "{triple} {own}"])
def test_a_prefix_that_is_not_used_takes_the_place_of_no_other(where: str) -> None:
    own, triple = "@prefix xsd: <http://e/> .", f'<http://x/a> <http://x/b> "1"^^<{WELL_KNOWN["xsd"]}byte> .'
    style = format_bytes(where.format(own=own, triple=triple).encode()).data.decode()
    assert f"@prefix xsd: <{WELL_KNOWN['xsd']}> ." in style
    assert format_bytes(style.encode()).data.decode() == style


def test_a_base_that_nothing_is_relative_to_goes() -> None:
    text = "<a> <b> <c> .\n@base <http://base/> .\n<http://x/d> <http://x/e> <http://x/f> ."
    style = formatted(text)
    assert "base" not in style
    assert "<a>\n    <b> <c> ;" in style
    assert formatted(style) == style


def test_a_comment_behind_a_statement_that_is_all_in_brackets_stays_behind_it() -> None:
    text = b"@prefix e: <http://e/> .\n\n[ # open\n  e:p 1\n] . # whole\n"
    assert format_bytes(text).data.decode().endswith("[] # open\n    e:p 1 ;\n. # whole\n")

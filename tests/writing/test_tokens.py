"""The tokens of a text as columns: what columns tell is what the scanner and the anatomy tell, one by one."""

from __future__ import annotations

import re
from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, example, given, settings

from kgtools.reading.places.turtle import scan
from kgtools.writing.style import comments, format_bytes, source
from kgtools.writing.style.anatomy import Anatomy, PieceKind
from kgtools.writing.style.tokens.columns import read_tokens
from kgtools.writing.style.tokens.comments import without_comments
from kgtools.writing.style.tokens.spans import blocks
from kgtools.writing.style.tokens.structure import read_structure
from kgtools.writing.style.tokens.styled import read_styled
from tests.examples import share
from tests.writing.test_comments import texts

_E = "@prefix e: <http://e/> .\n"


@settings(max_examples=share(300), deadline=None)
@given(texts())
@example(_E + 'e:a e:b [ e:c "x" ] , [ e:c "y"@en ] ; e:d [ e:e [ e:f "z" ] ] .')
@example(_E + "[ e:a 1.5 ; e:b .5, -1.0 ] e:c e:v1.2 .e:a e:b<http://e/>.<http://e/>e:c'\\'' .")
@example(_E + 'e:a e:b """a"b""c\\"""" , "" , "\\\\"@en-GB , "1"^^ # 2\n e:c .\n{ e:a a e:b } e:g{e:a a e:c}')
def test_columns_have_the_structure_that_the_scanner_tells(text: str) -> None:
    found = read_structure(text.encode())
    assume(found is not None)
    assert found is not None
    as_bytes = text.encode().decode("latin-1")
    assert list(zip(found.subjects.tolist(), found.objects.tolist(), strict=True)) == list(scan(as_bytes))
    pieces = Anatomy(as_bytes).pieces
    assert found.begins.tolist() == [piece.start for piece in pieces]
    assert found.kinds.tolist() == [piece.kind.value for piece in pieces]
    for piece, end in zip(pieces, found.ends.tolist(), strict=True):
        # what has no dot goes on to its brace in the anatomy
        assert re.fullmatch(r"(?:\s|#.*)*", as_bytes[end : piece.end])


@settings(max_examples=share(300), deadline=None)
@given(texts())
@example(
    _E + "e:a e:b [ e:c 1 , [ e:d 2 ] , [] ] , [ e:c 3 , 4 ] ; e:d 5 , 6 . e:g { [] e:e [ e:f 7 ] } e:h { e:i a e:j }"
)
@example(_E + 'e:a e:b """x\n    e:c "(" ;\n\n""" , "a ( b" , "y\\n"@en ; e:c\\; 1 ; e:d\\, 2, 3 .')
@example(_E + "e:a e:b ( 1 2 ) ; e:c () . e:d e:e [ e:f 1 , 2 ] .")
def test_the_lines_of_a_text_in_our_style_say_the_triples_that_the_scanner_tells(text: str) -> None:
    data = b"".join(part for part, _ in without_comments(text.encode()))
    plain = format_bytes(data, format="trig").data
    head = re.match(rb"(?:(?:@|PREFIX|BASE|VERSION).*\n)*", plain)
    assert head is not None
    found = read_styled(plain, head.end())
    told = np.array(list(scan(plain.decode("latin-1"))), np.int64).reshape(-1, 2)
    for ours, theirs in zip((found.subjects, found.objects), told.T, strict=True):
        assert found.line(ours).tolist() == found.line(theirs).tolist()
    pieces = [piece for piece in Anatomy(plain.decode("latin-1")).pieces if piece.kind is not PieceKind.DIRECTIVE]
    assert list(found.anatomy().pieces) == pieces


@settings(max_examples=share(200), deadline=None)
@given(texts())
def test_comments_come_to_the_same_places_with_and_without_columns(text: str) -> None:
    made = format_bytes(text.encode(), format="trig").data
    with mock.patch.object(comments, "read_structure", return_value=None):
        assert format_bytes(text.encode(), format="trig").data == made


@settings(max_examples=share(200), deadline=None)
@given(texts())
@example("# a \t\n \t \n# b\u00a0\r\n\r\n<#x> <p:q> '#' . # c\u2003")
@example("<<<#a> <b> <c>>> <p:d> << <e> <f> <#g> >> . # <")
def test_comments_and_relative_iris_of_large_texts_are_those_of_small_ones(text: str) -> None:
    small, large = source._read_small(text.encode()), source._read_large(text.encode())
    assert list(small[0]) == list(large[0])
    assert small[1] == large[1]


@settings(max_examples=share(200), deadline=None)
@given(texts())
@example("e:a e:b \"\"\"x\ny\"\"\", '''\n''', '\\\\\\'' , \"\" .\n# \"\n<a> <b> '#' .")
def test_spans_do_not_depend_on_where_blocks_end(text: str) -> None:
    data = text.encode()
    whole, small = (
        [
            (begin + block.start, end + block.start, kind)
            for block in blocks(data, size=size)
            for begin, end, kind in zip(block.begins.tolist(), block.ends.tolist(), block.kinds.tolist(), strict=True)
        ]
        for size in (1 << 20, 7)
    )
    assert whole == small
    assert b"".join(block.data.tobytes() for block in blocks(data, size=7)) == data


@pytest.mark.parametrize(
    "text",
    ["e:a e:b e:c {| e:d 1 |} .", "<< e:a e:b e:c >> e:d 1 .", "e:a e:b e:c ~ e:d .", "e:a e:b 1.e:b e:c 2 ."],
    ids=["an annotation", "a reified triple", "a reifier", "a number beside a dot"],
)
def test_what_columns_cannot_tell_is_left_to_the_scanner(text: str) -> None:
    assert read_structure((_E + text).encode()) is None


def test_a_text_without_tokens_has_none() -> None:
    assert read_tokens(b"") is None
    assert read_structure(b"# nothing\n") is None


def test_comments_that_are_about_directives_only_stay_there() -> None:
    text = "@prefix e: <http://e/> . # ours\n\ne:a\n    e:b 1 ;\n.\n"
    assert format_bytes(text.replace(" ;\n.", " .").encode()).data.decode() == text

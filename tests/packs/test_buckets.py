"""Lines spread over buckets by their subjects: whole, each subject in one bucket, and as often as they were there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.errors import ParseError
from kgtools.packs import blocks
from kgtools.packs.blocks import pack_in_blocks
from kgtools.packs.buckets import Buckets, pieces_of_lines
from kgtools.packs.reading import load_pack
from kgtools.table import load
from tests.packs.test_packs import lines


@pytest.fixture(autouse=True)
def many_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_MIN_WORKING_BYTES", 20)


def spread(place: Path, text: bytes, number: int = 3, *, canonical: bool = False) -> list[bytes] | None:
    """What each bucket has; None where the lines have to be parsed."""
    with Buckets([place / str(n) for n in range(number)]) as buckets:
        if not buckets.add(text, canonical=canonical):
            return None
    return [file.read_bytes() for file in buckets.files]


@given(st.lists(st.tuples(st.text("ab/é", max_size=40), st.text("cd", max_size=3)), min_size=1))
def test_each_line_comes_into_one_bucket_with_all_lines_of_its_subject(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    place = tmp_path_factory.mktemp("buckets")
    text = "".join(f'<{subject}> <p:> "{word}" .\n' for subject, word in pairs).encode()
    found = spread(place, text)
    assert found is not None
    parts = [part.splitlines() for part in found]
    assert Counter(line for part in parts for line in part) == Counter(text.splitlines())
    subjects = [{line.split(b" ")[0] for line in part} for part in parts]
    assert sum(map(len, subjects)) == len(set().union(*subjects))


def test_the_bucket_of_a_subject_depends_on_nothing_but_its_text(tmp_path: Path) -> None:
    line = b"<s:> <p:> <o:> .\n"
    others = b"<http://example.org/a> <p:> <o:> .\n_:b <p:> <o:> .\n"
    found = [spread(tmp_path, text, 7) for text in (line, others + line, line + others)]
    assert len({next(n for n, part in enumerate(parts or ()) if line in part) for parts in found}) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"# a comment\n", id="comment"),
        pytest.param(b"<s:> <p:> <o:> .\n\n", id="empty line"),
        pytest.param(b" <s:> <p:> <o:> .\n", id="space before"),
        pytest.param(b"<s:>\t<p:>\t<o:>\t.\n", id="tabs"),
        pytest.param(b"<s:>\n", id="subject alone"),
        pytest.param(b"<s:\\u0061> <p:> <o:> .\n", id="escape"),
    ],
)
def test_lines_that_only_a_parser_can_place_are_left(tmp_path: Path, text: bytes) -> None:
    assert spread(tmp_path, text) is None
    assert not any(file.stat().st_size for file in tmp_path.iterdir())


def test_escapes_in_objects_and_canonical_lines_need_no_parser(tmp_path: Path) -> None:
    for text, canonical in ((b'<s:> <p:> "\\u0061" .\n', False), (b"<s:\\u0020> <p:> <o:> .\n", True)):
        assert b"".join(spread(tmp_path, text, canonical=canonical) or ()) == text


def test_a_line_longer_than_a_piece_stays_whole(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_bytes(b"a" * 50 + b"\nb\n" + b"c" * 30)
    with file.open("rb") as stream:
        assert list(pieces_of_lines(stream, 8)) == [b"a" * 50 + b"\nb\n", b"c" * 30 + b"\n"]


SPELLINGS = {
    "a.nt": '<http://e/a> <http://e/p> "\\u0061" .\n'
    '<http://e/\\u0061> <http://e/p> "a"^^<http://www.w3.org/2001/XMLSchema#string> .\n',
    "b.nt": '<http://e/b> <http://e/p> "x"@de-AT .\n# "y"@de-CH .\n\n<http://e/b> <http://e/p> "x"@de-at .',
    "c.nq": '<http://e/a> <http://e/p> "a" <http://e/g> .\n<http://e/a> <http://e/p> "a" .\n'
    '_:x <http://e/p> "\\"@EN . " .\n',
    "d.ttl": "@prefix e: <http://e/> . e:a e:p 'a', 'tide'@en-GB . _:x e:p [] .",
    "e.nt": '_:x <http://e/p> <<( <http://e/a> <http://e/p> "t"@fr-CA--ltr )>> .\n',
}


@pytest.mark.parametrize(
    "names", [*([name] for name in SPELLINGS), ["a.nt", "b.nt"], ["b.nt", "c.nq"], list(SPELLINGS)], ids=" ".join
)
def test_lines_of_every_layout_are_packed_as_they_are_read(tmp_path: Path, names: list[str]) -> None:
    files = [tmp_path / name for name in names]
    for file in files:
        file.write_text(SPELLINGS[file.name], encoding="utf-8")
    manifest = pack_in_blocks(files, tmp_path / "pack", memory=1)
    whole = load(files, label="") if len(files) == 1 else load(files)
    assert manifest.triples == len(
        set(map(tuple, zip(whole.s, whole.p, whole.o, whole.o if whole.g is None else whole.g, strict=True)))
    )
    if "_:" not in "".join(SPELLINGS[name] for name in names):
        assert lines(load_pack(tmp_path / "pack")) == lines(whole)


def test_tags_keep_their_spelling_in_blocks(tmp_path: Path) -> None:
    file = tmp_path / "tags.nt"
    tags = ["en-us", "de-AT", "EN-gb", "fr-CA--rtl"]
    file.write_text("".join(f'<http://e/a> <http://e/p> "x"@{tag} .\n' for tag in tags))
    manifest = pack_in_blocks([file], tmp_path / "pack", memory=1)
    found = [tag for part in manifest.parts for tag in pq.read_table(tmp_path / "pack" / part)["lang"].to_pylist()]
    assert sorted(found) == sorted(tag.removesuffix("--rtl") for tag in tags)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("<http://e/s> <http://e/p> <http://e/o> <http://e/g> .", id="graph"),
        pytest.param("<http://e/s> <http://e/p> no .", id="object"),
        pytest.param('<http://e/s> "p" <http://e/o> .', id="predicate"),
        pytest.param("<http://e/s> <http://e/p> .", id="no object"),
    ],
)
def test_the_file_with_a_line_that_is_no_triple_is_named(tmp_path: Path, line: str) -> None:
    good, bad = tmp_path / "good.nt", tmp_path / "bad.nt"
    good.write_text("<http://e/s> <http://e/p> <http://e/o> .\n")
    bad.write_text(good.read_text() + line + "\n")
    with pytest.raises(ParseError, match=r"bad\.nt.*not plain N-Triples"):
        pack_in_blocks([good, bad], tmp_path / "pack", memory=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.nt", "good.nt"]

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kgtools.table.cache.hashing import buckets, hash_of, hashes

texts = st.lists(st.binary(max_size=200), max_size=30)


@given(texts)
def test_a_column_has_the_hashes_of_its_texts(found: list[bytes]) -> None:
    data = np.frombuffer(b"".join(found), np.uint8)
    offsets = np.cumsum([0, *map(len, found)])
    assert hashes(data, offsets).tolist() == [hash_of(text) for text in found]


@given(st.lists(st.integers(0, (1 << 64) - 1), max_size=300))
def test_each_number_is_in_the_bucket_of_its_hash(found: list[int]) -> None:
    bits, starts, numbers = buckets(np.array(found, np.uint64))
    for number, value in enumerate(found):
        bucket = value >> (64 - bits)
        assert number in numbers[starts[bucket] : starts[bucket + 1]]
    assert sorted(numbers.tolist()) == list(range(len(found)))


def test_texts_that_differ_at_either_end_have_other_hashes() -> None:
    middle = b"m" * 500
    found = {hash_of(begin + middle + end) for begin in (b"a", b"b") for end in (b"c", b"d")}
    assert len(found) == 4


def test_texts_that_differ_in_their_middle_alone_share_a_bucket() -> None:
    assert hash_of(b"a" * 100 + b"x" + b"a" * 100) == hash_of(b"a" * 100 + b"y" + b"a" * 100)

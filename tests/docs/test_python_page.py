"""The page of the Python API has all of the facade."""

from __future__ import annotations

from tests.docs.python_page import SECTIONS, public_members


def test_each_public_member_of_the_facade_is_in_one_section_of_the_page() -> None:
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(public_members())

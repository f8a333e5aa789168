"""What people call a thing that has no label."""

from __future__ import annotations

__all__ = ["last_part"]


def last_part(iri: str) -> str:
    """The last part of an IRI: what follows its last ``/``, ``#`` or ``:``; the whole where that is nothing.

    >>> last_part("http://e.org/id/person/ada"), last_part("http://e.org/onto#Person"), last_part("urn:isbn:1/")
    ('ada', 'Person', '1')
    """
    name = iri.rstrip("/#:")
    return name[max(name.rfind(sign) for sign in "/#:") + 1 :] or iri

"""Names with a prefix (``xsd:integer``) in tables of others: those with a known prefix are IRIs, others are refused.

An IRI may look the same (``urn:isbn:1``). It is taken for one where its scheme is one that IRIs without an authority
have, or where it has an authority (``//``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.table.kernels.arrow import call, functions, matching

__all__ = ["expanded", "is_prefixed"]

#: schemes of IRIs without an authority (IANA's registry of URI schemes, and what RDF data have besides)
_SCHEMES = (
    "about|acct|ark|bitcoin|blob|cid|data|did|dns|doi|file|geo|hdl|info|isbn|javascript|jar|lid|magnet|mailto|md5|mid|"
    "news|ni|nih|oid|openpgp4fpr|payto|pkcs11|sha1|sip|sips|sms|swh|swid|tag|tel|urn|uuid|view-source|ws|wss|xmpp"
)
_PREFIXED = "^[A-Za-z][A-Za-z0-9+._-]*:([^/]|/[^/]|/?$)"
_SCHEMED = f"^(?i:{_SCHEMES}):"


def expanded(texts: pa.LargeStringArray, prefixes: Mapping[str, str]) -> pa.LargeStringArray:
    """The texts, with namespaces in place of prefixes that are known.

    >>> from kgtools.model.prefixes import WELL_KNOWN
    >>> from kgtools.table.kernels.arrow import text_array
    >>> expanded(text_array(["xsd:date", "<xsd:date>", "urn:x", None]), WELL_KNOWN).to_pylist()
    ['http://www.w3.org/2001/XMLSchema#date', '<xsd:date>', 'urn:x', None]
    """
    namespaces = {prefix: namespace for prefix, namespace in prefixes.items() if prefix}
    if not namespaces or not matching(texts, f"^({'|'.join(map(re.escape, sorted(namespaces)))}):([^/]|/[^/])").any():
        return texts
    for prefix, namespace in namespaces.items():
        replacement = namespace.replace("\\", "\\\\")
        options = functions.ReplaceSubstringOptions(f"^{re.escape(prefix)}:([^/]|/[^/])", rf"{replacement}\1")
        texts = call("replace_substring_regex", texts, options=options)
    return texts


def is_prefixed(texts: pa.LargeStringArray) -> npt.NDArray[np.bool_]:
    """Which texts look like names with a prefix rather than like IRIs.

    >>> from kgtools.table.kernels.arrow import text_array
    >>> is_prefixed(text_array(["b:marea", "urn:isbn:1", "http://e/a", "_:b", None])).tolist()
    [True, False, False, False, False]
    """
    return matching(texts, _PREFIXED) & ~matching(texts, _SCHEMED)

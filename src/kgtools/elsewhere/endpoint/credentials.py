"""Credentials: from the environment, or from the user's netrc; never from an address, and never in a message."""

from __future__ import annotations

import base64
import netrc
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kgtools.errors import UsageError

__all__ = ["Credentials", "credentials_for"]

_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Credentials:
    """What is sent as ``Authorization``, and the texts that are cut out of whatever an endpoint says."""

    header: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def hidden(self, text: str) -> str:
        """A text without the secrets."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


def credentials_for(url: str, environment: Mapping[str, str] | None = None) -> Credentials:
    """Those for an endpoint: KGTOOLS_TOKEN, else KGTOOLS_USER and KGTOOLS_PASSWORD, else netrc; or none.

    Raises :class:`UsageError` where they would go over the network unencrypted.

    >>> credentials_for("https://example.org/sparql", {"KGTOOLS_TOKEN": "t"}).header
    'Bearer t'
    """
    variables = os.environ if environment is None else environment
    parts = urlsplit(url)
    token, user, password = (variables.get(f"KGTOOLS_{name}") for name in ("TOKEN", "USER", "PASSWORD"))
    credentials = Credentials()
    if token:
        credentials = Credentials(f"Bearer {token}", (token,))
    elif user:
        credentials = _basic(user, password or "")
    elif environment is None and (entry := _from_netrc(parts.hostname or "")):
        credentials = _basic(*entry)
    if credentials.header and parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise UsageError(
            f"credentials for {parts.hostname} would be sent unencrypted; use an https address, or unset KGTOOLS_TOKEN "
            "and KGTOOLS_USER."
        )
    return credentials


def _basic(user: str, password: str) -> Credentials:
    coded = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    return Credentials(f"Basic {coded}", tuple(text for text in (coded, password) if text))


def _from_netrc(host: str) -> tuple[str, str] | None:
    try:
        entry = netrc.netrc().authenticators(host)
    except (OSError, netrc.NetrcParseError):
        return None
    return None if entry is None else (entry[0], entry[2] or "")

"""Where a Spark Connect server listens: ``sc://HOST:PORT``, without credentials."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from kgtools.errors import ParameterError

__all__ = ["SparkAddress", "spark_address"]

#: where Spark Connect listens unless it is told otherwise
_PORT = 15002
_FORM = re.compile(
    r"sc://(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:(?P<port>\d{1,5}))?/?(?P<rest>;.*)?", re.DOTALL | re.ASCII
)
_EXAMPLE = "write sc://HOST:PORT, or sc://HOST:PORT/;use_ssl=true"
_SECRET = "credentials do not belong in an address; set KGTOOLS_TOKEN, which is sent encrypted"


@dataclass(frozen=True)
class SparkAddress:
    """A host, a port, and whether all that is said is encrypted; `token` is sent with each request, if there is one."""

    host: str
    port: int
    encrypted: bool = False
    token: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"sc://{self.host}:{self.port}"

    @property
    def connection(self) -> str:
        """The connection string of Spark's client; it contains the token."""
        parts = {"use_ssl": str(self.encrypted).lower(), "user_id": "kgtools", "user_agent": "kgtools"}
        if self.token:
            parts["token"] = quote(self.token, safe="")
        return f"{self}/;" + ";".join(f"{name}={value}" for name, value in parts.items())

    def hidden(self, text: str) -> str:
        """A text without the token."""
        return text.replace(self.token, "***").replace(quote(self.token, safe=""), "***") if self.token else text


def spark_address(text: str, environment: Mapping[str, str] | None = None) -> SparkAddress:
    """The address that a text names; the token is that of KGTOOLS_TOKEN, and with one all is encrypted.

    >>> spark_address("sc://127.0.0.1", {})
    SparkAddress(host='127.0.0.1', port=15002, encrypted=False)

    Raises :class:`ParameterError` for what is not an address, or contains credentials.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ParameterError("sql", _address_text(text), _SECRET if "@" in text else _EXAMPLE)
    encrypted = False
    for part in filter(None, (match["rest"] or "").split(";")):
        name, _, value = part.partition("=")
        if name in ("token", "user_id"):
            raise ParameterError("sql", _address_text(text), _SECRET)
        if name != "use_ssl" or value not in ("true", "false"):
            raise ParameterError("sql", _address_text(text), _EXAMPLE)
        encrypted = value == "true"
    port = int(match["port"] or _PORT)
    if not 0 < port < 1 << 16:
        raise ParameterError("sql", _address_text(text), _EXAMPLE)
    token = (os.environ if environment is None else environment).get("KGTOOLS_TOKEN", "")
    return SparkAddress(match["host"], port, encrypted or bool(token), token)


def _address_text(text: str) -> str:
    """An address as messages have it: without what may be a secret."""
    start, mark, rest = text.partition("://")
    rest, more, _ = rest.partition(";")
    return start + mark + ("…@" + rest.rpartition("@")[2] if "@" in rest else rest) + ("…" if more else "")

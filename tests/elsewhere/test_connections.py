"""An endpoint whose head comes byte by byte does not escape the clock."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.options import EndpointOptions
from kgtools.errors import EndpointError


@pytest.fixture
def dripping() -> Iterator[str]:
    """The address of a server that sends header after header, and never a body."""
    stopped = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n")
                while not stopped.wait(0.05):
                    connection.sendall(b"X-More: yes\r\n")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    stopped.set()
    listener.close()
    thread.join(5)


def test_the_head_of_an_answer_is_within_the_time_limit(dripping: str) -> None:
    endpoint = Endpoint(dripping, EndpointOptions(request_timeout=0.3))
    with pytest.raises(EndpointError, match="did not answer completely within 0"):
        endpoint.read("ASK {}", accept="application/sparql-results+json")

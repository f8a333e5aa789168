"""Head and body of an answer leave together, and nothing of them is lost or held back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from kgtools.serving.front.joined_writes import JoinedWrites


class _Taken(asyncio.Transport):
    """A transport that keeps what is written, each call apart."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.calls.append(bytes(data))

    def close(self) -> None:
        self.calls.append(b"closed")

    def abort(self) -> None:
        self.calls.append(b"aborted")


def _written(use: Callable[[JoinedWrites], None]) -> list[bytes]:
    async def turn() -> list[bytes]:
        taken = _Taken()
        use(JoinedWrites(taken, asyncio.get_running_loop()))
        await asyncio.sleep(0)
        return taken.calls

    return asyncio.run(turn())


def _head_and_body(joined: JoinedWrites) -> None:
    joined.write(b"head ")
    joined.write(bytearray(b"body"))
    joined.write(b"")


def _large(joined: JoinedWrites) -> None:
    joined.write(b"head ")
    joined.write(b"x" * 100_000)
    joined.write(b"end")


def _closed(joined: JoinedWrites) -> None:
    joined.writelines([b"a", b"b"])
    joined.close()


def _aborted(joined: JoinedWrites) -> None:
    joined.write(b"a")
    joined.abort()


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        pytest.param(_head_and_body, [b"head body"], id="two small ones are one"),
        pytest.param(_large, [b"head " + b"x" * 100_000, b"end"], id="much is sent at once"),
        pytest.param(_closed, [b"ab", b"closed"], id="all is sent before the connection is closed"),
        pytest.param(_aborted, [b"aborted"], id="nothing is sent where it is broken off"),
    ],
)
def test_writes_of_one_turn_are_sent_together(use: Callable[[JoinedWrites], None], expected: list[bytes]) -> None:
    assert _written(use) == expected

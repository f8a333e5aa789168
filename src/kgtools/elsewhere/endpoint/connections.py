"""Connections whose answers begin within the time limit of the request, however slowly their heads come.

The time limit of a socket counts from one byte to the next, and an endpoint that sends its head byte by byte would
escape it.
"""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import suppress
from urllib.request import BaseHandler, HTTPHandler, HTTPSHandler, Request

__all__ = ["timed_handlers"]


def timed_handlers() -> tuple[BaseHandler, ...]:
    """What opens addresses of http and https with such connections, for an opener of urllib."""
    return _Handler(), _SecureHandler()


class _Timed(http.client.HTTPConnection):
    """Raises :class:`TimeoutError` where the head of an answer is not there in time."""

    def getresponse(self) -> http.client.HTTPResponse:
        late = threading.Event()

        def end() -> None:
            late.set()
            # a socket that was closed meanwhile needs no end
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self.timeout or 0, end)
        timer.daemon = True
        timer.start()
        try:
            answer = super().getresponse()
        except (OSError, http.client.HTTPException):
            if late.is_set():
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()
        # a head that ends with its connection looks complete
        if late.is_set():
            answer.close()
            raise TimeoutError
        return answer


class _SecureTimed(_Timed, http.client.HTTPSConnection):
    pass


class _Handler(HTTPHandler):
    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_Timed, req)


class _SecureHandler(HTTPSHandler):
    def https_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureTimed, req)

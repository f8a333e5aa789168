"""A session of Spark Connect: statements with a limit of time, and failures as sentences.

Spark's client waits as long as a server takes, and is patient with one that is gone. So its calls run in a thread of
their own, which is left behind where one takes too long; what it had begun there is interrupted. It is one thread for
all calls, as Spark's client has a session for each thread, and that of the process may be somebody else's.
"""

from __future__ import annotations

import queue
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar, cast

from sqlglot import exp

from kgtools.elsewhere.sql.names import literal
from kgtools.elsewhere.sql.spark.address import SparkAddress
from kgtools.errors import EndpointError, ExtraMissingError, KgtoolsError
from kgtools.model.numbers import whole_number
from kgtools.table.limits import Check

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

__all__ = ["SparkConnection"]

T = TypeVar("T")

#: what a statement means must not depend on how a cluster is set up
_SETTINGS = {
    # else ${env:HOME} in a literal would be replaced by the server's own
    "spark.sql.variable.substitute": "false",
    "spark.sql.orderByOrdinal": "true",
    # a file that cannot be read is an error, and not a file without rows
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    # what is known of a table that was kept names columns of what it was made of, and a union of such tables fails
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.execution.arrow.useLargeVarTypes": "true",
}
#: texts of which none is another one, and none is changed on its way
_PROBE_TEXTS = ("a", "A", "a ", "\\n", "'", "${spark.app.name}", "é", "e\u0301")
_OLDEST_VERSION = 4
#: seconds between two looks at the clock, and those that the end of a session may take
_LOOK_SECONDS, _CLOSING_SECONDS = 0.2, 5.0


class SparkConnection:
    """One session; `timeout` is the seconds that one statement may take, with its answer."""

    def __init__(self, address: SparkAddress, *, timeout: float, check: Check) -> None:
        """Raises :class:`EndpointError` where nobody answers, or a Spark that is too old or means something else."""
        self.address = address
        self._timeout = timeout
        self._check = check
        self._silence = ExitStack()
        self._silence.enter_context(_quiet())
        self._work: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[tuple[object, BaseException | None]] = queue.SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()
        self._session: SparkSession | None = None
        self._is_gone = False
        try:
            self._session = self._apart(lambda: _opened(address))
            version = self.answered(lambda session: str(session.version))
            if (whole_number(version.partition(".")[0]) or 0) < _OLDEST_VERSION:
                raise self.error(f"this is Spark {version}; Spark {_OLDEST_VERSION}.0 or later is needed.")
            self.answered(_set_up)
            self._probe()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def answered(self, work: Callable[[SparkSession], T]) -> T:
        """What some work with the session gives.

        Raises :class:`EndpointError` where it fails or takes too long, and what the check raises.
        """
        return self._apart(lambda: work(self._session))

    def error(self, reason: str, *, argument: str = "") -> EndpointError:
        """A failure that names the server."""
        return EndpointError(str(self.address), self.address.hidden(reason), argument=argument)

    def close(self) -> None:
        """End the session; a server that is gone is not waited for."""
        self._work.put(_end)
        ended = threading.Thread(target=self._stop, daemon=True)
        ended.start()
        ended.join(_CLOSING_SECONDS)
        self._silence.close()

    def _stop(self) -> None:
        if self._session is None:
            return
        # there is nobody to be told of a failure, and nothing left to lose
        try:
            if self._is_gone:
                # a client that is not closed asks the server once more when the process ends
                self._session.client.close()
            else:
                self._session.stop()
        except Exception:  # whatever the client raises
            return

    def _probe(self) -> None:
        """Texts are equal or not: a server with another collation would join what is not the same term."""
        columns = [exp.alias_(literal(text), f"t{place}") for place, text in enumerate(_PROBE_TEXTS)]
        same = [literal(one).eq(literal(other)) for i, one in enumerate(_PROBE_TEXTS) for other in _PROBE_TEXTS[:i]]
        query = exp.select(*columns, exp.alias_(exp.or_(*same), "same")).sql("spark")
        *texts, is_same = self.answered(lambda session: session.sql(query).toArrow()).to_pylist()[0].values()
        if tuple(texts) != _PROBE_TEXTS or is_same:
            raise self.error("different texts are equal there, or change in transit; nothing is concluded.")

    def _apart(self, work: Callable[[], T]) -> T:
        """Work in a thread of its own, with its limit of time."""
        self._check()
        self._work.put(work)
        late = time.monotonic() + self._timeout
        while True:
            try:
                result, error = self._results.get(timeout=_LOOK_SECONDS)
                break
            except queue.Empty:
                try:
                    self._check()
                    if time.monotonic() > late:
                        raise self.error(
                            f"a statement was not answered within {self._timeout:g} s; raise the limit "
                            "(`request_timeout`).",
                            argument="request_timeout",
                        )
                except BaseException:
                    self._interrupt()
                    raise
        if isinstance(error, KgtoolsError) or not isinstance(error, Exception | None):
            raise error
        if error is not None:
            self._is_gone = _is_gone(str(error))
            raise self.error(_reason(error)) from error
        # what the thread put there is what `work` returned
        return cast("T", result)

    def _run(self) -> None:
        """What the thread does: work, until it is to end."""
        while (work := self._work.get()) is not _end:
            try:
                self._results.put((work(), None))
            except BaseException as error:  # of whatever kind: who waits is told, and does not wait for nothing
                self._results.put((None, error))

    def _interrupt(self) -> None:
        if self._session is not None:
            threading.Thread(target=_interrupt, args=(self._session,), daemon=True).start()


def _opened(address: SparkAddress) -> SparkSession:
    try:
        from pyspark.sql.connect.client.core import DefaultChannelBuilder
        from pyspark.sql.connect.client.retries import DefaultPolicy
        from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise ExtraMissingError("--sql sc://", "spark") from error
    except SystemExit as error:
        # beside some other packages it loads its own tests, which end the process where there is no such folder
        reason = "Spark's client needs SPARK_HOME; set it to any folder, even an empty one."
        raise EndpointError(str(address), reason) from error
    session = SparkSession.builder.channelBuilder(DefaultChannelBuilder(address.connection)).create()
    # some seconds, where Spark's client itself waits for ten minutes
    session.client.set_retry_policies([DefaultPolicy(max_retries=4, max_backoff=3000)])
    return session


@contextmanager
def _quiet() -> Iterator[None]:
    """Spark's client warns of versions of pandas, which is not used here, and, in threads of its own, of nothing."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"pyspark\.")
        yield


def _end() -> None:
    """What ends the thread."""


def _set_up(session: SparkSession) -> None:
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)


def _interrupt(session: SparkSession) -> None:
    # it is asked to stop what is dropped anyway
    try:
        session.interruptAll()
    except Exception:  # whatever the client raises
        return


def _is_gone(text: str) -> bool:
    return "UNAVAILABLE" in text or "RETRIES_EXCEEDED" in text or "Connection refused" in text


def _reason(error: Exception) -> str:
    """What a failure of Spark's client says, as one sentence."""
    text = str(error)
    if _is_gone(text):
        return "no server answers; is a Spark Connect server running there?"
    if "UNAUTHENTICATED" in text or "PERMISSION_DENIED" in text:
        return "the server requires other credentials; set KGTOOLS_TOKEN."
    first = " ".join(text.partition("JVM stacktrace:")[0].split()).partition("; line ")[0][:300]
    return f"Spark cannot answer ({first.rstrip('.') or type(error).__name__})."

"""A cache of answers: the graph, and so its pages, stay the same until another graph is loaded."""

from __future__ import annotations

from collections import OrderedDict

from kgtools.serving.processes.pool import WorkerAnswer

__all__ = ["AnswerCache", "Key"]

#: what was asked: parts of a request, and its headers
Key = tuple[str | bytes | tuple[str, ...], ...]
#: bytes of an object of Python beside its contents, about
_OBJECT_BYTES = 64


class AnswerCache:
    """Whole answers by request, as many as fit; the least recently used goes first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._size = 0
        self._answers: OrderedDict[Key, WorkerAnswer] = OrderedDict()
        self._generation = 0

    def find(self, key: Key, generation: int) -> WorkerAnswer | None:
        """The answer that is kept for a key, of the graph of that generation."""
        if generation != self._generation:
            self._answers.clear()
            self._size, self._generation = 0, generation
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def keep(self, key: Key, generation: int, answer: WorkerAnswer) -> None:
        """Keep an answer that is whole and says that it may be."""
        fits = answer.rest is None and answer.length * 8 <= self._most_bytes
        if not answer.is_kept or not fits or generation != self._generation or key in self._answers:
            return
        self._answers[key] = answer
        self._size += _size(key, answer)
        while self._size > self._most_bytes:
            old, dropped = self._answers.popitem(last=False)
            self._size -= _size(old, dropped)


def _size(key: Key, answer: WorkerAnswer) -> int:
    """Bytes that an answer takes with its key and its headers, about."""
    texts = [part for parts in key for part in (parts if isinstance(parts, tuple) else (parts,))]
    texts += [text for header in answer.headers.items() for text in header]
    return answer.length + sum(len(text) + _OBJECT_BYTES for text in texts) + 1_024

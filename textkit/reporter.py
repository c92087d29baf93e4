"""How long work tells what it is doing: the library speaks through a reporter, and never prints."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Progress(Protocol):
    """Called with the amount done so far and, now and then, a word about it."""

    def __call__(self, done: float, note: str = "") -> None: ...


class Reporter(Protocol):
    """Where long work tells how it is going; it never carries an answer."""

    def note(self, message: str) -> None:
        """A line worth knowing."""
        ...

    def warn(self, message: str) -> None:
        """A line worth acting on."""
        ...

    def track(self, label: str, total: float | None) -> AbstractContextManager[Progress]:
        """A stretch of work of `total` units (None where unknown)."""
        ...


class Silent:
    """The reporter of library calls: says nothing."""

    def note(self, message: str) -> None:
        pass

    def warn(self, message: str) -> None:
        pass

    @contextmanager
    def track(self, label: str, total: float | None) -> Iterator[Progress]:
        yield lambda done, note="": None

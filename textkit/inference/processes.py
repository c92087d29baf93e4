"""A stream through several processes: for models whose answers are Python's own work, which one core does at a time."""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, TypeVar

from textkit.errors import TextkitError
from textkit.inference.streaming import WINDOW

Item = TypeVar("Item")
Answer = TypeVar("Answer")
CAN_FORK = sys.platform == "linux"


def in_processes(work: Callable[[list[Item]], Answer], items: Iterable[Item], processes: int) -> Iterator[Answer]:
    """What `work` makes of each window of `items`, in order; only few windows are held at a time.

    The processes are forked (`CAN_FORK`): they have `work`, and the model it asks, without its being sent. What an
    input raises comes after the answers to what it gave before.
    """
    windows, running = _windows(items), deque[Future[Answer]]()
    pool = ProcessPoolExecutor(processes, get_context("fork"), _begin, (work,))
    try:
        for window in windows:
            if isinstance(window, TextkitError):
                while running:
                    yield running.popleft().result()
                raise window
            running.append(pool.submit(_work, window))
            if len(running) > 2 * processes:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _windows(items: Iterable[Item]) -> Iterator[list[Item] | TextkitError]:
    """Full windows and what is left; then what ended the input, if it was an error."""
    window: list[Item] = []
    try:
        for item in items:
            window.append(item)
            if len(window) == WINDOW:
                yield window
                window = []
    except TextkitError as error:
        yield window
        yield error
    else:
        yield window


_given: list[Callable[[list[Any]], Any]] = []
"""The work of this process, once it has begun."""


def _begin(work: Callable[[list[Any]], Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that reads and writes
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _given.append(work)


def _end_with_parent() -> None:
    """A process that was killed tells nobody: whoever waits for its next window would wait forever."""
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _work(window: list[Any]) -> Any:
    (work,) = _given
    return work(window)

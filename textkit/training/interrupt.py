"""Ctrl-C and SIGTERM: the first asks for an orderly end and is answered at once, the second ends the process."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from textkit.reporter import Reporter


class StopRequest:
    """True once the user has asked to stop."""

    def __init__(self) -> None:
        self.asked = False

    def __bool__(self) -> bool:
        return self.asked


@contextmanager
def stop_on_signal(reporter: Reporter) -> Iterator[StopRequest]:
    """A flag that the first signal raises; the second signal raises KeyboardInterrupt."""
    request = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield request  # only the main thread may handle signals; elsewhere the caller's handling stays
        return

    # by a thread: the signal may come while this one writes, and a stream cannot be written to from inside a write
    answer = "stopping: this step is finished and saved; once more stops at once"
    answering = threading.Thread(target=reporter.warn, args=[answer], daemon=True)

    def on_signal(number: int, frame: FrameType | None) -> None:
        if request.asked:
            raise KeyboardInterrupt
        request.asked = True
        answering.start()

    previous = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield request
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        if request:
            answering.join()

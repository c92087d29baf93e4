"""A signal is answered, whatever the process is doing when it comes."""

import signal
import threading

from textkit.reporter import Silent
from textkit.training.interrupt import stop_on_signal


class Writing(Silent):
    """Writes under a lock, as streams do."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.said: list[str] = []

    def warn(self, message: str) -> None:
        with self.lock:
            self.said.append(message)


def test_a_signal_in_the_middle_of_a_write_is_answered_after_it() -> None:
    reporter = Writing()
    with stop_on_signal(reporter) as stop, reporter.lock:
        signal.raise_signal(signal.SIGINT)
        assert (bool(stop), reporter.said) == (True, [])
    assert [message.partition(":")[0] for message in reporter.said] == ["stopping"]


def test_nobody_is_answered_who_did_not_ask() -> None:
    reporter = Writing()
    with stop_on_signal(reporter) as stop:
        assert not stop
    assert reporter.said == []

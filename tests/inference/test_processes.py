"""Several processes over one stream: in order, few windows ahead, nobody left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from textkit.errors import DataError, UsageError
from textkit.inference import processes
from textkit.inference.processes import CAN_FORK, in_processes

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="processes are forked, which this system does not do safely")


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "WINDOW", 4)


@pytest.mark.parametrize("items", [0, 1, 4, 103])
def test_windows_come_back_in_order(items: int) -> None:
    def work(window: list[int]) -> list[int]:
        time.sleep(0.002 * (window[:1] == [0]))  # the first window takes longest
        return [2 * item for item in window]

    found = [answer for answers in in_processes(work, range(items), 3) for answer in answers]
    assert found == [2 * item for item in range(items)]


def test_it_is_other_processes_that_work() -> None:
    found = set(in_processes(lambda _: os.getpid(), range(100), 2))
    assert os.getpid() not in found
    assert len(found) <= 2


def test_few_windows_are_taken_ahead() -> None:
    taken = 0

    def counted() -> Iterator[int]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield number

    with closing(in_processes(len, counted(), 2)) as answers:
        next(answers)
        assert taken <= 4 * 6
    assert multiprocessing.active_children() == []


def test_what_an_input_raises_comes_after_the_answers() -> None:
    def failing() -> Iterator[int]:
        yield from range(6)
        raise DataError("cut short", "fetch it again", path="a.gz", line=7)

    found: list[list[int]] = []
    with pytest.raises(DataError, match=r"a\.gz:7: cut short\nfetch it again"):
        found.extend(in_processes(list, failing(), 2))
    assert found == [[0, 1, 2, 3], [4, 5]]


def test_what_a_process_raises_is_raised_here() -> None:
    def refuse(window: list[int]) -> int:
        raise UsageError("not for this model", "leave it out")

    with pytest.raises(UsageError) as caught:
        list(in_processes(refuse, range(9), 2))
    assert (caught.value.message, caught.value.hint) == ("not for this model", "leave it out")
    assert multiprocessing.active_children() == []


_ENDLESS = """
import itertools, os, time
from textkit.inference.processes import in_processes
for pid in in_processes(lambda window: (time.sleep(0.01), os.getpid())[1], itertools.count(), 2):
    print(pid, flush=True)
"""


def test_they_end_with_a_parent_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _ENDLESS], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = {int(parent.stdout.readline()) for _ in range(20)}
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        deadline = time.monotonic() + 20
        while any(map(_runs, children)) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not any(map(_runs, children))


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

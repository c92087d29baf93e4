"""Streams: order kept, bad records answered, nothing held back, memory flat."""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.data.readers import BadRow, Record, Row
from textkit.errors import DataError
from textkit.inference import streaming
from textkit.inference.streaming import Lookahead, predict_stream


def answer(texts: list[str]) -> list[dict[str, Any]]:
    """Stands in for a model: a text's label is its length."""
    return [{"text": text, "label": len(text), "score": 1.0} for text in texts]


def predict(records: Iterable[Record], column: str = "text") -> list[dict[str, Any]]:
    return list(predict_stream(answer, records, column))


@settings(deadline=None)
@given(st.lists(st.text(max_size=4) | st.none(), max_size=30), st.integers(1, 5))
def test_one_answer_for_each_record_in_order(texts: list[str | None], window: int) -> None:
    records: list[Record] = [
        BadRow(line, "ragged") if text is None else Row(line, {"text": text, "id": line})
        for line, text in enumerate(texts, 1)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming.Lookahead.__init__, "__defaults__", (window,))
        found = predict(records)
    assert found == [
        {"line": line, "error": "ragged"}
        if text is None
        else {"id": line, "text": text, "label": len(text), "score": 1.0}
        for line, text in enumerate(texts, 1)
    ]


def test_bad_records_in_the_middle_do_not_end_the_stream() -> None:
    records = [
        Row(2, {"text": "one"}),
        BadRow(3, "row has 2 fields, the header has 1"),
        Row(4, {"txt": "no such column"}),
        Row(5, {"text": 5}),
        Row(6, {"text": None}),
        Row(7, {"text": "seven"}),
    ]
    assert predict(records) == [
        {"text": "one", "label": 3, "score": 1.0},
        {"line": 3, "error": "row has 2 fields, the header has 1"},
        {"line": 4, "error": "no 'text'"},
        {"line": 5, "error": "'text' is not text"},
        {"line": 6, "error": "'text' is not text"},
        {"text": "seven", "label": 5, "score": 1.0},
    ]


def test_only_good_texts_reach_the_model() -> None:
    asked: list[list[str]] = []

    def listen(texts: list[str]) -> list[dict[str, Any]]:
        asked.append(texts)
        return answer(texts)

    assert len(list(predict_stream(listen, [Row(1, {"text": "a"}), BadRow(2, "bad"), Row(3, {"text": "b"})]))) == 3
    assert [text for texts in asked for text in texts] == ["a", "b"]


@pytest.mark.parametrize(
    ("fields", "column", "expected"),
    [
        ({"id": 7, "text": "abc"}, "text", {"id": 7, "text": "abc", "label": 3, "score": 1.0}),
        ({"label": "x", "text": "abc"}, "text", {"input_label": "x", "text": "abc", "label": 3, "score": 1.0}),
        ({"headline": "abc", "text": "t"}, "headline", {"input_text": "t", "text": "abc", "label": 3, "score": 1.0}),
        ({"headline": "abc", "n": [1]}, "headline", {"n": [1], "text": "abc", "label": 3, "score": 1.0}),
    ],
)
def test_other_columns_are_carried_through(fields: dict[str, Any], column: str, expected: dict[str, Any]) -> None:
    assert predict([Row(1, fields)], column) == [expected]


def test_an_input_column_keeps_its_value_when_its_new_name_is_taken() -> None:
    # what a prediction over labelled data looks like when it is predicted on again
    (found,) = predict([Row(1, {"text": "abc", "label": "mine", "input_label": "older"})])
    assert {"mine", "older"} <= set(map(str, found.values()))


def test_an_input_that_fails_midway_passes_its_error_on_after_what_came() -> None:
    def records() -> Iterator[Record]:
        yield Row(1, {"text": "a"})
        yield Row(2, {"text": "bb"})
        raise DataError("the gzip data are cut short", path="input.csv.gz")

    answers: list[dict[str, Any]] = []
    with pytest.raises(DataError, match=r"input\.csv\.gz: the gzip data are cut short"):
        answers.extend(predict_stream(answer, records()))
    assert [each["label"] for each in answers] == [1, 2]


def test_a_model_that_fails_passes_its_error_on() -> None:
    def fail(_texts: list[str]) -> list[dict[str, Any]]:
        raise DataError("no such label")

    with pytest.raises(DataError, match="no such label"):
        list(predict_stream(fail, [Row(1, {"text": "a"})]))


@pytest.mark.parametrize("records", [[], iter(())])
def test_an_empty_input_has_no_answers(records: Iterable[Record]) -> None:
    assert predict(records) == []


def test_a_slow_input_is_answered_before_it_ends() -> None:
    typed: queue.Queue[str | None] = queue.Queue()

    def lines() -> Iterator[Record]:
        for line, text in enumerate(iter(lambda: typed.get(timeout=10), None), 1):
            yield Row(line, {"text": text})

    answers = predict_stream(answer, lines())
    for text in ("one", "three"):
        typed.put(text)  # the input is still open: nothing but this line can be answered
        assert next(answers)["label"] == len(text)
    typed.put(None)
    assert list(answers) == []


LEAVE = """
import sys
from textkit.cli.shell.predictions import open_input
from textkit.data.options import FileOptions
from textkit.inference.streaming import predict_stream

with open_input(None, "-", FileOptions(), usual=("text",), words=False) as (records, column, _):
    for answer in predict_stream(lambda texts: [{"text": text} for text in texts], records, column):
        sys.exit(130)
"""


def test_who_leaves_while_the_input_is_open_leaves_in_order() -> None:
    # Ctrl-C and `| head -1`: the thread that waits for more input must not take the process down with it
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", LEAVE], env=environment, text=True, **pipes) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("a line\n")
        process.stdin.flush()
        code = process.wait(timeout=30)
        assert (code, process.stderr.read()) == (130, "")


@pytest.mark.parametrize("size", [1, 3, 64])
def test_the_reader_never_runs_more_than_a_window_ahead(size: int) -> None:
    read = handed_over = 0
    furthest = 0

    def items() -> Iterator[int]:
        nonlocal read, furthest
        for number in range(8 * size):
            read += 1
            furthest = max(furthest, read - handed_over)
            yield number

    windows = []
    for window in Lookahead(items(), size):
        handed_over += len(window)
        windows.append(window)
        time.sleep(0.01)  # the reader has every chance to run away
    assert [number for window in windows for number in window] == list(range(8 * size))
    assert max(map(len, windows)) <= size
    # a window waiting, one item in the reader's hand, and the window that is being handed over
    assert size <= furthest <= 2 * size + 1


def test_a_fast_input_comes_in_full_windows() -> None:
    windows = [len(window) for window in Lookahead(range(10_000), 1000)]
    assert sum(windows) == 10_000
    assert len(windows) <= 100


def test_the_default_window_bounds_what_waits() -> None:
    started = threading.Event()
    read = 0

    def items() -> Iterator[int]:
        nonlocal read
        for number in range(5 * streaming.WINDOW):
            read += 1
            yield number
        started.set()

    windows = iter(Lookahead(items()))
    first = next(windows)
    time.sleep(0.1)
    assert not started.is_set()
    assert read <= len(first) + streaming.WINDOW + 1
    assert sum(map(len, windows)) + len(first) == 5 * streaming.WINDOW

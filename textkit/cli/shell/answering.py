"""Records answered and written as they come: by threads of this process or, where Python is the limit, by several."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from textkit.cli.shell.answers import Answer, Form, is_shown, pouring, rendering, show_answers, writing
from textkit.data.readers import Record
from textkit.inference.linear import LinearSession
from textkit.inference.predictor import Predictor
from textkit.inference.processes import CAN_FORK, in_processes
from textkit.inference.streaming import predict_stream, predict_window
from textkit.inference.threads import choose_threads

LARGE_BYTES = 1 << 20
"""A smaller file is answered before other processes have begun."""


class Asked(NamedTuple):
    """Inputs go through `encode`, then through `predict`."""

    predict: Callable[[Any], Iterable[Answer]]
    encode: Callable[[list[Any]], Any]
    words: bool


def processes_for(predictor: Predictor, source: Path, threads: int | None, form: str, out: Path | None) -> int:
    """How many processes a file is worth: a linear model is Python's own work, one core's however many there are."""
    large = source.is_file() and source.stat().st_size >= LARGE_BYTES
    linear = isinstance(predictor.session, LinearSession)
    lines = form != "json" and not is_shown(form, out)
    return choose_threads(threads) if CAN_FORK and large and linear and lines else 1


def answer_all(asked: Asked, records: Iterable[Record], form: Form, out: Path | None, processes: int) -> int:
    """Write an answer to each record; how many of them were faults."""
    faults = 0
    if processes > 1:
        with pouring(form, out) as pour:
            for text, found in in_processes(partial(_text_of, asked, form), records, processes):
                pour(text)
                faults += found
        return faults
    stream = predict_stream(
        asked.predict, records, form.column, words=asked.words, encode=asked.encode, pause=show_answers
    )
    with writing(form, out) as write:
        for answer in stream:
            write(answer)
            faults += _is_fault(answer)
    return faults


def _text_of(asked: Asked, form: Form, window: list[Record]) -> tuple[str, int]:
    """The answers to a window as they are written, and how many of them are faults."""
    answers = list(
        predict_window(lambda good: asked.predict(asked.encode(good)), window, form.column, words=asked.words)
    )
    return "".join(map(rendering(form), answers)), sum(map(_is_fault, answers))


def _is_fault(answer: Answer) -> bool:
    return "error" in answer and "text" not in answer

"""A stream of records through a predictor: order kept, memory flat, answers as soon as the input pauses."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Generic, TypeVar

from textkit.data.readers import BadRow, Record
from textkit.types import Sentence

WINDOW = 1_024
_PAUSE_S = 0.02  # an input that is silent for this long is waiting for its answers
Item = TypeVar("Item")


class Lookahead(Generic[Item]):
    """Reads ahead in a thread of its own, and hands over what has come: a full window, or what a pause cut off."""

    def __init__(self, items: Iterable[Item], size: int = WINDOW) -> None:
        self._items = items
        self._size = size
        self._pending: list[Item] = []
        self._changed = threading.Condition()
        self._ended = False
        self._left = False
        self._error: BaseException | None = None

    def __iter__(self) -> Iterator[list[Item]]:
        threading.Thread(target=self._read, daemon=True).start()
        try:
            while True:
                with self._changed:
                    self._wait_for_window()
                    window, self._pending = self._pending, []
                    ended = self._ended
                    self._changed.notify_all()
                if window:
                    yield window
                elif ended:
                    break
        finally:
            self._leave()
        if self._error is not None:
            raise self._error

    def _wait_for_window(self) -> None:
        """Until there is a full window, or something and then a pause, or the end."""
        self._changed.wait_for(lambda: self._pending or self._ended)
        while len(self._pending) < self._size and not self._ended:
            before = len(self._pending)
            self._changed.wait(_PAUSE_S)
            if len(self._pending) == before:
                break

    def _leave(self) -> None:
        """Let the reading thread end, if nobody wants more of it."""
        with self._changed:
            self._left = True
            self._changed.notify_all()

    def _read(self) -> None:
        try:
            for item in self._items:
                with self._changed:
                    self._changed.wait_for(lambda: len(self._pending) < self._size or self._left)
                    if self._left:
                        return
                    self._pending.append(item)
                    if len(self._pending) in (1, self._size):
                        self._changed.notify_all()
        except BaseException as error:  # noqa: BLE001 - handed to the reader of the stream, who raises it
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()


def predict_stream(
    predict: Callable[[Any], Iterable[dict[str, Any]]],
    records: Iterable[Record],
    column: str = "text",
    *,
    words: bool = False,
    encode: Callable[[list[Any]], Any] = list,
) -> Iterator[dict[str, Any]]:
    """One prediction for each record, in order; a bad record gives `{"line", "error"}`.

    A window of inputs goes through `encode`, then through `predict`. While one is predicted, the next is encoded, and
    the one before is with the caller: each step has a thread of its own, and waits when it is one window ahead.

    `column` holds the text, or with `words` a list of words. The record's other columns are carried through; one that
    bears the name of a prediction's key becomes `input_<name>`.
    """
    windows = ((window, [_input(record, column, words) for record in window]) for window in Lookahead(records))
    encoded = ((window, inputs, encode(_good(inputs))) for window, inputs in windows)
    predicted = ((window, inputs, predict(arrays)) for [(window, inputs, arrays)] in Lookahead(encoded, 1))
    for [(window, inputs, answers)] in Lookahead(predicted, 1):
        yield from _in_order(window, inputs, iter(answers), column)


def _good(inputs: list[Any]) -> list[Any]:
    return [each for each in inputs if not isinstance(each, BadRow)]


def _in_order(
    window: list[Record], inputs: list[Any], answers: Iterator[dict[str, Any]], column: str
) -> Iterator[dict[str, Any]]:
    for record, given in zip(window, inputs, strict=True):
        if isinstance(given, BadRow):
            yield {"line": given.line, "error": given.reason}
        elif not isinstance(record, BadRow):
            yield _carry(record.fields, next(answers), column)


def _input(record: Record, column: str, words: bool) -> Any:
    """What a model is asked about, or what is wrong with the record."""
    if isinstance(record, BadRow):
        return record
    value = record.fields.get(column)
    if isinstance(value, str) or (words and isinstance(value, Sentence)):
        return value
    if column not in record.fields:
        return BadRow(record.line, f"no '{column}'")
    if not words:
        return BadRow(record.line, f"'{column}' is not text")
    if isinstance(value, list) and all(isinstance(word, str) and word and not word.isspace() for word in value):
        return value
    return BadRow(record.line, f"'{column}' is neither text nor a list of words")


def _carry(fields: dict[str, Any], answer: dict[str, Any], column: str) -> dict[str, Any]:
    others = {carried_name(name, fields, answer): value for name, value in fields.items() if name != column}
    return {**others, **answer}


def carried_name(name: str, fields: Collection[str], answer: Collection[str]) -> str:
    """`name`, or where the answer has a key of that name, the first of `input_name`, `input_input_name` to be free."""
    if name in answer:
        name = f"input_{name}"
        while name in answer or name in fields:
            name = f"input_{name}"
    return name

"""A stream of records through a predictor: order kept, memory flat, answers as soon as the input pauses."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import Any, Generic, NamedTuple, TypeVar

from textkit.data.readers import BadRow, Record
from textkit.types import Sentence

WINDOW = 1_024
_PAUSE_S = 0.02  # an input that is silent for this long is waiting for its answers
Item = TypeVar("Item")


class _End(NamedTuple):
    """What stands behind the last item, and what it was that ended them."""

    error: BaseException | None


class Lookahead(Generic[Item]):
    """Reads ahead in a thread of its own, and hands over what has come: a full window, or what a pause cut off."""

    def __init__(self, items: Iterable[Item], size: int = WINDOW) -> None:
        self._items = items
        self._size = size
        self._read: SimpleQueue[Item | _End] = SimpleQueue()
        self._taken = threading.Condition()
        self._left = False

    def __iter__(self) -> Iterator[list[Item]]:
        threading.Thread(target=self._read_all, daemon=True).start()
        try:
            while True:
                window, end = self._window()
                with self._taken:
                    self._taken.notify_all()
                if window:
                    yield window
                if end is not None:
                    break
        finally:
            self._leave()
        if end.error is not None:
            raise end.error

    def _window(self) -> tuple[list[Item], "_End | None"]:
        """What is there, up to a full window and until the input pauses; and whether that was the end."""
        window: list[Item] = []
        item = self._read.get()
        while not isinstance(item, _End):
            window.append(item)
            if len(window) == self._size:
                return window, None
            try:
                item = self._read.get(timeout=_PAUSE_S)
            except Empty:
                return window, None
        return window, item

    def _leave(self) -> None:
        """Let the reading thread end, if nobody wants more of it."""
        with self._taken:
            self._left = True
            self._taken.notify_all()

    def _read_all(self) -> None:
        end = _End(None)
        try:
            for item in self._items:
                self._read.put(item)
                if self._read.qsize() >= self._size:
                    with self._taken:
                        self._taken.wait_for(lambda: self._read.qsize() < self._size or self._left)
                if self._left:
                    break
        except BaseException as error:  # noqa: BLE001 - handed to the reader of the stream, who raises it
            end = _End(error)
        self._read.put(end)


def predict_stream(
    predict: Callable[[Any], Iterable[dict[str, Any]]],
    records: Iterable[Record],
    column: str = "text",
    *,
    words: bool = False,
    encode: Callable[[list[Any]], Any] = list,
    pause: Callable[[], None] = lambda: None,
) -> Iterator[dict[str, Any]]:
    """One prediction for each record, in order; a bad record gives `{"line", "error"}`.

    A window of inputs goes through `encode`, then through `predict`. While one is predicted, the next is encoded, and
    the one before is with the caller: each step has a thread of its own, and waits when it is one window ahead. `pause`
    is called when the caller has a whole window, and may have to wait for the next.

    `column` holds the text, or with `words` a list of words. The record's other columns are carried through; one that
    bears the name of a prediction's key becomes `input_<name>`.
    """
    windows = ((window, _inputs(window, column, words)) for window in Lookahead(records))
    encoded = ((window, inputs, encode(_good(inputs))) for window, inputs in windows)
    predicted = ((window, inputs, predict(arrays)) for [(window, inputs, arrays)] in Lookahead(encoded, 1))
    for [(window, inputs, answers)] in Lookahead(predicted, 1):
        yield from _in_order(window, inputs, iter(answers), column)
        pause()


def predict_window(
    predict: Callable[[Any], Iterable[dict[str, Any]]],
    window: list[Record],
    column: str = "text",
    *,
    words: bool = False,
) -> Iterator[dict[str, Any]]:
    """What `predict_stream` answers to one window, by whoever asks."""
    inputs = _inputs(window, column, words)
    return _in_order(window, inputs, iter(predict(_good(inputs))), column)


def _inputs(window: list[Record], column: str, words: bool) -> list[Any]:
    return [input_from(record, column, words) for record in window]


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


def input_from(record: Record, column: str, words: bool) -> Any:
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
    if len(fields) == 1:
        return answer
    others = {carried_name(name, fields, answer): value for name, value in fields.items() if name != column}
    return {**others, **answer}


def carried_name(name: str, fields: Collection[str], answer: Collection[str]) -> str:
    """`name`, or where the answer has a key of that name, the first of `input_name`, `input_input_name` to be free."""
    if name in answer:
        name = f"input_{name}"
        while name in answer or name in fields:
            name = f"input_{name}"
    return name

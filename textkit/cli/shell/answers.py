"""Where the answers of `predict` go, and in which form."""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import IO, Any

from textkit.atomic import replacing
from textkit.cli.shell.as_json import as_json
from textkit.cli.shell.marked import in_colour, in_words
from textkit.cli.shell.output import is_lively
from textkit.inference.streaming import carried_name
from textkit.tasks import Task

Answer = dict[str, Any]
Write = Callable[[Answer], None]
# Line ends to Unicode but not to a file: escaped, a record is one line to whatever reads it.
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\u0085\u2028\u2029"}


@contextmanager
def writing(format: str, out: Path | None, task: Task | None, column: str, carried: tuple[str, ...]) -> Iterator[Write]:
    """A function that writes one answer, to `out` (whole or not at all) or to stdout.

    `column` of the input holds the text, those `carried` through are columns of a table. JSON needs no `task`.
    """
    if out is None or str(out) == "-":
        with _writer(format, _stdout(), task, column, carried) as write:
            yield write
        return
    with (
        replacing(out) as beside,
        beside.open("w", encoding="utf-8", newline="") as stream,
        _writer(format, stream, task, column, carried) as write,
    ):
        yield write


@contextmanager
def _writer(format: str, stream: IO[str], task: Any, column: str, carried: tuple[str, ...]) -> Iterator[Write]:
    """What puts one answer on `stream` in the form asked for; the stream is flushed at the end."""
    if format in ("csv", "tsv"):
        yield _table_writer(format, stream, task, column, carried)
    elif format == "text":
        yield _shown_writer(stream, task) if is_lively(stream) else _line_writer(stream, task)
    elif format == "conll":
        yield lambda answer: _put(stream, _columns(answer))
    elif format == "jsonl":
        yield lambda answer: _put(stream, _json(answer))
    else:  # one document, though its records are written as they come
        separators = chain(["[\n"], repeat(",\n"))
        yield lambda answer: _put(stream, next(separators) + _json(answer), end="")
        stream.write("\n]\n" if next(separators) == ",\n" else "[]\n")
    stream.flush()


def _line_writer(stream: IO[str], task: Any) -> Write:
    return lambda answer: _put(stream, _line(answer, task, in_words))


def _shown_writer(stream: IO[str], task: Any) -> Write:
    """For people: entities in colour, and under a line that is explained its words, shaded."""

    def write(answer: Answer) -> None:
        _put(stream, _line(answer, task, in_colour))
        if "explanation" in answer:
            from textkit.cli.shell.shaded import shaded

            _put(stream, shaded(answer), end="")

    return write


def _table_writer(format: str, stream: IO[str], task: Task, column: str, carried: tuple[str, ...]) -> Write:
    names = [carried_name(name, (*carried, column), ("text", *task.columns)) for name in carried]
    columns = [*names, "text", *task.columns, "error"]
    table = csv.writer(stream, delimiter="\t" if format == "tsv" else ",", lineterminator="\n")
    table.writerow(columns)

    def write(answer: Answer) -> None:
        shown = _flat(answer, task, str)
        table.writerow([_cell(shown.get(column), format) for column in columns])

    return write


def _json(answer: Answer) -> str:
    text = as_json(answer)
    return text if text.isascii() else text.translate(_LINE_ENDS)


def _line(answer: Answer, task: Task, marked: Callable[[Answer], str]) -> str:
    if task.target not in answer:
        return f"error\tline {answer['line']}: {answer['error']}"
    if task.level == "word":
        return marked(answer)
    text = " ".join(answer["text"].split())
    if task.scoring == "labelsets":
        flat = _flat(answer, task, "{:.4f}".format)
        return f"{flat[task.target] or '-'}\t{flat['scores'] or '-'}\t{text}"
    return f"{answer[task.target] or '-'}\t{answer['score']:.4f}\t{text}"


def _flat(answer: Answer, task: Task, number: Callable[[float], str]) -> Answer:
    """`answer` as a table shows it: a set of labels as one text, and the scores of just these as another."""
    if task.scoring != "labelsets" or task.target not in answer:
        return answer
    labels = answer[task.target]
    scores = (number(answer["scores"][label]) for label in labels)
    return {**answer, task.target: ", ".join(labels), "scores": ", ".join(scores)}


def _columns(answer: Answer) -> str:
    """A word a line beside its tag, and a blank line after the last: what `--input-format conll` reads."""
    if "tags" not in answer:
        return f"# error: line {answer['line']}: {answer['error']}\n"
    return "".join(
        f"{' '.join(word.split())}\t{tag}\n" for word, tag in zip(answer["tokens"], answer["tags"], strict=True)
    )


def _cell(value: Any, format: str) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else as_json(value)
    return " ".join(text.split()) if format == "tsv" else text  # a TSV field holds neither tabs nor newlines


def _put(stream: IO[str], text: str, end: str = "\n") -> None:
    stream.write(text + end)


def show_answers() -> None:
    """Hand on what was written to stdout so far: to whoever waits at the other end of a pipe as well."""
    sys.stdout.flush()


def _stdout() -> IO[str]:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass", newline="\n")
    return sys.stdout

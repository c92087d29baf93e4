"""Where `predict` reads from and how it writes its answers."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import IO, Any

from textkit.atomic import replacing
from textkit.data.columns import find_column
from textkit.data.readers import Record, open_table
from textkit.inference.streaming import carried_name
from textkit.types import Row

Answer = dict[str, Any]
# Line ends to Unicode but not to a file: escaped, a record is one line to whatever reads it.
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\u0085\u2028\u2029"}


@contextmanager
def open_input(
    texts: list[str] | None,
    source: str,
    format: str | None,
    encoding: str | None,
    delimiter: str | None,
    text_column: str | None,
    usual: tuple[str, ...],
) -> Iterator[tuple[Iterable[Record], str, tuple[str, ...]]]:
    """The records, the column that holds the text, and the columns that are carried through.

    Where `text_column` does not say, the first of the `usual` columns that is there holds the text.
    """
    if texts is not None:
        yield [Row(number, {"text": text}) for number, text in enumerate(texts, start=1)], "text", ()
        return
    # unbuffered: a thread that waits inside the buffer's lock would abort the process as it leaves
    stdin = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
    stream = stdin if source == "-" else Path(source)
    if source == "-":
        format = format or "text"
    with open_table(stream, format=format, encoding=encoding, delimiter=delimiter) as table:
        if table.format == "jsonl":  # its first record says little of the others
            column = text_column or next((each for each in usual if each in table.columns), "text")
        else:
            column = find_column(table, text_column, usual, "text")
        yield table.records, column, tuple(each for each in table.columns if each != column)


@contextmanager
def writing(format: str, out: Path | None, carried: tuple[str, ...], target: str) -> Iterator[Callable[[Answer], None]]:
    """A function that writes one answer, to `out` (whole or not at all) or to stdout."""
    if out is None or str(out) == "-":
        with _writer(format, _stdout(), carried, target) as write:
            yield write
        return
    with (
        replacing(out) as beside,
        beside.open("w", encoding="utf-8", newline="") as stream,
        _writer(format, stream, carried, target) as write,
    ):
        yield write


@contextmanager
def _writer(format: str, stream: IO[str], carried: tuple[str, ...], target: str) -> Iterator[Callable[[Answer], None]]:
    """What puts one answer on `stream` in the form asked for; the stream is flushed at the end."""
    if format in ("csv", "tsv"):
        yield _table_writer(format, stream, carried, target)
    elif format == "text":
        yield lambda answer: _put(stream, _line(answer, target) + "\n")
    elif format == "jsonl":
        yield lambda answer: _put(stream, _json(answer) + "\n")
    else:  # one document, though its records are written as they come
        separators = chain(["[\n"], repeat(",\n"))
        yield lambda answer: _put(stream, next(separators) + _json(answer))
        stream.write("\n]\n" if next(separators) == ",\n" else "[]\n")
    stream.flush()


def _table_writer(format: str, stream: IO[str], carried: tuple[str, ...], target: str) -> Callable[[Answer], None]:
    names = [carried_name(name, carried, ("text", target, "score", "scores")) for name in carried]
    columns = [*names, "text", target, "score", "error"]
    table = csv.writer(stream, delimiter="\t" if format == "tsv" else ",", lineterminator="\n")
    table.writerow(columns)

    def write(answer: Answer) -> None:
        table.writerow([_cell(answer.get(column), format) for column in columns])
        _flush_if_watched(stream)

    return write


def _json(answer: Answer) -> str:
    return json.dumps(answer, ensure_ascii=False).translate(_LINE_ENDS)


def _line(answer: Answer, target: str) -> str:
    if target not in answer:
        return f"error\tline {answer['line']}: {answer['error']}"
    return f"{answer[target] or '-'}\t{answer['score']:.4f}\t{' '.join(answer['text'].split())}"


def _cell(value: Any, format: str) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split()) if format == "tsv" else text  # a TSV field holds neither tabs nor newlines


def _put(stream: IO[str], text: str) -> None:
    stream.write(text)
    _flush_if_watched(stream)


def _flush_if_watched(stream: IO[str]) -> None:
    if stream.isatty():
        stream.flush()


def _stdout() -> IO[str]:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass", newline="\n")
    return sys.stdout

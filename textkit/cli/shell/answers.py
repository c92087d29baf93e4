"""Where the answers of `predict` go, and in which form."""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import IO, Any, NamedTuple

from textkit.atomic import replacing
from textkit.cli.shell.as_json import as_json
from textkit.cli.shell.marked import in_colour, in_words
from textkit.cli.shell.output import is_lively
from textkit.cli.shell.printable import printable
from textkit.inference.streaming import carried_name
from textkit.tasks import Task

Answer = dict[str, Any]
Render = Callable[[Answer], str]
_DELIMITERS = {"csv": ",", "tsv": "\t"}
# Line ends to Unicode but not to a file: escaped, a record is one line to whatever reads it.
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\u0085\u2028\u2029"}


class Form(NamedTuple):
    """The form of answers, and what they answer: by which task, to which column of the input.

    Columns that are `carried` through are columns of a table as well. JSON needs no `task`.
    """

    name: str
    task: Task | None
    column: str
    carried: tuple[str, ...] = ()

    def columns(self) -> list[str]:
        """Of a table."""
        assert self.task is not None
        own = ("text", *self.task.columns)
        return [*(carried_name(name, (*self.carried, self.column), own) for name in self.carried), *own, "error"]


@contextmanager
def writing(form: Form, out: Path | None) -> Iterator[Callable[[Answer], object]]:
    """A function that writes one answer, to `out` (whole or not at all) or to stdout."""
    with _opened(out) as stream:
        if form.name == "json":  # one document, though its records are written as they come
            separators = chain(["[\n"], repeat(",\n"))
            yield lambda answer: stream.write(next(separators) + _json(answer))
            stream.write("\n]\n" if next(separators) == ",\n" else "[]\n")
            return
        render = _shown(form) if is_shown(form.name, out) else rendering(form)
        stream.write(_head(form))
        yield lambda answer: stream.write(render(answer))


def is_shown(form: str, out: Path | None) -> bool:
    """Whether people look at the answers."""
    return form == "text" and _file(out) is None and is_lively(sys.stdout)


@contextmanager
def pouring(form: Form, out: Path | None) -> Iterator[Callable[[str], object]]:
    """As `writing`, of answers of which `rendering` has made text."""
    with _opened(out) as stream:
        stream.write(_head(form))
        stream.flush()  # a process that is forked from now on has nothing to write
        yield stream.write


def rendering(form: Form) -> Render:
    """The text of one answer, whatever stands before it: in every form but that of one document."""
    task: Any = form.task
    if form.name in _DELIMITERS:
        return _table_row(form)
    if form.name == "text":
        return lambda answer: _line(answer, task, in_words) + "\n"
    if form.name == "conll":
        return lambda answer: _words(answer) + "\n"
    return lambda answer: _json(answer) + "\n"


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[str]]:
    path = _file(out)
    if path is None:
        stream = _stdout()
        yield stream
        stream.flush()
        return
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        yield file


def _file(out: Path | None) -> Path | None:
    """None for stdout."""
    return None if out is None or str(out) == "-" else out


def _head(form: Form) -> str:
    return _table(form).writerow(form.columns()) if form.name in _DELIMITERS else ""


def _table_row(form: Form) -> Render:
    table, columns, task = _table(form), form.columns(), form.task
    assert task is not None

    def render(answer: Answer) -> str:
        shown = _flat(answer, task, str)
        return str(table.writerow([_cell(shown.get(column), form.name) for column in columns]))

    return render


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _table(form: Form) -> Any:
    """A writer whose `writerow` returns the row's text."""
    return csv.writer(_Echo(), delimiter=_DELIMITERS[form.name], lineterminator="\n")


def _shown(form: Form) -> Render:
    """For people: entities in colour, and under a line that is explained its words, shaded."""
    task: Any = form.task

    def render(answer: Answer) -> str:
        line = _line(answer, task, in_colour) + "\n"
        if "explanation" not in answer:
            return line
        from textkit.cli.shell.shaded import shaded

        return line + shaded(answer)

    return render


def _json(answer: Answer) -> str:
    text = as_json(answer)
    return text if text.isascii() else text.translate(_LINE_ENDS)


def _line(answer: Answer, task: Task, marked: Callable[[Answer], str]) -> str:
    if task.target not in answer:
        return f"error\tline {answer['line']}: {answer['error']}"
    if task.level == "word":
        return marked(answer)
    text = printable(" ".join(answer["text"].split()))
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


def _words(answer: Answer) -> str:
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


def show_answers() -> None:
    """Hand on what was written to stdout so far: to whoever waits at the other end of a pipe as well."""
    sys.stdout.flush()


def _stdout() -> IO[str]:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass", newline="\n")
    return sys.stdout

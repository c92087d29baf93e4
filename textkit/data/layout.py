"""What the columns of a table are: the text, the truth, and how the truth is written. Named by the user, or found."""

import json
import re
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from textkit.data.columns import LABEL_NAMES, TEXT_NAMES, column_called, find_column, free_columns
from textkit.data.options import FileOptions
from textkit.data.readers import Table, in_short
from textkit.errors import DataError, UsageError
from textkit.types import Row

SEPARATORS = ("|", ";", ",")
# a list of strings as Python, and so pandas, writes it; without commas between them it is numpy's, and refused
_QUOTED = re.compile(r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_ESCAPE = re.compile(r"\\(.)")
_PYTHONS_LIST = re.compile(rf"\[(?:\s*{_QUOTED.pattern}(?:\s*,\s*{_QUOTED.pattern})*)?\s*\]")
# pandas writes 1.0 where a cell is empty, a spreadsheet TRUE
_TRUTH = {0, 1, "0", "1", "0.0", "1.0", "true", "false", "True", "False", "TRUE", "FALSE"}
_LABELLED = (
    "CSV, TSV and JSON lines have a column of labels, FOLDER/LABEL/*.txt has a text a file; "
    "--input-format fasttext or conll reads lines that hold their labels"
)
_SEVERAL = 3  # cells; one may be a slip
_MOSTLY = 0.95  # one bad cell does not make a column of flags another thing: its row is bad


class Layout(NamedTuple):
    """Where the rows of a table keep what matters, and of which task that makes them.

    `labels` is one column with a class ("class"), with a list ("list") or with labels that a `separator` parts
    ("separated"), or a column of 0 and 1 for each label ("wide").
    """

    text: str
    labels: tuple[str, ...]
    form: Literal["class", "list", "separated", "wide"]
    separator: str | None = None

    @property
    def task(self) -> str:
        return "classification" if self.form == "class" else "multilabel"

    def is_in(self, table: Table) -> bool:
        """Whether the table has these columns."""
        return {self.text, *self.labels} <= set(table.columns)

    @property
    def described(self) -> str:
        """One clause for people."""
        text, label = in_short(self.text), in_short(self.labels[0])
        if self.form == "wide":
            return f"text is '{text}'; {len(self.labels)} columns of 0 and 1 are labels, any number a row"
        each = {
            "class": "one a row",
            "list": "a list in each row",
            "separated": f"any number a row, '{self.separator}' between them",
        }[self.form]
        return f"text is '{text}', labels are in '{label}', {each}"

    def to_json(self) -> dict[str, Any]:
        """What a report says of it."""
        found = {"text": self.text, "labels": list(self.labels), "form": self.form}
        return found if self.separator is None else {**found, "separator": self.separator}


def find_layout(table: Table, sample: Sequence[Row], options: FileOptions) -> Layout:
    """The layout of `table`, by its first good rows; what `options` name is taken as named.

    Raises:
        DataError: a column is missing, or which one is meant cannot be told.
        UsageError: options contradict each other.
    """
    if options.group_column is not None:
        find_column(table, options.group_column, (), "group")
    if table.format == "text":
        raise DataError("lines of text have no labels", _LABELLED, path=table.name)
    named = options.text_column or options.label_column or options.label_columns  # by a header, then
    if not named and options.header is None and table.format in ("csv", "tsv"):
        _refuse_row_for_header(table, sample)
    if options.label_columns is not None:
        return _wide(table, sample, options, tuple(dict.fromkeys(options.label_columns)))
    taken = {options.group_column, options.label_column}
    if options.text_column is None:
        taken.add(column_called(table, LABEL_NAMES, taken))
    text = find_column(table, options.text_column, TEXT_NAMES, "text", taken=taken, sample=sample)
    taken = {text, options.group_column}
    unnamed = options.label_column is None and column_called(table, LABEL_NAMES, taken) is None
    if unnamed and options.task != "classification" and options.label_separator is None:
        flags = [column for column in free_columns(table, taken) if _is_flag(column, sample)]
        if len(flags) >= 2:
            return Layout(text, tuple(flags), "wide")
    label = find_column(table, options.label_column, LABEL_NAMES, "label", taken=taken, sample=sample)
    if options.header is not None:
        _refuse_header_for_row(table, sample, text, label)
    return _one_column(table, sample, options, text, label)


def _refuse_row_for_header(table: Table, sample: Sequence[Row]) -> None:
    """A file without a header line would lose its first row, and nobody would know."""
    if column_called(table, TEXT_NAMES, ()) or column_called(table, LABEL_NAMES, ()):
        return
    for column in table.columns:
        if any(row.fields[column] == column for row in sample):
            raise DataError(
                f"this is a row and no header: '{in_short(column)}' stands in other rows as well",
                f"name the {len(table.columns)} columns, the text and the label among them: --header NAME,NAME,...",
                path=table.name,
                line=1,
            )


def _refuse_header_for_row(table: Table, sample: Sequence[Row], text: str, label: str) -> None:
    """A header line under columns that are named by --header would be an example like any other."""
    usual = ((text, TEXT_NAMES), (label, LABEL_NAMES))
    first = sample[0] if sample else None
    if first and all(str(first.fields[name]).strip().lower() in {name.lower(), *names} for name, names in usual):
        raise DataError(
            "this is a header line, and --header is for files that have none",
            "leave out --header; --text-column and --label-column say which column is which",
            path=table.name,
            line=first.line,
        )


def _wide(table: Table, sample: Sequence[Row], options: FileOptions, named: tuple[str, ...]) -> Layout:
    if options.label_column is not None or options.label_separator is not None or options.task == "classification":
        raise UsageError(
            "--label-columns are columns of 0 and 1: they leave nothing to --label-column, --label-separator or "
            "--task classification",
            "name one or the other",
        )
    if len(named) < 2:
        raise UsageError("--label-columns: two columns at least", "one column of labels is named by --label-column")
    for column in named:
        find_column(table, column, (), "label")
    text = find_column(
        table, options.text_column, TEXT_NAMES, "text", taken={*named, options.group_column}, sample=sample
    )
    return Layout(text, named, "wide")


def _one_column(table: Table, sample: Sequence[Row], options: FileOptions, text: str, label: str) -> Layout:
    values = [value for row in sample if (value := row.fields.get(label)) not in (None, "")]
    if options.label_separator is not None:
        if options.task == "classification":
            raise UsageError("--label-separator makes sets of labels", "--task multilabel, or leave it out")
        if not options.label_separator:
            raise UsageError("--label-separator: nothing cannot part labels", "give at least one character")
        return Layout(text, (label,), "separated", options.label_separator)
    if table.format == "fasttext":
        several = options.task == "multilabel" or (options.task is None and any(len({*each}) > 1 for each in values))
        return Layout(text, (label,), "list" if several else "class")
    if options.task != "classification" and sum(map(_is_list, values)) > len(values) / 2:
        return Layout(text, (label,), "list")
    if options.task == "multilabel":
        return Layout(text, (label,), "separated", _separator(table, label, values))
    if options.task is None and (separator := joined_by(values)):
        return Layout(text, (label,), "separated", separator)
    return Layout(text, (label,), "class")


def _separator(table: Table, label: str, values: Sequence[Any]) -> str:
    """The first of the usual separators that the labels hold."""
    written = [value for value in values if isinstance(value, str)]
    for separator in SEPARATORS:
        if any(separator in value for value in written):
            return separator
    raise DataError(
        f"the first {len(values)} cells of '{label}' hold neither a list nor {' '.join(SEPARATORS)} between labels",
        "say what stands between them: --label-separator SEPARATOR",
        path=table.name,
    )


def joined_by(values: Sequence[Any]) -> str | None:
    """What parts labels in the cells of a column: of several such cells, most parts stand alone in other cells."""
    written = [value for value in values if isinstance(value, str)]
    for separator in SEPARATORS:
        joined = [value for value in written if separator in value]
        parts = {part.strip() for value in joined for part in value.split(separator)}
        if len(joined) >= _SEVERAL and len(parts.intersection(written)) > len(parts) / 2:
            return separator
    return None


def _is_flag(column: str, sample: Sequence[Row]) -> bool:
    return bool(sample) and sum(is_truth(row.fields.get(column)) for row in sample) >= _MOSTLY * len(sample)


def is_truth(value: Any) -> bool:
    """Whether it says yes or no: 0, 1, true, false."""
    return isinstance(value, str | int | float) and value in _TRUTH


def says_yes(value: Any) -> bool:
    """Of a value that `is_truth`."""
    return value in (1, "1", "1.0", "true", "True", "TRUE")


def _is_list(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, str) and listed(value) is not None)


def listed(cell: str) -> list[Any] | None:
    """The list that a cell holds, if it holds one: in JSON, or as Python, and so pandas, writes it."""
    if not cell.lstrip().startswith("["):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        if not _PYTHONS_LIST.fullmatch(cell.strip()):
            return None
        found = [_ESCAPE.sub(r"\1", quoted[1:-1]) for quoted in _QUOTED.findall(cell)]
    return found if isinstance(found, list) else None

"""The rows of tables as examples: their text, their truth, and the split they belong to."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from textkit.data.layout import Layout, is_truth, listed, says_yes
from textkit.data.readers import BadRow, Record, Table, in_short
from textkit.data.rejects import Rejects
from textkit.types import Example, Row

SPLIT_NAMES = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
}
Made = TypeVar("Made")
_Target = Callable[[Row], Any]
_NO_GROUP = ("missing", "empty", "not a number")
_KINDS = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number", str: "text"}


def read_examples(
    table: Table, layout: Layout, named: str | None, rejects: Rejects, group: str | None = None
) -> Iterator[Example]:
    """The examples of `table`.

    A `split` column decides where a row goes; without one its file does, by the split it is `named` for. Rows with the
    same value in the column `group` belong together.

    Raises:
        DataError: rows are bad, and `rejects` is not to bear it.
    """
    target = _target_of(layout)

    def use(row: Row, split: str | None) -> Example | BadRow:
        text = row.fields.get(layout.text)
        if not isinstance(text, str):
            return BadRow(row.line, f"'{layout.text}' is {_kind(text)}, not text")
        if not text.strip():
            return BadRow(row.line, f"'{layout.text}' is empty")
        found = target(row)
        if isinstance(found, BadRow):
            return found
        if group is None:
            return Example(text, found, table.origin(row), split)
        together = row.fields.get(group)
        if (kind := _kind(together)) in _NO_GROUP:
            return BadRow(row.line, f"'{group}' is {kind}")
        return Example(text, found, table.origin(row), split, None, str(together))

    return use_rows(table, named, use, rejects)


def use_rows(
    table: Table, named: str | None, use: Callable[[Row, str | None], Made | BadRow], rejects: Rejects | None = None
) -> Iterator[Made]:
    """What `use` makes of each row and its split, which is that of its `split` column, or the one `named`.

    Raises:
        DataError: rows are bad, and `rejects` (by default one that bears none) is not to bear it.
    """
    rejects = rejects or Rejects()
    split_column = next((column for column in table.columns if column.lower() == "split"), None)
    for record in table.records:
        made = record if isinstance(record, BadRow) else _with_split(record, split_column, named, use)
        if isinstance(made, BadRow):
            rejects.add(table.name, _with_file(made, record) if table.format == "folders" else made)
        else:
            yield made
    rejects.settle(table.name)


def _with_file(bad: BadRow, record: Record) -> BadRow:
    """Says which file of the folder is bad; where it could not even be read, its reader did."""
    return bad._replace(reason=f"{record.fields['file']}: {bad.reason}") if isinstance(record, Row) else bad


def _with_split(
    row: Row, split_column: str | None, named: str | None, use: Callable[[Row, str | None], Made | BadRow]
) -> Made | BadRow:
    if split_column is None:
        return use(row, named)
    written = row.fields.get(split_column)
    split = SPLIT_NAMES.get(str(written).strip().lower())
    if split is None:
        return BadRow(row.line, f"split '{in_short(str(written))}' is none of {', '.join(SPLIT_NAMES)}")
    return use(row, split)


def split_of(path: Path) -> str | None:
    """The split that a file's name stands for: `train.csv`, `reviews-test.jsonl.gz`."""
    stem = path.name.split(".")[0].lower().replace("_", "-")
    return SPLIT_NAMES.get(stem.rpartition("-")[2])


def _target_of(layout: Layout) -> _Target:
    """What reads the truth off a row."""
    column = layout.labels[0]
    if layout.form == "wide":
        return lambda row: _flags(row, layout.labels)
    if layout.form == "list":
        return lambda row: _list(row, column)
    if layout.form == "separated":
        return lambda row: _separated(row, column, layout.separator or ",")
    return lambda row: _class(row, column)


def _class(row: Row, column: str) -> str | BadRow:
    label = row.fields.get(column)
    if isinstance(label, list):
        if any(each != label[0] for each in label):
            held = f"'{column}' holds {len(label)} labels, not one"
            return BadRow(row.line, f"{held} (--task multilabel reads any number)")
        label = label[0] if label else ""
    if isinstance(label, bool | int):
        label = json.dumps(label)  # true, not True: as the file has it
    if isinstance(label, float) and label == label:  # noqa: PLR0124 - all numbers but NaN
        return BadRow(row.line, f"'{column}' is {label}: a label is text or a whole number")
    if not isinstance(label, str):
        return BadRow(row.line, f"'{column}' is {_kind(label)}, not a label")
    if not label.strip():
        return BadRow(row.line, f"'{column}' is empty")
    return label.strip()


def _flags(row: Row, columns: tuple[str, ...]) -> list[str] | BadRow:
    for column in columns:
        if not is_truth(value := row.fields.get(column)):
            written = f"'{in_short(value)}'" if isinstance(value, str) and value else _kind(value)
            return BadRow(row.line, f"'{column}' is {written}, not 0 or 1")
    return [column for column in columns if says_yes(row.fields[column])]


def _list(row: Row, column: str) -> list[str] | BadRow:
    value = row.fields.get(column)
    found = listed(value) if isinstance(value, str) else value
    if not isinstance(found, list):
        return BadRow(row.line, f"'{column}' is {_kind(value)}, not a list of labels")
    return _labels(row, column, [json.dumps(label) if isinstance(label, int) else label for label in found])


def _separated(row: Row, column: str, separator: str) -> list[str] | BadRow:
    value = row.fields.get(column)
    if not isinstance(value, str):
        return BadRow(row.line, f"'{column}' is {_kind(value)}, not text with labels")
    return _labels(row, column, value.split(separator)) if value.strip() else []


def _labels(row: Row, column: str, labels: list[Any]) -> list[str] | BadRow:
    """Each label once, in the order written."""
    for label in labels:
        if not isinstance(label, str) or not label.strip():
            return BadRow(row.line, f"'{column}' holds a label that is {_kind(label)}")
    return list(dict.fromkeys(label.strip() for label in labels))


def _kind(value: Any) -> str:
    if value is None:
        return "missing"
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - what NaN alone does
        return "not a number"
    if isinstance(value, str) and not value.strip():
        return "empty"
    return _KINDS.get(type(value), type(value).__name__)

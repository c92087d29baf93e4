"""A user's own files as examples: which column is the text, which the truth, which split a row belongs to."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from textkit.data.columns import LABEL_NAMES, TEXT_NAMES, find_column
from textkit.data.readers import BadRow, Table, open_table
from textkit.errors import DataError, UsageError
from textkit.types import Example, Row

_SPLIT_NAMES = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
}
_SHOWN = 5
Made = TypeVar("Made")


@dataclass(frozen=True)
class FileOptions:
    """How the files are read; None means found out."""

    text_column: str | None = None
    label_column: str | None = None
    column: str | None = None
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value is not None}


def read_examples(path: Path, options: FileOptions, only_file: bool) -> Iterator[Example]:
    """The examples of one file.

    A `split` column decides where a row goes; without one, a file named train, valid(ation), dev or test does, unless
    it is the only file.

    Raises:
        DataError: a column is missing, or rows are bad; the first few are named by line, all are counted.
    """
    if options.column is not None:
        raise UsageError(
            f"--column {options.column} is for tags of words: {path.name} has labels of texts", "leave it out"
        )
    named = None if only_file else split_of(path)
    reading = open_table(path, format=options.format, encoding=options.encoding, delimiter=options.delimiter)
    with reading as table:
        text_column = find_column(table, options.text_column, TEXT_NAMES, "text")
        label_column = find_column(table, options.label_column, LABEL_NAMES, "label", taken=text_column)

        def example_of(row: Row, split: str | None) -> Example | BadRow:
            return _example(row, table.name, text_column, label_column, split)

        yield from use_rows(table, named, example_of)


def use_rows(table: Table, named: str | None, use: Callable[[Row, str | None], Made | BadRow]) -> Iterator[Made]:
    """What `use` makes of each row and its split, which is that of its `split` column, or the one `named`.

    Raises:
        DataError: rows are bad; the first few are named by line, all are counted.
    """
    split_column = next((column for column in table.columns if column.lower() == "split"), None)
    faults: list[BadRow] = []
    count = 0
    for record in table.records:
        made = record if isinstance(record, BadRow) else _with_split(record, split_column, named, use)
        if isinstance(made, BadRow):
            count += 1
            faults += [made] if count <= _SHOWN else []
        else:
            yield made
    if faults:
        raise _bad_rows(table, faults, count)


def _with_split(
    row: Row, split_column: str | None, named: str | None, use: Callable[[Row, str | None], Made | BadRow]
) -> Made | BadRow:
    if split_column is None:
        return use(row, named)
    split = _SPLIT_NAMES.get(str(row.fields.get(split_column)).strip().lower())
    if split is None:
        return BadRow(row.line, f"split '{row.fields.get(split_column)}' is none of {', '.join(_SPLIT_NAMES)}")
    return use(row, split)


def split_of(path: Path) -> str | None:
    """The split that a file's name stands for: `train.csv`, `reviews-test.jsonl.gz`."""
    stem = path.name.split(".")[0].lower().replace("_", "-")
    return _SPLIT_NAMES.get(stem.rpartition("-")[2])


def _example(row: Row, name: str, text_column: str, label_column: str, split: str | None) -> Example | BadRow:
    text, label = row.fields.get(text_column), row.fields.get(label_column)
    if not isinstance(text, str):
        return BadRow(row.line, f"'{text_column}' is {_kind(text)}, not text")
    if not text.strip():
        return BadRow(row.line, f"'{text_column}' is empty")
    if isinstance(label, (bool, int)):
        label = json.dumps(label)  # true, not True: as the file has it
    if not isinstance(label, str):
        return BadRow(row.line, f"'{label_column}' is {_kind(label)}, not a label")
    if not label.strip():
        return BadRow(row.line, f"'{label_column}' is empty")
    return Example(text, label.strip(), f"{name}:{row.line}", split)


def _bad_rows(table: Table, faults: Sequence[BadRow], count: int) -> DataError:
    if count == 1:
        return DataError(faults[0].reason, "mend or remove the row", path=table.name, line=faults[0].line)
    listed = [f"  line {fault.line}: {fault.reason}" for fault in faults]
    if count > len(faults):
        listed.append(f"  and {count - len(faults):,} more")
    return DataError(f"{count:,} rows cannot be used\n" + "\n".join(listed), "mend or remove them", path=table.name)


def _kind(value: Any) -> str:
    if value is None:
        return "missing"
    return {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}.get(
        type(value), type(value).__name__
    )

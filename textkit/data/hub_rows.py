"""Rows of a dataset that the `datasets` package has read, with classes by their names."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from textkit.data.readers.parquet import BATCH_ROWS, rows_of
from textkit.data.readers.table import BadRow, Record
from textkit.types import Row

if TYPE_CHECKING:
    from datasets import Dataset

Namer = Callable[[Any], Any]


def hub_rows(dataset: "Dataset") -> Iterator[Record]:
    """Each row, its line counted from 1; a class is its name wherever in a value it is, and None where it is -1."""
    namers = {column: namer for column, feature in dataset.features.items() if (namer := _namer(feature))}
    first = 1
    for table in dataset.with_format("arrow").iter(BATCH_ROWS):
        for record in rows_of(table, first):
            yield _with_names(record, namers) if isinstance(record, Row) else record
        first += table.num_rows


def _with_names(row: Row, namers: Mapping[str, Namer]) -> Record:
    fields = dict(row.fields)
    for column, namer in namers.items():
        try:
            fields[column] = namer(fields[column])
        except IndexError:
            return BadRow(row.line, f"'{column}' has a number that is none of its classes")
    return Row(row.line, fields)


def _namer(feature: Any) -> Namer | None:
    """What puts names for the numbers of classes; None where there are none."""
    from datasets import ClassLabel, LargeList, List

    def unless_missing(namer: Namer) -> Namer:
        return lambda value: None if value is None else namer(value)

    if isinstance(feature, ClassLabel):
        names = [str(name) for name in feature.names]  # to YAML, no is a truth value
        return unless_missing(lambda number: names[number] if number >= 0 else None)
    if isinstance(feature, List | LargeList):
        each = _namer(feature.feature)
        return each and unless_missing(lambda values: [each(value) for value in values])
    if isinstance(feature, dict):
        parts = {key: namer for key, part in feature.items() if (namer := _namer(part))}
        named = unless_missing(lambda value: {**value, **{key: namer(value[key]) for key, namer in parts.items()}})
        return named if parts else None
    return None

"""What every reader hands over: a table whose records are rows, or say what is wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from textkit.types import Row


class BadRow(NamedTuple):
    """A record that cannot be used: its 1-based `line` and the `reason`, one clause."""

    line: int
    reason: str


Record: TypeAlias = Row | BadRow


@dataclass(frozen=True)
class Table:
    """An open file of records; `records` is read once, while the file is open."""

    name: str
    """The file's name for messages, `stdin` for a stream."""
    format: str
    columns: tuple[str, ...]
    records: Iterator[Record]

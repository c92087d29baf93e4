"""What every reader hands over: a table whose records are rows, or say what is wrong with them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from textkit.types import Row


class BadRow(NamedTuple):
    """A record that cannot be used: its 1-based `line` and the `reason`, one clause."""

    line: int
    reason: str


Record: TypeAlias = Row | BadRow


def in_short(text: str, most: int = 60) -> str:
    """As much of what a file holds as a message needs, and nothing that a terminal would obey."""
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text[:most])
    return shown if len(text) <= most else f"{shown}..."


@dataclass(frozen=True)
class Table:
    """An open file of records; `records` is read once, while the file is open."""

    name: str
    """The file's name for messages, `stdin` for a stream."""
    format: str
    columns: tuple[str, ...]
    records: Iterator[Record]
    tell: Callable[[], int] | None = None
    """How many bytes of the file have been read, where that can be told."""

    def origin(self, row: Row) -> str:
        """Where a row stands: a file and a line, or a file of its own."""
        return f"{self.name}/{row.fields['file']}" if self.format == "folders" else f"{self.name}:{row.line}"

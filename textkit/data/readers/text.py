"""Plain text: every line is a record, blank ones included."""

from collections.abc import Iterator

from textkit.data.readers.lines import BadLine, Line
from textkit.data.readers.table import BadRow, Record
from textkit.types import Row

COLUMN = "text"


def read_text(lines: Iterator[Line]) -> Iterator[Record]:
    """Each line as `{"text": line}`, without its line end."""
    for number, line in enumerate(lines, 1):
        if isinstance(line, BadLine):
            yield BadRow(number, line.reason)
        else:
            yield Row(number, {COLUMN: line})

"""fastText's lines: labels that begin with __label__, and the text that is left of the line without them."""

import re
from collections.abc import Iterator

from textkit.data.readers.lines import BadLine, Line
from textkit.data.readers.table import BadRow, Record
from textkit.types import Row

PREFIX = "__label__"
_LABEL = re.compile(rf"(?<!\S){PREFIX}(\S*)\s*")
_COLUMNS = ("text", "label")


def read_fasttext(lines: Iterator[Line]) -> tuple[tuple[str, ...], Iterator[Record]]:
    """A record for each line that is not blank: its `text`, and in `label` a list of its labels, wherever in it."""
    return _COLUMNS, _records(lines)


def _records(lines: Iterator[Line]) -> Iterator[Record]:
    for number, line in enumerate(lines, 1):
        if isinstance(line, BadLine):
            yield BadRow(number, line.reason)
        elif line.strip():
            yield Row(number, {"text": _LABEL.sub("", line).strip(), "label": _LABEL.findall(line)})

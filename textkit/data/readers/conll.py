"""CoNLL: a word a line and its tags in columns beside it, a blank line after each sentence.

Cells are parted by tabs where a line has any, else by spaces; other white space, such as a no-break space, is part of
a word. Lines that begin with -DOCSTART- are no sentence. Before the first word of a sentence, a line that begins with
`# ` is a comment unless it can be the word #: it has the columns of the file, ends in what looks like a tag (# SYM O),
and assigns nothing (# id = 7).
"""

from collections.abc import Iterator
from functools import partial
from itertools import dropwhile

from textkit.data.readers.lines import BadLine, Line
from textkit.data.readers.table import BadRow, Record
from textkit.text.schemes import is_span_tag
from textkit.types import Row

_COLUMNS = ("words", "columns", "lines")


def read_conll(lines: Iterator[Line]) -> tuple[tuple[str, ...], Iterator[Record]]:
    """A record for each sentence: its `words`, all `columns` cell by cell, and the `lines` its words stand in."""
    return _COLUMNS, _records(lines)


def sentence_blocks(lines: Iterator[Line]) -> Iterator[list[tuple[int, Line]]]:
    """The numbered lines between blank ones, -DOCSTART- lines left out."""
    block: list[tuple[int, Line]] = []
    for number, line in enumerate(lines, 1):
        if isinstance(line, BadLine) or (line.strip() and not line.lstrip(" ").startswith("-DOCSTART-")):
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _records(lines: Iterator[Line]) -> Iterator[Record]:
    width = 0
    for block in sentence_blocks(lines):
        width = width or _width(block)
        tokens = list(dropwhile(partial(_is_comment, width), block))
        if tokens:
            yield _sentence(tokens, width)


def _width(block: list[tuple[int, Line]]) -> int:
    """The columns of the first line that is a word for sure, 0 when none is."""
    certain = (line for _, line in block if isinstance(line, str) and not line.startswith("# "))
    return len(_cells(next(certain, "")))


def _is_comment(width: int, numbered: tuple[int, Line]) -> bool:
    _, line = numbered
    if isinstance(line, BadLine) or not line.startswith("# "):
        return False
    cells = _cells(line)
    like_a_tag = is_span_tag(cells[-1]) or cells[-1] == cells[-1].upper()
    return len(cells) != width or not like_a_tag or cells[2:3] == ["="]


def _sentence(tokens: list[tuple[int, Line]], width: int) -> Record:
    rows = []
    for number, line in tokens:
        if isinstance(line, BadLine):
            return BadRow(number, line.reason)
        cells = _cells(line)
        if len(cells) != width:
            return BadRow(number, f"{len(cells)} column{'s' * (len(cells) != 1)}, the first sentence has {width}")
        if not cells[0].strip():
            return BadRow(number, "the word is empty")
        rows.append(cells)
    columns = [list(column) for column in zip(*rows, strict=True)]
    numbers = [number for number, _ in tokens]
    return Row(numbers[0], {"words": columns[0], "columns": columns, "lines": numbers})


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip(" ") for cell in line.split("\t")]
    return [cell for cell in line.split(" ") if cell]

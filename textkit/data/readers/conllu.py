"""CoNLL-U, the format of Universal Dependencies: ten columns parted by tabs, a blank line after each sentence.

The words are the syntactic ones, which carry the tags. Where a written word stands for several, they stand in the text
as they are: joined if that gives what is written (do + n't), with a space between if not (de + le, written du).
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textkit.data.readers.conll import sentence_blocks
from textkit.data.readers.lines import BadLine, Line
from textkit.data.readers.table import BadRow, Record
from textkit.types import Row

_COLUMNS = ("words", "upos", "xpos", "lines", "text", "spans")
_WIDTH = 10
_ID, _FORM, _UPOS, _XPOS, _MISC = 0, 1, 3, 4, 9
_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_EMPTY_NODE = re.compile(r"[0-9]+\.[0-9]+")  # a word that was left out: nothing stands in the text


class _Written(NamedTuple):
    """What is written for the words [start, end), and its line."""

    start: int
    end: int
    cells: list[str]
    line: int


def read_conllu(lines: Iterator[Line]) -> tuple[tuple[str, ...], Iterator[Record]]:
    """A record for each sentence: its `words`, their tags and lines, its `text` and where in it the words are."""
    return _COLUMNS, _records(lines)


def _records(lines: Iterator[Line]) -> Iterator[Record]:
    for block in sentence_blocks(lines):
        tokens = [(number, line) for number, line in block if isinstance(line, BadLine) or not line.startswith("#")]
        if tokens:
            yield _sentence(tokens)


def _sentence(tokens: list[tuple[int, Line]]) -> Record:
    words: list[list[str]] = []
    numbers: list[int] = []
    written: list[_Written] = []
    for number, line in tokens:
        if isinstance(line, BadLine):
            return BadRow(number, line.reason)
        cells = line.split("\t")
        if len(cells) != _WIDTH:
            return BadRow(number, f"{len(cells)} column{'s' * (len(cells) != 1)}, CoNLL-U has {_WIDTH}")
        if not cells[_FORM].strip():
            return BadRow(number, "the word is empty")
        due = len(words) + 1
        bounds = _RANGE.fullmatch(cells[_ID])
        if cells[_ID] == str(due):
            words.append(cells)
            numbers.append(number)
        elif bounds and due == int(bounds[1]) <= int(bounds[2]) and (not written or written[-1].end < due):
            written.append(_Written(due - 1, int(bounds[2]), cells, number))
        elif not _EMPTY_NODE.fullmatch(cells[_ID]):
            return BadRow(number, f"the id is '{cells[_ID][:20]}' where {due} is due")
    if written and written[-1].end > len(words):
        return BadRow(written[-1].line, f"the sentence ends within the words of {written[-1].cells[_ID]}")
    return _row(words, numbers, written) if words else BadRow(tokens[0][0], "the sentence has no words")


def _row(words: list[list[str]], numbers: list[int], written: Sequence[_Written]) -> Row:
    forms = [cells[_FORM] for cells in words]
    text, spans = _text(forms, _spaces(words, written))
    upos, xpos = ([cells[column] for cells in words] for column in (_UPOS, _XPOS))
    fields = {"words": forms, "upos": upos, "xpos": xpos, "lines": numbers, "text": text, "spans": spans}
    return Row(numbers[0], fields)


def _spaces(words: Sequence[list[str]], written: Sequence[_Written]) -> list[bool]:
    """Whether a space follows each word."""
    spaces = [_space_after(cells) for cells in words]
    for start, end, cells, _ in written:
        joined = "".join(word[_FORM] for word in words[start:end]) == cells[_FORM]
        spaces[start:end] = [not joined] * (end - start - 1) + [_space_after(cells)]
    return [*spaces[:-1], False]


def _space_after(cells: list[str]) -> bool:
    return "SpaceAfter=No" not in cells[_MISC].split("|")


def _text(forms: Sequence[str], spaces: Sequence[bool]) -> tuple[str, list[tuple[int, int]]]:
    """The text, and where in it each word is."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for form, space in zip(forms, spaces, strict=True):
        spans.append((at, at + len(form)))
        pieces.append(form + " " * space)
        at += len(pieces[-1])
    return "".join(pieces), spans

"""CSV and TSV with a header line, or with columns named by the caller; every cell stays text, "NA" too.

CSV quotes as RFC 4180 does, newlines included. TSV has no quoting: a quote is a character like any other,
which is how tab-separated corpora are written; one that does quote is CSV with a tab as its delimiter.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from textkit.data.readers.lines import BadLine, Line
from textkit.data.readers.table import BadRow, Record, in_short
from textkit.errors import DataError
from textkit.types import Row

if TYPE_CHECKING:
    from _csv import Reader

CELL_CHARACTERS = 1 << 24
"""The longest cell; the csv module would stop at 131,072."""

_QUOTES = "close it, or write it twice if it is part of the text"
_OTHERS = {
    ",": ("commas", "--input-format csv --delimiter ','"),
    ";": ("semicolons", "--delimiter ';'"),
    "\t": ("tabs", "--input-format tsv"),
    "|": ("bars", "--delimiter '|'"),
}
"""What a header may have instead of its delimiter, and the flags that read it."""

_Parsed: TypeAlias = tuple[int, list[str]] | BadRow


def read_csv(
    lines: Iterator[Line], name: str, *, delimiter: str, quoted: bool, columns: tuple[str, ...] | None
) -> tuple[tuple[str, ...], Iterator[Record]]:
    """The columns and the records of `lines`, which carry their line ends; blank lines are skipped.

    Raises:
        DataError: the file is empty, its header cannot be used, or a quote is never closed.
    """
    csv.field_size_limit(CELL_CHARACTERS)  # of the whole process: the module has no other way
    feed = _Feed(lines)
    if quoted:
        parser = csv.reader(feed, delimiter=delimiter, strict=True)
    else:
        parser = csv.reader(feed, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    parsed = _parse(parser, feed, name)
    if columns is not None:
        return columns, _records(parsed, columns, f"the columns named are {len(columns)}")
    header = _header(parsed, name, delimiter)
    return header, _records(parsed, header, f"the header has {len(header)}")


def nameless(number: int) -> str:
    """What a column is called that its header gives no name, counted from 1; it means nothing unless it is named."""
    return f"column {number}"


def naming_fault(names: Sequence[str]) -> str | None:
    """What is wrong with these column names, if anything."""
    for number, name in enumerate(names, 1):
        if not name.strip():
            return f"column {number} has no name"
        if names.index(name) + 1 < number:
            return f"two columns are named '{in_short(name)}': {names.index(name) + 1} and {number}"
    return None


@dataclass
class _Feed:
    """Hands lines to the parser and keeps what the parser cannot tell about them."""

    lines: Iterator[Line]
    fault: BadRow | None = None
    """The first unreadable line of the record being parsed."""
    quote: int = 0
    """The last line with a quote that opens or closes."""

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self.lines, 1):
            if isinstance(line, BadLine):
                self.fault = self.fault or BadRow(number, line.reason)
                text = line.text  # its quotes still count, or the records after it would be misread
            else:
                text = line
            if '"' in text and '"' in text.replace('""', ""):
                self.quote = number
            yield text


def _parse(parser: "Reader", feed: _Feed, name: str) -> Iterator[_Parsed]:
    """Records as the line each begins at and its cells; after a fault the next line begins a record."""
    while True:
        line = parser.line_num + 1
        try:
            cells = next(parser)
        except StopIteration:
            return
        except csv.Error as error:
            if str(error) == "unexpected end of data":
                raise DataError("this quote is never closed", _QUOTES, path=name, line=feed.quote) from None
            yield feed.fault or BadRow(line, _reason(error, line, parser.line_num))
        else:
            if feed.fault:
                yield feed.fault
            elif cells:
                yield line, cells
        feed.fault = None


def _reason(error: csv.Error, first: int, last: int) -> str:
    message = str(error)
    if "expected after" in message:
        reason = "text after a closing quote (write a quote inside a cell twice)"
    elif message.startswith("field larger"):
        reason = f"a cell is longer than {CELL_CHARACTERS:,} characters"
    elif message.startswith("new-line character"):
        reason = "a carriage return outside quotes (lines end at \\n or \\r\\n)"
    else:
        reason = message
    return reason if first == last else f"{reason}, in the record of lines {first} to {last}"


def _header(parsed: Iterator[_Parsed], name: str, delimiter: str) -> tuple[str, ...]:
    first = next(parsed, None)
    if first is None:
        raise DataError("the file is empty", "a header line with the columns' names is expected", path=name)
    if isinstance(first, BadRow):
        raise DataError(f"in the header: {first.reason}", path=name, line=first.line)
    line, names = first
    if len(names) == 1 and (other := _other_delimiter(names[0], delimiter)):
        due = {",": "comma", "\t": "tab"}.get(delimiter, f"'{delimiter}'")
        called, mend = _OTHERS[other]
        raise DataError(f"the header has no {due} but {called}", f"pass {mend}", path=name, line=line)
    if any(map(str.strip, names)):  # an index, as pandas writes it, or a delimiter too many: nobody has to use it
        names = [name if name.strip() else nameless(number) for number, name in enumerate(names, 1)]
    if fault := naming_fault(names):
        raise DataError(f"in the header: {fault}", "give each column its own name", path=name, line=line)
    return tuple(names)


def _other_delimiter(header: str, delimiter: str) -> str | None:
    """What parts the names in a header that is one cell; a space after it makes it part of a name."""
    others = (each for each in _OTHERS if each != delimiter and each in header and f"{each} " not in header)
    return next(others, None)


def _records(parsed: Iterator[_Parsed], columns: tuple[str, ...], wanted: str) -> Iterator[Record]:
    width = len(columns)
    for record in parsed:
        if isinstance(record, BadRow):
            yield record
            continue
        line, cells = record
        if width > 1 and tuple(cells) == columns:
            yield BadRow(line, "row repeats the names of the columns")
        elif len(cells) == width:
            yield Row(line, dict(zip(columns, cells, strict=True)))
        else:
            yield BadRow(line, f"row has {len(cells)} field{'s' * (len(cells) != 1)}, {wanted}")

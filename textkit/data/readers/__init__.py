"""Strict streaming readers: every record comes out whole, or as a `BadRow` that says what is wrong.

A bad record leaves the choice to the caller: fail (`rows`), skip, set aside, or answer with an error.
What spoils the rest of a file, such as a bad header or damaged packed data, raises DataError.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from textkit.data.readers.conll import read_conll
from textkit.data.readers.conllu import read_conllu
from textkit.data.readers.csv import naming_fault, read_csv
from textkit.data.readers.fasttext import read_fasttext
from textkit.data.readers.jsonl import read_jsonl
from textkit.data.readers.lines import read_lines
from textkit.data.readers.parquet import read_parquet
from textkit.data.readers.source import open_bytes, read_chunks
from textkit.data.readers.table import BadRow, Record, Table, in_short
from textkit.data.readers.text import COLUMN, read_text
from textkit.errors import DataError, UsageError, unknown_name
from textkit.types import Row

__all__ = ["FORMATS", "BadRow", "Record", "Row", "Table", "format_by_name", "in_short", "open_table", "rows"]

FORMATS = {
    "csv": (".csv",),
    "tsv": (".tsv",),
    "jsonl": (".jsonl", ".ndjson"),
    "text": (".txt",),
    "fasttext": (".fasttext", ".ft"),
    "conll": (".conll", ".bio", ".iob", ".iob2"),
    "conllu": (".conllu",),
    "parquet": (".parquet", ".pq"),
}
"""Formats and the suffixes they are known by; each may be followed by .gz or .zst, but for Parquet's."""

_PACKED = (".gz", ".zst", ".zstd")
_DELIMITERS = {"csv": ",", "tsv": "\t"}


@contextmanager
def open_table(
    source: Path | BinaryIO,
    *,
    format: str | None = None,
    encoding: str | None = None,
    columns: tuple[str, ...] | None = None,
    delimiter: str | None = None,
) -> Iterator[Table]:
    """The records of a file, or of a stream whose `format` is given; gzip and zstd are recognised by their content.

    `columns` are those of a CSV or TSV without a header line, `delimiter` is one character.

    Raises:
        UsageError: the format or the encoding is unknown, or the format has no use for an option.
        MissingError: there is no such file.
        DataError: the file cannot be read, or its header cannot be used.
    """
    name = source.name if isinstance(source, Path) else "stdin"
    format = _known(format) if format else format_by_name(source)
    _check(format, encoding, columns, delimiter)
    with open_bytes(source) as stream:
        yield _read(stream, name, format, encoding, columns, delimiter)


def rows(table: Table) -> Iterator[Row]:
    """The records of `table`, all good.

    Raises:
        DataError: a record is bad; the error names the file and the line.
    """
    for record in table.records:
        if isinstance(record, BadRow):
            raise DataError(record.reason, path=table.name, line=record.line)
        yield record


def _read(
    stream: BinaryIO,
    name: str,
    format: str,
    encoding: str | None,
    columns: tuple[str, ...] | None,
    delimiter: str | None,
) -> Table:
    if format == "parquet":
        return Table(name, format, *read_parquet(stream, name))
    in_cells = format in _DELIMITERS  # a cell in quotes keeps the line ends it holds
    lines = read_lines(read_chunks(stream, name), name, encoding=encoding, keep_ends=in_cells)
    if in_cells:
        delimiter = delimiter or _DELIMITERS[format]
        found, records = read_csv(lines, name, delimiter=delimiter, quoted=format == "csv", columns=columns)
    elif format == "jsonl":
        found, records = read_jsonl(lines, name)
    elif format == "fasttext":
        found, records = read_fasttext(lines)
    elif format == "conll":
        found, records = read_conll(lines)
    elif format == "conllu":
        found, records = read_conllu(lines)
    else:
        found, records = (COLUMN,), read_text(lines)
    return Table(name, format, found, records, getattr(stream, "tell", None))


def _known(format: str) -> str:
    if format not in FORMATS:
        raise unknown_name("format", format, FORMATS)
    return format


def format_by_name(source: Path | BinaryIO) -> str:
    """The format that the suffix stands for.

    Raises:
        UsageError: it stands for none, or a stream has no name.
    """
    known = f"pass --input-format {', '.join(FORMATS)}"
    if not isinstance(source, Path):
        raise UsageError("the format of a stream cannot be told", known)
    plain = source.name.lower()
    for suffix in _PACKED:
        plain = plain.removesuffix(suffix)
    for format, suffixes in FORMATS.items():
        if plain.endswith(suffixes):
            return format
    endings = ", ".join(suffix for group in FORMATS.values() for suffix in group)
    raise UsageError(
        f"{source.name}: the name ends in none of {endings} (or these with {_PACKED[0]} or {_PACKED[1]})", known
    )


def _check(format: str, encoding: str | None, columns: tuple[str, ...] | None, delimiter: str | None) -> None:
    if format not in _DELIMITERS and (columns is not None or delimiter is not None):
        raise UsageError(f"{format} files have neither a delimiter nor columns to name", "leave the option out")
    if format == "parquet" and encoding is not None:
        raise UsageError("parquet files say themselves how their text is encoded", "leave out --encoding")
    if columns is not None and (fault := naming_fault(columns)):
        raise UsageError(fault, "give each column its own name")
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        raise UsageError(f"{delimiter!r} cannot be a delimiter", "pass one character that is no quote")

"""A user's own files of tagged words: CoNLL columns, CoNLL-U, JSON lines with tokens and tags, or text and entities."""

from collections.abc import Iterator
from pathlib import Path

from textkit.data.entities import from_entities
from textkit.data.files import FileOptions, split_of, use_rows
from textkit.data.readers import BadRow, Row, Table, open_table
from textkit.data.tagged import Columns, Tagged, find_tagging, from_conll, from_conllu, from_tokens
from textkit.errors import DataError, UsageError


def task_of(path: Path, options: FileOptions) -> str:
    """What the rows of a file are for: "tagging" where words have tags, else "classification"."""
    with open_table(path, format=options.format, encoding=options.encoding, delimiter=options.delimiter) as table:
        return "tagging" if table.format in ("conll", "conllu") or _columns(path, options, table) else "classification"


def read_tagged(path: Path, options: FileOptions, only_file: bool) -> Iterator[Tagged]:
    """The sentences of one file. Which split they go to is told as `read_examples` tells it.

    Raises:
        DataError: rows are bad; the first few are named by line, all are counted.
    """
    with open_table(path, format=options.format, encoding=options.encoding, delimiter=options.delimiter) as table:
        columns = _columns(path, options, table)
        if columns is None and table.format not in ("conll", "conllu"):
            raise DataError("no tags of words: the other files have them", "leave this file out", path=table.name)

        def tagged_of(row: Row, split: str | None) -> Tagged | BadRow:
            if table.format == "conll":
                return from_conll(row, table.name, options.column, split)
            if table.format == "conllu" or columns is None:
                return from_conllu(row, table.name, options.column, split)
            of = from_tokens if columns.form == "tokens" else from_entities
            return of(row, table.name, columns.text, columns.tags, split)

        yield from use_rows(table, None if only_file else split_of(path), tagged_of)


def _columns(path: Path, options: FileOptions, table: Table) -> Columns | None:
    """Where JSON lines keep words and tags, by the names given and their first good record; None for other files."""
    if table.format in ("conll", "conllu") and (options.text_column or options.label_column):
        raise UsageError("--text-column and --label-column are for tables with a header", "name the tags by --column")
    if table.format != "jsonl":
        return None
    if options.column is not None:
        raise UsageError("--column is for CoNLL files", "name the columns of a JSONL by --text-column, --label-column")
    with open_table(path, format=options.format, encoding=options.encoding) as again:
        first = next((row for row in again.records if isinstance(row, Row)), None)
    return find_tagging(first.fields, options.text_column, options.label_column) if first else None

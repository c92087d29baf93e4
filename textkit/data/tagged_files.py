"""Tables of tagged words: CoNLL columns, CoNLL-U, records with tokens and tags, or with text and entities."""

from collections.abc import Iterator, Sequence

from textkit.data.entities import from_entities
from textkit.data.files import use_rows
from textkit.data.options import FileOptions
from textkit.data.readers import BadRow, Row, Table, in_short
from textkit.data.rejects import Rejects
from textkit.data.tagged import (
    CONLLU_NAMES,
    Columns,
    Tagged,
    column_number,
    find_tagging,
    from_conll,
    from_conllu,
    from_tokens,
)
from textkit.errors import DataError, UsageError

WORDS = ("conll", "conllu")
"""Formats whose records are sentences."""


def tag_columns(table: Table, sample: Sequence[Row], options: FileOptions) -> Columns | None:
    """Where records keep words and tags, by the names given and the first good ones; None where they keep none.

    Raises:
        UsageError: options are for another kind of file.
    """
    if table.format in WORDS:
        if options.text_column or options.label_column:
            raise UsageError(
                "--text-column and --label-column are for tables with a header", "name the tags by --column"
            )
        return None
    found = _found(sample, options.text_column, options.label_column)
    if found and options.column is not None:
        raise UsageError("--column is for CoNLL files", "name the columns of a table by --text-column, --label-column")
    return found


def tags_described(table: Table, sample: Sequence[Row], options: FileOptions) -> str | None:
    """Where words and tags stand, one clause for people; None where there are none."""
    columns = tag_columns(table, sample, options)
    if table.format == "conll" and sample:
        width = len(sample[0].fields["columns"])
        number = column_number(options.column, width)
        return f"words are in column 1 of {width}, tags in column {number}" if 2 <= number <= width else None
    if table.format == "conllu":
        column = options.column or CONLLU_NAMES[0]
        return f"tags are in '{column}'" if column in CONLLU_NAMES else None
    if columns is None:
        return None
    names = ("words are", "tags") if columns.form == "tokens" else ("text is", "entities")
    return f"{names[0]} in '{in_short(columns.text)}', {names[1]} in '{in_short(columns.tags)}'"


def _found(sample: Sequence[Row], text: str | None, label: str | None) -> Columns | None:
    """What the first good row has, or a later one where the first has an empty list, which says little."""
    found = next((found for row in sample if (found := _in_row(row, sample[0], text, label))), None)
    if found is None or found.form == "tokens" or label is None:
        return found
    entries = (entry for row in sample if isinstance(listed := row.fields.get(found.tags), list) for entry in listed)
    return None if isinstance(next(entries, None), str) else found  # names of labels are no entities


def _in_row(row: Row, first: Row, text: str | None, label: str | None) -> Columns | None:
    found = find_tagging(row.fields, text, label)
    return found if found and (row is first or first.fields.get(found.tags) == []) else None


def read_tagged(
    table: Table, columns: Columns | None, options: FileOptions, named: str | None, rejects: Rejects
) -> Iterator[Tagged]:
    """The sentences of one table. Which split they go to is told as `read_examples` tells it.

    Raises:
        DataError: rows are bad, and `rejects` is not to bear it.
    """
    if columns is None and table.format not in WORDS:
        raise DataError(
            "no tags of words here", "name --text-column and --label-column, or leave this file out", path=table.name
        )

    def tagged_of(row: Row, split: str | None) -> Tagged | BadRow:
        if table.format == "conll":
            return from_conll(row, table.name, options.column, split)
        if table.format == "conllu" or columns is None:
            return from_conllu(row, table.name, options.column, split)
        of = from_tokens if columns.form == "tokens" else from_entities
        return of(row, table.name, columns.text, columns.tags, split)

    return use_rows(table, named, tagged_of, rejects)

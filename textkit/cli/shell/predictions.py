"""Where `predict` reads from, and whoever else wants texts without labels."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from textkit.data.columns import TEXT_NAMES, WORD_NAMES, find_column
from textkit.data.options import FileOptions
from textkit.data.plain import format_by_content
from textkit.data.readers import BadRow, Record, open_table
from textkit.errors import DataError, UsageError
from textkit.inference.predictor import Predictor
from textkit.inference.streaming import input_from
from textkit.reporter import Reporter
from textkit.types import Input, Row, Sentence


def input_options(
    source: str,
    text_column: str | None,
    format: str | None,
    encoding: str | None,
    delimiter: str | None,
    header: str | None,
    words: bool,
    reporter: Reporter,
) -> FileOptions:
    """What the flags say; of a .txt that is more than lines of text also what its content says."""
    if format is None and source != "-" and (format := labelled_format(source, encoding, words)):
        reporter.note(f"{source}: read as {format}, labels are no part of its texts (or --input-format text)")
    columns = tuple(header.split(",")) if header else None
    return FileOptions(text_column, format=format, encoding=encoding, delimiter=delimiter, header=columns)


def labelled_format(source: str, encoding: str | None, words: bool) -> str | None:
    """The format of a .txt with labels beside its texts or, where `words` are asked for, its words."""
    path = Path(source)
    format = format_by_content(path, encoding) if ".txt" in path.name.lower() else None
    return format if words or format != "conll" else None


@contextmanager
def open_input(
    texts: list[str] | None, source: str, options: FileOptions, usual: tuple[str, ...], words: bool
) -> Iterator[tuple[Iterable[Record], str, tuple[str, ...]]]:
    """The records, the column that holds the text, and the columns that are carried through.

    Where `options` do not name it, the first of the `usual` columns that is there holds the text; with `words`, a
    column of words comes first.
    """
    if texts is not None:
        yield [Row(number, {"text": text}) for number, text in enumerate(texts, start=1)], "text", ()
        return
    # unbuffered: a thread that waits inside the buffer's lock would abort the process as it leaves
    stdin = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
    stream = stdin if source == "-" else Path(source)
    format, text_column = options.format or ("text" if source == "-" else None), options.text_column
    with open_table(
        stream, format=format, encoding=options.encoding, columns=options.header, delimiter=options.delimiter
    ) as table:
        if table.format in ("conll", "conllu"):
            if text_column:
                raise UsageError(f"--text-column: {table.format} has its words in one place", "leave it out")
            yield map(_words_alone, table.records), "words", ()
            return
        if table.format in ("jsonl", "parquet"):  # either may hold words, and a first record says little of the others
            known = (*(WORD_NAMES if words else ()), *usual)
            by_name = {each.lower(): each for each in table.columns}
            column = text_column or next((by_name[each] for each in known if each in by_name), "text")
        else:
            column = find_column(table, text_column, usual, "text")
        yield table.records, column, tuple(each for each in table.columns if each != column)


def read_inputs(path: Path, text_column: str | None, predictor: Predictor) -> list[Input | list[str]]:
    """All texts or sentences of a file, as `predict` would read it.

    Raises:
        DataError: a record has none.
    """
    words, usual = predictor.task.level == "word", (*predictor.text_columns(), *TEXT_NAMES)
    found = []
    options = FileOptions(text_column=text_column, format=labelled_format(str(path), None, words))
    with open_input(None, str(path), options, usual, words) as (records, column, _):
        for record in records:
            given = input_from(record, column, words)
            if isinstance(given, BadRow):
                raise DataError(given.reason, "mend the file, or take the record out", path=str(path), line=given.line)
            found.append(given)
    return found


def _words_alone(record: Record) -> Record:
    """The words of a sentence, in their text where the file has one; none of their annotations is carried through."""
    if isinstance(record, BadRow):
        return record
    fields = record.fields
    words = Sentence(fields["text"], fields["spans"]) if "spans" in fields else fields["words"]
    return Row(record.line, {"words": words})

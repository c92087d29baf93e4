"""sms-spam: 5,574 English text messages, 747 of them spam (Almeida et al. 2011)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.readers import BadRow, Record, Table, open_table, rows
from textkit.data.readers.archive import open_member
from textkit.data.samples.messages import LABELS, generate
from textkit.errors import DataError
from textkit.types import Example

_FILE = "SMSSpamCollection"
_HEADER = ({"label", "class", "category"}, {"sms", "message", "text"})
"""What the two columns are called, in lower case, in copies that somebody gave a header."""


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Example]:
    """From the publisher's zip archive or from the file in it, with or without a header."""
    with _open(files[_FILE]) as table:
        for row in rows(table):
            label, text = row.fields["label"], row.fields["text"].strip()
            if row.line == 1 and _is_header(row):
                continue
            if label not in LABELS:
                known = f"a line is {' or '.join(LABELS)}, a tab and the message"
                raise DataError(f"unknown label '{label}'", known, path=table.name, line=row.line)
            if not text:
                raise DataError("the message is empty", "mend or remove the line", path=table.name, line=row.line)
            yield Example(text, label, f"{_FILE}:{row.line}")


def notes(files: Mapping[str, Path]) -> list[str]:
    """What is odd about these files, for whoever reads figures made from them."""
    with _open(files[_FILE]) as table:
        header = _is_header(next(table.records, None))
    return [f"{_FILE}:1: a header line, not a message: left out"] if header else []


@contextmanager
def _open(path: Path) -> Iterator[Table]:
    with open_member(path, _FILE) as stream, open_table(stream, format="tsv", columns=("label", "text")) as table:
        yield replace(table, name=_FILE)


def _is_header(record: Record | None) -> bool:
    if record is None or isinstance(record, BadRow):
        return False
    return all(cell.strip().lower() in names for cell, names in zip(record.fields.values(), _HEADER, strict=True))


def _sample(column: str | None) -> Iterator[Example]:
    for number, (text, label) in enumerate(generate(), start=1):
        yield Example(text, label, f"sample:{number}")


DATASET = DatasetEntry(
    summary="Text messages: spam or not (ham)",
    task="classification",
    homepage="https://archive.ics.uci.edu/dataset/228/sms+spam+collection",
    licence="CC BY 4.0",
    citation="Almeida, Gómez Hidalgo, Yamakami: Contributions to the Study of SMS Spam Filtering. DocEng 2011",
    rows=5_574,
    files=(
        UpstreamFile(  # a zip archive, whatever it is called here; a mirror may hold the file in it
            _FILE,
            "https://archive.ics.uci.edu/static/public/228/sms+spam+collection.zip",
            "1587ea43e58e82b14ff1f5425c88e17f8496bfcdb67a583dbff9eefaf9963ce3",
            203_415,
        ),
    ),
    parse=_parse,
    sample=_sample,
    notes=notes,
)

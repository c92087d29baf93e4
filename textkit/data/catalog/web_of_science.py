"""web-of-science: 46,985 abstracts of papers, by domain of science or by area (WOS-46985; Kowsari et al. 2017)."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.readers import open_table, rows
from textkit.data.readers.archive import is_zip, open_member
from textkit.data.readers.workbook import read_column
from textkit.data.samples.topics import generate_abstracts
from textkit.errors import DataError
from textkit.types import Example

_FILE = "wos.csv"
_COLUMNS = ("domain", "area")
_DOMAINS = ("CS", "ECE", "Psychology", "MAE", "Civil", "Medical", "biochemistry")
"""In the order of their numbers in the archive."""
_TEXTS, _NUMBERS, _NAMES = "WOS46985/X.txt", "WOS46985/YL1.txt", "Meta-data/Data.xlsx"


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Example]:
    """From a CSV with the columns abstract, domain and area, or from the publisher's zip archive."""
    path, column = files[_FILE], column or _COLUMNS[0]
    return _from_archive(path, column) if is_zip(path) else _from_table(path, column)


def _from_table(path: Path, column: str) -> Iterator[Example]:
    with open_table(path, format="csv") as table:
        for name in ("abstract", column):
            if name not in table.columns:
                raise DataError(f"the header has no column '{name}'", path=table.name, line=1)
        for row in rows(table):
            text, label = row.fields["abstract"].strip(), row.fields[column].strip()
            if not text or not label:
                empty = column if text else "abstract"
                raise DataError(f"'{empty}' is empty", "mend or remove the row", path=table.name, line=row.line)
            yield Example(text, label, f"{table.name}:{row.line}")


def _from_archive(path: Path, column: str) -> Iterator[Example]:
    labels = _domains(path) if column == "domain" else _areas(path)
    paired = zip_longest(_lines(path, _TEXTS), labels)
    for line, (text, label) in enumerate(paired, start=1):
        if not text or not label:
            lacking = f"the {column}" if text else "the abstract"
            raise DataError(f"{lacking} of line {line} of {_TEXTS} is missing", "fetch it again", path=path.name)
        yield Example(text, label, f"X.txt:{line}")


def _domains(path: Path) -> Iterator[str]:
    names = {str(number): name for number, name in enumerate(_DOMAINS)}
    for line, number in enumerate(_lines(path, _NUMBERS), start=1):
        if number not in names:
            known = f"0 to {len(names) - 1}"
            raise DataError(f"'{number}' is no domain: they are {known}", path=f"{path.name}/{_NUMBERS}", line=line)
        yield names[number]


def _areas(path: Path) -> Iterator[str]:
    """From the archive's workbook: its text files have numbers alone, and several names share one."""
    with open_member(path, _NAMES) as stream:
        yield from read_column(stream, "area", f"{path.name}/{_NAMES}")


def _lines(path: Path, member: str) -> Iterator[str]:
    with open_member(path, member) as stream, open_table(stream, format="text") as table:
        for row in rows(table):
            yield row.fields["text"].strip()


def _sample(column: str | None) -> Iterator[Example]:
    for number, (text, domain, area) in enumerate(generate_abstracts(), start=1):
        yield Example(text, area if column == "area" else domain, f"sample:{number}")


DATASET = DatasetEntry(
    summary="Abstracts of papers: the domain of science (7), or with --column area the area (over 130)",
    task="classification",
    homepage="https://data.mendeley.com/datasets/9rw3vkcfy4",
    licence="CC BY 4.0",
    citation="Kowsari et al.: HDLTex: Hierarchical Deep Learning for Text Classification. ICMLA 2017",
    rows=46_985,
    files=(
        UpstreamFile(  # a zip archive, whatever it is called here; a mirror may hold the table
            _FILE,
            "https://data.mendeley.com/public-files/datasets/9rw3vkcfy4/files/"
            "c9ea673d-5542-44c0-ab7b-f1311f7d61df/file_downloaded",
            "b787d484bff88b0dcdb3fa291d06ec9d2f025dc2a67ce1045d0c688cd96ccf8a",
            60_222_421,
        ),
    ),
    parse=_parse,
    sample=_sample,
    columns=_COLUMNS,
)

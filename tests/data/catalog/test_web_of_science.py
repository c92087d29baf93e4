"""Abstracts from the table that a mirror may hold, and from the publisher's archive."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.data.workbooks import workbook
from textkit.data.catalog import catalog
from textkit.errors import DataError
from textkit.types import Example

DATASET = catalog.load("web-of-science")
TABLE = """abstract,domain,area
"Two lines,
one abstract",Medical,Asthma
Graphs,CS,Data structures
Bridges,Civil,Suspension Bridge
"""
ARCHIVE = {
    "WOS46985/X.txt": "Cells divide\nGraphs\nBeams bend\n",
    "WOS46985/YL1.txt": "6\n0\n4\n",
    "Meta-data/Data.xlsx": workbook(
        [
            ["Y1", "Y2", "Domain", "area"],
            [6, 1, "biochemistry ", " Cell biology"],
            [0, 2, "CS ", " Data structures "],
            [4, 3, "Civil ", " Suspension Bridge "],
        ]
    ),
}


def parse(path: Path, column: str | None = None) -> list[Example]:
    return list(DATASET.parse({"wos.csv": path}, column))


def table(folder: Path, content: str) -> Path:
    path = folder / "wos.csv"
    path.write_text(content, encoding="utf-8")
    return path


def archive(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    path = folder / "wos.csv"
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def test_the_domain_is_the_default(tmp_path: Path) -> None:
    assert parse(table(tmp_path, TABLE)) == [
        Example("Two lines,\none abstract", "Medical", "wos.csv:2"),
        Example("Graphs", "CS", "wos.csv:4"),
        Example("Bridges", "Civil", "wos.csv:5"),
    ]


def test_the_area_can_be_chosen(tmp_path: Path) -> None:
    labels = [example.target for example in parse(table(tmp_path, TABLE), "area")]
    assert labels == ["Asthma", "Data structures", "Suspension Bridge"]
    assert DATASET.columns == ("domain", "area")


@pytest.mark.parametrize(
    ("content", "column", "message"),
    [
        ("abstract,area\nGraphs,x\n", "domain", r"wos\.csv:1: the header has no column 'domain'"),
        ("text,domain,area\nGraphs,CS,x\n", "area", r"wos\.csv:1: the header has no column 'abstract'"),
        ("abstract,domain,area\nGraphs,CS,x\n ,CS,x\n", "domain", r"wos\.csv:3: 'abstract' is empty"),
        ("abstract,domain,area\nGraphs,CS,\n", "area", r"wos\.csv:2: 'area' is empty"),
        ("abstract,domain,area\nGraphs,CS\n", "area", r"wos\.csv:2: row has 2 fields"),
    ],
)
def test_faults_of_the_table_are_named_by_line(tmp_path: Path, content: str, column: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse(table(tmp_path, content), column)


def test_the_archive_gives_domains_by_their_numbers(tmp_path: Path) -> None:
    assert parse(archive(tmp_path, ARCHIVE)) == [
        Example("Cells divide", "biochemistry", "X.txt:1"),
        Example("Graphs", "CS", "X.txt:2"),
        Example("Beams bend", "Civil", "X.txt:3"),
    ]


def test_the_archive_gives_areas_by_their_names(tmp_path: Path) -> None:
    labels = [example.target for example in parse(archive(tmp_path, ARCHIVE), "area")]
    assert labels == ["Cell biology", "Data structures", "Suspension Bridge"]


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"WOS46985/YL1.txt": "6\n7\n4\n"}, "domain", r"wos\.csv/WOS46985/YL1\.txt:2: '7' is no domain.*0 to 6"),
        ({"WOS46985/YL1.txt": "6\n0\n"}, "domain", r"wos\.csv: the domain of line 3 of WOS46985/X\.txt is missing"),
        ({"WOS46985/X.txt": "Cells divide\n"}, "area", r"wos\.csv: the abstract of line 2 of"),
        ({"WOS46985/X.txt": "Cells divide\n\nBeams\n"}, "domain", r"wos\.csv: the abstract of line 2 of"),
        ({"WOS46985/X.txt": b"Cells\n\xff\n"}, "domain", r"wos\.csv/WOS46985/X\.txt:2: byte 0xff"),
        (
            {"Meta-data/Data.xlsx": b"no workbook"},
            "area",
            r"wos\.csv/Meta-data/Data\.xlsx: the workbook cannot be read",
        ),
        ({"Meta-data/Data.xlsx": workbook([["Y", "Domain"]])}, "area", r"Data\.xlsx:1: no column is titled 'area'"),
    ],
)
def test_faults_of_the_archive_are_named(
    tmp_path: Path, changes: Mapping[str, str | bytes], column: str, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        parse(archive(tmp_path, {**ARCHIVE, **changes}), column)


def test_an_archive_without_the_texts_is_refused(tmp_path: Path) -> None:
    files = {name: content for name, content in ARCHIVE.items() if "X.txt" not in name}
    with pytest.raises(DataError, match=r"the archive has no WOS46985/X\.txt"):
        parse(archive(tmp_path, files))

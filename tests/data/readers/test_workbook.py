"""One column of a spreadsheet."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.data.workbooks import SPACE, workbook
from textkit.data.readers.workbook import read_column
from textkit.errors import DataError

ROWS = [
    ["Y", "Domain", "area"],
    [1, "CS ", " Machine learning "],
    [2, "CS ", None],
    [3, "Civil ", "R&D <of> materials"],
]


def column(content: bytes, title: str) -> list[str]:
    return read_column(BytesIO(content), title, "data.xlsx")


def test_a_column_is_found_by_its_title_and_stripped() -> None:
    assert column(workbook(ROWS), "Domain") == ["CS", "CS", "Civil"]


def test_an_empty_cell_keeps_its_row() -> None:
    assert column(workbook(ROWS), "area") == ["Machine learning", "", "R&D <of> materials"]


def test_numbers_are_read_as_they_are_written() -> None:
    assert column(workbook(ROWS), "Y") == ["1", "2", "3"]


def test_strings_may_stand_in_the_cells_and_in_runs() -> None:
    content = BytesIO()
    cells = '<c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>in place</t></is></c>'
    with ZipFile(content, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{SPACE}"><row r="1">{cells}</row></worksheet>')
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SPACE}"><si><r><t>ar</t></r><r><t>ea</t></r></si></sst>')
    assert column(content.getvalue(), "area") == ["in place"]


def test_a_title_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(DataError, match=r"data\.xlsx:1: no column is titled 'topic'\nthere are: Y, Domain, area"):
        column(workbook(ROWS), "topic")


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 nor this"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(DataError, match=r"data\.xlsx: the workbook cannot be read"):
        column(content, "area")


def test_a_workbook_without_a_sheet_is_refused() -> None:
    content = BytesIO()
    with ZipFile(content, "w") as book:
        book.writestr("readme.txt", "no sheet")
    with pytest.raises(DataError, match="the workbook cannot be read"):
        column(content.getvalue(), "area")

"""A workbook as a spreadsheet program writes it, with no more than textkit reads."""

from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: Sequence[Sequence[str | int | None]]) -> bytes:
    """Texts become shared strings, each kept once; a None is a cell that is not there."""
    strings = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    sheet = "".join(f'<row r="{number}">{_cells(row, number, strings)}</row>' for number, row in enumerate(rows, 1))
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    content = BytesIO()
    with ZipFile(content, "w") as book:
        book.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{SPACE}"><sheetData>{sheet}</sheetData></worksheet>'
        )
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SPACE}">{shared}</sst>')
    return content.getvalue()


def _cells(row: Sequence[str | int | None], number: int, strings: list[str]) -> str:
    made = []
    for letter, cell in zip("ABCDEFGHIJ", row, strict=False):
        if isinstance(cell, str):
            made.append(f'<c r="{letter}{number}" t="s"><v>{strings.index(cell)}</v></c>')
        elif cell is not None:
            made.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
    return "".join(made)

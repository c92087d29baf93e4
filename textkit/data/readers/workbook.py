"""One column of a spreadsheet (.xlsx), which is a zip archive of XML: cells, and the strings that cells share."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO, NamedTuple
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from textkit.errors import DataError

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"


class Cell(NamedTuple):
    """What a cell holds: a text, or where it is `shared`, the number of one."""

    value: str
    shared: bool


def read_column(stream: BinaryIO, title: str, name: str) -> list[str]:
    """The texts below `title` in the first sheet of a workbook, a row each; an empty cell is an empty text.

    Raises:
        DataError: this is no workbook, or no column has this title; `name` is the file's.
    """
    try:
        with ZipFile(BytesIO(stream.read())) as book:
            column = _column(book, title, name)
            cells = [row.get(column, Cell("", shared=False)) for row in _rows(book)]
            return _texts(book, cells)[1:]
    except (BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise DataError(f"the workbook cannot be read: {error}", "fetch it again", path=name) from None


def _column(book: ZipFile, title: str, name: str) -> str:
    """The letters of the column with this title."""
    header = next(_rows(book), {})
    titles = _texts(book, header.values())
    for letters, text in zip(header, titles, strict=True):
        if text == title:
            return letters
    raise DataError(f"no column is titled '{title}'", f"there are: {', '.join(titles)}", path=name, line=1)


def _rows(book: ZipFile) -> Iterator[dict[str, Cell]]:
    """The cells of each row by the letters of their column."""
    with book.open(_SHEET) as sheet:
        for _, element in ElementTree.iterparse(sheet):
            if element.tag == f"{_SPACE}row":
                cells = element.iterfind(f"{_SPACE}c")
                yield {cell.get("r", "").rstrip("0123456789"): _cell(cell) for cell in cells}
                element.clear()


def _cell(element: ElementTree.Element) -> Cell:
    if element.get("t") == "inlineStr":
        return Cell("".join(element.itertext()), shared=False)
    return Cell(element.findtext(f"{_SPACE}v", ""), shared=element.get("t") == "s")


def _texts(book: ZipFile, cells: Iterable[Cell]) -> list[str]:
    """The texts of cells, without the spaces around them; of the shared strings only those asked for are kept."""
    cells = list(cells)
    strings = dict.fromkeys(cell.value for cell in cells if cell.shared)
    missing = len(strings)
    for number, text in enumerate(_strings(book) if missing else ()):
        if str(number) in strings:
            strings[str(number)] = text
            missing -= 1
        if not missing:
            break
    return [(strings[cell.value] or "" if cell.shared else cell.value).strip() for cell in cells]


def _strings(book: ZipFile) -> Iterator[str]:
    with book.open(_STRINGS) as shared:
        for _, element in ElementTree.iterparse(shared):
            if element.tag == f"{_SPACE}si":
                yield "".join(element.itertext())
                element.clear()

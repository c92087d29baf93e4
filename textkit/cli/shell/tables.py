"""Tables as every verb draws them."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from textkit.cli.shell.printable import printable


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, left: int = 1) -> RenderableType:
    """A table whose first `left` columns are words and whose others are figures, set to the right."""
    headed = any(columns)
    drawn = Table(box=box.SIMPLE_HEAD if headed else None, show_header=headed, pad_edge=False, padding=(0, 1))
    for number, column in enumerate(columns):
        drawn.add_column(Text(column), justify="left" if number < left else "right", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(printable(cell)) for cell in row))
    heading = [Text(title, style="bold"), *([] if headed else [Text()])] if title else []
    return Group(*heading, Padding(drawn, (0, 0, 0 if headed else 1, 1)))


def share(part: float, whole: float) -> str:
    """`25.0%`, or a dash of nothing."""
    return f"{part / whole:.1%}" if whole else "-"

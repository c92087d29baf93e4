"""Which column of a table is which."""

from collections.abc import Collection, Sequence

from textkit.data.readers import Table, in_short
from textkit.data.readers.csv import nameless
from textkit.errors import DataError, did_you_mean
from textkit.types import Row

TEXT_NAMES = (
    "text",
    "sentence",
    "headline",
    "title",
    "review",
    "content",
    "message",
    "tweet",
    "comment",
    "body",
    "abstract",
    "sms",
)
LABEL_NAMES = (
    "label",
    "labels",
    "class",
    "category",
    "categories",
    "sentiment",
    "target",
    "topic",
    "topics",
    "intent",
    "emotion",
    "emotions",
    "tag",
    "tags",
)
WORD_NAMES = ("tokens", "words")
_NEITHER = ("split", "id")
_FEW = 30  # distinct values that a column of classes has at most
_WORDS_OF_A_TEXT = 3.0
_MOST = 400  # characters of names that a message shows


def find_column(
    table: Table,
    wanted: str | None,
    usual: Sequence[str],
    role: str,
    taken: Collection[str | None] = (),
    sample: Sequence[Row] = (),
) -> str:
    """The column that plays `role`.

    It is the one `wanted` by the user, else one by a `usual` name or by a name that ends so (`airline_sentiment`), else
    the only one left, else the only one whose cells in `sample` look like it.

    Raises:
        DataError: there is none; names those there are.
    """
    found = f"the columns are: {_listed(', ', table.columns)}" if table.columns else "there are no columns"
    if wanted is not None:
        if wanted in taken:
            raise DataError(f"column '{wanted}' cannot be two things at once; {found}", path=table.name, line=1)
        if wanted in table.columns:
            return wanted
        raise DataError(f"no column '{wanted}'; {found}", did_you_mean(wanted, table.columns), path=table.name, line=1)
    if called := column_called(table, usual, taken):
        return called
    free = free_columns(table, taken)
    if len(free) == 1:
        return free[0]
    alike = [column for column in free if _looks_like(role, column, sample)]
    if len(alike) == 1:
        return alike[0]
    which = f"; it may be {_listed(' or ', alike)}" if alike else ""
    mend = f"name it: --{role}-column COLUMN" if free else f"each row needs a {role}, in a column of its own"
    raise DataError(f"no {role} column{which}; {found}", mend, path=table.name, line=1)


def free_columns(table: Table, taken: Collection[str | None]) -> list[str]:
    """The columns that may be anything: they have a name, and no other use."""
    return [
        column
        for number, column in enumerate(table.columns, 1)
        if column not in taken and column.lower() not in _NEITHER and column != nameless(number)
    ]


def _listed(between: str, names: Sequence[str]) -> str:
    return in_short(between.join(map(in_short, names)), _MOST)


def column_called(table: Table, usual: Sequence[str], taken: Collection[str | None]) -> str | None:
    """The column with a usual name, or the only one whose name ends with one."""
    free = [column for column in table.columns if column not in taken]
    for name in usual:
        for column in free:
            if column.lower() == name:
                return column
    ending = [column for column in free if column.lower().replace("-", "_").rpartition("_")[2] in usual]
    return ending[0] if len(ending) == 1 else None


def _looks_like(role: str, column: str, sample: Sequence[Row]) -> bool:
    """Texts have several words and seldom repeat; classes are few and do."""
    written = (row.fields.get(column) for row in sample)
    cells = [cell for value in written if isinstance(value, str | int) and (cell := str(value).strip())]
    if len(cells) < max(2, len(sample) // 2):
        return False
    distinct = len(set(cells))
    if role == "text":
        return sum(len(cell.split()) for cell in cells) / len(cells) >= _WORDS_OF_A_TEXT and distinct > len(cells) / 2
    return distinct <= min(_FEW, len(cells) // 2)

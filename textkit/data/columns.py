"""Which column of a table is which."""

from collections.abc import Sequence

from textkit.data.readers import Table
from textkit.errors import DataError, did_you_mean

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
LABEL_NAMES = ("label", "class", "category", "sentiment", "target", "topic", "intent", "tag")
WORD_NAMES = ("tokens", "words")
_NEITHER = ("split", "id")


def find_column(table: Table, wanted: str | None, usual: Sequence[str], role: str, taken: str | None = None) -> str:
    """The column that plays `role`: the one `wanted` by the user, else by a `usual` name, else the only one left.

    Raises:
        DataError: there is none; names those there are.
    """
    found = f"the columns are: {', '.join(table.columns)}"
    if wanted is not None:
        if wanted == taken:
            raise DataError(f"column '{wanted}' cannot be text and {role} at once; {found}", path=table.name, line=1)
        if wanted in table.columns:
            return wanted
        raise DataError(f"no column '{wanted}'; {found}", did_you_mean(wanted, table.columns), path=table.name, line=1)
    free = [column for column in table.columns if column != taken and column.lower() not in _NEITHER]
    for name in usual:
        for column in free:
            if column.lower() == name:
                return column
    if len(free) == 1:
        return free[0]
    raise DataError(f"no {role} column; {found}", f"name it: --{role}-column COLUMN", path=table.name, line=1)

"""Rows that cannot be used, and what becomes of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from textkit.data.readers import BadRow
from textkit.errors import DataError

POLICIES = ("fail", "skip", "quarantine")
_SHOWN = 5


class Reject(NamedTuple):
    """A row left out: the file and the 1-based line it stands in, and why."""

    file: str
    line: int
    reason: str


@dataclass
class Rejects:
    """Collects bad rows; under the policy "fail" a file that has some ends in an error."""

    policy: str = "fail"
    rows: list[Reject] = field(default_factory=list)

    def add(self, file: str, row: BadRow) -> None:
        self.rows.append(Reject(file, row.line, row.reason))

    def settle(self, file: str) -> None:
        """To be called at the end of each file.

        Raises:
            DataError: the policy is "fail" and there are bad rows; the first few are named, all are counted.
        """
        if self.policy != "fail" or not self.rows:
            return
        mend = "mend or remove {}, or leave out what is bad: --on-bad-row skip, or quarantine to keep a list"
        first = self.rows[0]
        if len(self.rows) == 1:
            raise DataError(first.reason, mend.format("the row"), path=file, line=first.line)
        listed = "\n".join(self._listed())
        raise DataError(f"{len(self.rows):,} rows cannot be used\n{listed}", mend.format("them"), path=file)

    @property
    def first(self) -> str:
        file, line, reason = self.rows[0]
        return f"{file}:{line}: {reason}"

    def summary(self) -> dict[str, Any]:
        """What a report says: how many rows were left out, and the first of them."""
        if not self.rows:
            return {}
        return {"rejected": {"rows": len(self.rows), "first": [row._asdict() for row in self.rows[:_SHOWN]]}}

    def _listed(self) -> Iterator[str]:
        for row in self.rows[:_SHOWN]:
            yield f"  line {row.line}: {row.reason}"
        if len(self.rows) > _SHOWN:
            yield f"  and {len(self.rows) - _SHOWN:,} more"

"""A dataset in one file: invented reviews with one to three stars."""

from collections.abc import Iterator

from textkit.data.catalog import DatasetEntry
from textkit.types import Example

WORDS = {"1": "awful", "2": "passable", "3": "superb"}


def sample(column: str | None) -> Iterator[Example]:
    for number in range(120):
        stars = str(number % 3 + 1)
        yield Example(f"a {WORDS[stars]} thing, number {number}", stars, f"sample:{number + 1}")


DATASET = DatasetEntry(
    summary="invented reviews",
    task="ordinal",
    homepage="https://example.org",
    licence="CC0-1.0",
    citation="none",
    rows=120,
    files=(),
    parse=lambda files, column: sample(column),
    sample=sample,
)

"""Which column is the text, and which the label."""

from collections.abc import Sequence

import pytest

from textkit.data.columns import LABEL_NAMES, TEXT_NAMES, find_column
from textkit.data.readers import Table
from textkit.errors import DataError


def find(columns: Sequence[str], wanted: str | None = None) -> tuple[str, str]:
    table = Table("reviews.csv", "csv", tuple(columns), iter(()))
    text = find_column(table, wanted, TEXT_NAMES, "text")
    return text, find_column(table, None, LABEL_NAMES, "label", taken=text)


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (["text", "label"], ("text", "label")),
        (["label", "text"], ("text", "label")),
        (["id", "Headline", "Category"], ("Headline", "Category")),
        (["title", "text", "target"], ("text", "target")),
        (["class", "stars", "review", "ID", "Split"], ("review", "class")),
        (["review", "stars"], ("review", "stars")),
        (["TEXT", "Class", "split"], ("TEXT", "Class")),
    ],
)
def test_columns_are_known_by_their_usual_names(columns: list[str], found: tuple[str, str]) -> None:
    assert find(columns) == found


@pytest.mark.parametrize("name", TEXT_NAMES)
def test_every_usual_name_of_a_text(name: str) -> None:
    assert find(["other", name.upper(), "label"])[0] == name.upper()


@pytest.mark.parametrize("name", LABEL_NAMES)
def test_every_usual_name_of_a_label(name: str) -> None:
    assert find(["text", "other", name.title()])[1] == name.title()


def test_the_name_that_is_asked_for_wins() -> None:
    assert find(["text", "notes", "label"], "notes") == ("notes", "label")


def test_a_column_asked_for_by_name_may_be_any() -> None:
    assert find(["id", "label"], "id") == ("id", "label")


@pytest.mark.parametrize(
    ("columns", "wanted", "message"),
    [
        (
            ["headline", "label"],
            "headlin",
            "reviews.csv:1: no column 'headlin'; the columns are: headline, label\ndid you mean 'headline'?",
        ),
        (["a", "b"], "zzz", "reviews.csv:1: no column 'zzz'; the columns are: a, b"),
        (
            ["a", "b", "label"],
            None,
            "reviews.csv:1: no text column; the columns are: a, b, label\nname it: --text-column COLUMN",
        ),
        (
            ["text", "a", "b"],
            None,
            "reviews.csv:1: no label column; the columns are: text, a, b\nname it: --label-column COLUMN",
        ),
        (["text"], None, "reviews.csv:1: no label column; the columns are: text\nname it: --label-column COLUMN"),
    ],
)
def test_a_column_that_is_not_there(columns: list[str], wanted: str | None, message: str) -> None:
    with pytest.raises(DataError) as caught:
        find(columns, wanted)
    assert str(caught.value) == message

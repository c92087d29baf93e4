"""Which column is the text, and which the label."""

from collections.abc import Sequence
from typing import Any

import pytest

from textkit.data.columns import LABEL_NAMES, TEXT_NAMES, find_column
from textkit.data.readers import Table
from textkit.errors import DataError
from textkit.types import Row

GREETINGS = ["how are you", "very well thank you", "see you soon", "have a nice day"]


def find(columns: Sequence[str], wanted: str | None = None, rows: Sequence[Sequence[Any]] = ()) -> tuple[str, str]:
    """The columns of text and label of a table with these rows."""
    table = Table("reviews.csv", "csv", tuple(columns), iter(()))
    sample = [Row(line, dict(zip(columns, row, strict=True))) for line, row in enumerate(rows, 2)]
    text = find_column(table, wanted, TEXT_NAMES, "text", sample=sample)
    return text, find_column(table, None, LABEL_NAMES, "label", taken={text}, sample=sample)


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


def test_a_column_without_a_name_is_nothing_by_itself() -> None:
    assert find(["column 1", "review", "stars"]) == ("review", "stars")
    assert find(["column 1", "label"], "column 1") == ("column 1", "label")


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
        (
            ["text"],
            None,
            "reviews.csv:1: no label column; the columns are: text\neach row needs a label, in a column of its own",
        ),
    ],
)
def test_a_column_that_is_not_there(columns: list[str], wanted: str | None, message: str) -> None:
    with pytest.raises(DataError) as caught:
        find(columns, wanted)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (["tweet_id", "airline_sentiment", "airline", "text"], ("text", "airline_sentiment")),
        (["Review-Text", "True-Class", "id"], ("Review-Text", "True-Class")),
        (["clean_text", "verdict_label", "a", "b"], ("clean_text", "verdict_label")),
        (["old_label", "label", "new_label", "text"], ("text", "label")),  # the whole name wins
        (["tweet", "full_text", "topic"], ("tweet", "topic")),
    ],
)
def test_columns_are_known_by_how_their_names_end(columns: list[str], found: tuple[str, str]) -> None:
    assert find(columns) == found


def test_two_names_that_end_alike_decide_nothing() -> None:
    with pytest.raises(DataError, match="no label column; the columns are: text, a_label, b_label, c"):
        find(["text", "a_label", "b_label", "c"])


def test_a_name_ends_with_a_word_not_with_letters() -> None:
    with pytest.raises(DataError, match="no text column"):
        find(["context", "subtitle", "label"])


def rows_of(*columns: Sequence[Any]) -> list[tuple[Any, ...]]:
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize("stars", [["1", "5", "1", "5"], [1, 5, 1, 5], [True, False, True, False]])
def test_columns_are_known_by_what_they_hold(stars: list[Any]) -> None:
    rows = rows_of(["a1", "b2", "c3", "d4"], stars, GREETINGS)
    assert find(["user", "stars", "said"], rows=rows) == ("said", "stars")


def test_a_few_missing_cells_say_nothing() -> None:
    rows = rows_of(["a1", "b2", "c3", "d4"], ["x", "x", None, ""], ["one two three", None, "four five six", " "])
    assert find(["user", "kind", "said"], rows=rows) == ("said", "kind")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (["how are you"] * 4, ["x", "x", "y", "y"]),  # the same text again and again
        (["yes", "no", "very well", "no one"], ["x", "x", "y", "y"]),  # too short for texts
        ([None, None, None, "see you soon"], ["x", "x", "y", "y"]),  # hardly ever there
    ],
)
def test_what_does_not_look_like_a_text(said: list[str | None], kind: list[str]) -> None:
    with pytest.raises(DataError, match="no text column; the columns are: said, kind, user"):
        find(["said", "kind", "user"], rows=rows_of(said, kind, ["a", "b", "c", "d"]))


@pytest.mark.parametrize("kind", [["x", "y", "z", "u"], [0.5, 0.5, 1.5, 1.5], [["x"], ["x"], ["y"], ["y"]]])
def test_what_does_not_look_like_a_class(kind: list[Any]) -> None:
    rows = rows_of(GREETINGS, kind, ["a", "b", "c", "d"])
    with pytest.raises(DataError, match="no label column; the columns are: text, kind, user"):
        find(["text", "kind", "user"], rows=rows)


def test_thirty_values_may_be_classes_and_more_are_not() -> None:
    texts = [f"this is number {number}" for number in range(100)]
    names = [f"user {number}" for number in range(100)]
    for distinct, found in ((30, True), (31, False)):
        rows = rows_of(texts, [str(number % distinct) for number in range(100)], names)
        if found:
            assert find(["said", "kind", "user"], rows=rows) == ("said", "kind")
        else:
            with pytest.raises(DataError, match="no label column"):
                find(["said", "kind", "user"], rows=rows)


def test_several_that_look_alike_are_named_as_candidates() -> None:
    rows = rows_of(GREETINGS, GREETINGS[::-1], ["x", "x", "y", "y"], ["u", "v", "u", "v"])
    columns = ["asked", "said", "kind", "mood"]
    with pytest.raises(DataError) as caught:
        find(columns, rows=rows)
    assert str(caught.value) == (
        "reviews.csv:1: no text column; it may be asked or said; the columns are: asked, said, kind, mood\n"
        "name it: --text-column COLUMN"
    )
    with pytest.raises(DataError) as caught:
        find(columns, "said", rows)
    assert str(caught.value) == (
        "reviews.csv:1: no label column; it may be kind or mood; the columns are: asked, said, kind, mood\n"
        "name it: --label-column COLUMN"
    )


def test_ids_and_splits_are_never_found_by_what_they_hold() -> None:
    rows = rows_of(GREETINGS, ["x", "x", "y", "y"], ["train", "train", "test", "test"], ["1", "2", "1", "2"])
    assert find(["said", "kind", "Split", "ID"], rows=rows) == ("said", "kind")


def test_a_column_is_not_two_things() -> None:
    table = Table("reviews.csv", "csv", ("a", "b"), iter(()))
    with pytest.raises(DataError) as caught:
        find_column(table, "a", LABEL_NAMES, "label", taken={"a", None})
    assert str(caught.value) == "reviews.csv:1: column 'a' cannot be two things at once; the columns are: a, b"


def test_the_only_one_left_is_it() -> None:
    assert find(["id", "verdict", "text", "split"]) == ("text", "verdict")

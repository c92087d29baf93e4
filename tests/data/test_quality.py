"""The report on a dataset, by hand."""

from textkit.data.quality import describe
from textkit.tasks import tasks
from textkit.types import Example

Rows = list[tuple[str, str]]


def examples(rows: Rows) -> list[Example]:
    return [Example(text, label, f"a.csv:{line}") for line, (text, label) in enumerate(rows, 2)]


def splits(train: Rows, validation: Rows, test: Rows) -> dict[str, list[Example]]:
    return {"train": examples(train), "validation": examples(validation), "test": examples(test)}


SPLITS = splits(
    [
        ("You Will Love This", "bait"),
        ("You will Love This", "bait"),  # a copy but for case
        ("Ten Cats", "bait"),
        ("Parliament passes the budget", "news"),
        ("Parliament passes the budget", "news"),  # a copy
        ("Parliament passes  the budget", "bait"),  # a copy with another label
    ],
    [("Ten  cats", "bait"), ("Rain", "news")],  # a copy across splits
    [("Rain", "news"), ("No Dogs Allowed Here", "bait"), ("storm hits the coast, hard!", "news")],  # and another
)


def test_the_report_by_hand() -> None:
    assert describe(SPLITS, ["bait", "news"], tasks.load("classification")) == {
        "rows": 11,
        "splits": {"train": 6, "validation": 2, "test": 3},
        "labels": {
            "bait": {"train": 4, "validation": 1, "test": 1},
            "news": {"train": 2, "validation": 1, "test": 2},
        },
        # words: 4 4 2 4 4 4 2 1 1 4 7
        "words": {"shortest": 1, "median": 4.0, "mean": 3.36, "p95": 5.5, "longest": 7},
        "duplicates": {"exact": 2, "normalised": 5, "two_labels": 1, "across_splits": 2},
        # train is cut best between 1/4 and 3/4: 5 of its 6 are right then, and 2 of the 3 in test
        "baselines": {"majority": 0.333333, "letter_case": 0.666667},
    }


def test_with_more_than_two_labels_letter_case_decides_nothing() -> None:
    three = splits([("a b", "x"), ("c", "y"), ("d", "z")], [("e", "x")], [("f", "x")])
    assert describe(three, ["x", "y", "z"], tasks.load("classification"))["baselines"] == {"majority": 1.0}

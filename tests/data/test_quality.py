"""The report on a dataset, by hand."""

import numpy as np

from textkit.data.ledger import Ledger
from textkit.data.quality import class_baselines, describe, label_set_baselines
from textkit.tasks import tasks
from textkit.types import Example

SPLITS = [0] * 6 + [1] * 2 + [2] * 3
ROWS = [
    ("You Will Love This", "bait"),
    ("You will Love This", "bait"),  # a copy but for case
    ("Ten Cats", "bait"),
    ("Parliament passes the budget", "news"),
    ("Parliament passes the budget", "news"),  # a copy
    ("Parliament passes  the budget", "bait"),  # a copy with another label
    ("Ten  cats", "bait"),  # a copy across splits
    ("Rain", "news"),
    ("Rain", "news"),  # and another
    ("No Dogs Allowed Here", "bait"),
    ("storm hits the coast, hard!", "news"),
]


def ledger_of(rows: list[tuple[str, object]], task: str = "classification") -> Ledger:
    ledger = Ledger(tasks.load(task))
    for line, (text, target) in enumerate(rows, 2):
        ledger.add(Example(text, target, f"a.csv:{line}"))
    return ledger


def test_the_report_by_hand() -> None:
    assert describe(ledger_of(ROWS), np.array(SPLITS, dtype=np.int8)) == {
        "rows": 11,
        "splits": {"train": 6, "validation": 2, "test": 3},
        "labels": {
            "bait": {"train": 4, "validation": 1, "test": 1},
            "news": {"train": 2, "validation": 1, "test": 2},
        },
        # words: 4 4 2 4 4 4 2 1 1 4 7
        "words": {"shortest": 1, "median": 4.0, "mean": 3.36, "p95": 5.5, "longest": 7},
        "duplicates": {"exact": 2, "normalised": 5, "two_labels": 1, "across_splits": 2},
    }


def test_what_trivial_rules_score_by_hand() -> None:
    # train is cut best between 1/4 and 3/4: 5 of its 6 are right then, and 2 of the 3 in test
    found = class_baselines(ledger_of(ROWS), np.array(SPLITS, dtype=np.int8))
    assert found == {"majority": 0.333333, "letter_case": 0.666667}


def test_with_more_than_two_labels_letter_case_decides_nothing() -> None:
    three = ledger_of([("a b", "x"), ("c", "y"), ("d", "z"), ("e", "x"), ("f", "x")])
    assert class_baselines(three, np.array([0, 0, 0, 1, 2], dtype=np.int8)) == {"majority": 1.0}


def test_label_sets_are_counted_label_by_label() -> None:
    rows = [("a", ["x", "y"]), ("b", ["x"]), ("c", []), ("d", ["y"]), ("e", ["x", "z"]), ("f", [])]
    ledger, splits = ledger_of(rows, "multilabel"), np.array([0, 0, 0, 1, 2, 2], dtype=np.int8)
    assert describe(ledger, splits)["labels"] == {
        "x": {"train": 2, "validation": 0, "test": 1},
        "y": {"train": 1, "validation": 1, "test": 0},
        "z": {"train": 0, "validation": 0, "test": 1},
    }
    # x answered to both test rows: one right, one wrong, z missed
    assert label_set_baselines(ledger, splits) == {"commonest_label": 0.5}


def test_one_text_with_two_sets_of_labels() -> None:
    ledger = ledger_of([("a", ["x", "y"]), ("A", ["x"]), ("b", ["x"]), ("b", ["x"])], "multilabel")
    assert describe(ledger, np.zeros(4, dtype=np.int8))["duplicates"]["two_labels"] == 1

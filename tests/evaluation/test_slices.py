"""Figures of parts of a split: of all records together they are the figures that are scored."""

from itertools import pairwise

import numpy as np
import pytest

from textkit.evaluation.classes import score_classes
from textkit.evaluation.labelsets import score_labelsets
from textkit.evaluation.slices import record_counts, score_quarters
from textkit.evaluation.tags import score_tags

IOB2 = ["O", "B-X", "I-X", "B-Y", "I-Y"]


def of_all(counts: np.ndarray) -> float:
    part, whole = counts.sum(axis=0)
    return float(part / whole)


def test_classes_come_to_accuracy() -> None:
    draw = np.random.default_rng(0)
    truth, decisions = draw.integers(0, 3, 40), draw.integers(0, 3, 40)
    name, counts = record_counts("classes", truth, decisions, np.arange(41), list("abc"))
    assert name == "accuracy"
    assert of_all(counts) == pytest.approx(score_classes(truth, decisions, np.ones((40, 3)) / 3, list("abc"))[name])


def test_label_sets_come_to_micro_f1() -> None:
    draw = np.random.default_rng(0)
    truth, decisions = (draw.integers(0, 2, (40, 3)) for _ in range(2))
    name, counts = record_counts("labelsets", truth, decisions, np.arange(41), list("abc"))
    scored = score_labelsets(truth, decisions, np.full((40, 3), 0.5), list("abc"))
    assert name == "micro_f1"
    assert of_all(counts) == pytest.approx(scored[name], abs=1e-6)


@pytest.mark.parametrize(("labels", "figure"), [(IOB2, "span_f1"), (list("abcde"), "token_accuracy")])
def test_tags_come_to_the_figure_that_leads_them(labels: list[str], figure: str) -> None:
    draw = np.random.default_rng(0)
    truth, decisions = draw.integers(0, 5, 60), draw.integers(0, 5, 60)
    bounds = np.array([0, 10, 11, 40, 60])
    name, counts = record_counts("tags", truth, decisions, bounds, labels)
    scored = score_tags(truth, decisions, np.full((60, 5), 0.2), bounds, labels)
    assert name == figure
    assert of_all(counts) == pytest.approx(scored[figure], abs=1e-6)


def test_quarters_hold_every_record_once_and_in_order() -> None:
    sizes = np.random.default_rng(0).integers(1, 30, 101)
    found = score_quarters(np.ones((101, 2), dtype=np.int64), sizes)
    assert sum(each.records for each in found) == 101
    assert all(one.largest < other.smallest for one, other in pairwise(found))
    assert len(found) == 4


def test_records_of_one_size_are_one_part() -> None:
    (found,) = score_quarters(np.array([[1, 1], [0, 1]]), np.array([7, 7]))
    assert (found.smallest, found.largest, found.records, found.figure) == (7, 7, 2, 0.5)
    assert found.low <= found.figure <= found.high


def test_no_records_are_no_parts() -> None:
    assert score_quarters(np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64)) == []

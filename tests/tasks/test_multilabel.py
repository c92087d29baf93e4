"""multilabel: sets of labels as truth values, thresholds, and records."""

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import log_loss

from textkit.errors import DataError
from textkit.tasks.multilabel import TASK
from textkit.types import Bounds, Scores

LABELS = ["art", "money", "sport"]
SETS = st.lists(st.lists(st.text(min_size=1), max_size=4, unique=True), max_size=6)
LOGITS = arrays.arrays(
    np.float32, st.tuples(st.integers(0, 6), st.just(len(LABELS))), elements=st.floats(-1e4, 1e4, width=32)
)


def bounds_of(logits: Scores) -> Bounds:
    """A text has one row."""
    return np.arange(len(logits) + 1)


def logits_of(probabilities: list[list[float]]) -> Scores:
    shares = np.array(probabilities, dtype=np.float64).reshape(-1, len(LABELS))
    with np.errstate(divide="ignore"):
        return np.clip(np.log(shares) - np.log1p(-shares), -1e4, 1e4).astype(np.float32)


@given(SETS, st.randoms(use_true_random=False))
def test_labels_are_sorted_whatever_the_order_of_the_rows(targets: list[list[str]], generator: random.Random) -> None:
    labels = TASK.labels(targets)
    assert labels == sorted({label for target in targets for label in target})
    generator.shuffle(targets)
    assert TASK.labels(targets) == labels


@given(SETS)
def test_sets_come_back_from_their_truth_values(targets: list[list[str]]) -> None:
    labels = TASK.labels(targets)
    encoded = TASK.encode(targets, labels)
    assert encoded.dtype == np.float32
    assert encoded.shape == (len(targets), len(labels))
    assert set(np.unique(encoded)) <= {0.0, 1.0}
    found = [{labels[column] for column in np.flatnonzero(row)} for row in encoded]
    assert found == [set(target) for target in targets]


def test_a_text_without_labels_is_a_row_of_zeros() -> None:
    assert TASK.encode([["sport", "art"], [], ["money"]], LABELS).tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 0]]
    assert TASK.encode([], LABELS).shape == (0, 3)
    assert TASK.encode([[]], LABELS).tolist() == [[0, 0, 0]]


def test_a_label_that_is_named_twice_counts_once() -> None:
    assert TASK.encode([["art", "art"]], LABELS).tolist() == [[1, 0, 0]]


def test_an_unknown_label_is_named_with_its_rows_and_the_nearest() -> None:
    with pytest.raises(DataError) as caught:
        TASK.encode([["art", "sprot"], ["sprot"]], LABELS)
    assert str(caught.value) == "label 'sprot' (2 rows) is not known\ndid you mean 'sport'?"


def test_what_a_target_counts_towards_are_its_labels() -> None:
    assert list(TASK.names(["art", "sport"])) == ["art", "sport"]


@given(LOGITS)
def test_each_probability_is_a_sigmoid_of_its_own_also_for_huge_logits(logits: Scores) -> None:
    found = TASK.decoder(LABELS, {}).probabilities(logits, bounds_of(logits))
    assert found.dtype == np.float32
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(found, 1 / (1 + np.exp(-logits.astype(np.float64))), atol=1e-6)


@given(LOGITS, arrays.arrays(np.float64, len(LABELS), elements=st.floats(0.01, 0.99)))
def test_from_its_threshold_on_a_label_is_answered(logits: Scores, thresholds: Any) -> None:
    decoder = TASK.decoder(LABELS, {"thresholds": thresholds})
    probabilities = decoder.probabilities(logits, bounds_of(logits))
    np.testing.assert_array_equal(decoder.decide(logits, bounds_of(logits)), probabilities >= thresholds)


def test_the_threshold_itself_is_enough() -> None:
    zero = np.zeros((1, 3), dtype=np.float32)  # a probability of exactly 0.5
    assert TASK.decoder(LABELS, {}).decide(zero, bounds_of(zero)).tolist() == [[1, 1, 1]]
    learned = {"thresholds": np.array([0.5, np.nextafter(0.5, 1), 0.4])}
    assert TASK.decoder(LABELS, learned).decide(zero, bounds_of(zero)).tolist() == [[1, 0, 1]]


def test_a_decision_has_the_form_of_the_truth() -> None:
    logits = logits_of([[0.9, 0.2, 0.6], [0.1, 0.1, 0.1]])
    decisions = TASK.decoder(LABELS, {}).decide(logits, bounds_of(logits))
    np.testing.assert_array_equal(decisions, TASK.encode([["art", "sport"], []], LABELS))


@pytest.mark.parametrize(
    ("logits", "truth", "loss"),
    [
        ([[0.0, 0.0, 0.0]], [[0, 1, 0]], 0.693147),
        ([[1e4, -1e4, 0.0]], [[1, 0, 1]], 0.231049),  # a third of ln 2
        ([[1e4, 0.0, 0.0]], [[0, 0, 0]], (1e4 + 2 * 0.693147) / 3),
    ],
)
def test_the_loss_by_hand(logits: list[list[float]], truth: list[list[int]], loss: float) -> None:
    rows = np.array(logits, dtype=np.float32)
    found = TASK.decoder(LABELS, {}).loss(rows, bounds_of(rows), np.array(truth, dtype=np.float32))
    assert found == pytest.approx(loss, rel=1e-5)


def test_the_loss_is_the_mean_of_the_labels_log_losses() -> None:
    generator = np.random.default_rng(0)
    logits = generator.normal(size=(50, 3)).astype(np.float32)
    truth = generator.integers(0, 2, size=(50, 3)).astype(np.float32)
    decoder = TASK.decoder(LABELS, {"thresholds": np.array([0.1, 0.2, 0.3])})  # thresholds have no part in it
    probabilities = decoder.probabilities(logits, bounds_of(logits))
    theirs = np.mean([log_loss(truth[:, label], probabilities[:, label]) for label in range(3)])
    assert decoder.loss(logits, bounds_of(logits), truth) == pytest.approx(theirs, abs=1e-5)


def record(probabilities: list[float], thresholds: list[float] | None = None, **options: float) -> dict[str, Any]:
    logits = logits_of([probabilities])
    learned = {"thresholds": np.array(thresholds)} if thresholds else {}
    (found,) = TASK.decoder(LABELS, learned).records(["a text"], logits, bounds_of(logits), **options)  # type: ignore[arg-type]
    return found


def test_a_record_ranks_labels_and_scores() -> None:
    found = record([0.625, 0.25, 0.75])
    assert found == {"labels": ["sport", "art"], "scores": {"sport": 0.75, "art": 0.625, "money": 0.25}}
    assert list(found["scores"]) == ["sport", "art", "money"]


def test_equal_scores_keep_the_order_of_the_labels() -> None:
    assert record([0.75, 0.75, 0.75])["labels"] == LABELS


def test_none_is_an_answer() -> None:
    assert record([0.25, 0.125, 0.25])["labels"] == []


def test_a_likelier_label_may_go_unanswered_where_thresholds_differ() -> None:
    found = record([0.625, 0.25, 0.75], [0.5, 0.125, 0.875])
    assert found["labels"] == ["art", "money"]
    assert list(found["scores"]) == ["sport", "art", "money"]


@pytest.mark.parametrize(("top_k", "kept"), [(1, ["sport"]), (2, ["sport", "art"]), (9, ["sport", "art", "money"])])
def test_top_k_keeps_the_best_scores_and_the_whole_answer(top_k: int, kept: list[str]) -> None:
    found = record([0.625, 0.25, 0.75], top_k=top_k)
    assert found["labels"] == ["sport", "art"]
    assert list(found["scores"]) == kept


@pytest.mark.parametrize(
    ("min_score", "labels"), [(0.0, ["sport", "art"]), (0.625, ["sport", "art"]), (0.7, ["sport"]), (1.0, [])]
)
def test_below_the_least_score_no_label_is_answered(min_score: float, labels: list[str]) -> None:
    found = record([0.625, 0.25, 0.75], min_score=min_score)
    assert found["labels"] == labels
    assert len(found["scores"]) == 3


def test_a_least_score_below_the_thresholds_adds_nothing() -> None:
    assert record([0.625, 0.25, 0.75], min_score=0.125)["labels"] == ["sport", "art"]


def test_scores_are_plain_numbers_of_6_digits() -> None:
    found = record([1 / 3, 1 / 7, 11 / 21])
    assert found["scores"] == {"sport": 0.52381, "art": 0.333333, "money": 0.142857}
    assert all(type(score) is float for score in found["scores"].values())

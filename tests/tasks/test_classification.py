"""classification: labels, targets, probabilities and records."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from textkit.errors import DataError
from textkit.tasks.classification import TASK, Classes
from textkit.types import Bounds, Scores

LABELS = ["bait", "news", "sport"]
NAMES = st.lists(st.text(min_size=1), min_size=1, max_size=8)
LOGITS = arrays.arrays(
    np.float32, arrays.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(-1e4, 1e4, width=32)
)


def bounds_of(logits: Scores) -> Bounds:
    """A text has one row."""
    return np.arange(len(logits) + 1)


@given(NAMES, st.randoms(use_true_random=False))
def test_labels_are_sorted_whatever_the_order_of_the_rows(targets: list[str], generator: random.Random) -> None:
    labels = TASK.labels(targets)
    assert labels == sorted(set(targets))
    generator.shuffle(targets)
    assert TASK.labels(targets) == labels


@given(NAMES)
def test_targets_come_back_from_one_hot_scores(targets: list[str]) -> None:
    labels = TASK.labels(targets)
    encoded = TASK.encode(targets, labels)
    assert encoded.dtype == np.int64
    logits = np.eye(len(labels), dtype=np.float32)[encoded]
    decisions = TASK.decoder(labels, {}).decide(logits, bounds_of(logits))
    np.testing.assert_array_equal(decisions, encoded)
    assert [labels[decision] for decision in decisions] == targets


def test_no_targets() -> None:
    assert TASK.encode([], LABELS).tolist() == []


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (["bait", "bayt", "news", "bayt"], "label 'bayt' (2 rows) is not known\ndid you mean 'bait'?"),
        (["Qqqq"], "label 'Qqqq' (1 rows) is not known\nthe labels are: bait, news, sport"),
        (["sports", "newz"], "label 'newz' (1 rows) is not known\ndid you mean 'news'?"),
    ],
)
def test_an_unknown_label_is_named_with_its_rows_and_the_nearest(targets: list[str], message: str) -> None:
    with pytest.raises(DataError) as caught:
        TASK.encode(targets, LABELS)
    assert str(caught.value) == message


@given(LOGITS)
def test_probabilities_sum_to_1_also_for_huge_logits(logits: Scores) -> None:
    decoder = TASK.decoder(LABELS, {})
    probabilities = decoder.probabilities(logits, bounds_of(logits))
    assert probabilities.dtype == np.float32
    assert probabilities.shape == logits.shape
    assert np.all((probabilities >= 0) & (probabilities <= 1))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    top = np.arange(len(logits)), decoder.decide(logits, bounds_of(logits))
    np.testing.assert_array_equal(probabilities[top], probabilities.max(axis=1))


@pytest.mark.parametrize(
    ("logits", "probabilities"),
    [
        ([0.0, 0.0], [0.5, 0.5]),
        ([1e4, -1e4], [1.0, 0.0]),
        ([1e4, 1e4], [0.5, 0.5]),
        ([-1e4, -1e4 - 1], [0.731059, 0.268941]),
        ([0.0, 0.693147, 1.098612], [1 / 6, 2 / 6, 3 / 6]),
    ],
)
def test_probabilities_by_hand(logits: list[float], probabilities: list[float]) -> None:
    rows = np.array([logits], dtype=np.float32)
    found = TASK.decoder(LABELS, {}).probabilities(rows, bounds_of(rows))
    np.testing.assert_allclose(found, [probabilities], atol=1e-6)


@pytest.mark.parametrize(
    ("logits", "truth", "loss"),
    [
        ([[0.0, 0.0]], [1], 0.693147),
        ([[0.0, 1.098612], [1e4, -1e4]], [1, 0], 0.143841),  # ln 4/3, and nothing
        ([[1e4, 0.0]], [1], 1e4),
        ([[-1e30, 0.0]], [1], 0.0),
    ],
)
def test_the_loss_by_hand(logits: list[list[float]], truth: list[int], loss: float) -> None:
    rows = np.array(logits, dtype=np.float32)
    found = TASK.decoder(LABELS[:2], {}).loss(rows, bounds_of(rows), np.array(truth))
    assert found == pytest.approx(loss, abs=1e-5)


def record(probabilities: list[float], **options: float) -> dict[str, object]:
    with np.errstate(divide="ignore"):
        logits = np.log(np.array([probabilities], dtype=np.float32))  # softmax gives the probabilities back
    (found,) = TASK.decoder(LABELS, {}).records(["a text"], logits, bounds_of(logits), **options)  # type: ignore[arg-type]
    return found


def test_a_record_ranks_the_scores() -> None:
    found = record([0.25, 0.125, 0.625])
    assert found == {"label": "sport", "score": 0.625, "scores": {"sport": 0.625, "bait": 0.25, "news": 0.125}}
    assert list(found["scores"]) == ["sport", "bait", "news"]  # type: ignore[call-overload]


def test_equal_scores_keep_the_order_of_the_labels() -> None:
    found = record([0.25, 0.5, 0.25])
    assert list(found["scores"]) == ["news", "bait", "sport"]  # type: ignore[call-overload]
    assert record([0.5, 0.5, 0.0])["label"] == "bait"


@pytest.mark.parametrize(
    ("top_k", "kept"), [(1, ["sport"]), (2, ["sport", "bait"]), (9, ["sport", "bait", "news"]), (None, LABELS)]
)
def test_top_k_keeps_the_best_scores_and_the_answer(top_k: int | None, kept: list[str]) -> None:
    found = record([0.25, 0.125, 0.625], top_k=top_k)
    assert found["label"] == "sport"
    assert set(found["scores"]) == set(kept)  # type: ignore[call-overload]


@pytest.mark.parametrize(("min_score", "label"), [(0.0, "sport"), (0.624, "sport"), (0.626, None), (1.0, None)])
def test_below_the_least_score_there_is_no_answer(min_score: float, label: str | None) -> None:
    found = record([0.25, 0.125, 0.625], min_score=min_score)
    assert found["label"] == label
    assert found["score"] == 0.625


def test_the_least_score_itself_is_enough() -> None:
    assert record([0.5, 0.5, 0.0], min_score=0.5)["label"] == "bait"


def test_scores_are_plain_numbers_of_6_digits() -> None:
    found = record([1 / 3, 1 / 7, 11 / 21])
    assert found["score"] == 0.52381
    assert type(found["score"]) is float
    assert found["scores"] == {"sport": 0.52381, "bait": 0.333333, "news": 0.142857}


@given(LOGITS, st.none() | st.integers(1, 7), st.none() | st.floats(0, 1))
def test_records_of_many_are_those_of_each(logits: Scores, top_k: int | None, min_score: float | None) -> None:
    decoder = TASK.decoder([f"label {number}" for number in range(logits.shape[1])], {})
    together = decoder.records([""] * len(logits), logits, bounds_of(logits), top_k=top_k, min_score=min_score)
    for number, found in enumerate(together):
        row = logits[number : number + 1]
        (alone,) = decoder.records([""], row, bounds_of(row), top_k=top_k, min_score=min_score)
        assert found == alone
        assert list(found["scores"]) == list(alone["scores"])


@given(arrays.arrays(np.float32, 20, elements=st.floats(0, 1, width=32)) | st.just(np.arange(1, 64, 2) / 64))
def test_scores_are_rounded_as_python_rounds(scores: np.ndarray) -> None:
    class Given(Classes):
        def probabilities(self, logits: Scores, bounds: Bounds) -> Scores:
            return logits

    rows = scores.astype(np.float32)[:, None]
    found = Given(["one"]).records([""] * len(rows), rows, bounds_of(rows))
    assert [each["score"] for each in found] == [round(float(score), 6) for score in rows[:, 0]]


def test_the_least_score_is_held_against_the_score_itself() -> None:
    logits = np.array([[0.0, 0.85]], dtype=np.float32)
    decoder = TASK.decoder(["no", "yes"], {})
    score = float(decoder.probabilities(logits, bounds_of(logits))[0, 1])
    for least, label in ((score, "yes"), (np.nextafter(score, 1), None)):  # the same number to a float32
        (found,) = decoder.records([""], logits, bounds_of(logits), min_score=float(least))
        assert found["label"] == label

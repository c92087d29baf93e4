"""Splits that differ in their labels or in the length of their texts."""

import numpy as np
import pytest

from tests.doctor.corpora import only
from tests.doctor.patients import Rows, of_texts, of_words
from textkit.doctor.balance import tallies
from textkit.doctor.patient import Check, Patient
from textkit.doctor.split_labels import CHECKS, _chance, label_shift, length_shift, missing_labels


def rows(a: int, b: int, text: str = "one two three") -> list[tuple[str, str]]:
    return [(text, "a")] * a + [(text, "b")] * b


CLEAN = of_texts(rows(100, 50), rows(11, 4), rows(9, 6))


@pytest.mark.parametrize("check", CHECKS)
def test_splits_that_are_alike_have_no_finding(check: Check) -> None:
    assert not list(check(CLEAN))


def test_a_label_that_test_lacks() -> None:
    finding = only(missing_labels, of_texts(rows(3, 2), rows(1, 1), rows(2, 0)))
    assert finding.severity == "warning"
    assert finding.message == "test has no row of 1 label that other splits have: 'b' (3)"
    assert finding.rows == [3, 4, 6]


def test_what_train_lacks_cannot_be_answered() -> None:
    assert only(missing_labels, of_texts(rows(3, 0), rows(1, 1), rows(1, 1))).severity == "problem"


def test_a_split_without_rows_lacks_nothing() -> None:
    assert not list(missing_labels(of_texts(rows(3, 2), (), rows(2, 1))))


def test_shares_that_differ_by_more_than_chance() -> None:
    finding = only(label_shift, of_texts(rows(500, 500), rows(50, 50), rows(80, 20)))
    assert finding.figures["split"] == "test"
    assert finding.figures["distance"] == 0.3
    assert finding.figures["shares"] == {"a": [0.5, 0.8], "b": [0.5, 0.2]}
    assert "'a' 80% (train 50%)" in finding.message


def test_a_difference_that_chance_gives_is_not_told() -> None:
    assert not list(label_shift(of_texts(rows(500, 500), rows(5, 5), rows(8, 2))))


def test_a_difference_too_small_to_matter_is_not_told() -> None:
    assert not list(label_shift(of_texts(rows(50_000, 50_000), (), rows(10_400, 9_600))))


def test_of_one_label_a_row_the_test_is_that_of_pearson() -> None:
    from scipy.stats import chi2_contingency

    patient = of_texts(rows(300, 200), (), rows(40, 60))
    expected = chi2_contingency([[300, 200], [40, 60]], correction=False).pvalue
    assert _chance(patient, tallies(patient), "test") == pytest.approx(expected)


def test_labels_that_come_together_count_less() -> None:
    """Ten rows with ten entities each say as much as ten rows, and not as a hundred."""
    many, few = (" ".join(["A"] * times) for times in (10, 1))
    clustered = of_words(
        [(many, " ".join([f"B-{kind}"] * 10)) for kind in "XY" * 10], (), [(many, " ".join(["B-X"] * 10))] * 8
    )
    alone = of_words([(few, f"B-{kind}") for kind in "XY" * 10], (), [(few, "B-X")] * 8)
    both = [_chance(patient, tallies(patient), "test") for patient in (clustered, alone)]
    assert both[0] == pytest.approx(both[1])


def mentions(rng: np.random.Generator, count: int) -> list[tuple[str, str]]:
    """Sentences whose entities are mostly of one kind."""
    found = []
    for _ in range(count):
        length, topic = rng.integers(1, 6), rng.integers(4)
        kinds = np.where(rng.random(length) < 0.6, topic, rng.integers(4, size=length))
        found.append((" ".join("x" * length), " ".join(f"B-{kind}" for kind in kinds.tolist())))
    return found


def test_under_chance_alone_p_values_are_evenly_spread() -> None:
    rng = np.random.default_rng(0)
    found = []
    for _ in range(200):
        patient = of_words(mentions(rng, 150), (), mentions(rng, 50))
        found.append(_chance(patient, tallies(patient), "test"))
    assert 0.03 < np.mean(np.array(found) < 0.1) < 0.17  # 0.37 if entities were taken for independent
    assert 0.4 < np.median(found) < 0.6


def of_lengths(rng: np.random.Generator, words: int, count: int) -> Rows:
    return [(" ".join(["word"] * int(length)), "a") for length in rng.poisson(words, count) + 1]


def lengths(train: int, test: int) -> Patient:
    rng = np.random.default_rng(0)
    return of_texts(of_lengths(rng, train, 400), of_lengths(rng, train, 100), of_lengths(rng, test, 100))


def test_texts_of_another_length() -> None:
    finding = only(length_shift, lengths(20, 9))
    assert finding.severity == "note"
    assert finding.message.startswith("texts of test are shorter than train's: 9 words against 22")


def test_texts_of_the_same_length() -> None:
    assert not list(length_shift(lengths(20, 20)))

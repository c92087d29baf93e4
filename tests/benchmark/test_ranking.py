"""Scores beside the best: paired, corrected, and never between equals."""

import numpy as np
import pytest
from numpy.typing import NDArray

from textkit.benchmark.ranking import Score, rank
from textkit.evaluation.counted import Counted
from textkit.evaluation.paired import compare, holm


def accuracy(sums: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(sums[..., 1] / sums[..., 0])


def answers(right: float, seed: int, records: int = 800) -> Counted:
    """A model that is right with this probability."""
    hits = np.random.default_rng(seed).random(records) < right
    return Counted("accuracy", np.stack([np.ones(records), hits], axis=1).astype(np.int64), accuracy)


MODELS = [[answers(0.80, 1)], [answers(0.95, 2)], [answers(0.94, 3)]]


def test_the_best_has_no_comparison_and_the_others_are_tested_against_it() -> None:
    best, against = rank(MODELS, lambda one, other: False)
    assert best == 1
    assert against[1].comparison is None
    assert against[1].same_as is None
    assert against[0].comparison == compare(MODELS[0], MODELS[1])
    assert against[2].comparison == compare(MODELS[2], MODELS[1])


def test_p_values_are_corrected_for_being_many() -> None:
    _, against = rank(MODELS, lambda one, other: False)
    plain = [compare(MODELS[place], MODELS[1]).p for place in (0, 2)]
    assert [against[0].p, against[2].p] == holm(plain)


def test_the_same_weights_are_not_compared() -> None:
    _, against = rank(MODELS, lambda one, other: {one, other} == {1, 2})
    assert against[2].comparison is None
    assert against[2].same_as == 1
    assert against[0].p == compare(MODELS[0], MODELS[1]).p  # one comparison is left: nothing to correct


def test_of_the_same_weights_the_first_is_ranked_whichever_scores_higher() -> None:
    best, against = rank(MODELS, lambda one, other: {one, other} == {0, 1})
    assert best == 2
    assert against[1].same_as == 0
    assert against[0].comparison == compare(MODELS[0], MODELS[2])


def test_of_equal_scores_the_first_is_the_best() -> None:
    assert rank([MODELS[0], MODELS[1], MODELS[1]], lambda one, other: False)[0] == 1


def test_a_score_is_the_mean_of_its_seeds_within_its_interval() -> None:
    found = Score.of([answers(0.9, 5), answers(0.9, 6), answers(0.9, 7)])
    assert found.mean == pytest.approx(np.mean(found.by_seed))
    assert found.low < found.mean < found.high
    assert len(found.by_seed) == 3

"""Sums over paths equal those over all paths written out."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tasks.chains.enumeration import Case, cases, records
from textkit.tasks.chains.chain import Chain
from textkit.tasks.chains.marginals import Segment, log_partition, marginals, segment_probabilities


def shares(paths: dict[tuple[int, ...], float]) -> dict[tuple[int, ...], float]:
    """The probability of each path."""
    peak = max(paths.values())
    total = sum(np.exp(score - peak) for score in paths.values())
    return {path: float(np.exp(score - peak) / total) for path, score in paths.items()}


def holds(path: tuple[int, ...], segment: Segment) -> bool:
    """Whether the segment is in the path and ends where it says."""
    end = segment.start + len(segment.path)
    return path[segment.start : end] == segment.path and not (end < len(path) and path[end] in segment.continues)


@settings(deadline=None)
@given(st.one_of(cases(), cases(size=1e4)))
def test_the_partition_is_the_sum_over_all_paths(case: Case) -> None:
    wanted = [np.logaddexp.reduce(list(paths.values())) for paths in records(case)]
    np.testing.assert_allclose(log_partition(*case), wanted, rtol=1e-12, atol=1e-9)


@settings(deadline=None)
@given(st.one_of(cases(), cases(size=1e4)))
def test_marginals_are_the_shares_of_the_paths_through_a_label(case: Case) -> None:
    chain, logits, _ = case
    wanted = np.zeros(logits.shape)
    word = 0
    for paths in records(case):
        for path, share in shares(paths).items():
            wanted[np.arange(word, word + len(path)), list(path)] += share
        word += len(next(iter(paths)))
    found = marginals(*case)
    assert found.dtype == np.float32
    assert found.shape == (len(logits), len(chain.start))
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)


@settings(deadline=None)
@given(st.one_of(cases(), cases(size=1e4)), st.data())
def test_segments_are_the_shares_of_the_paths_that_hold_them(case: Case, data: st.DataObject) -> None:
    chain, _, bounds = case
    labels = st.integers(0, len(chain.start) - 1)
    segments, wanted = [], []
    for record, paths in enumerate(records(case)):
        words = int(bounds[record + 1] - bounds[record])
        for start, end in combinations(range(words + 1), 2):
            path = tuple(data.draw(st.lists(labels, min_size=end - start, max_size=end - start)))
            segments.append(Segment(record, start, path, tuple(data.draw(st.sets(labels)))))
            wanted.append(sum(share for whole, share in shares(paths).items() if holds(whole, segments[-1])))
    np.testing.assert_allclose(segment_probabilities(*case, segments), wanted, atol=1e-9)


def test_exactly_an_entity_by_hand() -> None:
    chain = Chain.free(np.array([[True, True, False], [True] * 3, [True] * 3]), np.array([True, True, False]))  # O B I
    logits, bounds = np.zeros((3, 3), dtype=np.float32), np.array([0, 0, 2, 3])
    # Over two words: OO OB BO BB BI; over one: O B.
    places = [(1, 0, (1,)), (1, 0, (1, 2)), (1, 1, (1,)), (2, 0, (1,))]
    found = segment_probabilities(chain, logits, bounds, [Segment(*place, continues=(2,)) for place in places])
    np.testing.assert_allclose(found, [2 / 5, 1 / 5, 2 / 5, 1 / 2])


def test_nothing_sums_to_nothing() -> None:
    chain, words = Chain.free(np.ones((2, 2), dtype=bool), np.ones(2, dtype=bool)), np.zeros((0, 2), dtype=np.float32)
    for bounds in (np.array([0]), np.array([0, 0, 0])):
        assert log_partition(chain, words, bounds).tolist() == [0.0] * (len(bounds) - 1)
        assert marginals(chain, words, bounds).shape == (0, 2)
        assert segment_probabilities(chain, words, bounds, []).shape == (0,)


def test_a_book_in_one_record() -> None:
    logits = np.random.default_rng(0).normal(size=(20_000, 3)).astype(np.float32) * 1000
    chain, bounds = Chain.free(np.ones((3, 3), dtype=bool), np.ones(3, dtype=bool)), np.array([0, 20_000])
    alone = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    alone /= alone.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(marginals(chain, logits, bounds), alone, atol=1e-6)
    path = (0, 1, 2) * 10
    wanted = np.prod(alone[range(100, 130), path]) * (1 - alone[130, 2])
    found = segment_probabilities(chain, logits, bounds, [Segment(0, 100, path, (2,))])
    np.testing.assert_allclose(found, wanted, atol=1e-9)

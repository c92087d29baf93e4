"""The score of a path is the sum of what it passes."""

import numpy as np
import pytest
from hypothesis import given, settings

from tests.tasks.chains.enumeration import Case, cases, records
from textkit.tasks.chains.chain import FORBIDDEN, Chain, path_scores


@settings(deadline=None)
@given(cases())
def test_scores_are_those_of_the_sum_written_out(case: Case) -> None:
    chain, logits, bounds = case
    every = list(records(case))
    for pick in (0, -1):
        chosen = [list(paths)[pick] for paths in every]
        labels = np.array([label for path in chosen for label in path], dtype=np.int64)
        wanted = [paths[path] for paths, path in zip(every, chosen, strict=True)]
        np.testing.assert_allclose(path_scores(chain, logits, bounds, labels), wanted, atol=1e-9)


def test_constraints_lie_over_what_was_learned() -> None:
    moves, starts = np.array([[True, False], [True, True]]), np.array([True, False])
    learned = np.array([1, 2], dtype=np.float32)
    chain = Chain.constrained(learned, learned, np.array([[3, 4], [5, 6]], dtype=np.float32), moves, starts)
    assert chain.start.tolist() == [1, FORBIDDEN]
    assert chain.end.tolist() == [1, 2]
    assert chain.transitions.tolist() == [[3, FORBIDDEN], [5, 6]]
    free = Chain.free(moves, starts)
    assert (free.start[0], free.start[1], free.transitions[1, 0], free.end.sum()) == (0, FORBIDDEN, 0, 0)


def test_a_forbidden_path_is_far_below_all_others() -> None:
    chain = Chain.free(np.array([[True, False], [True, True]]), np.array([True, False]))
    logits, bounds = np.full((3, 2), 1e4, dtype=np.float32), np.array([0, 3])
    allowed, forbidden = (path_scores(chain, logits, bounds, np.array(path)) for path in ([0, 0, 0], [0, 1, 0]))
    assert allowed[0] == pytest.approx(3e4)
    assert forbidden[0] < -1e29

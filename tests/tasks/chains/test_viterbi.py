"""The best path is the best of all paths written out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tasks.chains.enumeration import Case, cases, records
from textkit.tasks.chains import messages
from textkit.tasks.chains.chain import Chain, path_scores
from textkit.tasks.chains.viterbi import viterbi


@settings(deadline=None)
@given(st.one_of(cases(), cases(size=1e4)))
def test_no_path_is_better(case: Case) -> None:
    chain, logits, bounds = case
    labels = viterbi(chain, logits, bounds)
    wanted = [max(paths.values()) for paths in records(case)]
    np.testing.assert_allclose(path_scores(chain, logits, bounds, labels), wanted, rtol=1e-12, atol=1e-9)


@settings(deadline=None)
@given(cases())
def test_of_equal_paths_the_lower_labels_win_from_the_end_on(case: Case) -> None:
    chain, logits, bounds = case
    chain = Chain(chain.start.round(), chain.end.round(), chain.transitions.round())
    logits = logits.round()  # so that many paths tie
    labels = viterbi(chain, logits, bounds)
    for record, paths in enumerate(records((chain, logits, bounds))):
        best = [path for path, score in paths.items() if score == max(paths.values())]
        found = tuple(labels[bounds[record] : bounds[record + 1]].tolist())
        assert found == min(best, key=lambda path: path[::-1])


def test_records_in_groups_equal_records_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(0)
    bounds = np.cumsum([0, *generator.integers(0, 9, 50)])
    logits = generator.normal(size=(bounds[-1], 4)).astype(np.float32)
    chain = Chain(*(generator.normal(size=size) for size in (4, 4, (4, 4))))
    at_once = viterbi(chain, logits, bounds)
    monkeypatch.setattr(messages, "CELLS", 4 * 4 * 7)
    np.testing.assert_array_equal(viterbi(chain, logits, bounds), at_once)


def test_nothing_has_no_labels() -> None:
    chain = Chain.free(np.ones((2, 2), dtype=bool), np.ones(2, dtype=bool))
    for bounds in (np.array([0]), np.array([0, 0, 0])):
        assert viterbi(chain, np.zeros((0, 2), dtype=np.float32), bounds).shape == (0,)


def test_a_book_in_one_record() -> None:
    generator = np.random.default_rng(0)
    logits = generator.normal(size=(20_000, 5)).astype(np.float32)
    chain = Chain.free(np.ones((5, 5), dtype=bool), np.ones(5, dtype=bool))
    np.testing.assert_array_equal(viterbi(chain, logits, np.array([0, 20_000])), logits.argmax(axis=1))

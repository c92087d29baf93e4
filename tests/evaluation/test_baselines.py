"""Baselines: the commonest label, letter case alone, and the commonest tag of each word."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.evaluation.baselines import capitalised_share, letter_case, majority, tag_lookup
from textkit.text.words import split_words


def shares_of(texts: Sequence[str]) -> np.ndarray:
    return np.array([capitalised_share(split_words(text)) for text in texts])


def brute_force(shares: Sequence[float], targets: Sequence[int]) -> float:
    """The best accuracy of any threshold, in either direction."""
    values = sorted(set(shares))
    thresholds = [-1.0, *((low + high) / 2 for low, high in pairwise(values)), 2.0]
    return max(
        float(np.mean([(share > threshold) == (target == high) for share, target in zip(shares, targets, strict=True)]))
        for threshold in thresholds
        for high in (0, 1)
    )


CASED = st.lists(st.sampled_from(["up", "Up"]), min_size=1, max_size=4).map(" ".join)
ROWS = st.lists(st.tuples(CASED, st.integers(0, 1)), min_size=1, max_size=12)


@given(ROWS)
def test_the_threshold_is_the_best_of_all(rows: list[tuple[str, int]]) -> None:
    texts, targets = [text for text, _ in rows], [target for _, target in rows]
    found = letter_case(shares_of(texts), np.array(targets), shares_of(texts), np.array(targets))
    assert found == pytest.approx(brute_force(shares_of(texts).tolist(), targets))


@pytest.mark.parametrize("high", [0, 1])
def test_the_threshold_is_found_on_train_and_scored_on_test(high: int) -> None:
    train, test = ["a b", "A b", "A B"], ["a b c d", "A B C d", "A B C D", "A b c d"]
    learned = np.array([1 - high, 1 - high, high])
    truth = np.array([1 - high, 1 - high, high, high])
    # the cut lies half-way between 1/2 and 1: 3/4 is not above it, 1 is, 1/4 is not and should be
    assert letter_case(shares_of(train), learned, shares_of(test), truth) == 0.75


@pytest.mark.parametrize(
    ("targets", "accuracy"), [([1, 1, 1, 0], 0.75), ([0, 0, 1, 0], 0.75), ([0, 1, 0, 1], 0.5), ([1, 1, 1, 1], 1.0)]
)
def test_a_constant_feature_gives_the_commonest_label(targets: list[int], accuracy: float) -> None:
    for text in ("all lower", "All Upper", "123 !"):
        shares = shares_of([text] * 4)
        assert letter_case(shares, np.array(targets), shares, np.array(targets)) == accuracy


def test_no_threshold_parts_equal_shares() -> None:
    # sorted by share, a cut after three rows would be right for all four, but it would part equals
    texts, targets = ["a", "A a", "A a", "A a"], np.array([0, 0, 0, 1])
    assert letter_case(shares_of(texts), targets, shares_of(texts), targets) == 0.75


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("You Will NOT believe", 0.75),
        ("you won't", 0.0),
        ("21 Things 'quoted' !", 0.5),
        ("Ünder École", 1.0),
        ("12 34 !?", 0.0),
        ("", 0.0),
        ("漢字 Cat", 0.5),
    ],
)
def test_the_share_of_capitalised_words(text: str, share: float) -> None:
    assert capitalised_share(split_words(text)) == share


@pytest.mark.parametrize(
    ("train", "test", "accuracy"),
    [([0, 1, 1], [1, 1, 0, 0], 0.5), ([0, 0, 1], [1, 1, 1, 0], 0.25), ([0, 1], [0, 0, 1], 2 / 3), ([2], [0, 1], 0.0)],
)
def test_the_commonest_label_of_train(train: list[int], test: list[int], accuracy: float) -> None:
    assert majority(np.array(train), np.array(test)) == pytest.approx(accuracy)


WORDS = [["the", "can", "can"], ["the", "can", "fish"], ["the", "red", "x-ray"]]
TAGS = [["DET", "NOUN", "AUX"], ["DET", "AUX", "NOUN"], ["DET", "ADJ", "NOUN"]]


def test_each_word_gets_its_commonest_tag() -> None:
    assert tag_lookup(WORDS, TAGS, [["the", "can"], [], ["red"]]) == [["DET", "AUX"], [], ["ADJ"]]


def test_an_unknown_word_gets_the_commonest_tag_of_the_words_seen_once() -> None:
    # of all words DET is as common as NOUN, but of "fish", "red" and "x-ray" two are NOUN
    assert tag_lookup(WORDS, TAGS, [["The", "zebra", "can"]]) == [["NOUN", "NOUN", "AUX"]]


def test_of_equally_common_tags_the_first_by_name() -> None:
    assert tag_lookup([["a", "a"], ["b", "c"]], [["Y", "X"], ["Y", "X"]], [["a", "new"]]) == [["X", "X"]]


def test_where_no_word_is_seen_once_the_rarest_stand_for_the_unknown() -> None:
    assert tag_lookup([["a"] * 3 + ["b"] * 2], [["X"] * 3 + ["Y"] * 2], [["new"]]) == [["Y"]]


@pytest.mark.parametrize(("words", "tags"), [([], []), ([["a"]], []), ([["a"]], [["X", "Y"]])])
def test_a_tag_for_each_word_of_train_or_an_error(words: list[list[str]], tags: list[list[str]]) -> None:
    with pytest.raises(ValueError, match=r"empty|zip"):
        tag_lookup(words, tags, [["a"]])

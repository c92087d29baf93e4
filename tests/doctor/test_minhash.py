"""MinHash: what it estimates, whom it finds, and that neighbours in memory are strangers."""

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.doctor.minhash import SHINGLE, jaccard, least_hashes, shingles, sketch

TEXTS = st.lists(st.text(min_size=SHINGLE, max_size=40), min_size=1, max_size=12)


def variant(text: str, changes: int, draw: random.Random) -> str:
    letters = list(text)
    for place in draw.sample(range(len(letters)), changes):
        letters[place] = draw.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


def letters(count: int, draw: random.Random) -> str:
    return "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=count))


def test_shingles_by_hand() -> None:
    assert shingles("rain in") == {"rain ", "ain i", "in in"}
    assert shingles("aaaaaaaa") == {"aaaaa"}
    assert shingles("abc") == set()


def test_similarity_by_hand() -> None:
    assert jaccard({"a", "b", "c"}, {"b", "c", "d"}) == 0.5
    assert jaccard(set(), set()) == 0


@settings(deadline=None)
@given(TEXTS)
def test_a_text_has_the_same_hashes_in_any_company(texts: list[str]) -> None:
    factors, terms = np.array([3, 2**31 + 1], np.uint32), np.array([0, 12345], np.uint32)
    together = least_hashes(texts, factors, terms)
    alone = [least_hashes([text], factors, terms)[0] for text in texts]
    np.testing.assert_array_equal(together, alone)


@settings(deadline=None)
@given(TEXTS)
def test_equal_sets_of_shingles_have_equal_sketches(texts: list[str]) -> None:
    doubled = sketch([*texts, *texts], seed=1)
    np.testing.assert_array_equal(doubled.marks[: len(texts)], doubled.marks[len(texts) :])
    np.testing.assert_array_equal(doubled.keys[:, : len(texts)], doubled.keys[:, len(texts) :])


def test_the_estimate_is_close_to_the_similarity() -> None:
    draw = random.Random(0)
    texts = [letters(200, draw) for _ in range(100)]
    changed = [variant(text, draw.randint(0, 15), draw) for text in texts]
    true = np.array([jaccard(shingles(a), shingles(b)) for a, b in zip(texts, changed, strict=True)])
    estimated = sketch([*texts, *changed], seed=0).similarity(np.arange(100), np.arange(100, 200))
    assert np.abs(estimated - true).max() < 0.12
    assert abs((estimated - true).mean()) < 0.01


def test_the_alike_meet_and_strangers_do_not() -> None:
    draw = random.Random(1)
    texts = [letters(120, draw) for _ in range(300)]
    changed = [variant(text, 1, draw) for text in texts]
    met = {
        tuple(sorted(pair))
        for one, other in sketch([*texts, *changed], seed=0).meetings()
        for pair in zip(one.tolist(), other.tolist(), strict=True)
    }
    assert met == {(number, number + 300) for number in range(300)}


def test_in_a_crowd_everybody_meets_somebody() -> None:
    texts = [f"the weather in town {number} will be fine and warm again" for number in range(1000)]
    meetings = list(sketch(texts, seed=0).meetings())
    assert len(np.unique(np.concatenate([np.concatenate(pair) for pair in meetings]))) == 1000
    assert sum(len(one) for one, _ in meetings) < 1000 * 1000 / 2


def test_the_seed_decides() -> None:
    texts = ["the rain in spain stays mainly in the plain", "in hertford, hereford and hampshire"]
    np.testing.assert_array_equal(sketch(texts, 3).keys, sketch(texts, 3).keys)
    assert (sketch(texts, 3).keys != sketch(texts, 4).keys).all()


@pytest.mark.parametrize("texts", [[], ["a single text"]])
def test_without_others_nobody_meets(texts: list[str]) -> None:
    assert [pair for one, other in sketch(texts, 0).meetings() for pair in combinations((*one, *other), 2)] == []


def test_texts_of_any_length_make_one_sketch() -> None:
    long = "x".join(letters(50_000, random.Random(number)) for number in range(3))
    texts = ["short text", long, "short text", *["another short text"] * 5_000]
    made = sketch(texts, 0)
    assert made.marks.shape == (len(texts), made.hashes)
    np.testing.assert_array_equal(made.marks[0], made.marks[2])

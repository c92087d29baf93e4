"""Who trains and who tests."""

import os
import random
import subprocess
import sys
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.splitting import RATIOS, assign, normalised
from textkit.types import SPLITS

SHARE = dict(zip(SPLITS, RATIOS, strict=True))
VARIANTS = st.sampled_from(["{}", " {} ", "{}\n", "x {}", "X  {}", "x\t{}"])
TEXTS = st.lists(st.builds(str.format, VARIANTS, st.integers(0, 30)), min_size=1, max_size=80)
SEEDS = st.integers(0, 99)


def classes_of(texts: list[str], count: int = 3) -> list[int]:
    """A class for each text, the same for its copies."""
    return [normalised(text)[0] % count for text in texts]


def split(texts: list[str], classes: list[int], seed: int = 0) -> list[str]:
    return assign(texts, classes, [None] * len(texts), seed=seed)


@given(TEXTS, SEEDS)
def test_every_row_is_in_one_split(texts: list[str], seed: int) -> None:
    result = split(texts, classes_of(texts), seed)
    assert len(result) == len(texts)
    assert set(result) <= set(SPLITS)


@given(TEXTS, SEEDS, st.data())
def test_copies_never_straddle(texts: list[str], seed: int, data: st.DataObject) -> None:
    classes = data.draw(st.lists(st.integers(0, 2), min_size=len(texts), max_size=len(texts)))
    where = defaultdict(set)
    for text, place in zip(texts, split(texts, classes, seed), strict=True):
        where[normalised(text)].add(place)
    assert all(len(places) == 1 for places in where.values())


@given(TEXTS, SEEDS, st.integers(1, 3))
def test_each_class_has_its_share_within_one_row_or_one_group(texts: list[str], seed: int, count: int) -> None:
    classes = classes_of(texts, count)
    result = split(texts, classes, seed)
    for name in set(classes):
        rows = [row for row, each in enumerate(classes) if each == name]
        largest = max(Counter(normalised(texts[row]) for row in rows).values())
        for place in ("validation", "test"):
            found = sum(result[row] == place for row in rows)
            assert abs(found - SHARE[place] * len(rows)) <= max(1, largest)


@pytest.mark.parametrize(
    ("texts", "classes"),
    [
        (["same"] * 9, [0] * 9),
        (["one", *["same"] * 9], [0] * 10),
        ([f"text {n}" for n in range(50)] + ["advert"] * 8, [0] * 50 + [1] * 8),
    ],
    ids=["one text", "two texts", "a class of copies"],
)
def test_a_class_is_never_without_training_rows(texts: list[str], classes: list[int]) -> None:
    for seed in range(5):
        trained = {each for each, place in zip(classes, split(texts, classes, seed), strict=True) if place == "train"}
        assert trained == set(classes)


def test_copies_go_to_train_where_it_has_room() -> None:
    texts = [f"text {number}" for number in range(60)] + [
        f"{copy} {number}" for copy in ("a", " A ") for number in range(20)
    ]
    result = split(texts, [0] * 100)
    assert Counter(result) == {"train": 80, "validation": 10, "test": 10}
    assert set(result[60:]) == {"train"}


def test_without_copies_the_shares_are_exact() -> None:
    texts = [f"text {number}" for number in range(200)]
    classes = [int(number % 4 == 0) for number in range(200)]
    result = split(texts, classes)
    assert Counter(zip(classes, result, strict=True)) == {
        (0, "train"): 120,
        (0, "validation"): 15,
        (0, "test"): 15,
        (1, "train"): 40,
        (1, "validation"): 5,
        (1, "test"): 5,
    }


def test_other_ratios() -> None:
    texts = [f"text {number}" for number in range(100)]
    result = assign(texts, [0] * 100, [None] * 100, seed=0, ratios=(0.5, 0.2, 0.3))
    assert Counter(result) == {"train": 50, "validation": 20, "test": 30}


@given(TEXTS, SEEDS)
def test_the_same_seed_gives_the_same_split(texts: list[str], seed: int) -> None:
    assert split(texts, classes_of(texts), seed) == split(texts, classes_of(texts), seed)


def test_another_seed_gives_another_split() -> None:
    texts = [f"text {number}" for number in range(100)]
    results = {tuple(split(texts, [0] * 100, seed)) for seed in range(20)}
    assert len(results) == 20


@given(TEXTS, SEEDS, st.randoms(use_true_random=False))
def test_the_order_in_which_classes_appear_does_not_matter(
    texts: list[str], seed: int, generator: random.Random
) -> None:
    classes = classes_of(texts)
    blocks = [[row for row, each in enumerate(classes) if each == name] for name in set(classes)]
    generator.shuffle(blocks)
    order = [row for block in blocks for row in block]  # classes move, the rows of each stay in their order
    moved = split([texts[row] for row in order], [classes[row] for row in order], seed)
    result = split(texts, classes, seed)
    assert moved == [result[row] for row in order]


SCRIPT = """
from textkit.data.splitting import assign
texts = [f"text {number % 90}" for number in range(100)]
print(assign(texts, ["abc"[number % 90 % 3] for number in range(100)], [None] * 100, seed=3))
"""


def test_another_process_gives_the_same_split() -> None:
    printed = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-c", SCRIPT]
        printed.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    texts = [f"text {number % 90}" for number in range(100)]
    classes = ["abc"[number % 90 % 3] for number in range(100)]
    assert printed == {f"{assign(texts, classes, [None] * 100, seed=3)}\n"}


@given(TEXTS, SEEDS, st.data())
def test_a_split_that_is_given_is_kept(texts: list[str], seed: int, data: st.DataObject) -> None:
    some = st.sampled_from([*SPLITS, None])
    given_splits = data.draw(st.lists(some, min_size=len(texts), max_size=len(texts)))
    result = assign(texts, classes_of(texts), given_splits, seed=seed)
    for wanted, found in zip(given_splits, result, strict=True):
        if wanted in ("validation", "test"):
            assert found == wanted
        elif {"validation", "test"} <= set(given_splits):
            assert found == "train"


@pytest.mark.parametrize(
    ("brought", "carved"),
    [("test", "validation"), ("validation", "test")],
)
def test_a_split_that_nobody_gives_is_carved_out_of_train(brought: str, carved: str) -> None:
    texts = [f"text {number}" for number in range(110)]
    given_splits = ["train"] * 100 + [brought] * 10
    result = assign(texts, [0] * 110, given_splits, seed=0)
    assert Counter(result) == {"train": 90, brought: 10, carved: 10}
    assert set(result[100:]) == {brought}


def test_rows_given_to_train_alone_are_split_like_any() -> None:
    texts = [f"text {number}" for number in range(100)]
    assert assign(texts, [0] * 100, ["train"] * 100, seed=0) == split(texts, [0] * 100)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A text", " a\tTEXT\n", True),
        ("straße", "STRASSE", True),
        ("a text", "a text.", False),
        ("ab", "a b", False),
        ("", " \n", True),
        ("\ud800", "\ud801", False),
    ],
)
def test_what_counts_as_a_copy(one: str, other: str, same: bool) -> None:
    assert (normalised(one) == normalised(other)) == same

"""Parts with the same share of every label: the published algorithm, and what is asked of it besides."""

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from textkit.data.stratify import by_class, by_labels

SEEDS = st.integers(0, 99)
LABEL_SETS = st.lists(st.sets(st.integers(0, 5), max_size=4), min_size=4, max_size=60)
RATIOS = (0.8, 0.1, 0.1)


def deal(
    sets: list[set[int]], shares: tuple[float, ...] = RATIOS, seed: int = 0, units: list[int] | None = None
) -> list[int]:
    ids = np.array([label for each in sets for label in sorted(each)], dtype=np.int32)
    counts = np.array([len(each) for each in sets])
    rows = np.arange(len(sets)) if units is None else np.array(units)
    return list(by_labels(rows, counts, ids, shares, seed).tolist())


def sechidis(sets: list[set[int]], shares: tuple[float, ...], seed: int) -> list[int]:
    """Algorithm 1 of the paper, row by row; rows without a label have one of their own."""
    sets = [each or {max(set().union(*sets), default=-1) + 1} for each in sets]
    parts = range(len(shares))
    lacking = [{label: share * n for label, n in Counter(x for each in sets for x in each).items()} for share in shares]
    room = [share * len(sets) for share in shares]
    rows = list(range(len(sets)))
    random.Random(seed * 1_000_003).shuffle(rows)
    result = [-1] * len(sets)
    while rows:
        left = Counter(label for row in rows for label in sets[row])
        rarest = min(left, key=lambda label: (left[label], label))
        for row in [row for row in rows if rarest in sets[row]]:
            part = max(parts, key=lambda part: (lacking[part][rarest], room[part]))
            result[row] = part
            room[part] -= 1
            for label in sets[row]:
                lacking[part][label] -= 1
        rows = [row for row in rows if result[row] < 0]
    return result


@settings(deadline=None)
@given(LABEL_SETS, SEEDS, st.sampled_from([(0.5, 0.25, 0.25), (0.25,) * 4]))  # in binary, so that ties are ties
def test_equal_to_the_published_algorithm(sets: list[set[int]], seed: int, shares: tuple[float, ...]) -> None:
    wanted = sechidis(sets, shares, seed)
    if set(wanted) == set(range(len(shares))):
        assert deal(sets, shares, seed) == wanted


def label_sets(rows: int, seed: int = 0) -> NDArray[np.bool_]:
    """(rows, 12): from a label that 30% of the rows have to one that 1% have; many rows have none."""
    generator = np.random.default_rng(seed)
    return generator.random((rows, 12)) < np.geomspace(0.3, 0.01, 12)


def off(has: NDArray[np.bool_], parts: NDArray[np.int64], shares: tuple[float, ...]) -> NDArray[np.float64]:
    """By how many rows each part misses its share of each label; (parts, labels)."""
    found = np.array([has[parts == part].sum(axis=0) for part in range(len(shares))])
    wanted: NDArray[np.float64] = np.outer(shares, has.sum(axis=0))
    return np.abs(found - wanted)


@pytest.mark.parametrize("shares", [RATIOS, (0.2,) * 5], ids=["ratios", "folds"])
@pytest.mark.parametrize("seed", range(3))
def test_each_part_has_its_share_of_every_label_to_a_row(shares: tuple[float, ...], seed: int) -> None:
    has = label_sets(2000)
    parts = np.array(deal([set(np.flatnonzero(row).tolist()) for row in has], shares, seed))
    with_none = ~has.any(axis=1)
    assert off(np.column_stack((has, with_none)), parts, shares).max() <= 1
    assert np.abs(np.bincount(parts) - np.multiply(shares, 2000)).max() <= 10
    even = np.repeat(np.arange(len(shares)), [round(2000 * share) for share in shares])
    plain = np.random.default_rng(seed).permutation(even)
    assert off(has, plain, shares).max() > 5


def test_a_label_of_few_rows_is_in_train_first() -> None:
    sets = [{0} for _ in range(100)] + [{0, 1}, {0, 1}, {0, 1}]
    assert deal(sets)[100:] == [0, 0, 0]


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), min_size=20, max_size=80), st.integers(2, 5), SEEDS)
def test_with_one_label_a_row_the_folds_are_as_even_as_those_of_scikit_learn(
    classes: list[int], folds: int, seed: int
) -> None:
    parts = np.array(deal([{each} for each in classes], (1 / folds,) * folds, seed))
    assert np.ptp(np.bincount(parts, minlength=folds)) <= 1
    held = [np.bincount(np.array(classes)[parts == part], minlength=4) for part in range(folds)]
    assert np.ptp(held, axis=0).max() <= 1
    if np.bincount(classes)[np.unique(classes)].min() >= folds:
        theirs = [test for _, test in StratifiedKFold(folds).split(classes, classes)]
        for label in range(4):
            counts = sorted(int((np.array(classes)[test] == label).sum()) for test in theirs)
            assert sorted(int(each[label]) for each in held) == counts


@settings(deadline=None)
@given(st.lists(st.integers(1, 12), min_size=3, max_size=30), SEEDS, st.sampled_from([RATIOS, (1 / 3,) * 3]))
def test_parts_are_as_even_as_the_largest_unit_lets_them(
    sizes: list[int], seed: int, shares: tuple[float, ...]
) -> None:
    units = [unit for unit, size in enumerate(sizes) for _ in range(size)]
    parts = deal([set()] * len(units), shares, seed, units)
    assert len(set(zip(units, parts, strict=True))) == len(sizes)
    found = np.bincount(parts, minlength=3) - np.multiply(shares, len(units))
    assert np.abs(found).max() <= 2 * max(sizes)


def test_a_unit_of_half_the_rows() -> None:
    units = [0] * 500 + list(range(1, 501))
    sets = [{row % 2} for row in range(1000)]
    assert Counter(deal(sets, RATIOS, 0, units)) == {0: 800, 1: 100, 2: 100}
    assert sorted(Counter(deal(sets, (0.2,) * 5, 0, units)).values()) == [125, 125, 125, 125, 500]


def test_a_large_unit_goes_where_there_is_room_and_not_where_a_rare_label_is_lacking() -> None:
    units = [0] * 30 + [1] * 20 + list(range(2, 52))  # 8 of 100 rows have the rare label, 6 of them in large units
    sets = [{0}] * 100
    for row in (0, 1, 2, 3, 30, 31, 60, 61):
        sets[row] = {0, 1}
    assert Counter(deal(sets, (0.5, 0.25, 0.25), 0, units)) == {0: 50, 1: 25, 2: 25}


def test_units_of_many_rows_stay_in_the_large_part() -> None:
    has = label_sets(1000)
    units = [row // 2 if row < 200 else row - 100 for row in range(1000)]
    parts = deal([set(np.flatnonzero(has[unit]).tolist()) for unit in units], RATIOS, 0, units)
    assert set(parts[:200]) == {0}


@pytest.mark.parametrize(
    ("sizes", "shares", "rows"),
    [
        ([20] * 5, RATIOS, [60, 20, 20]),
        ([25, 20, 20, 20, 15], RATIOS, [65, 15, 20]),
        ([100, 10, 10], (0.8, 0.15, 0.05), [100, 10, 10]),
        ([5, 5], RATIOS, [5, 5, 0]),
    ],
    ids=["equal", "the smallest is taken", "the largest part has one alone", "too few"],
)
def test_a_few_units_leave_no_part_empty(sizes: list[int], shares: tuple[float, ...], rows: list[int]) -> None:
    units = np.repeat(np.arange(len(sizes)), sizes).tolist()
    assert np.bincount(deal([{0}] * len(units), shares, 0, units), minlength=3).tolist() == rows


@pytest.mark.parametrize("seed", range(3))
def test_folds_of_groups_are_as_even_as_those_of_scikit_learn(seed: int) -> None:
    generator = np.random.default_rng(seed)
    units = np.repeat(np.arange(300), np.maximum(1, generator.lognormal(2, 1.2, 300).astype(int)))
    leanings = generator.dirichlet(np.ones(5), 300).cumsum(axis=1)  # each group has classes that it prefers
    classes = (generator.random((len(units), 1)) > leanings[units]).sum(axis=1)
    ours = np.array(deal([{each} for each in classes.tolist()], (0.2,) * 5, seed, units.tolist()))
    theirs = np.empty(len(units), dtype=np.int64)
    for part, (_, test) in enumerate(StratifiedGroupKFold(5).split(units, classes, units)):
        theirs[test] = part
    has = np.eye(5, dtype=bool)[classes]
    assert np.ptp(np.bincount(ours)) <= 0.005 * len(units)
    assert off(has, ours, (0.2,) * 5).sum() <= off(has, theirs, (0.2,) * 5).sum() + 1e-6


def test_seeds_differ() -> None:
    sets = [{row % 2} for row in range(100)]
    assert len({tuple(deal(sets, RATIOS, seed)) for seed in range(20)}) == 20


def test_a_unit_counts_to_its_commonest_class_and_else_to_the_first() -> None:
    units = np.repeat(np.arange(10), 3)
    classes = np.array([2, 0, 2, 2, 1, 0] * 5)  # all ten units are of class 2
    parts = by_class(units, classes, [0.5], 0)
    assert Counter(parts.tolist()) == {0: 15, 1: 15}
    assert (np.bincount(units, weights=parts) % 3 == 0).all()

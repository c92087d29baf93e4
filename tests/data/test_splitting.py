"""Who trains and who tests."""

import os
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.data.splitting import RATIOS, LabelIds, SplitPlan, assign, key_of, normalised, parse_ratios
from textkit.errors import DataError, UsageError
from textkit.types import SPLITS

SHARE = dict(zip(SPLITS, RATIOS, strict=True))
VARIANTS = st.sampled_from(["{}", " {} ", "{}\n", "x {}", "X  {}", "x\t{}"])
TEXTS = st.lists(st.builds(str.format, VARIANTS, st.integers(0, 30)), min_size=1, max_size=80)
SEEDS = st.integers(0, 99)
Labels = Sequence[int] | Sequence[list[int]]


def label_ids(labels: Labels) -> LabelIds:
    """One class, or a set of labels, for each row."""
    sets = [each if isinstance(each, list) else [each] for each in labels]
    starts = np.cumsum([0, *map(len, sets)])
    return LabelIds(starts, np.array([label for each in sets for label in each], dtype=np.int32))


def split(
    texts: Sequence[str],
    labels: Labels,
    plan: SplitPlan | None = None,
    brought: Sequence[str | None] | None = None,
    groups: Sequence[int] | None = None,
) -> list[str]:
    """The split of each row by name; `brought` are the splits that the file gives."""
    keys = np.array([key_of(text) for text in texts], dtype=np.uint64)
    numbers = [SPLITS.index(each) if each else -1 for each in brought or [None] * len(texts)]
    grouped = None if groups is None else np.array(groups, dtype=np.uint64)
    result = assign(keys, label_ids(labels), np.array(numbers, dtype=np.int8), plan or SplitPlan(), grouped)
    return [SPLITS[number] for number in result]


def published(
    texts: Sequence[str],
    classes: Sequence[str],
    brought: Sequence[str | None],
    *,
    seed: int,
    ratios: tuple[float, float, float],
) -> list[str]:
    """How the datasets behind the published figures were split, as it was written then."""
    found = {each for each in brought if each}
    result = [each or "train" for each in brought]
    shares = {each: ratios[SPLITS.index(each)] for each in SPLITS if each not in found and each != "train"}
    copies: dict[bytes, list[int]] = {}
    for row, each in enumerate(result):
        if each == "train":
            copies.setdefault(normalised(texts[row]), []).append(row)
    strata = defaultdict(list)
    for group in copies.values():
        strata[Counter(classes[row] for row in group).most_common(1)[0][0]].append(group)
    for number, stratum in enumerate(sorted(strata, key=str)):
        groups = strata[stratum]
        random.Random(seed * 1_000_003 + number).shuffle(groups)
        groups.sort(key=len)
        total = sum(map(len, groups))
        for each, share in shares.items():
            room = round(total * share)
            while room > 0 and groups and len(groups[0]) < 2 * room and len(groups) > 1:
                for row in groups[0]:
                    result[row] = each
                room -= len(groups.pop(0))
    return result


def a_list_of(values: st.SearchStrategy[Any], like: Sequence[str]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=len(like), max_size=len(like))


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(-9, 999), st.sampled_from([RATIOS, (0.5, 0.2, 0.3), (0.1, 0.1, 0.8)]), st.data())
def test_classes_are_split_as_they_were_for_the_published_figures(
    texts: list[str], seed: int, ratios: tuple[float, float, float], data: st.DataObject
) -> None:
    pool = data.draw(st.sampled_from(["a", "ab", "ab c"]))
    classes = data.draw(a_list_of(st.sampled_from(pool), texts))
    some: list[Any] = data.draw(st.sampled_from([[None], [None, "train"], [None, "test"], [*SPLITS, None]]))
    brought = data.draw(a_list_of(st.sampled_from(some), texts))
    ids = [sorted(set(classes)).index(each) for each in classes]
    wanted = published(texts, classes, brought, seed=seed, ratios=ratios)
    assert split(texts, ids, SplitPlan(seed, ratios), brought) == wanted


@pytest.mark.parametrize("copies", range(2, 9))
def test_a_class_of_copies_is_split_as_it_was_for_the_published_figures(copies: int) -> None:
    for count in range(1, 40):
        texts = [f"text {number}" for number in range(count) for _ in range(copies)]
        wanted = published(texts, ["a"] * len(texts), [None] * len(texts), seed=count, ratios=RATIOS)
        assert split(texts, [0] * len(texts), SplitPlan(count)) == wanted


def test_rows_without_labels_are_one_stratum_as_they_were_for_the_published_figures() -> None:
    texts = [f"text {number % 1900}" for number in range(2000)]
    wanted = published(texts, [""] * 2000, [None] * 2000, seed=5, ratios=RATIOS)
    assert split(texts, [[] for _ in texts], SplitPlan(5)) == wanted


def classes_of(texts: list[str], count: int = 3) -> list[int]:
    """A class for each text, the same for its copies."""
    return [normalised(text)[0] % count for text in texts]


def sets_of(texts: list[str]) -> list[list[int]]:
    """Up to three labels for each text, the same for its copies; many have none."""
    return [[label for label in range(3) if normalised(text)[label] < 80] for text in texts]


LABELS = st.sampled_from([classes_of, sets_of])
PLANS = st.builds(SplitPlan, SEEDS) | st.builds(SplitPlan, SEEDS, folds=st.just(3), fold=st.integers(1, 3))
Labelling = Callable[[list[str]], Labels]


def some_texts(texts: list[str]) -> list[str]:
    return [*texts, "three", "more", "texts"]


@settings(deadline=None)
@given(TEXTS.map(some_texts), LABELS, PLANS)
def test_copies_never_straddle(texts: list[str], labels: Labelling, plan: SplitPlan) -> None:
    places = set(zip(map(normalised, texts), split(texts, labels(texts), plan), strict=True))
    assert len(places) == len(set(map(normalised, texts)))


@settings(deadline=None)
@given(TEXTS.map(some_texts), LABELS, PLANS, st.data())
def test_neither_groups_nor_copies_straddle(
    texts: list[str], labels: Labelling, plan: SplitPlan, data: st.DataObject
) -> None:
    groups = [*data.draw(a_list_of(st.integers(0, 9), texts[3:])), 10, 11, 12]
    result = split(texts, labels(texts), plan, groups=groups)
    assert len(set(zip(groups, result, strict=True))) == len(set(groups))
    assert len(set(zip(map(normalised, texts), result, strict=True))) == len(set(map(normalised, texts)))


def test_a_copy_ties_two_groups_together() -> None:
    texts = [f"text {number}" for number in range(98)] + ["same", "Same"]
    groups = [number // 10 for number in range(98)] + [0, 9]
    for seed in range(10):
        result = split(texts, [0] * 100, SplitPlan(seed), groups=groups)
        assert result[0] == result[98] == result[99] == result[95]


@settings(deadline=None)
@given(TEXTS, SEEDS, st.integers(1, 3))
def test_each_class_has_its_share_within_one_row_or_one_group(texts: list[str], seed: int, count: int) -> None:
    classes = classes_of(texts, count)
    result = split(texts, classes, SplitPlan(seed))
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
        places = split(texts, classes, SplitPlan(seed))
        assert {each for each, place in zip(classes, places, strict=True) if place == "train"} == set(classes)


@pytest.mark.parametrize("labels", [[0] * 100, [[0, 1], [1]] * 50], ids=["classes", "label sets"])
def test_copies_go_to_train_where_it_has_room(labels: Labels) -> None:
    texts = [f"text {number}" for number in range(60)] + [
        f"{copy} {number}" for copy in ("a", " A ") for number in range(20)
    ]
    result = split(texts, labels)
    assert Counter(result) == {"train": 80, "validation": 10, "test": 10}
    assert set(result[60:]) == {"train"}


def test_without_copies_the_shares_are_exact() -> None:
    texts = [f"text {number}" for number in range(200)]
    classes = [int(number % 4 == 0) for number in range(200)]
    assert Counter(zip(classes, split(texts, classes), strict=True)) == {
        (0, "train"): 120,
        (0, "validation"): 15,
        (0, "test"): 15,
        (1, "train"): 40,
        (1, "validation"): 5,
        (1, "test"): 5,
    }


@pytest.mark.parametrize("labels", [[0] * 100, [[0, 1], []] * 50], ids=["classes", "label sets"])
def test_other_ratios(labels: Labels) -> None:
    result = split([f"text {number}" for number in range(100)], labels, SplitPlan(0, (0.5, 0.2, 0.3)))
    assert Counter(result) == {"train": 50, "validation": 20, "test": 30}


def test_a_group_of_half_the_rows() -> None:
    texts = [f"text {number}" for number in range(1000)]
    groups = [0] * 500 + [number // 5 for number in range(500, 1000)]
    result = split(texts, [number % 2 for number in range(1000)], groups=groups)
    assert Counter(result) == {"train": 800, "validation": 100, "test": 100}


def test_groups_of_mixed_classes_bring_each_split_its_share_of_both() -> None:
    texts = [f"text {number}" for number in range(1000)]
    groups = [number // 20 for number in range(1000)]
    classes = [int(number % 20 <= number // 20 % 10) for number in range(1000)]  # 1 to 10 of the 20 rows of a group
    for seed in range(5):
        result = split(texts, classes, SplitPlan(seed), groups=groups)
        assert Counter(result) == {"train": 800, "validation": 100, "test": 100}
        ones = Counter(place for place, each in zip(result, classes, strict=True) if each)
        assert all(abs(ones[place] - SHARE[place] * 275) <= 6 for place in SPLITS), ones


@settings(deadline=None)
@given(TEXTS.map(some_texts), LABELS, PLANS, st.booleans())
def test_the_same_seed_gives_the_same_split(
    texts: list[str], labels: Labelling, plan: SplitPlan, grouped: bool
) -> None:
    groups = list(range(len(texts))) if grouped else None
    assert split(texts, labels(texts), plan, None, groups) == split(texts, labels(texts), plan, None, groups)


@pytest.mark.parametrize("labels", [[0] * 100, [[0, 1], []] * 50], ids=["classes", "label sets"])
def test_another_seed_gives_another_split(labels: Labels) -> None:
    texts = [f"text {number}" for number in range(100)]
    assert len({tuple(split(texts, labels, SplitPlan(seed))) for seed in range(20)}) == 20


@settings(deadline=None)
@given(TEXTS, SEEDS, st.randoms(use_true_random=False))
def test_the_order_in_which_classes_appear_does_not_matter(
    texts: list[str], seed: int, generator: random.Random
) -> None:
    classes = classes_of(texts)
    blocks = [[row for row, each in enumerate(classes) if each == name] for name in set(classes)]
    generator.shuffle(blocks)
    order = [row for block in blocks for row in block]  # classes move, the rows of each stay in their order
    moved = split([texts[row] for row in order], [classes[row] for row in order], SplitPlan(seed))
    result = split(texts, classes, SplitPlan(seed))
    assert moved == [result[row] for row in order]


SCRIPT = """
from tests.data.test_splitting import SplitPlan, split
texts = [f"text {number % 90}" for number in range(100)]
for plan in (SplitPlan(3), SplitPlan(3, folds=4, fold=2)):
    print(split(texts, [number % 90 % 3 for number in range(100)], plan))
    print(split(texts, [[0, 1][: number % 90 % 3] for number in range(100)], plan, groups=[n % 45 for n in range(100)]))
"""


def test_another_process_gives_the_same_split() -> None:
    printed = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-c", SCRIPT]
        printed.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(printed) == 1


@settings(deadline=None)
@given(TEXTS, LABELS, SEEDS, st.booleans(), st.data())
def test_a_split_that_is_given_is_kept(
    texts: list[str], labels: Labelling, seed: int, grouped: bool, data: st.DataObject
) -> None:
    brought = data.draw(a_list_of(st.sampled_from([*SPLITS, None]), texts))
    groups = [len(text) for text in texts] if grouped else None
    result = split(texts, labels(texts), SplitPlan(seed), brought, groups)
    for wanted, found in zip(brought, result, strict=True):
        if wanted in ("validation", "test"):
            assert found == wanted
        elif {"validation", "test"} <= set(brought):
            assert found == "train"


@pytest.mark.parametrize("labels", [[0] * 110, [[0], [0, 1]] * 55], ids=["classes", "label sets"])
@pytest.mark.parametrize(("brought", "carved"), [("test", "validation"), ("validation", "test")])
def test_a_split_that_nobody_gives_is_carved_out_of_train(labels: Labels, brought: str, carved: str) -> None:
    texts = [f"text {number}" for number in range(110)]
    result = split(texts, labels, brought=["train"] * 100 + [brought] * 10)
    assert Counter(result) == {"train": 90, brought: 10, carved: 10}
    assert set(result[100:]) == {brought}


def test_rows_given_to_train_alone_are_split_like_any() -> None:
    texts = [f"text {number}" for number in range(100)]
    assert split(texts, [0] * 100, brought=["train"] * 100) == split(texts, [0] * 100)


@settings(deadline=None)
@given(TEXTS.map(some_texts), LABELS, SEEDS, st.integers(2, 4), st.booleans())
def test_every_row_is_test_in_exactly_one_fold(
    texts: list[str], labels: Labelling, seed: int, folds: int, grouped: bool
) -> None:
    texts.append("and a fourth")
    groups = [number % 7 if number < len(texts) - 4 else number for number in range(len(texts))] if grouped else None
    plans = [SplitPlan(seed, folds=folds, fold=fold) for fold in range(1, folds + 1)]
    results = [split(texts, labels(texts), plan, ["test"] * len(texts), groups) for plan in plans]
    assert {places.count("test") for places in zip(*results, strict=True)} == {1}
    assert all("test" in result for result in results)


@pytest.mark.parametrize("labels", [[0, 1] * 90, [[0], [0, 1], []] * 60], ids=["classes", "label sets"])
def test_the_parts_that_are_not_test_are_divided_as_the_ratios_say(labels: Labels) -> None:
    texts = [f"text {number}" for number in range(180)]
    for fold in (1, 2, 3):
        result = split(texts, labels, SplitPlan(0, (0.6, 0.15, 0.25), 3, fold))
        assert Counter(result) == {"train": 96, "validation": 24, "test": 60}


def test_more_folds_than_groups() -> None:
    plan = SplitPlan(folds=3, fold=1)
    with pytest.raises(DataError, match="2 different texts cannot make 3 folds"):
        split(["a", "b", "A"], [0, 1, 0], plan)
    with pytest.raises(DataError, match="2 groups cannot make 3 folds"):
        split(["a", "b", "c"], [0, 1, 0], plan, groups=[1, 1, 2])


@pytest.mark.parametrize(
    ("plan", "json"),
    [
        (SplitPlan(), {"seed": 0, "ratios": [0.8, 0.1, 0.1]}),
        (SplitPlan(7, (0.6, 0.2, 0.2)), {"seed": 7, "ratios": [0.6, 0.2, 0.2]}),
        (SplitPlan(0, RATIOS, 5, 2), {"seed": 0, "ratios": [0.8, 0.1, 0.1], "folds": 5, "fold": 2}),
    ],
)
def test_what_is_hashed_of_a_plan(plan: SplitPlan, json: dict[str, object]) -> None:
    assert plan.to_json() == json


@pytest.mark.parametrize(
    ("folds", "fold", "message"),
    [
        (1, 1, "2 or more"),
        (5, 0, "no fold 0 of 5"),
        (5, 6, "no fold 6 of 5"),
        (5, None, "belong together"),
        (None, 1, "belong together"),
    ],
)
def test_a_fold_that_there_is_not(folds: int | None, fold: int | None, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        SplitPlan(folds=folds, fold=fold)


@pytest.mark.parametrize("ratios", [(0.8, 0.2, 0.0), (0.8, 0.1, 0.2), (1.2, -0.1, -0.1), (float("nan"), 0.5, 0.5)])
def test_shares_that_are_none(ratios: tuple[float, float, float]) -> None:
    with pytest.raises(UsageError, match="above 0, their sum 1"):
        SplitPlan(ratios=ratios)


@pytest.mark.parametrize(
    ("text", "ratios"),
    [
        ("80/10/10", RATIOS),
        ("0.8/0.1/0.1", RATIOS),
        (" 70 / 15 / 15", (0.7, 0.15, 0.15)),
        ("0.7/0.2/0.1", (0.7, 0.2, 0.1)),
        ("33.3/33.3/33.4", (0.333, 0.333, 0.334)),
    ],
)
def test_ratios_as_they_are_written(text: str, ratios: tuple[float, float, float]) -> None:
    assert parse_ratios(text) == pytest.approx(ratios)
    assert SplitPlan(ratios=parse_ratios(text))


def test_the_usual_ratios_are_the_default_to_the_bit() -> None:
    assert parse_ratios("80/10/10") == parse_ratios("0.8/0.1/0.1") == RATIOS


@pytest.mark.parametrize(
    "text", ["", "80", "80/20", "80/10/10/0", "80/10/20", "100/0/0", "-80/90/90", "a/b/c", "nan/50/50", "inf/1/1"]
)
def test_ratios_that_are_none(text: str) -> None:
    with pytest.raises(UsageError, match="three above 0 that sum to 100, like 80/10/10"):
        parse_ratios(text)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=20), st.data())
def test_the_labels_of_some_rows(sets: list[list[int]], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, len(sets) - 1), max_size=20))
    found = label_ids(sets).of(np.array(rows, dtype=np.int64))
    assert [found.ids[begin:end].tolist() for begin, end in zip(found.starts, found.starts[1:], strict=False)] == [
        sets[row] for row in rows
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A text", " a\tTEXT\n", True),
        ("straße", "STRASSE", True),
        ("a text", "a text.", False),
        ("ab", "a b", False),
        ("caf\u00e9", "CAFE\u0301", True),
        ("cafe", "caf\u00e9", False),
        ("", " \n", True),
        ("\ud800", "\ud801", False),
    ],
)
def test_what_counts_as_a_copy(one: str, other: str, same: bool) -> None:
    assert (normalised(one) == normalised(other)) == same
    assert (key_of(one) == key_of(other)) == same


def test_the_key_of_a_text_is_the_same_everywhere() -> None:
    assert key_of("A text") == 5830437876521264211

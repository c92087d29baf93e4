"""What is kept of each row, against the same counted plainly."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.data.ledger import NO_SPLIT, Ledger, digest
from textkit.data.quality import class_baselines, describe, label_counts, label_set_baselines
from textkit.data.splitting import key_of, normalised
from textkit.evaluation.baselines import capitalised_share
from textkit.tasks import tasks
from textkit.text.schemes import are_spans, strict_spans
from textkit.text.words import split_words
from textkit.types import SPLITS, Example, Sentence

UNHURRIED = settings(deadline=None, max_examples=50)
TEXTS = st.sampled_from(["One fish", "one  fish", "One fish ", "two", "TWO", "Red fish, blue fish", "é", "É", "", "!"])
SPLIT_NAMES = st.sampled_from([None, *SPLITS])
LABELS = st.sampled_from(["z", "b", "ü", "a b"])


def rows_with(targets: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Example]]:
    row = st.builds(Example, TEXTS, targets, st.just("a:1"), SPLIT_NAMES, st.none(), st.none())
    return st.lists(row, min_size=1, max_size=30)


CLASS_ROWS, SET_ROWS = rows_with(LABELS), rows_with(st.lists(LABELS, unique=True))


@st.composite
def tagged_rows(draw: st.DrawFn) -> list[Example]:
    tags = st.sampled_from(draw(st.sampled_from([["NN", "VB"], ["O", "B-X", "I-X", "B-Y"]])))
    pairs = draw(st.lists(st.lists(st.tuples(st.sampled_from("abc"), tags), max_size=5), min_size=1, max_size=10))
    sentences = [(Sentence.of_words([word for word, _ in each]), [tag for _, tag in each]) for each in pairs]
    return [Example(text, found, "a:1", None, spans) for (text, spans), found in sentences]


ROWS = {"classification": CLASS_ROWS, "multilabel": SET_ROWS, "tagging": tagged_rows()}
DATASETS = st.sampled_from(sorted(ROWS)).flatmap(lambda task: st.tuples(st.just(task), ROWS[task]))


def ledger_of(task: str, rows: Sequence[Example]) -> Ledger:
    ledger = Ledger(tasks.load(task))
    for row in rows:
        ledger.add(row)
    return ledger


def names_of(task: str, target: Any) -> list[str]:
    """The labels that a target counts towards, by the definition of each task."""
    if task == "classification":
        return [target]
    if task == "tagging" and are_spans(target):
        return [span.label for span in strict_spans(target)]
    return list(target)


@UNHURRIED
@given(DATASETS)
def test_labels_are_numbered_by_name_and_kept_row_by_row(dataset: tuple[str, list[Example]]) -> None:
    task, rows = dataset
    ledger = ledger_of(task, rows)
    expected = [names_of(task, row.target) for row in rows]
    assert len(ledger) == len(rows)
    assert ledger.names == sorted({name for names in expected for name in names})
    starts, ids = ledger.labels
    assert starts[0] == 0
    found = [[ledger.names[label] for label in ids[start:end]] for start, end in pairwise(starts)]
    assert found == expected
    for number, name in enumerate(ledger.names):
        assert ledger.first_with(number) == next(row for row, names in enumerate(expected) if name in names)
    assert ledger.unlabelled.ids.size == 0
    assert len(ledger.unlabelled.starts) == len(rows) + 1


@UNHURRIED
@given(DATASETS)
def test_texts_that_are_alike_have_the_same_numbers(dataset: tuple[str, list[Example]]) -> None:
    task, rows = dataset
    ledger = ledger_of(task, rows)
    assert ledger.exact.tolist() == [digest(row.text) for row in rows]
    assert ledger.keys.tolist() == [key_of(row.text) for row in rows]
    pairs = zip(ledger.keys.tolist(), (normalised(row.text) for row in rows), strict=True)
    assert len(set(pairs)) == len(set(ledger.keys.tolist()))
    assert len(set(ledger.exact.tolist())) == len({row.text for row in rows})


def frozen(task: str, target: Any) -> Any:
    """A target as it counts: the order of a set's labels says nothing, that of tags does."""
    return target if task == "classification" else frozenset(target) if task == "multilabel" else tuple(target)


@UNHURRIED
@given(DATASETS)
def test_targets_have_the_same_number_only_if_they_are_the_same(dataset: tuple[str, list[Example]]) -> None:
    task, rows = dataset
    numbers = ledger_of(task, rows).targets.tolist()
    pairs = set(zip(numbers, (frozen(task, row.target) for row in rows), strict=True))
    assert len(pairs) == len(set(numbers)) == len({frozen(task, row.target) for row in rows})


@pytest.mark.parametrize(("task", "alike"), [("multilabel", True), ("tagging", False)])
def test_the_order_of_labels_says_nothing_and_that_of_tags_does(task: str, alike: bool) -> None:
    spans = [(0, 1), (2, 3)] if task == "tagging" else None
    rows = [Example("a b", labels, "a:1", None, spans) for labels in (["x", "y"], ["y", "x"])]
    first, second = ledger_of(task, rows).targets
    assert (first == second) == alike


@UNHURRIED
@given(DATASETS)
def test_words_capitals_and_splits(dataset: tuple[str, list[Example]]) -> None:
    task, rows = dataset
    ledger = ledger_of(task, rows)
    assert ledger.given.tolist() == [NO_SPLIT if row.split is None else SPLITS.index(row.split) for row in rows]
    if task == "tagging":
        assert ledger.words.tolist() == [len(row.spans or ()) for row in rows]
        assert ledger.capitals.size == 0
    else:
        assert ledger.words.tolist() == [len(split_words(row.text)) for row in rows]
        assert ledger.capitals.tolist() == [capitalised_share(split_words(row.text)) for row in rows]


def test_groups_are_the_same_number_where_they_are_the_same() -> None:
    rows = [Example("t", "x", "a:1", None, None, group) for group in ("Anna", "Ben", "Anna", "anna")]
    groups = ledger_of("classification", rows).groups
    assert groups is not None
    assert groups[0] == groups[2]
    assert len(set(groups.tolist())) == 3


def test_without_groups_there_are_none() -> None:
    assert ledger_of("classification", [Example("t", "x", "a:1")]).groups is None


def test_numbers_are_the_same_in_every_process() -> None:
    ledger = ledger_of("classification", [Example("One fish", "x", "a:1", None, None, "Anna")])
    assert ledger.exact.tolist() == [digest("One fish")] == [1633929907482974456]
    assert ledger.keys.tolist() == [key_of("one fish")] == [12154553916423397363]
    assert digest("\ud800") != digest("\ud801")  # half a character is no fault here


@UNHURRIED
@given(DATASETS, st.data())
def test_the_report_is_what_counting_gives(dataset: tuple[str, list[Example]], data: st.DataObject) -> None:
    task, rows = dataset
    size = len(rows)
    splits = data.draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    ledger, where = ledger_of(task, rows), np.array(splits, dtype=np.int8)
    report = describe(ledger, where)
    assert report["rows"] == size
    assert report["splits"] == {name: splits.count(number) for number, name in enumerate(SPLITS)}
    counts = Counter(
        (name, SPLITS[split]) for row, split in zip(rows, splits, strict=True) for name in names_of(task, row.target)
    )
    assert report["labels"] == {name: {split: counts[name, split] for split in SPLITS} for name in ledger.names}
    assert label_counts(ledger, where).sum() == counts.total()
    targets, places = defaultdict(set), defaultdict(set)
    for row, split in zip(rows, splits, strict=True):
        targets[normalised(row.text)].add(frozen(task, row.target))
        places[normalised(row.text)].add(split)
    assert report["duplicates"] == {
        "exact": size - len({row.text for row in rows}),
        "normalised": size - len(targets),
        "two_labels": sum(len(found) > 1 for found in targets.values()),
        "across_splits": sum(len(found) > 1 for found in places.values()),
    }
    words = sorted(ledger.words.tolist())
    assert (report["words"]["shortest"], report["words"]["longest"]) == (words[0], words[-1])
    assert report["words"]["mean"] == round(sum(words) / size, 2)
    assert report["words"]["median"] == (words[(size - 1) // 2] + words[size // 2]) / 2


@UNHURRIED
@given(CLASS_ROWS, st.data())
def test_the_commonest_class_is_counted_in_train(rows: list[Example], data: st.DataObject) -> None:
    splits = data.draw(st.lists(st.sampled_from([0, 2]), min_size=len(rows), max_size=len(rows)))
    test = [row.target for row, split in zip(rows, splits, strict=True) if split == 2]
    train = Counter(row.target for row, split in zip(rows, splits, strict=True) if split == 0)
    if not train or not test:
        return
    commonest = min(train, key=lambda name: (-train[name], name))
    found = class_baselines(ledger_of("classification", rows), np.array(splits, dtype=np.int8))
    assert found["majority"] == round(test.count(commonest) / len(test), 6)


@UNHURRIED
@given(SET_ROWS, st.data())
def test_the_commonest_label_scores_as_scikit_learn_has_it(rows: list[Example], data: st.DataObject) -> None:
    from sklearn.metrics import f1_score

    splits = data.draw(st.lists(st.sampled_from([0, 2]), min_size=len(rows), max_size=len(rows)))
    names = sorted({name for row in rows for name in row.target})
    test = [row.target for row, split in zip(rows, splits, strict=True) if split == 2]
    if len(names) < 2 or not test:
        return
    train = Counter(name for row, split in zip(rows, splits, strict=True) if split == 0 for name in row.target)
    commonest = min(names, key=lambda name: (-train[name], name))
    truth = np.array([[name in target for name in names] for target in test], dtype=int)
    answers = np.tile([int(name == commonest) for name in names], (len(test), 1))
    found = label_set_baselines(ledger_of("multilabel", rows), np.array(splits, dtype=np.int8))
    expected = f1_score(truth, answers, average="micro", zero_division=0)
    assert found == {"commonest_label": pytest.approx(expected, abs=1e-6)}

"""What can be mended without anybody's judgement: the rows that are left, and the list of what was done."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doctor.patients import of_texts, of_words
from textkit.data.prepare import prepare
from textkit.doctor.copies import contradictions, duplicates, leakage
from textkit.doctor.mend import Mended, mend, write_mended
from textkit.doctor.patient import Patient
from textkit.tasks import tasks
from textkit.types import SPLITS


def well(text: str) -> None:
    """Every text is."""


def latin(text: str) -> str | None:
    return text.replace("Ã©", "é") if "Ã©" in text else None


def kinds(mended: Mended) -> list[tuple[str, str]]:
    return [(change["origin"], change["kind"]) for change in mended.changes]


def test_a_clean_dataset_stays_as_it_is() -> None:
    mended = mend(of_texts([("one", "a"), ("two", "b")], [("three", "a")], [("four", "b")]), mended_text=well)
    assert mended.rows == [
        {"text": "one", "label": "a", "split": "train"},
        {"text": "two", "label": "b", "split": "train"},
        {"text": "three", "label": "a", "split": "validation"},
        {"text": "four", "label": "b", "split": "test"},
    ]
    assert mended.changes == []


def test_texts_are_repaired() -> None:
    mended = mend(of_texts([("a good cafÃ© here", "a"), ("tea", "b")]), mended_text=latin)
    assert mended.rows[0]["text"] == "a good café here"
    assert mended.changes == [
        {"origin": "a.csv:2", "kind": "mended", "detail": "'a good cafÃ© here' to 'a good café here'"}
    ]


def test_of_a_long_text_the_place_is_shown() -> None:
    text = "x" * 500 + "cafÃ©" + "y" * 500
    detail = mend(of_texts([(text, "a")]), mended_text=latin).changes[0]["detail"]
    assert detail == f"'{'x' * 7}cafÃ©{'y' * 28}' to '{'x' * 7}café{'y' * 29}'"


@pytest.mark.parametrize("repaired", ["", "  "])
def test_a_repair_that_leaves_nothing_is_none(repaired: str) -> None:
    assert not mend(of_texts([("one", "a")]), mended_text=lambda text: repaired).changes


def test_labels_are_stripped() -> None:
    mended = mend(of_texts([("one", " a "), ("two", "b")]), mended_text=well)
    assert mended.rows[0]["label"] == "a"
    assert mended.changes == [{"origin": "a.csv:2", "kind": "mended", "detail": "' a ' to 'a'"}]


def test_sets_of_labels_are_stripped_and_have_each_once() -> None:
    mended = mend(of_texts([("one", ["b", " a", "b "]), ("two", [])], task="multilabel"), mended_text=well)
    assert [row["labels"] for row in mended.rows] == [["b", "a"], []]
    assert kinds(mended) == [("a.csv:2", "mended")]


def test_one_change_for_a_row_with_two_faults() -> None:
    changes = mend(of_texts([("cafÃ©", "a ")]), mended_text=latin).changes
    assert [change["detail"] for change in changes] == ["'cafÃ©' to 'café'; 'a ' to 'a'"]


def test_of_copies_in_a_split_the_first_stays() -> None:
    mended = mend(of_texts([("one", "a"), ("two", "a"), ("ONE ", "a"), (" one", "a")]), mended_text=well)
    assert [row["text"] for row in mended.rows] == ["one", "two"]
    assert kinds(mended) == [("a.csv:4", "copy"), ("a.csv:5", "copy")]
    assert mended.changes[0]["detail"] == "the text of a.csv:2 in train"


def test_of_copies_across_splits_train_keeps_its_own() -> None:
    patient = of_texts([("one", "a")], [("one", "a"), ("two", "b")], [("Two", "b"), ("ONE", "a"), ("three", "a")])
    mended = mend(patient, mended_text=well)
    assert [(row["text"], row["split"]) for row in mended.rows] == [
        ("one", "train"),
        ("two", "validation"),
        ("three", "test"),
    ]
    assert kinds(mended) == [("a.csv:3", "leak"), ("a.csv:5", "leak"), ("a.csv:6", "leak")]
    assert mended.changes[1]["detail"] == "the text of a.csv:4 in validation"


def test_of_contradictions_none_stays() -> None:
    mended = mend(of_texts([("one", "a"), ("two", "a"), ("one", "a")], (), [("One", "b")]), mended_text=well)
    assert [row["text"] for row in mended.rows] == ["two"]
    assert kinds(mended) == [("a.csv:2", "contradiction"), ("a.csv:4", "contradiction"), ("a.csv:5", "contradiction")]
    assert [change["detail"] for change in mended.changes] == [
        "'a' here, 'b' at a.csv:5",
        "'a' here, 'b' at a.csv:5",
        "'b' here, 'a' at a.csv:2",
    ]


def test_copies_are_looked_for_among_mended_rows() -> None:
    patient = of_texts([("café", "a"), ("cafÃ©", "a"), ("tea", "b"), ("tea", "b ")])
    assert kinds(mend(patient, mended_text=latin)) == [("a.csv:3", "copy"), ("a.csv:5", "copy")]


def test_the_order_of_labels_in_a_set_is_no_contradiction() -> None:
    patient = of_texts([("one", ["a", "b"]), ("one", ["b", "a"])], task="multilabel")
    assert kinds(mend(patient, mended_text=well)) == [("a.csv:3", "copy")]


def test_words_are_repaired_one_by_one() -> None:
    mended = mend(of_words([("a cafÃ© in Paris", "O O O B-LOC")]), mended_text=latin)
    assert mended.rows == [{"tokens": ["a", "café", "in", "Paris"], "tags": ["O", "O", "O", "B-LOC"], "split": "train"}]
    assert mended.changes == [{"origin": "a.conll:1", "kind": "mended", "detail": "'cafÃ©' to 'café'"}]


@pytest.mark.parametrize("repaired", ["", "two words"])
def test_a_word_stays_one(repaired: str) -> None:
    assert not mend(of_words([("one", "O")]), mended_text=lambda word: repaired).changes


def test_sentences_that_differ_in_case_may_have_other_tags() -> None:
    patient = of_words([("APPLE fell", "B-ORG O"), ("apple fell", "O O"), ("Apple fell", "B-ORG O")])
    assert kinds(mend(patient, mended_text=well)) == [("a.conll:3", "copy")]


def test_but_not_on_both_sides_of_a_split() -> None:
    patient = of_words([("APPLE fell", "B-ORG O")], (), [("apple fell", "O O")])
    assert kinds(mend(patient, mended_text=well)) == [("a.conll:2", "leak")]


def test_of_contradicting_sentences_the_word_is_named() -> None:
    mended = mend(of_words([("by Apple", "O B-ORG"), ("by Apple", "O O")]), mended_text=well)
    assert mended.rows == []
    assert mended.changes[0]["detail"] == "'Apple' B-ORG here, O at a.conll:2"


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["one", "One", "one ", "two", "TWO", "cafÃ©", "café"]), st.sampled_from(["a", "a ", "b"])
    ),
    max_size=5,
)


@given(ROWS, ROWS, ROWS)
def test_a_mended_dataset_has_nothing_left_to_mend(train: Any, validation: Any, test: Any) -> None:
    patient = of_texts(train, validation, test)
    mended = mend(patient, mended_text=latin)
    by_split = [[(row["text"], row["label"]) for row in mended.rows if row["split"] == split] for split in SPLITS]
    again = of_texts(*by_split)
    assert not mend(again, mended_text=latin).changes
    for check in (duplicates, leakage, contradictions):
        assert not list(check(again))
    dropped = [change for change in mended.changes if change["kind"] != "mended"]
    assert len(mended.rows) + len(dropped) == len(patient)
    assert len({change["origin"] for change in mended.changes}) == len(mended.changes)


def prepared(path: Path) -> Patient:
    dataset = prepare([str(path)])
    splits = {name: dataset.split(name) for name in SPLITS}
    return Patient.of(splits, tasks.load(dataset.info.task), dataset.info.labels)


def texts(count: int, first: int) -> list[tuple[str, str]]:
    return [(f"text number {number}", "ab"[number % 2]) for number in range(first, first + count)]


def test_what_is_written_can_be_prepared_and_is_well(tmp_path: Path) -> None:
    train = [*texts(30, 0), ("Text number 3", "b"), ("same", "a"), ("same", "b"), ("cafÃ© ☕", "a ")]
    patient = of_texts(train, texts(6, 100), [*texts(6, 200), ("text NUMBER 7", "b")])
    assert list(duplicates(patient))
    assert list(leakage(patient))
    assert list(contradictions(patient))
    mended = mend(patient, mended_text=latin)
    beside = write_mended(mended, tmp_path / "mended.jsonl")
    assert beside == tmp_path / "mended.jsonl.changes.jsonl"
    assert [json.loads(line) for line in beside.read_text(encoding="utf-8").splitlines()] == mended.changes
    again = prepared(tmp_path / "mended.jsonl")
    assert len(again) == len(patient) - 4  # a copy, a leak, and both rows of a contradiction
    assert "café ☕" in again.texts
    assert [len(again.rows(name)) for name in SPLITS] == [31, 6, 6]
    for check in (duplicates, leakage, contradictions):
        assert not list(check(again))


def test_sets_of_labels_come_back(tmp_path: Path) -> None:
    rows = [(f"text {number}", [["a"], ["a", "b"], []][number % 3]) for number in range(30)]
    patient = of_texts(rows[:20], rows[20:25], rows[25:], task="multilabel")
    write_mended(mend(patient, mended_text=well), tmp_path / "mended.jsonl")
    again = prepared(tmp_path / "mended.jsonl")
    assert (again.texts, again.targets) == (patient.texts, patient.targets)
    assert again.splits.tolist() == patient.splits.tolist()


def test_sentences_come_back(tmp_path: Path) -> None:
    rows = [(f"Anna met {number}", "B-PER O O") for number in range(20)]
    patient = of_words(rows[:10], rows[10:15], rows[15:])
    write_mended(mend(patient, mended_text=well), tmp_path / "mended.jsonl")
    again = prepared(tmp_path / "mended.jsonl")
    assert (again.texts, again.targets) == (patient.texts, patient.targets)
    assert [each.words for each in again.sentences] == [each.words for each in patient.sentences]

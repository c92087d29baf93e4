"""Copies in a split and across splits, and texts with two truths."""

import json

import pytest

from tests.doctor.corpora import corpus, distinct, only, tagged
from textkit.doctor.copies import CHECKS, Leak, contradictions, duplicates, leakage
from textkit.doctor.patient import Check

CLEAN = corpus(distinct(80), distinct(10, first=80), distinct(10, first=90))


@pytest.mark.parametrize("check", CHECKS)
def test_a_clean_corpus_has_no_copies(check: Check) -> None:
    assert not list(check(CLEAN))
    assert not list(check(corpus()))


def test_repeats_are_counted_by_split() -> None:
    patient = corpus(["one", "two", "ONE", "one", *distinct(20)], ["one", "five", " five"], ["six"])
    finding = only(duplicates, patient)
    assert finding.severity == "warning"
    assert finding.figures["repeats"] == 3  # the "one" of validation repeats none of its split
    assert finding.figures["exact"] == 1
    assert finding.figures["texts"] == 2
    assert finding.figures["most"] == 3
    assert finding.figures["splits"] == {"train": 2, "validation": 1, "test": 0}
    assert finding.figures["share"] == round(3 / len(patient), 6)


def test_one_row_of_each_text_comes_before_its_repeats() -> None:
    finding = only(duplicates, corpus(["two", "one", "one", "two", "one"]))
    assert finding.rows == [1, 0, 2, 4, 3]
    assert finding.figures["pairs"] == [[1, 2], [0, 3]]


def test_a_few_repeats_among_many_rows_are_not_told() -> None:
    assert not list(duplicates(corpus(["one", "one", "two", "two", *distinct(300)])))


def test_one_text_very_often_is_told_however_many_rows_there_are() -> None:
    finding = only(duplicates, corpus(["[deleted]"] * 20 + distinct(3000)))
    assert finding.severity == "note"
    assert finding.figures["most"] == 20


def test_leakage_is_the_share_of_rows_that_train_knows() -> None:
    train = ["The rain in Spain", *distinct(30)]
    finding = only(leakage, corpus(train, ["x", "y"], ["the RAIN  in spain", "new", "newer", "newest"]))
    assert finding.severity == "problem"
    assert finding.rows == [33]
    assert finding.figures["share"] == 0.25
    assert finding.figures["test"] == {"rows": 1, "share": 0.25}
    assert finding.figures["validation"] == {"rows": 0, "share": 0.0}
    assert finding.figures["pairs"] == [[33, 0]]
    assert finding.message.startswith("1 of 4 test rows (25%) stand in train, letter case and white space aside")


def test_the_share_that_is_gated_is_the_larger_one() -> None:
    figures = only(leakage, corpus(["a", "b", "c"], ["a", "x"], ["b", "y", "z", "w"])).figures
    assert figures["share"] == figures["validation"]["share"] == 0.5
    assert figures["test"]["share"] == 0.25


def test_one_leaked_row_among_many_is_a_warning() -> None:
    assert only(leakage, corpus(["a b"], ["x"], ["a b", *distinct(300)])).severity == "warning"


def test_test_rows_that_validation_knows_are_told_apart() -> None:
    finding = only(leakage, corpus(["a"], ["b c d", "x"], ["b c d", "y"]))
    assert finding.severity == "warning"
    assert finding.figures["share"] == 0.0
    assert finding.figures["test_in_validation"] == 1
    assert finding.rows == [3]
    assert finding.message.startswith("1 of 2 test rows stand in validation")


def test_the_longest_leaked_texts_come_first_and_are_counted() -> None:
    long = "a text of more than five words is no accident"
    finding = only(leakage, corpus(["thanks", long], ["v"], ["Thanks", long]))
    assert finding.rows == [4, 3]
    assert finding.figures["long"] == 1


def test_contradictions_stand_together_with_a_row_of_each_truth_first() -> None:
    rows = [("x y z", "a"), ("k", "a"), ("X y z", "a"), ("x y  z", "b"), ("k", "b"), ("sure", "a"), ("sure", "a")]
    finding = only(contradictions, corpus(rows))
    assert finding.rows == [0, 3, 2, 1, 4]
    assert finding.figures == {"texts": 2, "rows": 5, "outvoted": 2, "share": round(2 / 7, 6)}
    assert finding.severity == "problem"


def test_contradictions_are_found_across_splits() -> None:
    assert only(contradictions, corpus([("k", "a")], [("x", "a")], [("k", "b")])).rows == [0, 2]


def test_few_contradictions_are_a_warning() -> None:
    assert only(contradictions, corpus([("k", "a"), ("k", "b"), *distinct(300)])).severity == "warning"


def test_sets_of_labels_are_compared_as_a_whole() -> None:
    rows = [("k", ["a"]), ("k", ["a", "b"]), ("l", []), ("l", []), ("m", ["a", "b"]), ("m", ["b", "a"])]
    assert only(contradictions, corpus(rows, task="multilabel")).rows == [0, 1]


def test_sentences_contradict_each_other_in_their_tags() -> None:
    finding = only(contradictions, tagged([("May came", "B-X O"), ("May came", "O O"), ("Bell rang", "B-X O")]))
    assert finding.rows == [0, 1]


def test_letter_case_may_change_a_tag() -> None:
    assert not list(contradictions(tagged([("May came", "B-X O"), ("may came", "O O")])))


@pytest.mark.parametrize("check", CHECKS)
def test_figures_and_rows_are_ready_for_json(check: Check) -> None:
    patient = corpus([("k", "a"), ("k", "b"), ("k", "a")], [("k", "a")], [("k", "a")])
    finding = only(check, patient)
    json.dumps([finding.figures, list(finding.rows)])
    assert all(0 <= row < len(patient) for row in finding.rows)


def test_a_leak_is_told_split_by_split() -> None:
    patient = corpus(["a"], ["b", "c"], ["d", "e", "f", "g"])
    leak = Leak.of(patient, patient.rows("test")[:1])
    assert leak.told == "1 of 4 test rows (25%)"
    assert leak.share == 0.25

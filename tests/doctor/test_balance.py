"""Balance, tiny classes, and labels spelled in two ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doctor.corpora import only
from tests.doctor.patients import of_texts, of_words
from textkit.doctor.balance import CHECKS, imbalance, label_spelling, spellings, tallies, tiny_classes
from textkit.doctor.patient import Check


def rows(**counts: int) -> list[tuple[str, str]]:
    return [(f"{label} {number}", label) for label, count in counts.items() for number in range(count)]


CLEAN = of_texts(rows(a=40, b=30), rows(a=5, b=5), rows(a=5, b=5))


@pytest.mark.parametrize("check", CHECKS)
def test_a_balanced_corpus_has_no_finding(check: Check) -> None:
    assert not list(check(CLEAN))


def test_tallies_count_by_split_and_number_each_row_once() -> None:
    found = tallies(of_words([("A b C", "B-X O B-X")], [("D", "B-Y")], [("e F", "O B-X")]))
    assert found["X"].counts == [2, 0, 1]
    assert found["X"].rows == [0, 2]
    assert list(found) == ["X", "Y"]  # the commonest first


@pytest.mark.parametrize(("few", "severity"), [(33, "note"), (11, "note"), (10, "warning")])
def test_imbalance_is_the_largest_label_against_the_smallest(few: int, severity: str) -> None:
    finding = only(imbalance, of_texts(rows(a=100, b=few)))
    assert finding.severity == severity
    assert finding.figures["ratio"] == round(100 / few, 2)
    assert finding.figures["counts"] == {"a": 100, "b": few}
    assert finding.rows == list(range(100, 100 + few))
    assert "--class-weights auto" in finding.advice


def test_imbalance_says_the_majority_share() -> None:
    finding = only(imbalance, of_texts(rows(a=90, b=10)))
    assert finding.message == "'a' (90 rows, 90%) is 9.0 times as common as 'b' (10)"


def test_rare_labels_come_rarest_first_and_only_those_that_are() -> None:
    finding = only(imbalance, of_texts(rows(a=100, b=60, c=20, d=10)))
    assert finding.rows == [*range(180, 190), *range(160, 180)]


def test_the_share_of_a_label_in_sets_is_of_the_rows() -> None:
    patient = of_texts([("x", ["a", "b"])] * 10 + [("y", ["a"])] * 30 + [("z", [])] * 10, task="multilabel")
    assert only(imbalance, patient).figures["majority_share"] == 0.8


def test_entities_are_counted_and_not_weighted() -> None:
    finding = only(imbalance, of_words([("A b", "B-X O")] * 12 + [("C d", "B-Y O")]))
    assert finding.message == "'X' (12 entities, 92.3%) is 12 times as common as 'Y' (1)"
    assert "--class-weights" not in finding.advice


def test_parts_of_speech_are_not_expected_to_be_balanced() -> None:
    patient = of_words([("the the the the dog", "DET DET DET DET NOUN")] * 10)
    assert not list(imbalance(patient))


def test_tiny_classes_are_listed_with_their_counts() -> None:
    finding = only(tiny_classes, of_texts(rows(a=50, b=3), rows(a=9, b=1, c=2), rows(a=9, b=2)))
    assert finding.message == "labels with fewer than 10 rows: 'c' (2), 'b' (6)"
    assert finding.figures["counts"]["b"] == {"train": 3, "validation": 1, "test": 2}
    assert finding.rows == [63, 64, 50, 51, 52, 62, 74, 75]


def test_a_label_with_one_row_to_be_tested_on_is_told() -> None:
    finding = only(tiny_classes, of_texts(rows(a=50, b=30), (), rows(a=9, b=1)))
    assert finding.message == "labels with a single row in test: 'b'"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sports", "sports"),
        ("sports ", "sports"),
        ("very_good", "Very Good"),
        ("web-site", "website"),
        ("Sport", "sports"),
        ("city", "cities"),
        ("ｓｐａｍ", "spam"),
        ("'spam'", "spam"),
        ("Positive.", "positive"),
    ],
)
def test_one_label_in_two_spellings(one: str, other: str) -> None:
    assert spellings({one: 3, other: 50}, words=True) == [(one, other)]


@pytest.mark.parametrize(("typo", "label"), [("postive", "positive"), ("negatvie", "negative"), ("neutrel", "neutral")])
def test_a_rare_label_one_letter_away_is_a_typing_error(typo: str, label: str) -> None:
    assert spellings({typo: 2, label: 50}, words=True) == [(typo, label)]
    assert spellings({typo: 20, label: 50}, words=True) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "-1"),
        ("10", "1-0"),
        ("class 1", "class 2"),
        ("PRP", "PRP$"),
        (",", "."),
        ("''", '"'),
        ("A", "A-"),
        ("C", "C++"),
        ("new", "news"),
        ("clas", "class"),
        ("inflow", "outflow"),
        ("positive", "negative"),
        ("group-1", "group-7"),
    ],
)
def test_two_labels(one: str, other: str) -> None:
    assert spellings({one: 2, other: 50}, words=True) == []


def test_tags_have_no_plural() -> None:
    assert spellings({"NNPROP": 5, "NNPROPS": 500}, words=False) == []
    assert spellings({"noun": 5, "NOUN": 500}, words=False) == [("noun", "NOUN")]


@given(st.dictionaries(st.text(alphabet="aAbsy 1-_", min_size=1, max_size=9), st.integers(1, 99), max_size=8))
def test_a_spelling_is_rarer_than_what_it_stands_for_and_told_once(counts: dict[str, int]) -> None:
    pairs = spellings(counts, words=True)
    assert len({rare for rare, _ in pairs}) == len(pairs)
    assert all(rare != usual and counts[rare] <= counts[usual] for rare, usual in pairs)


def test_the_rows_of_the_rarer_spelling_are_listed() -> None:
    finding = only(label_spelling, of_texts([*rows(good=20, bad=20), *rows(Good=2, BAD=1)]))
    assert finding.rows == [42, 40, 41]
    assert finding.figures["pairs"] == [["BAD", "bad", 1, 20], ["Good", "good", 2, 20]]

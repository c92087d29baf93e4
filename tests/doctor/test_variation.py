"""The same words tagged in two ways."""

import pytest

from tests.doctor.corpora import only
from tests.doctor.patients import of_words
from textkit.doctor.variation import Occurrence, _of_entities, inconsistent_tags

Rows = list[tuple[str, str]]


def test_a_missed_name_is_found() -> None:
    good: Rows = [(f"w{number} New York won", "O B-LOC I-LOC O") for number in range(9)]
    finding = only(inconsistent_tags, of_words(good, (), [("in New York .", "O O O O")]))
    assert finding.rows == [9]
    assert finding.message == "1 sentence with words that mostly are tagged otherwise: 'New York' O (LOC 9 of 10 times)"
    assert finding.figures["first"] == [
        {"words": ["New", "York"], "origin": "a.conll:10", "tag": "O", "usual": "LOC", "times": [9, 10]}
    ]


def test_so_is_one_that_is_tagged_in_part() -> None:
    good: Rows = [(f"w{number} New York won", "O B-LOC I-LOC O") for number in range(9)]
    finding = only(inconsistent_tags, of_words([*good, ("in New York .", "O O B-LOC O")]))
    assert finding.figures["first"][0]["tag"] == "in part"


def test_inside_a_longer_name_it_is_another() -> None:
    good: Rows = [(f"w{number} New York won", "O B-LOC I-LOC O") for number in range(9)]
    longer: Rows = [("the New York Times", "O B-ORG I-ORG I-ORG")]
    assert not list(inconsistent_tags(of_words(good + longer)))


@pytest.mark.parametrize(("times", "told"), [(8, False), (9, True)])
def test_single_words_must_be_names_more_often(times: int, told: bool) -> None:
    good: Rows = [(f"w{number} Western won", "O B-MISC O") for number in range(times)]
    assert bool(list(inconsistent_tags(of_words([*good, ("a Western man", "O O O")])))) == told


def test_a_word_that_is_often_no_name_is_ambiguous() -> None:
    rows: Rows = [(f"w{number} May won", "O B-PER O") for number in range(12)]
    rows += [(f"v{number} May rains", "O O O") for number in range(4)]
    assert not list(inconsistent_tags(of_words(rows)))


def test_a_name_of_two_kinds_is_ambiguous() -> None:
    rows: Rows = [(f"w{number} Chicago won", "O B-ORG O") for number in range(19)]
    assert not list(inconsistent_tags(of_words([*rows, ("in Chicago today", "O B-LOC O")])))


def test_between_the_same_neighbours_it_is_not() -> None:
    rows: Rows = [("in Chicago today", "O B-LOC O")] * 4
    assert only(inconsistent_tags, of_words([*rows, ("in Chicago today", "O B-ORG O")])).rows == [4]
    assert not list(inconsistent_tags(of_words([*rows[1:], ("in Chicago today", "O B-ORG O")])))


def test_the_edge_of_a_sentence_is_a_neighbour() -> None:
    rows: Rows = [("GOLF", "O")] * 4 + [("GOLF", "B-LOC")]
    assert only(inconsistent_tags, of_words(rows)).rows == [4]


def test_parts_of_speech_are_compared_between_the_same_neighbours() -> None:
    rows: Rows = [("will be a", "AUX AUX DET")] * 9 + [("to be , or", "PART VERB PUNCT CCONJ")]
    finding = only(inconsistent_tags, of_words(rows, (), [("there will be a dog", "PRON AUX VERB DET NOUN")]))
    assert finding.rows == [10]
    assert finding.message.endswith("'be' VERB (AUX 9 of 10 times)")


def test_the_most_telling_come_first_and_each_row_once() -> None:
    rows: Rows = [("b x c", "O O B-X")] * 9 + [("b x c", "O B-X B-X"), *[("d y e", "O B-Y O")] * 30, ("d y e", "O O O")]
    assert only(inconsistent_tags, of_words(rows)).rows == [40, 9]


def test_occurrences_by_hand() -> None:
    words = [["New", "York", "Times"], ["New", "York"], ["in", "New", "York"], ["a", "York"]]
    tags = [["B-ORG", "I-ORG", "I-ORG"], ["B-LOC", "I-LOC"], ["O", "O", "O"], ["O", "B-PER"]]
    assert list(_of_entities(words, tags)) == [
        Occurrence(0, 0, ("New", "York", "Times"), "ORG"),
        Occurrence(1, 0, ("New", "York"), "LOC"),
        Occurrence(2, 1, ("New", "York"), "O"),
        Occurrence(2, 2, ("York",), "O"),
        Occurrence(3, 1, ("York",), "PER"),
    ]

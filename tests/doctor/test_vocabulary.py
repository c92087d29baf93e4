"""Words that train never shows."""

import numpy as np
import pytest

from tests.doctor.corpora import only
from tests.doctor.patients import Rows, of_texts, of_words
from textkit.doctor.vocabulary import CHECKS, unseen_words


def zipf(rng: np.random.Generator, rows: int, kind: str = "w") -> Rows:
    return [(" ".join(f"{kind}{number}" for number in rng.zipf(1.8, 20) % 1000), "a") for _ in range(rows)]


def test_splits_drawn_alike_have_no_finding() -> None:
    rng = np.random.default_rng(0)
    assert not list(CHECKS[0](of_texts(zipf(rng, 800), zipf(rng, 100), zipf(rng, 100))))


def test_what_to_expect_is_told_by_the_words_of_single_rows_of_train() -> None:
    """Of 8 words in train, two (`c` twice) and `d` are in one row only."""
    finding = only(unseen_words, of_texts([("a b c c", "x"), ("A b d b", "x")], (), [("a B e", "x")]))
    assert finding.figures["expected"] == 3 / 8
    assert finding.figures["share"] == round(1 / 3, 6)
    assert finding.figures["commonest"] == [["e", 1]]


def test_letter_case_makes_no_new_word() -> None:
    assert not list(unseen_words(of_texts([("The DOG barks", "x")] * 2, (), [("the dog BARKS", "x")])))


@pytest.mark.parametrize(("unseen", "severity"), [(1, None), (4, "note"), (10, "warning")])
def test_many_are_a_note_and_very_many_a_warning(unseen: int, severity: str | None) -> None:
    test = [(" ".join(["new"] * unseen + ["old"] * (40 - unseen)), "x")]
    found = list(unseen_words(of_texts([("old", "x")] * 2, (), test)))
    assert [each.severity for each in found] == ([severity] if severity else [])


def test_fewer_are_told_if_they_are_far_more_than_expected() -> None:
    train = [("old " * 100, "x")] * 2
    test = [("old " * 94 + "new " * 6, "x")]
    assert only(unseen_words, of_texts(train, (), test)).figures["share"] == 0.06
    rare = [("old " * 95 + " ".join(f"r{row}{number}" for number in range(5)), "x") for row in range(20)]
    assert not list(unseen_words(of_texts(rare, (), test)))


def test_numbers_have_a_flag_of_their_own() -> None:
    finding = only(unseen_words, of_texts([("on day 1", "x")] * 5, (), [("on day 17", "x"), ("on day 19", "x")]))
    assert finding.figures["of_numbers"] == 1
    assert "--digits zero" in finding.advice


def test_rows_with_many_unknown_words_come_first() -> None:
    train = [("a b c d", "x")] * 2
    patient = of_texts(train, [("a b c d", "x")], [("n", "x"), ("a b", "x"), ("n o p a", "x"), ("a b c n", "x")])
    assert only(unseen_words, patient).rows == [5, 3, 6]


def test_sentences_have_their_own_words() -> None:
    finding = only(unseen_words, of_words([("a well-known man", "O O B-X")], (), [("a well known man", "O O O B-X")]))
    assert [word for word, _ in finding.figures["commonest"]] == ["known", "well"]


def test_nothing_is_said_without_train() -> None:
    assert not list(unseen_words(of_texts((), (), [("a", "x")])))

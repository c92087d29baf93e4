"""Texts with nothing, next to nothing, or far too much in them."""

import json

import pytest

from tests.doctor.corpora import corpus, distinct, only, tagged
from textkit.doctor.lengths import CHECKS, empty_texts, is_visible, long_texts, short_texts
from textkit.doctor.patient import Check

USUAL = distinct(100, words=8)


@pytest.mark.parametrize("check", CHECKS)
def test_a_usual_corpus_has_usual_lengths(check: Check) -> None:
    assert not list(check(corpus(USUAL)))
    assert not list(check(corpus()))


@pytest.mark.parametrize(
    "text", ["", "  \t\n", "\u200b\ufeff", "\xad \xa0", "\u2800\u3164", "\x07", "\ufe0f", "\u202e"]
)
def test_nothing_to_be_seen(text: str) -> None:
    assert not is_visible(text)
    finding = only(empty_texts, corpus([*USUAL, text]))
    assert finding.rows == [100]
    assert finding.message == "texts in which nothing can be seen: 1 of 101 (0.99%)"


@pytest.mark.parametrize("text", ["a", "?", "😀", "\u200b.", "中", "é", "3"])
def test_something_to_be_seen(text: str) -> None:
    assert is_visible(text)


def test_short_texts_the_shortest_first() -> None:
    finding = only(short_texts, corpus(["?!", *USUAL, "deleted", "👍", ""]))
    assert finding.rows == [0, 102, 101]  # what is empty is told elsewhere
    assert finding.figures["words"] == [["train.csv:2", 0], ["train.csv:104", 0], ["train.csv:103", 1]]
    assert finding.message == "texts with at most 1 word, where 95% have 8 or more: 3 of 104 (2.88%)"
    assert finding.severity == "note"


def test_what_is_short_depends_on_the_corpus() -> None:
    abstracts = distinct(100, words=100)
    notice = "This article has no abstract so far"
    assert only(short_texts, corpus([*abstracts, notice])).rows == [100]
    assert not list(short_texts(corpus([*USUAL, notice])))


def test_where_one_word_is_usual_it_is_not_told() -> None:
    assert not list(short_texts(corpus(["Yes", "No", "Ok", *distinct(20, words=8)])))
    assert only(short_texts, corpus(["Yes", "No", "Ok", ":)", *distinct(20, words=8)])).rows == [3]


def test_scripts_without_spaces_are_not_short() -> None:
    assert not list(short_texts(corpus([f"这是第{number}个句子没有空格" for number in range(50)])))


def test_one_word_among_thousands_of_texts_is_not_told() -> None:
    assert not list(short_texts(corpus(["deleted", *distinct(2000)])))


def test_sentences_may_be_short() -> None:
    assert not list(short_texts(tagged([("a b c d e f g h", " ".join("O" * 8))] * 50 + [(".", "O")])))


def test_long_texts_the_longest_first() -> None:
    finding = only(long_texts, corpus([*USUAL, "word " * 1500, "word " * 3000]))
    assert finding.rows == [101, 100]
    assert finding.figures["words"] == [["train.csv:103", 3000], ["train.csv:102", 1500]]
    assert finding.figures["p95"] == 8
    assert "2 of 102 (1.96%), the longest with 3,000 words in 15,000 characters" in finding.message
    assert finding.severity == "warning"


def test_a_text_without_spaces_is_long_by_its_characters() -> None:
    assert only(long_texts, corpus([*USUAL, "QUJD" * 5000])).rows == [100]


def test_long_texts_among_long_texts_are_usual() -> None:
    assert not list(long_texts(corpus([*distinct(50, words=400), *distinct(2, words=1500, first=200)])))


@pytest.mark.parametrize("check", CHECKS)
def test_figures_and_rows_are_ready_for_json(check: Check) -> None:
    finding = only(check, corpus([*USUAL, "", "deleted", "word " * 3000]))
    json.dumps([finding.figures, list(finding.rows)])

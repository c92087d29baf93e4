"""Words and the hashes of their n-grams."""

import os
import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.text.words import ngram_buckets, split_words

GOLDEN = {
    ("cat", 3, 4, 1000): [525, 833, 277, 680, 240],
    ("é😀", 3, 5, 2**21): [912382, 2086730, 1282413],
    ("a", 3, 5, 7): [7],
    ("a", 4, 5, 7): [],
    ("\ud800", 3, 3, 10**9): [776_425_472],
}
"""Saved models rely on these: a change of the hash makes them worthless."""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("You won't BELIEVE this!", ["You", "won't", "BELIEVE", "this", "!"]),
        ("rock’n’roll 'quoted'", ["rock’n’roll", "'", "quoted", "'"]),
        ("3.5% of $1,000", ["3", ".", "5", "%", "of", "$", "1", ",", "000"]),
        ("cafe\u0301 naïve", ["cafe\u0301", "naïve"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("😀😀 ok", ["😀", "😀", "ok"]),
        ("a\u00a0b\u2028c\td\r\ne", ["a", "b", "c", "d", "e"]),
        ("snake_case", ["snake_case"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@given(st.text())
def test_every_visible_character_is_in_a_word_once(text: str) -> None:
    assert "".join(split_words(text)) == re.sub(r"\s", "", text)


@given(st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1), max_size=5))
def test_words_of_letters_and_digits_stay_whole(words: list[str]) -> None:
    assert split_words(" ".join(words)) == words


@given(st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F), min_size=1, max_size=8))
def test_decomposed_letters_stay_in_their_word(word: str) -> None:
    assert len(split_words(unicodedata.normalize("NFD", word))) == 1


@pytest.mark.parametrize(("arguments", "buckets"), GOLDEN.items())
def test_buckets_are_the_same_as_ever(arguments: tuple[str, int, int, int], buckets: list[int]) -> None:
    assert ngram_buckets(*arguments) == buckets


def test_buckets_are_the_same_in_another_process() -> None:
    script = "from textkit.text.words import ngram_buckets; print(ngram_buckets('cat', 3, 4, 1000))"
    environment = os.environ | {"PYTHONHASHSEED": "99", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(GOLDEN["cat", 3, 4, 1000])


@given(st.text(min_size=1, max_size=12), st.integers(1, 4), st.integers(0, 3), st.integers(1, 50))
def test_buckets_leave_0_for_padding(word: str, shortest: int, further: int, buckets: int) -> None:
    found = ngram_buckets(word, shortest, shortest + further, buckets)
    assert all(1 <= bucket <= buckets for bucket in found)
    sizes = range(shortest, shortest + further + 1)
    assert len(found) == sum(max(0, len(word) + 2 - size + 1) for size in sizes)

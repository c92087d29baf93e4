"""Texts as the numbers of what their tokens hold."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.text.token_grams import NONE, TokenGrams, in_blocks
from textkit.text.trie import Trie

WORDS = {"cat": 0, "the": 1}
CHARACTERS = {" c": 2, "at": 3, "at ": 4, " ca": 5, "😀 ": 6, " a ": 7}


def token_grams(words: Mapping[str, int] = WORDS, characters: Mapping[str, int] = CHARACTERS) -> TokenGrams:
    codes = np.array([ord(char) for gram in characters for char in gram], dtype=np.int64)
    lengths = np.array([len(gram) for gram in characters], dtype=np.int64)
    return TokenGrams(words, Trie(codes, lengths, np.array(list(characters.values()), dtype=np.int64), 0x110000))


def numbers(tokens: TokenGrams, texts: list[str]) -> list[list[int]]:
    found, bounds = tokens.of(texts)
    return [found[start:end].tolist() for start, end in pairwise(bounds)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (" \t\u2028", []),
        ("the", [1]),
        ("cat", [0, 2, 5, 3, 4]),
        ("the cat", [1, 0, 2, 5, 3, 4]),
        ("cat-the,dog", [0, 1, NONE, 2, 5, 3]),
        ("a", [7]),  # a word has two characters
        ("😀 \ud800 cow", [6, NONE, 2]),
    ],
)
def test_words_then_characters_of_each_token(text: str, wanted: list[int]) -> None:
    tokens = token_grams()
    for _ in range(2):  # met, and met again
        assert numbers(tokens, ["cat", text, "the"]) == [[0, 2, 5, 3, 4], wanted, [1]]


def test_words_alone_and_nothing_at_all() -> None:
    assert numbers(token_grams(characters={}), ["the cat", "a"]) == [[1, 0], []]
    assert numbers(token_grams({}, {}), ["the cat", "a"]) == [[NONE, NONE], []]
    assert numbers(token_grams(), []) == []


def test_what_is_remembered_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["the cat sat", "", "cats 😀", "on the mat " * 3]
    wanted = [numbers(token_grams(), [text])[0] for text in texts]
    monkeypatch.setattr("textkit.text.token_grams._CACHED_BYTES", 500)
    tokens = token_grams()
    for text, each in zip(texts * 3, wanted * 3, strict=True):
        assert numbers(tokens, [text]) == [each]
        assert len(tokens._numbers) <= 3
    assert numbers(tokens, texts) == wanted


@given(st.lists(st.text(max_size=9), max_size=12), st.integers(1, 20))
def test_blocks_are_all_texts_in_order(texts: list[str], size: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("textkit.text.token_grams._BLOCK", size)
        blocks = list(in_blocks(texts))
    assert [text for block in blocks for text in block] == texts
    assert all(sum(len(text) + 1 for text in block[1:]) < size for block in blocks)

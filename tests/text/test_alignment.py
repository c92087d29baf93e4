"""Tokens and the words they are of: every visible character, whatever the vectorizer and the text."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tests.encoders import KINDS, tiny_encoder
from textkit.errors import UsageError
from textkit.text.alignment import Owners, cells_of, owners_in_sentence, owners_in_text, refuse_moving
from textkit.text.cleaning import Cleaning
from textkit.text.vectorizers import Vectorizer
from textkit.text.vectorizers.pretrained import PretrainedPieces
from textkit.text.vectorizers.tfidf import Tfidf
from textkit.text.vectorizers.wordpiece import WordPiece
from textkit.text.vectorizers.words import Words
from textkit.text.words import word_spans
from textkit.types import Sentence

TEXTS = ["the film was great", "an awful meal, really"] * 5
PARTS = ["Anna", "don't", " ", "\n", "e\u0301", "👩‍👩‍👧", "🇩🇪", "\u2028", "שלום", "مرحبا", "北京", "ΑΣ", "İ", "12", "%"]
ODD = st.text(max_size=30) | st.lists(st.sampled_from(PARTS)).map("".join)


@cache
def pretrained(kind: str, max_tokens: int = 64, long: str = "head-tail", overlap: int = 4) -> PretrainedPieces:
    tokenizer = Tokenizer.from_file(str(tiny_encoder(kind) / "tokenizer.json"))
    return PretrainedPieces(tokenizer, max_tokens=max_tokens, long=long, pad=0, unknown=3, overlap=overlap)


PIECES = WordPiece.fit(TEXTS, max_words=100)


def of_text(vectorizer: Vectorizer, text: str, cleaning: Cleaning | None = None) -> list[Owners]:
    return owners_in_text(vectorizer, cleaning or Cleaning(), Sentence(text, word_spans(text)))


def assert_whole(row: Owners, words: int, tokens: int) -> None:
    assert not len(row.words) or row.words.max() < words
    assert not len(row.tokens) or row.tokens.max() < tokens
    owned = np.bincount(row.tokens, weights=row.shares, minlength=tokens)
    assert np.allclose(owned[owned > 0], 1)


@settings(deadline=None, max_examples=40)
@given(ODD)
@pytest.mark.parametrize("cleaning", [Cleaning(), Cleaning("NFC", lowercase=True, digits="zero", whitespace=True)])
def test_each_token_of_a_text_is_of_words_by_its_characters(cleaning: Cleaning, text: str) -> None:
    words = len(word_spans(text))
    for vectorizer in (Words(["the"]), PIECES, *map(pretrained, KINDS)):
        encoded = vectorizer.encode(cleaning([text]))  # type: ignore[arg-type]
        (row,) = of_text(vectorizer, text, cleaning)
        assert_whole(row, words, int(encoded.lengths[0]))


def test_a_token_of_two_words_is_shared_by_their_characters() -> None:
    (row,) = of_text(Words([]), "I don't")  # one token for the vectorizer, two words: do n't
    assert row.tokens.tolist() == [0, 1, 1, 1, 1, 1]
    assert row.words.tolist() == [0, 1, 1, 2, 2, 2]
    assert row.add_up(np.array([1.0, 5.0]), 3) == pytest.approx([1, 2, 3])


def test_special_pieces_are_of_no_word() -> None:
    (row,) = of_text(pretrained("bert"), "the film")
    assert row.tokens.tolist() == [1, 1, 1, 2, 2, 2, 2]
    assert row.words.tolist() == [0, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize(("long", "read"), [("head", [0, 1, 2, 3, 4, 5]), ("head-tail", [0, 1, 2, 17, 18, 19])])
def test_of_a_long_text_the_part_that_is_read(long: str, read: list[int]) -> None:
    vectorizer = pretrained("bert", max_tokens=8, long=long)
    (row,) = of_text(vectorizer, " ".join("0123456789" * 2))
    assert sorted(set(row.words.tolist())) == read
    assert len(vectorizer.encode([" ".join("0123456789" * 2)]).pieces) == 8


def test_the_windows_of_a_text() -> None:
    vectorizer = pretrained("bert", max_tokens=8, long="windows", overlap=2)
    text = " ".join("0123456789")
    encoded, rows = vectorizer.encode([text]), of_text(vectorizer, text)
    assert [each.words.tolist() for each in rows] == [[0, 1, 2, 3, 4, 5], [4, 5, 6, 7, 8, 9]]
    assert [len(each.tokens) + 2 for each in rows] == encoded.lengths.tolist()
    assert [len(each.tokens) for each in of_text(vectorizer, "")] == [0]


def of_sentence(vectorizer: Vectorizer, sentence: Sentence) -> list[Owners]:
    cells = cells_of(vectorizer.encode_words([sentence]), len(sentence.spans))
    return owners_in_sentence(vectorizer, sentence, cells)


@pytest.mark.parametrize("kind", KINDS)
def test_the_windows_of_a_sentence_with_the_neighbours_they_read(kind: str) -> None:
    sentence = Sentence.of_words(["film", "unheard", "of", "the", "Zebra", "great", "12", "really", "awful", "meal"])
    vectorizer = pretrained(kind, max_tokens=14, overlap=4)
    encoded = vectorizer.encode_words([sentence])
    rows = of_sentence(vectorizer, sentence)
    assert len(rows) == len(encoded.lengths) > 1
    assert {word for row in rows for word in row.words.tolist()} == set(range(10))
    assert sum(len(set(row.words.tolist())) for row in rows) > 10  # some are read twice
    for row, length, window in zip(
        rows, encoded.lengths, encoded.batch(np.arange(len(rows)))["input_ids"], strict=True
    ):
        assert row.tokens.tolist() == list(range(1, length - 1))  # all but the special ones at the ends
        pieces = [
            piece
            for word in dict.fromkeys(row.words.tolist())
            for piece in vectorizer.encode_words([Sentence.of_words([sentence.words[word]])]).batch(np.array([0]))[
                "input_ids"
            ][0][1:-1]
        ]
        assert window[1 : length - 1].tolist() == pieces


def test_the_words_of_a_sentence_are_its_tokens() -> None:
    sentence = Sentence.of_words(["don't", "stop", "now"])
    vectorizer = Words(["stop"], buckets=16)
    (row,) = of_sentence(vectorizer, sentence)
    assert row.tokens.tolist() == row.words.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "options", [{"unicode": "NFKC"}, {"html": True}, {"urls": "mask"}, {"digits": "drop"}, {"stop_words": "english"}]
)
def test_cleaning_that_works_across_words_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="cannot be traced to the raw text"):
        refuse_moving(Cleaning(**options))
    refuse_moving(Cleaning(unicode="NFC", lowercase=True, digits="zero", whitespace=True))


def test_n_grams_are_no_tokens() -> None:
    with pytest.raises(UsageError, match="tokens of 'tfidf' cannot be traced"):
        of_text(Tfidf.fit(TEXTS, word_max=1, char_min=2, char_max=2, min_df=1), "the film")

"""wordpiece: pieces learned from the texts, the same every time."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from textkit.data.samples.headlines import generate
from textkit.errors import DataError, MissingError
from textkit.text.vectorizers.wordpiece import WordPiece
from textkit.text.vectorizers.words import UNKNOWN

TEXTS = [text for text, _ in generate(300)]
UNSEEN = ["Unheardofness", "", "😀 cafe\u0301", TEXTS[0].upper(), "x" * 101]

FIT = """
from textkit.data.samples.headlines import generate
from textkit.text.vectorizers.wordpiece import WordPiece
print(WordPiece.fit([text for text, _ in generate(300)], max_words=400).tokenizer.to_str())
"""


@pytest.fixture(scope="module")
def fitted() -> WordPiece:
    return WordPiece.fit(TEXTS, max_words=400)


@pytest.mark.parametrize("most", [150, 400, 5000])
def test_two_fits_learn_the_same_pieces(most: int) -> None:
    first, second = (WordPiece.fit(TEXTS, max_words=most).tokenizer for _ in range(2))
    assert first.get_vocab() == second.get_vocab()
    assert first.to_str() == second.to_str()


def test_another_process_learns_the_same_pieces(fitted: WordPiece) -> None:
    environment = os.environ | {"PYTHONHASHSEED": "99", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", FIT], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == fitted.tokenizer.to_str()


@pytest.mark.parametrize("most", [150, 400])
def test_there_are_never_more_pieces_than_asked_for(most: int) -> None:
    assert len(WordPiece.fit(TEXTS, max_words=most)) <= most


def test_the_first_two_are_padding_and_unknown(fitted: WordPiece) -> None:
    assert [fitted.tokenizer.id_to_token(number) for number in (0, 1)] == ["[PAD]", "[UNK]"]


def test_pieces_join_to_the_words(fitted: WordPiece) -> None:
    text = TEXTS[0]
    ids = fitted.encode([text]).tokens.tolist()
    pieces = [fitted.tokenizer.id_to_token(number) for number in ids]
    assert "".join(piece.removeprefix("##") for piece in pieces) == text.replace(" ", "")


def test_letter_case_is_kept() -> None:
    fit = WordPiece.fit(["Cat cat"] * 5, max_words=50)
    first, second = fit.encode(["Cat cat"]).tokens.tolist()
    assert first != second


@pytest.mark.parametrize("text", ["", "  ", "x" * 101, "漢"])
def test_a_text_without_known_pieces_is_one_unknown_token(fitted: WordPiece, text: str) -> None:
    encoded = fitted.encode(["the", text, "a"])
    assert encoded.lengths.tolist()[1] == 1
    batch = encoded.batch(np.array([1]))
    assert batch["words"][batch["positions"][0]].tolist() == [UNKNOWN]


def test_there_are_no_ngrams(fitted: WordPiece) -> None:
    batch = fitted.encode(TEXTS[:3]).batch(np.arange(3))
    assert not batch["ngrams"].any()
    assert len(batch["ngrams"]) == len(batch["words"])


def test_saved_and_loaded_it_gives_identical_arrays(fitted: WordPiece, tmp_path: Path) -> None:
    fitted.save(tmp_path)
    loaded = WordPiece.load(tmp_path, fitted.options())
    assert len(loaded) == len(fitted)
    texts = TEXTS[:20] + UNSEEN
    before, after = (each.encode(texts).batch(np.arange(len(texts))) for each in (fitted, loaded))
    for name in before:
        np.testing.assert_array_equal(before[name], after[name])


def test_a_file_gone_or_damaged_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"tokenizer\.json is missing"):
        WordPiece.load(tmp_path, {})
    (tmp_path / "tokenizer.json").write_text('{"version": "1.0"')
    with pytest.raises(DataError, match=r"tokenizer\.json: not a tokenizer"):
        WordPiece.load(tmp_path, {})

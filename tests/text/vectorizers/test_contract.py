"""What every vectorizer promises, whatever its kind."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from tests.encoders import tiny_encoder
from textkit.errors import DataError, MissingError
from textkit.text.vectorizers import Vectorizer, load_vectorizer, save_vectorizer, vectorizers
from textkit.text.vectorizers.pretrained import PretrainedPieces
from textkit.text.vectorizers.tfidf import Tfidf
from textkit.text.vectorizers.wordpiece import WordPiece
from textkit.text.vectorizers.words import Words
from textkit.types import Arrays

TEXTS = ["the cat sat on the mat", "The dog", "", "cat!", "😀 l’été e\u0301", "the cat sat on the mat " * 20]
UNSEEN = ["unseen words", " ", "\u2028", "漢字 cat", "𝟛 \u200d"]

FITS: dict[str, Callable[[], Vectorizer]] = {
    "pretrained": lambda: PretrainedPieces(
        Tokenizer.from_file(str(tiny_encoder("bert") / "tokenizer.json")), max_tokens=16, long="head-tail", pad=0
    ),
    "tfidf": lambda: Tfidf.fit(TEXTS, word_max=2, char_min=2, char_max=4, min_df=1),
    "wordpiece": lambda: WordPiece.fit(TEXTS, max_words=200),
    "words": lambda: Words.fit(TEXTS, min_count=1, max_words=100, buckets=500),
}
"""One small example of each kind: a new one adds its line here."""


@pytest.fixture(params=vectorizers.names())
def vectorizer(request: pytest.FixtureRequest) -> Vectorizer:
    return FITS[request.param]()


def batch(vectorizer: Vectorizer, texts: list[str], rows: list[int]) -> Arrays:
    return vectorizer.encode(texts).batch(np.array(rows, dtype=np.int64))


def seen(arrays: Arrays) -> list[object]:
    """Each row as a model sees it, whatever numbers its words have within the batch."""
    if "positions" in arrays:
        types = [(int(word), tuple(ngrams)) for word, ngrams in zip(arrays["words"], arrays["ngrams"], strict=True)]
        return [[types[number] for number in row] for row in arrays["positions"]]
    if "input_ids" in arrays:
        pairs = zip(arrays["input_ids"], arrays["attention_mask"], strict=True)
        return [[int(piece) for piece, real in zip(*pair, strict=True) if real] for pair in pairs]
    cells = list(zip(arrays["indices"], arrays["values"], strict=True))
    return [sorted(cells[start:end]) for start, end in pairwise(arrays["starts"])]


def assert_same(one: Arrays, other: Arrays) -> None:
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].dtype == other[name].dtype
        np.testing.assert_array_equal(one[name], other[name])


def test_its_name_is_its_kind(vectorizer: Vectorizer) -> None:
    assert vectorizers.load(vectorizer.kind) is type(vectorizer)


def test_saved_and_loaded_it_gives_identical_arrays(vectorizer: Vectorizer, tmp_path: Path) -> None:
    save_vectorizer(vectorizer, tmp_path / "model")
    loaded = load_vectorizer(tmp_path / "model")
    assert type(loaded) is type(vectorizer)
    assert len(loaded) == len(vectorizer) > 0
    assert loaded.options() == vectorizer.options()
    texts = TEXTS + UNSEEN
    rows = list(range(len(texts)))
    assert_same(batch(loaded, texts, rows), batch(vectorizer, texts, rows))
    np.testing.assert_array_equal(loaded.encode(texts).lengths, vectorizer.encode(texts).lengths)


def test_saving_twice_writes_the_same_bytes(vectorizer: Vectorizer, tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_vectorizer(vectorizer, tmp_path / name)
    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}


@pytest.mark.parametrize("fault", ["gone", "cut short", "empty"])
def test_a_file_gone_or_damaged_is_an_error_that_names_it(vectorizer: Vectorizer, tmp_path: Path, fault: str) -> None:
    save_vectorizer(vectorizer, tmp_path)
    for path in sorted(tmp_path.iterdir()):
        whole = path.read_bytes()
        if fault == "gone":
            path.unlink()
        else:
            path.write_bytes(whole[: len(whole) // 2] if fault == "cut short" else b"")
        with pytest.raises((MissingError, DataError)) as caught:
            load_vectorizer(tmp_path)
        assert path.name in str(caught.value)
        path.write_bytes(whole)


def test_there_is_one_length_for_each_text(vectorizer: Vectorizer) -> None:
    lengths = vectorizer.encode(TEXTS).lengths
    assert lengths.shape == (len(TEXTS),)
    assert lengths[-1] >= lengths[0] > lengths[3] > 0


def test_lengths_do_not_depend_on_the_neighbours(vectorizer: Vectorizer) -> None:
    texts = TEXTS + UNSEEN
    alone = [int(vectorizer.encode([text]).lengths[0]) for text in texts]
    assert vectorizer.encode(texts).lengths.tolist() == alone


@pytest.mark.parametrize("rows", [[3, 0, 1], [5, 4, 3, 2, 1, 0], [2], [1, 1, 0]])
def test_a_batch_follows_the_order_of_its_rows(vectorizer: Vectorizer, rows: list[int]) -> None:
    reordered = [TEXTS[row] for row in rows]
    assert seen(batch(vectorizer, TEXTS, rows)) == seen(batch(vectorizer, reordered, list(range(len(rows)))))


def test_encoding_again_changes_nothing(vectorizer: Vectorizer) -> None:
    rows = list(range(len(UNSEEN)))
    first = batch(vectorizer, UNSEEN, rows)
    vectorizer.encode(TEXTS)
    assert_same(batch(vectorizer, UNSEEN, rows), first)

"""What every vectorizer promises, whatever its kind."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from tests.encoders import tiny_encoder
from textkit.errors import DataError, MissingError, UsageError
from textkit.text.vectorizers import Vectorizer, load_vectorizer, save_vectorizer, vectorizers
from textkit.text.vectorizers.pretrained import PretrainedPieces
from textkit.text.vectorizers.tfidf import Tfidf
from textkit.text.vectorizers.wordpiece import WordPiece
from textkit.text.vectorizers.words import Words
from textkit.types import Arrays, Encoded, Sentence

TEXTS = ["the cat sat on the mat", "The dog", "", "cat!", "😀 l’été e\u0301", "the cat sat on the mat " * 20]
UNSEEN = ["unseen words", " ", "\u2028", "漢字 cat", "𝟛 \u200d"]

FITS: dict[str, Callable[[], Vectorizer]] = {
    "pretrained": lambda: PretrainedPieces(
        Tokenizer.from_file(str(tiny_encoder("bert") / "tokenizer.json")),
        max_tokens=16,
        long="head-tail",
        pad=0,
        unknown=3,
        overlap=4,
    ),
    "tfidf": lambda: Tfidf.fit(TEXTS, word_max=2, char_min=2, char_max=4, min_df=1),
    "wordpiece": lambda: WordPiece.fit(TEXTS, max_words=200),
    "words": lambda: Words.fit(TEXTS, min_count=1, max_words=100, buckets=500),
}
"""One small example of each kind: a new one adds its line here."""

OF_WORDS = ("pretrained", "words")
"""The kinds under which words have answers."""
WORDS = [["the", "cat"], [], ["e\u0301", "😀", "\u200d", "a\u00a0b", "漢字"], ["cat"] * 50, ["Z" * 200], ["!"]]
SENTENCES = [Sentence.of_words(words) for words in WORDS]


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


@pytest.fixture(params=OF_WORDS)
def reader(request: pytest.FixtureRequest) -> Vectorizer:
    return FITS[request.param]()


@pytest.mark.parametrize("kind", sorted(FITS.keys() - set(OF_WORDS)))
def test_a_kind_that_reads_texts_as_a_whole_says_so(kind: str) -> None:
    with pytest.raises(UsageError, match="no answer for single words"):
        FITS[kind]().encode_words(SENTENCES)


def answered(encoded: Encoded, words: int) -> list[int]:
    """How often each word gets an answer, where a model says 1 at every token."""
    count = np.zeros((words, 1), dtype=np.float32)
    for row in range(len(encoded.lengths)):
        rows = np.array([row])
        one = np.zeros_like(count)
        encoded.place(rows, np.ones((1, int(encoded.lengths[row]), 1), dtype=np.float32), one)
        count += one
    return [int(each) for each in count[:, 0]]


def test_every_word_is_answered_by_one_row(reader: Vectorizer) -> None:
    words = sum(len(sentence.spans) for sentence in SENTENCES)
    assert answered(reader.encode_words(SENTENCES), words) == [1] * words


def test_targets_follow_the_words(reader: Vectorizer) -> None:
    truth = np.arange(sum(len(sentence.spans) for sentence in SENTENCES))
    encoded = reader.encode_words(SENTENCES)
    rows = np.arange(len(encoded.lengths))
    targets, columns = encoded.targets(rows, truth), encoded.columns(rows)
    assert columns is not None
    assert columns.shape == targets.shape
    assert targets[targets >= 0].tolist() == truth.tolist()
    assert (columns < encoded.lengths[:, None]).all()
    for row in range(len(rows)):
        real = columns[row][targets[row] >= 0]
        assert (np.diff(real) > 0).all()  # each word has a place of its own


def test_an_empty_sentence_has_no_row(reader: Vectorizer) -> None:
    empty = Sentence("", [])
    assert len(reader.encode_words([empty, empty]).lengths) == 0
    assert len(reader.encode_words([]).lengths) == 0
    one = [Sentence.of_words(["cat"])]
    assert reader.encode_words([empty, *one, empty]).lengths.tolist() == reader.encode_words(one).lengths.tolist()


def test_saved_and_loaded_it_gives_identical_words(reader: Vectorizer, tmp_path: Path) -> None:
    save_vectorizer(reader, tmp_path)
    before, after = (each.encode_words(SENTENCES) for each in (reader, load_vectorizer(tmp_path)))
    np.testing.assert_array_equal(before.lengths, after.lengths)
    rows = np.arange(len(before.lengths))[::-1]
    assert_same(before.batch(rows), after.batch(rows))
    np.testing.assert_array_equal(before.columns(rows), after.columns(rows))


def test_words_do_not_depend_on_the_text_around_them(reader: Vectorizer) -> None:
    alone = Sentence.of_words(["the", "cat", "!"])
    spaced = Sentence("  the\tcat!", [(2, 5), (6, 9), (9, 10)])
    batches = [reader.encode_words([sentence]).batch(np.array([0])) for sentence in (alone, spaced)]
    assert seen(batches[0]) == seen(batches[1])

"""words: vocabulary, hashed n-grams, and batches in which each word is embedded once."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.text.vectorizers.words import PAD, UNKNOWN, Words
from textkit.text.words import ngram_buckets, split_words
from textkit.types import Arrays

BUCKETS = 5000
TEXTS = ["the cat sat", "the dog sat on the cat", "", "Zebra the zebra", "!", "el niño 😀"]
VECTORIZER = Words.fit(TEXTS, min_count=1, max_words=100, ngram_min=3, ngram_max=5, buckets=BUCKETS)

Token = tuple[int, tuple[int, ...]]
SOME_TEXTS = st.lists(
    st.lists(
        st.sampled_from(["the", "cat", "sat", "unseen", "Zebra", "a", "!", "😀", "x"]) | st.text(max_size=3), max_size=6
    ).map(" ".join),
    min_size=1,
    max_size=6,
)


def tokens(batch: Arrays) -> list[list[Token]]:
    """Each row as a model sees it: a word's id and its n-grams, padding left out."""
    rows = []
    for positions, length in zip(batch["positions"], batch["lengths"], strict=True):
        types = positions[:length]
        rows.append([(int(batch["words"][t]), tuple(int(n) for n in batch["ngrams"][t] if n)) for t in types])
    return rows


def expected(text: str) -> list[Token]:
    return [
        (
            VECTORIZER.vocabulary.index(word) + 2 if word in VECTORIZER.vocabulary else UNKNOWN,
            tuple(ngram_buckets(word, 3, 5, BUCKETS)),
        )
        for word in split_words(text)
    ] or [(UNKNOWN, ())]


@given(SOME_TEXTS, st.data())
def test_a_batch_of_rows_equals_the_rows_one_by_one(texts: Sequence[str], data: st.DataObject) -> None:
    encoded = VECTORIZER.encode(texts)
    rows = np.array(data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=8)), dtype=np.int64)
    together = tokens(encoded.batch(rows))
    assert together == [tokens(encoded.batch(rows[[place]]))[0] for place in range(len(rows))]
    assert together == [expected(texts[row]) for row in rows]


@given(SOME_TEXTS)
def test_padding_is_zero_and_lengths_count_words(texts: Sequence[str]) -> None:
    encoded = VECTORIZER.encode(texts)
    batch = encoded.batch(np.arange(len(texts)))
    lengths = [max(1, len(split_words(text))) for text in texts]
    assert batch["lengths"].tolist() == encoded.lengths.tolist() == lengths
    assert batch["positions"].shape == (len(texts), max(lengths))
    for positions, length in zip(batch["positions"], lengths, strict=True):
        assert positions[:length].all()
        assert not positions[length:].any()
    assert batch["words"][0] == PAD
    assert not batch["ngrams"][0].any()


def test_a_word_that_occurs_often_is_there_once() -> None:
    batch = VECTORIZER.encode(["cat cat cat", "cat dog"]).batch(np.arange(2))
    assert len(batch["words"]) == 1 + len({"cat", "dog"}) == len(batch["ngrams"])
    assert len({*batch["positions"][0].tolist(), int(batch["positions"][1, 0])}) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\t\u2028"])
def test_an_empty_text_is_one_unknown_token(text: str) -> None:
    batch = VECTORIZER.encode([text]).batch(np.arange(1))
    assert tokens(batch) == [[(UNKNOWN, ())]]


def test_no_texts_at_all() -> None:
    assert VECTORIZER.encode([]).lengths.tolist() == []


def test_the_vocabulary_goes_by_count_then_by_word() -> None:
    fit = Words.fit(["b a c", "c b a", "d", "e c"], min_count=1, max_words=100)
    assert fit.vocabulary == ["c", "a", "b", "d", "e"]
    assert Words.fit(["e c", "d", "c a b", "a b c"], min_count=1, max_words=100).vocabulary == fit.vocabulary
    assert len(fit) == 5 + 2


@pytest.mark.parametrize(
    ("min_count", "max_words", "vocabulary"),
    [(1, 3, ["c", "a", "b"]), (2, 9, ["c", "a", "b"]), (4, 9, []), (1, 0, [])],
)
def test_what_is_in_the_vocabulary(min_count: int, max_words: int, vocabulary: list[str]) -> None:
    texts = ["b a c", "c b a", "d", "e c"]
    assert Words.fit(texts, min_count=min_count, max_words=max_words).vocabulary == vocabulary


def test_folded_words_are_one_word() -> None:
    fit = Words.fit(["US us 1999", "Us 2024 x"], min_count=2, max_words=9, fold=True)
    assert fit.vocabulary == ["us", "0000"]
    assert fit.encode(["uS 1066"]).words.tolist() == [2, 3]


def test_letter_case_is_kept() -> None:
    assert {"Zebra", "zebra"} <= set(VECTORIZER.vocabulary)


def test_unseen_words_are_told_apart_by_their_ngrams() -> None:
    ((first,), (second,)) = tokens(VECTORIZER.encode(["catlike", "dogged"]).batch(np.arange(2)))
    assert first[0] == second[0] == UNKNOWN
    assert first[1] != second[1]
    assert set(first[1]) & set(ngram_buckets("cat", 3, 5, BUCKETS))


def test_without_buckets_there_are_no_ngrams() -> None:
    batch = Words.fit(TEXTS, min_count=1, max_words=100).encode(TEXTS).batch(np.arange(len(TEXTS)))
    assert not batch["ngrams"].any()
    assert batch["ngrams"].shape[0] == len(batch["words"])


def test_the_cache_of_ngrams_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textkit.text.vectorizers.words._CACHED_WORDS", 2)
    small = Words(VECTORIZER.vocabulary, ngram_min=3, ngram_max=5, buckets=BUCKETS)
    for _ in range(2):
        assert tokens(small.encode(TEXTS).batch(np.arange(len(TEXTS)))) == [expected(text) for text in TEXTS]
    assert len(small._ngrams) <= 2


def test_saved_and_loaded_it_gives_identical_arrays(tmp_path: Path) -> None:
    VECTORIZER.save(tmp_path)
    loaded = Words.load(tmp_path, VECTORIZER.options())
    assert loaded.vocabulary == VECTORIZER.vocabulary
    texts = [*TEXTS, "unseen wörds"]
    rows = np.arange(len(texts))[::-1]
    before, after = VECTORIZER.encode(texts).batch(rows), loaded.encode(texts).batch(rows)
    assert before.keys() == after.keys()
    for name in before:
        np.testing.assert_array_equal(before[name], after[name])
        assert before[name].dtype == after[name].dtype

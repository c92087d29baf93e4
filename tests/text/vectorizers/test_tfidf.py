"""tfidf: the weights of scikit-learn, without scikit-learn."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from textkit.errors import DataError
from textkit.run import read_json, write_json
from textkit.text.sparse import SparseRows
from textkit.text.vectorizers.tfidf import Tfidf


class Shape(NamedTuple):
    """The options of a fit."""

    word_max: int = 2
    char_min: int = 2
    char_max: int = 5
    min_df: int = 1


TEXTS = ["the cat sat", "The cat, the CAT!", "a dog sat on a cat", "", "dogs & cats 😀", "e\u0301te\u0301 été", "ab"]
UNSEEN = ["the unseen cat", "", "zzz", "😀😀 cat", "dog " * 9]


def dense(rows: SparseRows, columns: int) -> NDArray[np.float32]:
    matrix = np.zeros((len(rows.lengths), columns), dtype=np.float32)
    for row in range(len(matrix)):
        cells = slice(rows.starts[row], rows.starts[row + 1])
        matrix[row, rows.indices[cells]] = rows.values[cells]
    return matrix


def theirs(
    texts: Sequence[str], asked: Sequence[str], shape: Shape
) -> tuple[list[str], list[str], NDArray[np.float64]]:
    """The n-grams of words and of characters that scikit-learn keeps, and its rows for the texts `asked` about."""
    common = {"sublinear_tf": True, "lowercase": False, "min_df": shape.min_df, "norm": "l2"}
    words = TfidfVectorizer(analyzer="word", token_pattern=r"\b\w\w+\b", ngram_range=(1, shape.word_max), **common)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(shape.char_min, shape.char_max), **common)
    grams, blocks = [], []
    for vectorizer in (words, characters):
        try:
            vectorizer.fit(texts)
        except ValueError:  # it refuses to keep nothing at all
            grams.append([])
            blocks.append(np.zeros((len(asked), 0)))
        else:
            grams.append(list(vectorizer.get_feature_names_out()))
            blocks.append(vectorizer.transform(asked).toarray())
    return grams[0], grams[1], np.hstack(blocks)


def assert_equal_to_scikit_learn(texts: Sequence[str], asked: Sequence[str], shape: Shape) -> None:
    ours = Tfidf.fit(texts, **shape._asdict())
    words, characters, wanted = theirs(texts, asked, shape)
    assert set(ours.word_grams) == set(words)
    assert set(ours.char_grams) == set(characters)
    assert len(ours) == wanted.shape[1]
    of_word = {gram: column for column, gram in enumerate(words)}
    of_character = {gram: column for column, gram in enumerate(characters, len(words))}
    columns = [of_word[gram] for gram in ours.word_grams] + [of_character[gram] for gram in ours.char_grams]
    np.testing.assert_allclose(dense(ours.encode(asked), len(ours)), wanted[:, columns], rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    "shape",
    [Shape(), Shape(word_max=1), Shape(word_max=3), Shape(char_min=1, char_max=3), Shape(char_min=4), Shape(min_df=2)],
)
def test_equal_to_scikit_learn(shape: Shape) -> None:
    assert_equal_to_scikit_learn(TEXTS, TEXTS + UNSEEN, shape)


WORDS = st.lists(
    st.sampled_from(["the", "a", "cat", "Cat", "CAT", "I'm", "😀", "l’été", "ab-cd", "x-y", "3.5", "_", "́", "\u2028"]),
    max_size=6,
)
ODD = "ab \t\n'\x00\x1c\x1f\x85\xa0\u180e\u200b\u2028\u3000\ud800😀"  # white space to some, and its neighbours
SOME_TEXTS = st.lists(WORDS.map(" ".join) | st.text(max_size=12) | st.text(ODD, max_size=12), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(SOME_TEXTS, SOME_TEXTS, st.integers(1, 3), st.integers(1, 3), st.integers(0, 3), st.integers(1, 2))
def test_equal_to_scikit_learn_for_any_texts(
    texts: list[str], unseen: list[str], word_max: int, char_min: int, further: int, min_df: int
) -> None:
    shape = Shape(word_max, char_min, char_min + further, min_df)
    assert_equal_to_scikit_learn(texts, texts + unseen, shape)


def test_each_block_has_length_1_or_none() -> None:
    vectorizer = Tfidf.fit(TEXTS, **Shape()._asdict())
    rows = dense(vectorizer.encode(TEXTS + UNSEEN), len(vectorizer))
    edge = len(vectorizer.word_grams)
    for block in (rows[:, :edge], rows[:, edge:]):
        norms = np.linalg.norm(block, axis=1)
        assert np.all(np.isclose(norms, 1, atol=1e-6) | (norms == 0))
        assert (norms == 0).any()


def test_no_texts_and_empty_texts() -> None:
    vectorizer = Tfidf.fit(TEXTS, **Shape()._asdict())
    assert vectorizer.encode([]).lengths.tolist() == []
    assert vectorizer.encode(["", " "]).lengths.tolist() == [0, 0]


def test_nothing_is_kept_where_nothing_is_common() -> None:
    vectorizer = Tfidf.fit(["one", "", "two"], **Shape(char_min=5, min_df=3)._asdict())
    assert len(vectorizer) == 0
    assert vectorizer.encode(["one", "two"]).lengths.tolist() == [0, 0]


@given(SOME_TEXTS, st.data())
def test_a_batch_of_rows_equals_the_rows_one_by_one(texts: list[str], data: st.DataObject) -> None:
    vectorizer = Tfidf.fit(TEXTS, **Shape()._asdict())
    encoded = vectorizer.encode(texts)
    rows = np.array(data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=8)), dtype=np.int64)
    batch = encoded.batch(rows)
    chosen = dense(SparseRows(batch["starts"], batch["indices"], batch["values"]), len(vectorizer))
    np.testing.assert_array_equal(chosen, dense(encoded, len(vectorizer))[rows])


def assert_same(ours: SparseRows, theirs: SparseRows) -> None:
    for name in ("starts", "indices", "values"):
        found, wanted = getattr(ours, name), getattr(theirs, name)
        assert found.dtype == wanted.dtype
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(
    "bound", ["vectorizers.tfidf._NARROW", "token_grams._BLOCK", "token_grams._CACHED_BYTES", "sparse._RUN"]
)
def test_how_it_is_done_changes_nothing(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = TEXTS + UNSEEN * 100
    wanted = Tfidf.fit(TEXTS, **Shape()._asdict()).encode(texts)
    monkeypatch.setattr(f"textkit.text.{bound}", 1)
    assert_same(Tfidf.fit(TEXTS, **Shape()._asdict()).encode(texts), wanted)


def test_a_text_has_its_row_whatever_its_neighbours() -> None:
    vectorizer = Tfidf.fit(TEXTS, **Shape(word_max=3)._asdict())
    encoded = vectorizer.encode(TEXTS + UNSEEN)
    for row, text in enumerate(TEXTS + UNSEEN):
        batch = encoded.batch(np.array([row]))
        assert_same(SparseRows(batch["starts"], batch["indices"], batch["values"]), vectorizer.encode([text]))


def test_features_are_in_order_and_of_the_declared_types() -> None:
    rows = Tfidf.fit(TEXTS, **Shape()._asdict()).encode(TEXTS)
    assert (rows.starts.dtype, rows.indices.dtype, rows.values.dtype) == (np.int64, np.int64, np.float32)
    assert all((np.diff(rows.indices[start:end]) > 0).all() for start, end in pairwise(rows.starts))


def test_a_vocabulary_without_the_words_of_its_n_grams_is_refused(tmp_path: Path) -> None:
    vectorizer = Tfidf.fit(TEXTS, **Shape()._asdict())
    vectorizer.save(tmp_path)
    vocabulary = read_json(tmp_path / "vocabulary.json")
    vocabulary["words"].remove("cat")
    write_json(tmp_path / "vocabulary.json", vocabulary)
    with pytest.raises(DataError, match=r"vocabulary\.json: not the n-grams of a fit: 'cat' is missing"):
        Tfidf.load(tmp_path, vectorizer.options())


def test_saved_and_loaded_it_gives_identical_rows(tmp_path: Path) -> None:
    vectorizer = Tfidf.fit(TEXTS, **Shape()._asdict())
    vectorizer.save(tmp_path)
    loaded = Tfidf.load(tmp_path, vectorizer.options())
    assert_same(loaded.encode(TEXTS + UNSEEN), vectorizer.encode(TEXTS + UNSEEN))

"""Vectors in order, one for each text or each word, whatever the session is."""

from typing import Any

import numpy as np
import pytest

from textkit.errors import UsageError
from textkit.inference import embedder as module
from textkit.inference.embedder import Embedder
from textkit.text.cleaning import Cleaning
from textkit.text.vectorizers.words import Words
from textkit.types import Arrays, Scores, Sentence, Session

WORDS = ("a", "b", "c", "d")


class Counting(Session):
    """A token's vector is (its word's number, 1), a text's their sum; the unknown word has number 1."""

    def __init__(self, level: str) -> None:
        self.level, self.calls = level, 0

    def run(self, inputs: Arrays) -> Scores:
        self.calls += 1
        words = inputs["words"][inputs["positions"]]
        states = np.stack([words, words > 0], axis=-1).astype(np.float32)
        return states if self.level == "word" else states.sum(1)


def embedder(level: Any = "text", **options: Any) -> Embedder:
    return Embedder(level, Words(WORDS), options.pop("cleaning", Cleaning()), Counting(level), **options)


def test_a_vector_for_each_text_in_order() -> None:
    vectors = embedder().embed(["c d", "a", "", "b b b b"])
    assert np.array_equal(vectors, [[9, 2], [2, 1], [1, 1], [12, 4]])
    assert vectors[0].dtype == np.float32


def test_a_vector_for_each_word() -> None:
    inputs = ["d c", "", ["a", "b-c"], Sentence("a  b", [(0, 1), (3, 4)]), "don't"]
    vectors = embedder("word").embed(inputs)
    assert [array[:, 0].tolist() for array in vectors] == [[5, 4], [], [2, 1], [2, 3], [1, 1]]
    assert vectors[1].shape == (0, 2)


def test_records_show_the_text_and_its_words_as_given() -> None:
    lower = Cleaning(lowercase=True)
    (record,) = embedder("word", cleaning=lower).records(["A c"])
    assert (record["text"], record["tokens"], record["vectors"][:, 0].tolist()) == ("A c", ["A", "c"], [2, 4])
    (record,) = embedder(cleaning=lower).records(["A c"])
    assert (record["text"], record["vector"].tolist()) == ("A c", [6, 2])
    (record,) = embedder().records([["a", "c"]])
    assert record["text"] == "a c"


@pytest.mark.parametrize("level", ["text", "word"])
def test_nothing_gives_nothing(level: str) -> None:
    assert embedder(level).embed([]) == []


def test_vectors_of_length_one() -> None:
    vectors = embedder("word", normalize=True).embed(["a b c d"])
    assert np.linalg.norm(vectors[0], axis=1) == pytest.approx(1)
    assert vectors[0][0] == pytest.approx(np.array([2, 1]) / np.sqrt(5))


def test_a_vector_of_zeros_has_no_length_to_bring_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counting, "run", lambda self, inputs: np.zeros((len(inputs["lengths"]), 2), np.float32))
    assert np.array_equal(embedder(normalize=True).embed(["a"]), [[0, 0]])


def test_the_size_is_asked_of_the_model() -> None:
    assert embedder().size == embedder("word").size == 2


@pytest.mark.parametrize("level", ["text", "word"])
def test_long_inputs_are_taken_in_blocks_as_they_are_asked_for(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a b c d", "", "d", "b c d", "a a a a a a a", "c"]
    whole = embedder(level).embed(texts)
    monkeypatch.setattr(module, "_BLOCK", 3)
    parted = embedder(level)
    records = parted.records(texts)
    next(records)
    seen = parted.session.calls  # type: ignore[attr-defined]
    rest = list(records)
    assert parted.session.calls > seen  # type: ignore[attr-defined]
    assert [record["text"] for record in rest] == texts[1:]
    assert all(np.array_equal(one, other) for one, other in zip(whole, parted.embed(texts), strict=True))


def test_a_single_text_is_refused() -> None:
    with pytest.raises(UsageError, match="list of texts"):
        embedder().embed("a b")

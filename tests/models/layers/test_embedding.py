"""Word vectors beside the mean of their n-grams' vectors."""

import torch

from textkit.models.layers.embedding import WordEmbedding


def test_a_word_is_its_vector_and_the_mean_of_its_ngrams() -> None:
    layer = WordEmbedding(words=4, dimensions=2, buckets=5, ngram_dimensions=3)
    words, ngrams = torch.tensor([0, 2, 1]), torch.tensor([[0, 0, 0], [1, 4, 0], [5, 0, 0]])
    positions = torch.tensor([[1, 2, 1], [2, 0, 0]])
    vectors = layer(words, ngrams, positions)
    assert vectors.shape == (2, 3, 5)
    table = layer.ngrams.weight  # type: ignore[union-attr]
    assert torch.equal(vectors[0, 0, :2], layer.words.weight[2])
    assert torch.allclose(vectors[0, 0, 2:], (table[1] + table[4]) / 2)
    assert torch.equal(vectors[0, 0], vectors[0, 2])
    assert not vectors[1, 1:].any()


def test_without_buckets_there_are_words_alone() -> None:
    layer = WordEmbedding(words=4, dimensions=2, buckets=0, ngram_dimensions=3)
    assert layer.dimensions == 2
    assert layer.ngrams is None

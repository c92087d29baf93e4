"""Word vectors beside the mean of their n-grams' vectors."""

import torch

from textkit.models.layers.embedding import WordEmbedding


def test_a_word_is_its_vector_and_the_mean_of_its_ngrams() -> None:
    layer = WordEmbedding(words=4, dimensions=2, buckets=5, ngram_dimensions=3)
    words, ngrams = torch.tensor([0, 2, 1]), torch.tensor([[0, 0, 0], [1, 4, 0], [5, 0, 0]])
    positions = torch.tensor([[1, 2, 1], [2, 0, 0]])
    vectors = layer(words, torch.zeros_like(words), ngrams, positions)
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


def test_the_shape_of_a_word_has_a_vector_of_its_own() -> None:
    layer = WordEmbedding(words=4, dimensions=2, buckets=0, ngram_dimensions=3, shape_dimensions=2)
    words, shapes, none = torch.tensor([0, 2, 1]), torch.tensor([0, 7, 7]), torch.zeros(3, 0, dtype=torch.long)
    vectors = layer(words, shapes, none, torch.tensor([[1, 2, 0]]))
    assert vectors.shape == (1, 3, layer.dimensions) == (1, 3, 4)
    assert torch.equal(vectors[0, 0, 2:], layer.shapes.weight[7])  # type: ignore[union-attr]
    assert torch.equal(vectors[0, 0, 2:], vectors[0, 1, 2:])
    assert not vectors[0, 2].any()


def test_the_convolution_over_characters_leaves_padding_out() -> None:
    torch.manual_seed(0)
    layer = WordEmbedding(words=4, dimensions=2, buckets=5, ngram_dimensions=3, characters="cnn").eval()
    words, shapes = torch.tensor([0, 2, 2]), torch.zeros(3, dtype=torch.long)
    short = layer(words[:2], shapes[:2], torch.tensor([[0, 0], [1, 4]]), torch.tensor([[1]]))
    padded = layer(words, shapes, torch.tensor([[0] * 4, [1, 4, 0, 0], [3, 2, 5, 1]]), torch.tensor([[1, 2]]))
    assert torch.allclose(short[0, 0], padded[0, 0], atol=1e-6)
    assert not torch.allclose(padded[0, 0], padded[0, 1], atol=1e-3)


def test_dropped_words_are_the_unknown_one_while_training_alone() -> None:
    layer = WordEmbedding(words=4, dimensions=2, buckets=0, ngram_dimensions=3, word_dropout=1 - 1e-9)
    words, none = torch.tensor([0, 2, 3]), torch.zeros(3, 0, dtype=torch.long)
    inputs = words, torch.zeros_like(words), none, torch.tensor([[1, 2, 0]])
    assert torch.equal(layer.train()(*inputs)[0, :2], layer.words.weight[[1, 1]])
    assert torch.equal(layer.eval()(*inputs)[0, :2], layer.words.weight[[2, 3]])
    assert not layer.train()(*inputs)[0, 2].any()

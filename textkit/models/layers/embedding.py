"""Word vectors: one learned for each word of the vocabulary, beside one made of its characters.

B batch, L tokens, T distinct words of the batch (0 is padding), K n-grams or characters, D dimensions.
"""

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from textkit.text.vectorizers.words import PAD, SHAPES, UNKNOWN


class WordEmbedding(nn.Module):
    """Each distinct word of a batch is embedded once, then put in its places.

    `characters` says how a word's n-grams make a vector: their mean (Bojanowski et al. 2017), or, where they are
    single characters in their order, a convolution and the maximum over it (Ma and Hovy 2016). `word_dropout` is the
    share of words that are taken for unknown while training, so that their characters have to do.
    """

    def __init__(
        self,
        words: int,
        dimensions: int,
        buckets: int,
        ngram_dimensions: int,
        *,
        characters: Literal["mean", "cnn"] = "mean",
        shape_dimensions: int = 0,
        word_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.words = nn.Embedding(words, dimensions, padding_idx=PAD)
        nn.init.normal_(self.words.weight, std=0.1)
        self.ngrams: nn.Embedding | None = None
        self.convolution: nn.Conv1d | None = None
        if buckets:
            self.ngrams = nn.Embedding(buckets + 1, ngram_dimensions, padding_idx=PAD)
            nn.init.normal_(self.ngrams.weight, std=0.1)
            if characters == "cnn":
                self.convolution = nn.Conv1d(ngram_dimensions, ngram_dimensions, kernel_size=3, padding=1)
        with torch.no_grad():
            self.words.weight[PAD] = 0
            if self.ngrams is not None:
                self.ngrams.weight[PAD] = 0
        self.shapes = nn.Embedding(SHAPES + 1, shape_dimensions, padding_idx=PAD) if shape_dimensions else None
        self.word_dropout = word_dropout
        self.dimensions = dimensions + (ngram_dimensions if buckets else 0) + shape_dimensions

    def forward(self, words: Tensor, shapes: Tensor, ngrams: Tensor, positions: Tensor) -> Tensor:
        """Vectors (B, L, D) from `words` and `shapes` (T,), `ngrams` (T, K), 0 where padded, and `positions` (B, L)."""
        if self.training and self.word_dropout:
            dropped = torch.rand(words.shape, device=words.device) < self.word_dropout
            words = words.masked_fill(dropped & (words != PAD), UNKNOWN)
        vectors = [self.words(words)]  # (T, D of words)
        if self.ngrams is not None:
            vectors.append(self._of_characters(ngrams, self.ngrams))
        if self.shapes is not None:
            vectors.append(self.shapes(shapes))
        return functional.embedding(positions, torch.cat(vectors, dim=-1))

    def _of_characters(self, ngrams: Tensor, table: nn.Embedding) -> Tensor:
        if self.convolution is None and torch.onnx.is_in_onnx_export():  # there, a bag is a loop over its words
            known = (ngrams != PAD).sum(1, keepdim=True).clamp(min=1)
            mean: Tensor = table(ngrams).sum(1) / known.to(table.weight.dtype)
            return mean
        if self.convolution is None:
            return functional.embedding_bag(ngrams, table.weight, mode="mean", padding_idx=PAD)
        found = self.convolution(table(ngrams).transpose(1, 2))  # (T, D, K)
        real = (ngrams != PAD)[:, None]
        vectors: Tensor = found.masked_fill(~real, float("-inf")).amax(-1).masked_fill(~real.any(-1), 0.0)
        return vectors

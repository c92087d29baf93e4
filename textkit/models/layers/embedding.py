"""Word vectors: one learned for each word of the vocabulary, beside the mean of its character n-grams' vectors.

B batch, L tokens, T distinct words of the batch (0 is padding), K n-grams, D dimensions.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional


class WordEmbedding(nn.Module):
    """Each distinct word of a batch is embedded once, then put in its places (Bojanowski et al. 2017 for n-grams)."""

    def __init__(self, words: int, dimensions: int, buckets: int, ngram_dimensions: int) -> None:
        super().__init__()
        self.words = nn.Embedding(words, dimensions, padding_idx=0)
        nn.init.normal_(self.words.weight, std=0.1)
        self.ngrams: nn.Embedding | None = None
        if buckets:
            self.ngrams = nn.Embedding(buckets + 1, ngram_dimensions, padding_idx=0)
            nn.init.normal_(self.ngrams.weight, std=0.1)
        with torch.no_grad():
            self.words.weight[0] = 0
            if self.ngrams is not None:
                self.ngrams.weight[0] = 0
        self.dimensions = dimensions + (ngram_dimensions if buckets else 0)

    def forward(self, words: Tensor, ngrams: Tensor, positions: Tensor) -> Tensor:
        """Vectors (B, L, D) from `words` (T,), `ngrams` (T, K) padded with 0, and `positions` (B, L) into T."""
        vectors = self.words(words)  # (T, D_words)
        if self.ngrams is not None:
            bags = functional.embedding_bag(ngrams, self.ngrams.weight, mode="mean", padding_idx=0)
            vectors = torch.cat([vectors, bags], dim=-1)  # (T, D)
        return functional.embedding(positions, vectors)

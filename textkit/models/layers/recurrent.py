"""The recurrent text classifier: embedding, BiLSTM, pooling, an optional dense layer, head."""

from typing import Any

from torch import Tensor, nn

from textkit.models.layers.embedding import WordEmbedding
from textkit.models.layers.lstm import BiLSTM, VariationalDropout, token_mask
from textkit.models.layers.pooling import pooling


class RecurrentClassifier(nn.Module):
    """Logits (B, labels) from a batch of the `words` or `wordpiece` vectorizer.

    Args:
        options: a `RecurrentOptions`.
        vocabulary: rows of the word embedding table.
        labels: columns of the answer.
    """

    def __init__(self, options: Any, vocabulary: int, labels: int) -> None:
        super().__init__()
        buckets = options.ngram_buckets if options.tokenizer == "word" else 0
        self.embedding = WordEmbedding(vocabulary, options.embedding_dim, buckets, options.ngram_dim)
        self.embedding.words.weight.requires_grad_(not options.freeze_embeddings)
        self.embedding_dropout = VariationalDropout(options.embedding_dropout)
        self.encoder = BiLSTM(self.embedding.dimensions, options.hidden, options.recurrent_dropout)
        self.pooling = pooling(options.pooling, 2 * options.hidden, options.attention_dim)
        self.dropout = nn.Dropout(options.dropout)
        self.dense = nn.Linear(2 * options.hidden, options.dense) if options.dense else None
        self.dense_l2: float = options.dense_l2
        self.head = nn.Linear(options.dense or 2 * options.hidden, labels)

    def forward(self, words: Tensor, ngrams: Tensor, positions: Tensor, lengths: Tensor) -> Tensor:
        states = self.states(words, ngrams, positions, lengths)  # (B, L, 2H)
        pooled = self.dropout(self.pooling(states, token_mask(lengths, positions.shape[1])))
        if self.dense is not None:
            pooled = self.dropout(self.dense(pooled).relu())
        logits: Tensor = self.head(pooled)
        return logits

    def states(self, words: Tensor, ngrams: Tensor, positions: Tensor, lengths: Tensor) -> Tensor:
        """What the LSTM makes of each token: (B, L, 2H)."""
        states: Tensor = self.encoder(self.embedding_dropout(self.embedding(words, ngrams, positions)), lengths)
        return states

    def penalty(self) -> Tensor | None:
        """What the loss gains besides the data: the dense layer's own L2."""
        if self.dense is None or not self.dense_l2:
            return None
        return self.dense_l2 * self.dense.weight.square().sum()

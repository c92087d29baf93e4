"""The recurrent networks: an embedding and a BiLSTM, and what reads texts or words off its states.

B batch, L tokens, T distinct words of the batch, K n-grams or characters of a word, H hidden units a direction.
"""

from torch import Tensor, nn

from textkit.models import Design
from textkit.models.layers.attention import SelfAttention
from textkit.models.layers.crf import crf_for
from textkit.models.layers.embedding import WordEmbedding
from textkit.models.layers.lstm import BiLSTM, VariationalDropout, token_mask
from textkit.models.layers.pooling import pooling


class Recurrent(nn.Module):
    """What both have: the states (B, L, 2H) of the tokens, an optional dense layer, a head.

    The batches are those of the `words` or `wordpiece` vectorizer, the options a `RecurrentOptions`.
    """

    def __init__(self, design: Design) -> None:
        super().__init__()
        options = design.options
        self.embedding = WordEmbedding(
            design.vocabulary,
            options.embedding_dim,
            options.ngram_buckets if options.tokenizer == "word" else 0,
            options.ngram_dim,
            characters=options.characters,
            shape_dimensions=options.shape_dim,
            word_dropout=options.word_dropout,
        )
        self.embedding.words.weight.requires_grad_(not options.freeze_embeddings)
        self.embedding_dropout = VariationalDropout(options.embedding_dropout)
        self.encoder = BiLSTM(self.embedding.dimensions, options.hidden, options.recurrent_dropout)
        self.dropout = nn.Dropout(options.dropout)
        self.dense = nn.Linear(2 * options.hidden, options.dense) if options.dense else None
        self.dense_l2: float = options.dense_l2
        self.head = nn.Linear(options.dense or 2 * options.hidden, len(design.labels))

    def states(self, words: Tensor, shapes: Tensor, ngrams: Tensor, positions: Tensor, lengths: Tensor) -> Tensor:
        """What the LSTM makes of each token: (B, L, 2H)."""
        states: Tensor = self.encoder(self.embedding_dropout(self.embedding(words, shapes, ngrams, positions)), lengths)
        return states

    def decide(self, features: Tensor) -> Tensor:
        """Logits (..., labels) of features (..., 2H)."""
        features = self.dropout(features)
        if self.dense is not None:
            features = self.dropout(self.dense(features).relu())
        logits: Tensor = self.head(features)
        return logits

    def penalty(self) -> Tensor | None:
        """What the loss gains besides the data: the dense layer's own L2."""
        if self.dense is None or not self.dense_l2:
            return None
        return self.dense_l2 * self.dense.weight.square().sum()


class RecurrentClassifier(Recurrent):
    """Logits (B, labels): one answer for each text."""

    def __init__(self, design: Design) -> None:
        super().__init__(design)
        options = design.options
        self.pooling = pooling(options.pooling, 2 * options.hidden, options.attention_dim)

    def forward(self, words: Tensor, shapes: Tensor, ngrams: Tensor, positions: Tensor, lengths: Tensor) -> Tensor:
        states = self.states(words, shapes, ngrams, positions, lengths)
        return self.decide(self.pooling(states, token_mask(lengths, positions.shape[1])))


class RecurrentTagger(Recurrent):
    """Logits (B, L, labels): one answer for each word."""

    def __init__(self, design: Design) -> None:
        super().__init__(design)
        options = design.options
        self.attention = SelfAttention(2 * options.hidden) if options.pooling == "attention" else None
        self.crf = crf_for(design.labels) if options.crf else None

    def forward(self, words: Tensor, shapes: Tensor, ngrams: Tensor, positions: Tensor, lengths: Tensor) -> Tensor:
        states = self.states(words, shapes, ngrams, positions, lengths)
        if self.attention is not None:
            states = self.attention(states, token_mask(lengths, positions.shape[1]))
        return self.decide(states)


def recurrent_network(design: Design) -> Recurrent:
    """The network for the level at which `design` answers."""
    return RecurrentTagger(design) if design.level == "word" else RecurrentClassifier(design)

"""lstm-attn: a bidirectional LSTM with additive attention over its states (Yang et al. 2016)."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import Field, model_validator

from textkit.config.sections import GradientSection, ModelSection
from textkit.errors import UsageError
from textkit.models import ModelEntry, read_design
from textkit.reporter import Reporter
from textkit.text.vectorizers import Vectorizer

if TYPE_CHECKING:
    from torch import nn


class RecurrentOptions(ModelSection):
    """Sizes of the network, and what a token is."""

    tokenizer: Literal["word", "wordpiece"] = "word"
    pooling: Literal["attention", "mean", "max", "last"] = Field(
        "attention", description="of states into a text's vector; a tagger has self-attention over them, or none"
    )
    max_words: int = Field(50_000, ge=1, description="largest vocabulary")
    min_count: int = Field(2, ge=1, description="occurrences that make a word a word of the vocabulary")
    fold: bool = Field(False, description="words of the vocabulary are in lower case, with 0 for every digit")
    embedding_dim: int = Field(128, ge=1)
    ngram_dim: int = Field(64, ge=1)
    characters: Literal["mean", "cnn"] = Field("mean", description="what is made of a word's n-grams")
    shape_dim: int = Field(0, ge=0, description="of what a word looks like (Xx, 0.0); 0 does without")
    ngram_buckets: int = Field(32_768, ge=0, description="hashed character n-grams; 0 does without")
    ngram_min: int = Field(3, ge=1)
    ngram_max: int = Field(5, ge=1)
    hidden: int = Field(64, ge=1, description="units of the LSTM in each direction")
    attention_dim: int = Field(64, ge=1)
    dense: int = Field(0, ge=0, description="units of a dense layer before the head; 0 does without")
    dense_l2: float = Field(0.0, ge=0, description="L2 penalty on the dense layer's weights, added to the loss")
    dropout: float = Field(0.3, ge=0, lt=1, description="before the dense layer and the head")
    embedding_dropout: float = Field(0.3, ge=0, lt=1, description="of embedding features, alike at every step")
    word_dropout: float = Field(0.0, ge=0, lt=1, description="share of words taken for unknown while training")
    recurrent_dropout: float = Field(0.0, ge=0, lt=1, description="of hidden units, alike at every step")
    pretrained_embeddings: str | None = Field(None, description="GloVe or fastText text file")
    freeze_embeddings: bool = Field(False, description="leave the word vectors as they start")
    crf: bool = Field(False, description="of a tagger: a CRF over its words")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.dense_l2 and not self.dense:
            raise ValueError("dense_l2 needs a dense layer: set dense as well")
        if self.ngram_max < self.ngram_min:
            raise ValueError("ngram_max is smaller than ngram_min")
        if self.characters == "cnn" and (self.ngram_min, self.ngram_max) != (1, 1):
            raise ValueError("characters = cnn reads them one by one: set ngram_min = 1 and ngram_max = 1")
        if self.pretrained_embeddings and self.tokenizer != "word":
            raise ValueError("pretrained_embeddings are vectors of words: they need tokenizer = word")
        return self


def _vectorize(options: RecurrentOptions, inputs: Sequence[Any]) -> Vectorizer:
    from textkit.text.vectorizers.wordpiece import WordPiece
    from textkit.text.vectorizers.words import Words

    if options.tokenizer == "wordpiece":
        return WordPiece.fit(inputs, max_words=options.max_words)
    return Words.fit(
        inputs,
        min_count=options.min_count,
        max_words=options.max_words,
        fold=options.fold,
        shapes=options.shape_dim > 0,
        ngram_min=options.ngram_min,
        ngram_max=options.ngram_max,
        buckets=options.ngram_buckets,
    )


def _build(folder: Path) -> "nn.Module":
    from textkit.models.layers.recurrent import recurrent_network

    return recurrent_network(read_design(folder, RecurrentOptions))


def _warm_start(module: Any, options: RecurrentOptions, vectorizer: Any, reporter: Reporter) -> None:
    """Put published vectors in the place of random ones; a word unknown as written is looked up in lower case."""
    if options.pretrained_embeddings is None:
        return
    import torch

    from textkit.text.vectors import dimensions_of, read_vectors

    path = Path(options.pretrained_embeddings)
    if (found := dimensions_of(path)) != options.embedding_dim:
        raise UsageError(
            f"{path} has vectors of {found} numbers, the model embeds words in {options.embedding_dim}",
            f"--set model.embedding_dim={found}",
        )
    wanted = {form for word in vectorizer.vocabulary for form in (word, word.lower())}
    vectors = dict(read_vectors(path, wanted))
    known = 0
    with torch.no_grad():
        for row, word in enumerate(vectorizer.vocabulary, start=2):
            vector = vectors.get(word, vectors.get(word.lower()))
            if vector is not None:
                module.embedding.words.weight[row] = torch.from_numpy(vector)
                known += 1
    reporter.note(f"{path.name} knows {known:,} of {len(vectorizer.vocabulary):,} words of the vocabulary")


# names to come are none of the vocabulary: what they look like, and the parts they share with others, has to tell
_FOR_WORDS = {"fold": True, "shape_dim": 16, "hidden": 128}

MODEL = ModelEntry(
    summary="bidirectional LSTM with attention over words and character n-grams",
    tasks=("classification", "multilabel", "tagging"),
    options=RecurrentOptions,
    training=GradientSection,
    recipe={"training": {"batch_tokens": 1024, "lr": 2e-3, "warmup": 0.1}},
    recipes={
        "multilabel": {"model": {"hidden": 128}, "training": {"epochs": 8}},
        "tagging": {"model": _FOR_WORDS, "training": {"epochs": 8, "least_steps": 400}},
    },
    trainer="gradient",
    vectorize=_vectorize,
    build=_build,
    warm_start=_warm_start,
)

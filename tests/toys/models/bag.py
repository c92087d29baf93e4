"""A model in one file: the mean of word vectors under a linear layer."""

from collections.abc import Sequence
from pathlib import Path

from torch import Tensor, nn

from textkit.config.sections import GradientSection, ModelSection
from textkit.models import Design, ModelEntry, read_design
from textkit.text.vectorizers.words import Words


class BagOptions(ModelSection):
    dimensions: int = 16


class Bag(nn.Module):
    def __init__(self, design: Design) -> None:
        super().__init__()
        self.words = nn.Embedding(design.vocabulary, design.options.dimensions, padding_idx=0)
        self.head = nn.Linear(design.options.dimensions, len(design.labels))

    def forward(self, words: Tensor, positions: Tensor, lengths: Tensor, **_: Tensor) -> Tensor:
        return self.head(self.words(words)[positions].sum(1) / lengths[:, None])


def vectorize(options: BagOptions, texts: Sequence[str]) -> Words:
    return Words.fit(texts, min_count=1, max_words=1000)


def build(folder: Path) -> Bag:
    return Bag(read_design(folder, BagOptions))


MODEL = ModelEntry(
    summary="mean of word vectors",
    tasks=("classification", "ordinal"),
    options=BagOptions,
    training=GradientSection,
    recipe={"training": {"epochs": 20, "batch_size": 8, "lr": 0.05, "weight_decay": 0.0}},
    trainer="gradient",
    vectorize=vectorize,
    build=build,
)

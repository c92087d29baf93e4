"""tfidf: n-grams of words and characters under a linear model. The baseline that every comparison starts with."""

from collections.abc import Sequence

from pydantic import Field

from textkit.config.sections import FitSection, ModelSection
from textkit.models import ModelEntry
from textkit.text.vectorizers import Vectorizer


class TfidfOptions(ModelSection):
    """Which n-grams are counted."""

    word_max: int = Field(2, ge=1, le=5, description="longest word n-gram")
    char_min: int = Field(2, ge=1, description="shortest character n-gram")
    char_max: int = Field(5, ge=1, le=10, description="longest character n-gram")
    min_df: int = Field(2, ge=1, description="texts an n-gram must be found in")


class LinearSection(FitSection):
    """Linear support vector machines, trained to their optimum: there are no epochs to count."""

    c: float = Field(0.3, gt=0, description="inverse strength of the L2 penalty")
    max_iter: int = Field(1000, ge=1)


def _vectorize(options: TfidfOptions, texts: Sequence[str]) -> Vectorizer:
    from textkit.text.vectorizers.tfidf import Tfidf

    return Tfidf.fit(
        texts,
        word_max=options.word_max,
        char_min=options.char_min,
        char_max=options.char_max,
        min_df=options.min_df,
    )


MODEL = ModelEntry(
    summary="word and character n-grams under linear support vector machines: the baseline",
    tasks=("classification", "multilabel"),
    options=TfidfOptions,
    training=LinearSection,
    recipe={},
    recipes={"multilabel": {"training": {"c": 0.05}}},
    trainer="linear",
    vectorize=_vectorize,
)

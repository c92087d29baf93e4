"""What there is to set, by section. `data` and `preprocessing` are the same for all models; `model` and `training` are
those of the chosen model, which derives its own from the ones here."""

import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

ONE_BATCH_UNIT = "set one of batch_size (sequences) and batch_tokens"
_MOST_EPOCHS = 50


class Section(BaseModel):
    """A table of settings; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


class DataSection(Section):
    """Which rows are trained on, and how they are read and split."""

    dataset: str = Field(description="a catalogue name or a file")
    source: str = Field("auto", description="auto, remote, sample, or a folder with the publisher's files")
    text_column: str | None = None
    label_column: str | None = None
    label_columns: list[str] | None = Field(None, description="of label sets: columns of 0 and 1, one for each label")
    label_separator: str | None = Field(None, description="of label sets: what stands between the labels of a cell")
    task: Literal["classification", "multilabel", "tagging"] | None = None
    column: str | None = Field(None, description="which labels are learned, where a dataset has several kinds")
    group_column: str | None = Field(None, description="rows that are alike in it stay in one split")
    header: list[str] | None = Field(None, description="columns of a CSV or TSV that has no header line")
    encoding: str | None = None
    format: str | None = None
    delimiter: str | None = None
    on_bad_row: Literal["fail", "skip", "quarantine"] | None = None
    drop_labels: list[str] = Field([], description="labels to leave out, with their rows")
    ratios: str = Field("80/10/10", description="shares of train, validation and test")
    folds: int | None = Field(None, ge=2, description="parts of a cross-validation, each of which is test once")
    fold: int | None = Field(None, ge=1, description="the part that is test")
    split_seed: int = Field(0, ge=0, description="seed of the split, apart from the seed of the training")
    limit: int | None = Field(None, ge=1, description="rows: the first N training rows after the seeded shuffle")

    @field_validator("label_columns", "header", mode="before")
    @classmethod
    def _names(cls, value: Any) -> Any:
        """`a,b,c`, as flags write it."""
        return [name.strip() for name in value.split(",")] if isinstance(value, str) else value


class PreprocessingSection(Section):
    """What is done to every text, in training and prediction alike."""

    unicode: Literal["none", "NFC", "NFKC"] = "none"
    html: bool = False
    urls: Literal["keep", "drop", "mask"] = "keep"
    mentions: Literal["keep", "drop", "mask"] = "keep"
    lowercase: bool = False
    digits: Literal["keep", "drop", "zero"] = "keep"
    punctuation: bool = False
    stop_words: Literal["none", "english"] = "none"
    whitespace: bool = False


class ModelSection(Section):
    """What every model has; an architecture adds its own sizes."""

    name: str


class FitSection(Section):
    """What every training has."""

    seed: int = Field(1, ge=0, le=2**32 - 1)
    class_weights: Literal["none", "auto"] = Field(
        "none", description="auto makes up for rare labels: weights of classes, or of the ones of each label"
    )
    thresholds: Literal["global", "per-label", "half"] = Field(
        "global", description="of label sets: from which probability on labels are answered, found on validation"
    )
    threshold_metric: Literal["micro_f1", "macro_f1", "samples_f1", "subset_accuracy"] = Field(
        "micro_f1", description="of label sets: what the thresholds are best for"
    )


class DistillationSection(Section):
    """What a student learns from its teacher."""

    temperature: float = Field(2.0, gt=0, description="softens the probabilities of both")
    soft: float = Field(0.9, ge=0, le=1, description="weight of the teacher's probabilities; the rest is the labels'")
    hidden: float = Field(0.0, ge=0, description="weight of the hidden states, of encoders with one tokenizer")
    attention: float = Field(0.0, ge=0, description="weight of the attention maps, of encoders with one tokenizer")
    layers: int | None = Field(None, ge=1, description="layers of the teacher that a distilbert starts from; or half")
    vectors: bool = Field(True, description="words start from the vectors of a teacher that is an encoder")
    augment: int = Field(0, ge=0, description="variants of each training text, for the teacher to label")
    mask: float = Field(0.1, ge=0, lt=1, description="of a variant: share of the words that are masked")
    stretch: float = Field(
        0.25, ge=0, le=1, description="of the variants: share of those that are a stretch of the text"
    )
    unlabelled: str | None = Field(None, description="digest of the texts without labels that the teacher labels")
    teacher: str | None = Field(None, description="digest of what the teacher's answers depend on")


class GradientSection(FitSection):
    """A training by gradient descent."""

    epochs: int = Field(4, ge=1, description="passes over the training rows")
    least_steps: int = Field(150, ge=0, description="where epochs are not asked for, few rows get more of them")
    batch_size: int | None = Field(None, ge=1, description="sequences a batch")
    batch_tokens: int | None = Field(None, ge=1, description="tokens a batch, padding included")
    least_rows: int = Field(1, ge=1, description="sequences that a batch by tokens holds at least, however long")
    accumulate: int = Field(1, ge=1, description="batches per optimizer step")
    optimizer: Literal["adamw", "adam"] = "adamw"
    lr: float = Field(1e-3, gt=0)
    weight_decay: float | None = Field(
        None, ge=0, description="of matrices; default 0.01 for adamw, 0 for adam, whose decay is part of the gradient"
    )
    clip_norm: float = Field(1.0, ge=0, description="largest gradient norm; 0 leaves gradients alone")
    schedule: Literal["constant", "linear", "cosine", "exponential", "plateau"] = "linear"
    warmup: float = Field(0.0, ge=0, lt=1, description="share of the steps over which the rate rises from 0")
    decay: float = Field(0.9, gt=0, le=1, description="factor an epoch (exponential) or a plateau")
    label_smoothing: float = Field(0.0, ge=0, lt=1)
    patience: int = Field(0, ge=0, description="epochs without a better metric before stopping; 0 never stops")
    metric: Literal[
        "accuracy",
        "macro_f1",
        "micro_f1",
        "weighted_f1",
        "samples_f1",
        "subset_accuracy",
        "average_precision",
        "span_f1",
        "span_f1_lenient",
        "token_accuracy",
        "loss",
    ] = Field("accuracy", description="what early stopping and the best epoch go by; default: the task's")
    keep: Literal["best", "last"] = Field(
        "best", description="the epoch whose weights are kept; last where validation is too small to choose by"
    )
    device: str = "auto"
    threads: int | None = Field(None, ge=1, description="CPU threads; default: every core")
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    checkpoint_seconds: float = Field(60.0, ge=0, description="seconds between checkpoints inside an epoch")
    tensorboard: bool = False
    track_test: bool = Field(False, description="score test after each epoch, for the curves and for no choice")
    export: bool = Field(True, description="end with a graph that predicts without torch")

    @model_validator(mode="after")
    def _one_batch_unit(self) -> "GradientSection":
        if (self.batch_size is None) == (self.batch_tokens is None):
            raise ValueError(ONE_BATCH_UNIT)
        return self


def enough_epochs(settings: GradientSection, rows: int, tokens: float) -> GradientSection:
    """`settings` with the epochs that `rows` of `tokens` each on average need to come to `least_steps`.

    A recipe made for many rows would leave a network untrained on few: an epoch of 200 rows is two steps.
    """
    a_batch = settings.batch_size or max(settings.least_rows, (settings.batch_tokens or 1) / max(1.0, tokens))
    steps = max(1.0, rows / a_batch / settings.accumulate)
    wanted = min(_MOST_EPOCHS, math.ceil(settings.least_steps / steps))
    return settings.model_copy(update={"epochs": max(settings.epochs, wanted)})

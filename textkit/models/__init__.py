"""The zoo: one file a model. An entry is readable without torch; building the network is what loads it.

A new model is a file that holds `MODEL = ModelEntry(...)`. Layers that several share live in `models/layers/`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from textkit.config.sections import FitSection, ModelSection
from textkit.registry import Registry
from textkit.reporter import Reporter
from textkit.text.vectorizers import Vectorizer

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class ModelEntry:
    """What the zoo knows of a model.

    `vectorize(options, texts)` learns the vectorizer from the training texts. A network model also has
    `build(options, vocabulary, labels)`, which returns a module with fresh weights whose `forward` takes the
    vectorizer's batch by name and returns logits (batch, labels), and may have `warm_start(module, options,
    vectorizer, reporter)`, which runs once, before a training from scratch.
    """

    summary: str
    tasks: tuple[str, ...]
    options: type[ModelSection]
    training: type[FitSection]
    recipe: Mapping[str, Mapping[str, Any]]
    """Defaults of this model, by section."""
    trainer: Literal["linear", "gradient"]
    vectorize: Callable[[Any, Sequence[str]], Vectorizer]
    build: "Callable[[Any, int, int], nn.Module] | None" = None
    warm_start: "Callable[[nn.Module, Any, Vectorizer, Reporter], None] | None" = None


zoo: Registry[ModelEntry] = Registry("model", __name__, "MODEL")

"""The zoo: one file a model. An entry is readable without torch; building the network is what loads it.

A new model is a file that holds `MODEL = ModelEntry(...)`. Layers that several share live in `models/layers/`, what
pretrained encoders share in `models/encoders/`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from textkit.config.sections import FitSection, ModelSection
from textkit.errors import UsageError
from textkit.registry import Registry
from textkit.reporter import Reporter
from textkit.run import read_json, write_json
from textkit.tasks import Task
from textkit.text.vectorizers import Vectorizer

if TYPE_CHECKING:
    from torch import nn

_ARCHITECTURE = "architecture.json"
Level = Literal["text", "word"]


class Design(NamedTuple):
    """What a network is built for: its options, the rows of its embedding table, its labels, and what they are of."""

    options: Any
    vocabulary: int
    labels: list[str]
    level: Level


def describe_plainly(folder: Path, options: Any, vectorizer: Vectorizer, labels: Sequence[str], task: Task) -> None:
    """Write the design into the run's model folder."""
    content = {"options": options.model_dump(), "vocabulary": len(vectorizer), "labels": list(labels)}
    write_json(folder / _ARCHITECTURE, {**content, "level": task.level})


def read_design(folder: Path, options: type[ModelSection]) -> Design:
    """What `describe_plainly` wrote."""
    saved = read_json(folder / _ARCHITECTURE)
    return Design(options(**saved["options"]), saved["vocabulary"], saved["labels"], saved["level"])


@dataclass(frozen=True)
class ModelEntry:
    """What the zoo knows of a model.

    Every model has `vectorize(options, inputs)`, which makes its vectorizer, learned from the training inputs or
    brought along. A network also has `describe(folder, options, vectorizer, labels, task)`, which writes into the
    run's model folder what `build(folder)` needs to make the module again, with fresh weights. Its `forward` takes the
    vectorizer's batch by name and returns logits, (batch, labels) for texts or (batch, tokens, labels) for words, or an
    object that has them. One with a CRF over the words keeps it as its attribute `crf`. `warm_start(module, options,
    vectorizer, reporter)` runs once, before a training from scratch.
    """

    summary: str
    tasks: tuple[str, ...]
    options: type[ModelSection]
    training: type[FitSection]
    recipe: Mapping[str, Mapping[str, Any]]
    """Defaults of this model, by section."""
    trainer: Literal["linear", "gradient"]
    vectorize: Callable[[Any, Sequence[Any]], Vectorizer]
    build: "Callable[[Path], nn.Module] | None" = None
    describe: Callable[[Path, Any, Vectorizer, Sequence[str], Task], None] = describe_plainly
    warm_start: "Callable[[nn.Module, Any, Vectorizer, Reporter], None] | None" = None
    adapt: "Callable[[nn.Module, Any], None] | None" = None
    """What is put into the module, with whatever weights, before it is trained (`models/encoders/lora.py`)."""
    locate: Callable[[Any], Any] | None = None
    """For pretrained models: where the weights come from, and what stands in (`models/encoders/source.py`); it gives
    None where the options ask for none."""
    named: "Callable[[str], ModelEntry] | None" = None
    """For a family: the entry of one member, `hf:NAME`."""
    bf16_pays_on_cpu: bool = False
    recipes: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    """What `recipe` is for single tasks, by the task's name: it wins over `recipe`."""
    recipe_for: Callable[[Any], Mapping[str, Mapping[str, Any]]] | None = None
    """What the model's options change in its recipe: it wins over `recipes`."""


zoo: Registry[ModelEntry] = Registry("model", __name__, "MODEL")


def find_model(name: str) -> ModelEntry:
    """The entry called `name`, or that of one member of a family: `hf:NAME`."""
    family, _, member = name.partition(":")
    entry = zoo.load(family if member else name)
    if not member:
        return entry
    if entry.named is None:
        raise UsageError(f"{family} is one model, not a family: there is no {name}", f"--model {family}")
    return entry.named(member)

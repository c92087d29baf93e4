"""The zoo: one file a model. An entry is readable without torch; building the network is what loads it.

A new model is a file that holds `MODEL = ModelEntry(...)`. Layers that several share live in `models/layers/`, what
pretrained encoders share in `models/encoders/`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from textkit.config.sections import FitSection, ModelSection
from textkit.errors import UsageError
from textkit.registry import Registry
from textkit.reporter import Reporter
from textkit.run import read_json, write_json
from textkit.text.vectorizers import Vectorizer

if TYPE_CHECKING:
    from torch import nn

_ARCHITECTURE = "architecture.json"
Options = TypeVar("Options", bound=ModelSection)


def describe_plainly(folder: Path, options: Any, vectorizer: Vectorizer, labels: Sequence[str]) -> None:
    """Write the options and the sizes that they leave open."""
    content = {"options": options.model_dump(), "vocabulary": len(vectorizer), "labels": len(labels)}
    write_json(folder / _ARCHITECTURE, content)


def read_description(folder: Path, options: type[Options]) -> tuple[Options, int, int]:
    """What `describe_plainly` wrote: the options, the rows of the embedding table, the labels."""
    saved = read_json(folder / _ARCHITECTURE)
    return options(**saved["options"]), saved["vocabulary"], saved["labels"]


@dataclass(frozen=True)
class ModelEntry:
    """What the zoo knows of a model.

    Every model has `vectorize(options, texts)`, which makes its vectorizer, learned from the training texts or brought
    along. A network also has `describe(folder, options, vectorizer, labels)`, which writes into the run's model folder
    what `build(folder)` needs to make the module again, with fresh weights. Its `forward` takes the vectorizer's batch
    by name and returns logits (batch, labels), or an object that has them. `warm_start(module, options, vectorizer,
    reporter)` runs once, before a training from scratch.
    """

    summary: str
    tasks: tuple[str, ...]
    options: type[ModelSection]
    training: type[FitSection]
    recipe: Mapping[str, Mapping[str, Any]]
    """Defaults of this model, by section."""
    trainer: Literal["linear", "gradient"]
    vectorize: Callable[[Any, Sequence[str]], Vectorizer]
    build: "Callable[[Path], nn.Module] | None" = None
    describe: Callable[[Path, Any, Vectorizer, Sequence[str]], None] = describe_plainly
    warm_start: "Callable[[nn.Module, Any, Vectorizer, Reporter], None] | None" = None
    locate: Callable[[Any], Any] | None = None
    """For pretrained models: where the weights come from, and what stands in (`models/encoders/source.py`)."""
    named: "Callable[[str], ModelEntry] | None" = None
    """For a family: the entry of one member, `hf:NAME`."""
    bf16_pays_on_cpu: bool = False


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

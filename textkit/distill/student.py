"""What a student starts as: a model of the zoo, or a DistilBERT made of some of its teacher's layers."""

import tomllib
from typing import Any, NamedTuple

from textkit.errors import MissingError, UsageError
from textkit.models import ModelEntry, find_model
from textkit.models.encoders.entry import Encoder, encoder_entry
from textkit.models.encoders.thinned import layers_kept
from textkit.run import Run, read_json

_MADE_OF_LAYERS = "distilbert"
_FITTING = ("bert", "distilbert")


class Student(NamedTuple):
    """The zoo's entry as it is, or one that starts from layers of another model."""

    entry: ModelEntry
    control: ModelEntry
    """The same student, as it starts without the teacher."""
    shared: bool
    """Whether it reads the very pieces that its teacher does."""


def student_of(name: str, teacher: Run, layers: int | None, with_control: bool) -> Student:
    """The student called `name`, of `layers` of the teacher's layers if it is made of them, else of half.

    Raises:
        UsageError: layers are asked for where there are none to take.
        MissingError: what the teacher itself was made of, which the control starts from, cannot be reached.
    """
    entry = find_model(name)
    config: dict[str, Any] = read_json(teacher.model / "config.json") if _is_encoder(teacher) else {}
    fits = name == _MADE_OF_LAYERS and config.get("model_type") in _FITTING
    if not fits:
        if layers is not None:
            raise UsageError(
                f"--layers: a {name} is not made of the layers of {teacher.name}",
                f"--student {_MADE_OF_LAYERS}, of a teacher that is a BERT or a DistilBERT",
            )
        return Student(entry, entry, False)
    whole = int(config.get("num_hidden_layers") or config["n_layers"])
    count = layers or max(1, whole // 2)
    if count > whole:
        raise UsageError(f"--layers {count}: {teacher.name} has {whole}", f"--layers {whole} or fewer")
    numbers = ", ".join(str(place + 1) for place in layers_kept(whole, count))
    made = _made_of(str(teacher.model), count, f"layers {numbers} of {teacher.name}")
    return Student(made, _untaught(teacher, count, numbers) if with_control else made, True)


def _made_of(repo: str, layers: int, title: str) -> ModelEntry:
    return encoder_entry(Encoder(repo, layers=layers, title=title), f"a DistilBERT of {title}")


def _untaught(teacher: Run, layers: int, numbers: str) -> ModelEntry:
    """The same layers of what the teacher was before it was fine-tuned."""
    manifest = teacher.manifest()
    entry = find_model(manifest.model)
    saved = tomllib.loads(teacher.config_file.read_text(encoding="utf-8"))["model"]
    source = entry.locate(entry.options(**saved)) if entry.locate else None
    if source is None:
        raise MissingError(
            f"{teacher.name} started from no pretrained weights, which its student's control would start from",
            "--no-control does without it",
        )
    return _made_of(str(source.folder), layers, f"layers {numbers} of {source.title}")


def _is_encoder(run: Run) -> bool:
    return (run.model / "config.json").is_file()

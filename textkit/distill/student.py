"""What a student starts as: a model of the zoo, or a DistilBERT made of some of its teacher's layers."""

import tomllib
from typing import Any, NamedTuple

from textkit.errors import MissingError, UsageError
from textkit.models import ModelEntry, find_model
from textkit.models.encoders.entry import Encoder, encoder_entry
from textkit.models.encoders.layers import layers_in, layers_kept
from textkit.run import Run, read_json

_MADE_OF_LAYERS = "distilbert"
_FITTING = ("bert", "distilbert")
_NEEDED = "which the control of its student would start from"
_WITHOUT = "--no-control does without it"


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
    whole = layers_in(config)
    count = layers or max(1, whole // 2)
    if count > whole:
        raise UsageError(f"--layers {count}: {teacher.name} has {whole}", f"--layers {whole} or fewer")
    kept = layers_kept(whole, count)
    made = _made_of(str(teacher.model), kept, teacher.name)
    return Student(made, _untaught(teacher, kept, whole) if with_control else made, True)


def _made_of(repo: str, kept: tuple[int, ...], name: str) -> ModelEntry:
    title = f"layers {', '.join(str(place + 1) for place in kept)} of {name}"
    return encoder_entry(Encoder(repo, kept=kept, title=title), f"a DistilBERT of {title}")


def _untaught(teacher: Run, kept: tuple[int, ...], whole: int) -> ModelEntry:
    """The same layers of what the teacher was before it was fine-tuned.

    Raises:
        MissingError: that cannot be reached, or there was nothing.
    """
    manifest = teacher.manifest()
    entry = find_model(manifest.model)
    saved = tomllib.loads(teacher.config_file.read_text(encoding="utf-8"))["model"]
    source = entry.locate(entry.options(**saved)) if entry.locate else None
    if source is None:
        raise MissingError(f"{teacher.name} started from no pretrained weights, {_NEEDED}", _WITHOUT)
    if (source.title, source.stand_in) != (manifest.pretrained, manifest.stand_in):
        raise MissingError(
            f"{teacher.name} started from {manifest.pretrained}, {_NEEDED}; what can be reached is {source.title}",
            _WITHOUT,
        )
    there = layers_in(read_json(source.folder / "config.json"))
    had = layers_kept(there, whole)  # a stand-in for distilbert has every other layer of what it is made of
    return _made_of(str(source.folder), tuple(had[place] for place in kept), source.title)


def _is_encoder(run: Run) -> bool:
    return (run.model / "config.json").is_file()

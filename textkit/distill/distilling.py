"""A distillation: a student that hears its teacher, and the same student without, trained alike."""

import hashlib
import json
import math
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textkit.config.sections import DistillationSection
from textkit.config.settings import DISTILLATION, Setting, from_environment, from_tables, resolve_distillation
from textkit.data.splitting import normalised
from textkit.data.store import Dataset
from textkit.distill.lesson import Distillation
from textkit.distill.student import Student, student_of
from textkit.errors import UsageError
from textkit.inference.answered import run_of
from textkit.inference.own_dataset import own_dataset
from textkit.inference.predictor import Predictor
from textkit.models import ModelEntry
from textkit.reporter import Reporter, Silent
from textkit.run import Run
from textkit.text.vectorizers import encode, load_vectorizer
from textkit.training.batching import Batches
from textkit.training.material import gather
from textkit.training.study import study_of
from textkit.training.trainer import train
from textkit.types import Input, Sentence

_OF_DATA = ("data.limit",)
_READS_ALIKE = ("max_tokens", "long", "overlap")
CONTROL = "control"
"""The folder of the control inside its student's run: it is never listed, nor the newest."""


@dataclass(frozen=True)
class Distilled:
    """What a distillation leaves behind."""

    teacher: Run
    student: Run
    control: Run | None


def distill(
    teacher: Predictor,
    settings: Sequence[Setting],
    *,
    unlabelled: Sequence[Input | Sequence[str]] = (),
    control: bool = True,
    out: Path | None = None,
    resume: bool = False,
    strict: bool = False,
    reporter: Reporter | None = None,
) -> Distilled:
    """Train the model that `settings` name (`model.name`) on the teacher's dataset and on what the teacher says of it.

    Args:
        settings: as for `train`, and those of `distillation`; cleaning and dataset are the teacher's where they say
            nothing else.
        unlabelled: more texts, which the teacher labels.
        control: train the same student without the teacher as well, for as many steps, into its folder `control`.

    Raises:
        UsageError: settings are wrong, or the student cannot be taught so.
        MissingError: the teacher's dataset is gone.
        Interrupted: the user stopped it, and can resume.
    """
    reporter = reporter or Silent()
    run = run_of(teacher)
    name = _name_of(settings)
    ours, of_training = _parted(settings, run)
    section = resolve_distillation(ours)
    dataset = own_dataset(run, reporter)
    more = _without_known([teacher.input_of(each) for each in unlabelled], dataset, reporter)
    known = {"unlabelled": _digest(map(_text_of, more)) if more else None, "teacher": _digest(_answering(run))}
    section = section.model_copy(update=known)
    student = student_of(name, run, section.layers, control)
    given = [*_settings_of(run, student), *of_training]
    seed = study_of(given, None, Silent(), student.entry).config(dataset).training.seed
    lesson = Distillation(teacher, run, section, more, student.shared, seed, reporter)
    trained = train(
        given,
        out=out,
        resume=resume,
        strict=strict,
        kind="distillation",
        entry=student.entry,
        lesson=lesson,
        reporter=reporter,
    )
    if not control:
        return Distilled(run, trained, None)
    reporter.note("and the control: the same student, without the teacher")
    alone = Run(trained.path / CONTROL)
    untaught = train(
        [*given, *_as_many_steps(trained, student.control, given, dataset)],
        out=alone.path,
        resume=alone.manifest_file.is_file(),
        strict=strict,
        kind="control",
        entry=student.control,
        reporter=reporter,
    )
    return Distilled(run, trained, untaught)


def _name_of(settings: Sequence[Setting]) -> str:
    name = next((str(each.value) for each in reversed(settings) if each.key == "model.name"), None)
    if name is None:
        raise UsageError("no student is named", "--student M, such as lstm-attn or distilbert")
    return name


def _parted(settings: Sequence[Setting], teacher: Run) -> tuple[list[Setting], list[Setting]]:
    """Those of the distillation, those of the environment before flags, and those of the training.

    Raises:
        UsageError: one of the latter asks for other data than the teacher's.
    """
    ours = [each for each in settings if each.key.startswith(f"{DISTILLATION}.")]
    keys = [f"{DISTILLATION}.{key}" for key in DistillationSection.model_fields]
    flags = [each for each in ours if each.origin.startswith("--")]
    ours = [*(each for each in ours if each not in flags), *from_environment(keys), *flags]
    others = [each for each in settings if not each.key.startswith(f"{DISTILLATION}.")]
    data = tomllib.loads(teacher.config_file.read_text(encoding="utf-8"))["data"]
    for setting in others:
        section, _, key = setting.key.partition(".")
        if section == "data" and setting.key not in _OF_DATA and setting.value != data.get(key):
            raise UsageError(
                f"{setting.origin}: {setting.key}: a student learns on its teacher's rows, and is tested on them",
                "leave it out; --unlabelled brings more texts",
            )
    return ours, others


def _settings_of(teacher: Run, student: Student) -> list[Setting]:
    """What a student takes over where nothing else is asked for: dataset, cleaning, and how texts are read."""
    saved = tomllib.loads(teacher.config_file.read_text(encoding="utf-8"))
    model = {key: saved["model"][key] for key in _READS_ALIKE if key in saved["model"]} if student.shared else {}
    tables = {"data": saved["data"], "preprocessing": saved["preprocessing"], "model": model}
    return from_tables(tables, f"the teacher, {teacher.name}")


def _without_known(inputs: Sequence[Input], dataset: Dataset, reporter: Reporter) -> list[Input]:
    """Without texts of the dataset: in train they are labelled, and those of the other splits are not to be seen."""
    known = {normalised(text) for split in ("train", "validation", "test") for text in dataset.split(split).texts}
    kept = [each for each in inputs if normalised(_text_of(each)) not in known]
    if dropped := len(inputs) - len(kept):
        reporter.note(f"{dropped:,} texts without labels are left out: {dataset.info.name} has them")
    return kept


def _as_many_steps(trained: Run, entry: ModelEntry, given: Sequence[Setting], dataset: Dataset) -> list[Setting]:
    """The epochs in which the control takes the steps of its student, or a few more, on the labelled rows alone.

    It is not to stop before, and a rate that falls by the epoch is to fall as far.
    """
    taken = int(json.loads(trained.history_file.read_text(encoding="utf-8").splitlines()[-1])["step"])
    config = study_of(given, None, Silent(), entry).config(dataset)
    material, settings = gather(dataset, entry, config), config.training
    encoded = encode(load_vectorizer(trained.model), material.train_inputs, material.task.level)
    batches = Batches(encoded.lengths, settings.seed, settings.batch_tokens, settings.batch_size)
    an_epoch = math.ceil(len(batches.epoch(0)) / settings.accumulate)
    epochs = max(1, math.ceil(taken / an_epoch))
    decay = settings.decay ** (settings.epochs / epochs) if settings.schedule == "exponential" else settings.decay
    origin = "the student's steps"
    return [
        Setting("training.epochs", epochs, origin),
        Setting("training.patience", 0, origin),
        Setting("training.decay", decay, origin),
    ]


def _answering(run: Run) -> list[str]:
    """What the answers of a run depend on."""
    return [f"{name} {digest}" for name, digest in sorted(run.manifest().answering_files.items())]


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(json.dumps(line).encode() + b"\n")
    return digest.hexdigest()[:16]


def _text_of(given: Input) -> str:
    return given.text if isinstance(given, Sentence) else given

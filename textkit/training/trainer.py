"""One training, from a dataset's name to a finished run."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from textkit import run as runs
from textkit.atomic import write_text
from textkit.config.sections import GradientSection, enough_epochs
from textkit.config.settings import (
    Config,
    Setting,
)
from textkit.data.options import FileOptions
from textkit.data.prepare import Plan, prepare
from textkit.data.store import Dataset
from textkit.digest import sha256_of
from textkit.errors import GateError, Interrupted, UsageError
from textkit.models import ModelEntry
from textkit.reporter import Reporter, Silent
from textkit.run import FINISHED, Run, write_json
from textkit.training.begin import begin_run, find_pretrained
from textkit.training.claim import claimed
from textkit.training.hf_recipe import asks_for_transformers
from textkit.training.lesson import Lesson
from textkit.training.material import gather
from textkit.training.resume import resumable
from textkit.training.study import study_of


def train(
    settings: Sequence[Setting],
    *,
    out: Path | None = None,
    init: Path | None = None,
    resume: bool = False,
    strict: bool = False,
    kind: str = "training",
    entry: ModelEntry | None = None,
    lesson: Lesson | None = None,
    reporter: Reporter | None = None,
) -> Run:
    """Train the model and dataset that `settings` name (`model.name`, `data.dataset`), and return the finished run.

    Args:
        settings: what the user chose, later ones winning; the model's recipe and the environment fill in the rest.
        out: the run's folder; default `runs/<dataset>-<model>`.
        init: a run whose weights, vocabulary and sizes this one starts from.
        resume: go on with the newest unfinished run of this dataset and model (or the one at `out`), if there is one.
        strict: refuse a stand-in for pretrained weights that cannot be reached (`TEXTKIT_STRICT=1` does so too).
        kind: what the manifest says it was: only a training, or a distillation, is ever the newest run.
        entry: what the model's name stands for, in the place of the zoo's own.
        lesson: someone else to learn from besides the labels.

    Raises:
        UsageError: settings are wrong, or the model does not serve the dataset's task.
        DataError, MissingError: see `prepare`.
        Interrupted: the user stopped it, and can resume.
    """
    reporter = reporter or Silent()
    study = study_of(settings, init, reporter, entry)
    first = study.config()
    if first.data.folds is not None and first.data.fold is None:
        raise UsageError("data.folds without data.fold is a cross-validation", "textkit train --folds K")
    dataset = _dataset(first, reporter)
    entry, config = study.entry, study.config(dataset)
    if lesson is not None:
        config = _with_lesson(config, entry, lesson)
    if "training.epochs" not in {setting.key for setting in study.asked}:
        config = _with_enough_epochs(config, dataset, lesson, reporter)
    run = resumable(dataset, config, out, init, kind) if resume else None
    if run is not None and run.manifest().status == FINISHED:
        reporter.note(f"{run.path} is finished already")
        shutil.rmtree(run.checkpoint, ignore_errors=True)
        return run
    if run is None:
        if resume:
            reporter.note("nothing to resume: starting from the beginning")
        strict = strict or os.environ.get("TEXTKIT_STRICT") == "1"
        source = None if init else find_pretrained(entry, config, strict, reporter)
        run = begin_run(dataset, entry, config, source, out, init, kind, lesson.teacher if lesson else None, reporter)
    manifest = run.manifest()
    reporter.note(
        f"{dataset.info.title}: {manifest.title} on {manifest.device}, {manifest.precision}, "
        f"{manifest.threads} thread{'s' * (manifest.threads > 1)} -> {run.path}"
    )
    with claimed(run):
        _write_settings(run, dataset, config)
        try:
            results = _fit(run, dataset, entry, config, init, lesson, reporter)
        except KeyboardInterrupt:  # at once: between the steps of a network there is an orderly end
            raise Interrupted(
                f"stopped; {run.path} is not finished", "the same command with --resume goes on from what is saved"
            ) from None
        _finish(run, results)
    if getattr(config.training, "export", False):
        _export(run, reporter)
    return run


def _dataset(config: Config, reporter: Reporter) -> Dataset:
    data = config.data
    settings = data.model_dump()
    return prepare(
        [data.dataset],
        source=data.source,
        options=FileOptions.of(settings),
        plan=Plan.of(settings),
        reporter=reporter,
    )


def _with_enough_epochs(config: Config, dataset: Dataset, lesson: Lesson | None, reporter: Reporter) -> Config:
    settings = config.training
    if not isinstance(settings, GradientSection):
        return config
    rows = min(config.data.limit or sys.maxsize, dataset.info.report["splits"]["train"])
    rows = rows if lesson is None else lesson.rows(rows)
    filled = enough_epochs(settings, rows, dataset.info.report["words"]["mean"])
    if filled.epochs != settings.epochs:
        reporter.note(f"{rows:,} training rows are few: {filled.epochs} epochs instead of {settings.epochs}")
    return config._replace(training=filled)


def _write_settings(run: Run, dataset: Dataset, config: Config) -> None:
    import tomli_w

    write_text(run.config_file, tomli_w.dumps(config.tables()))
    write_json(run.labels_file, dataset.info.labels)
    write_json(run.preprocessing_file, config.preprocessing.model_dump())


def _with_lesson(config: Config, entry: ModelEntry, lesson: Lesson) -> Config:
    if entry.trainer != "gradient" or asks_for_transformers(config):
        who = config.model.name if entry.trainer != "gradient" else "--trainer hf"
        raise UsageError(f"{who} learns from labels alone, and not from a teacher", "take another, such as lstm-attn")
    return config._replace(distillation=lesson.section)


def _fit(
    run: Run,
    dataset: Dataset,
    entry: ModelEntry,
    config: Config,
    init: Path | None,
    lesson: Lesson | None,
    reporter: Reporter,
) -> dict[str, Any]:
    material = gather(dataset, entry, config, lesson)
    if entry.trainer == "linear":
        from textkit.training.linear import fit_linear

        return fit_linear(run, material, config, reporter)
    if asks_for_transformers(config):
        from textkit.training.hf_trainer import fit_with_transformers

        return fit_with_transformers(run, material, config, Run(init) if init else None, reporter)
    from textkit.training.gradient import fit_gradient

    return fit_gradient(run, material, config, Run(init) if init else None, reporter, lesson)


def _finish(run: Run, results: dict[str, Any]) -> None:
    """Scores and hashes; the checkpoint goes last, when nothing needs it any more."""
    validation = results.pop("validation")
    run.write_metrics("validation", validation)
    needed = [*sorted(run.model.iterdir()), run.labels_file, run.preprocessing_file, run.config_file]
    needed += [run.thresholds_file] if run.thresholds_file.is_file() else []
    files = {str(path.relative_to(run.path)): sha256_of(path) for path in needed}
    run.write_manifest(replace(run.manifest(), status=FINISHED, finished=runs.now(), files=files, **results))
    shutil.rmtree(run.checkpoint, ignore_errors=True)


def _export(run: Run, reporter: Reporter) -> None:
    """End with a graph; a run that none can be made of is a run all the same."""
    from textkit.training.export.exporting import export_run

    try:
        export_run(run, threads=run.manifest().threads, reporter=reporter)
    except GateError as error:
        reporter.warn(str(error))
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped before its graph was proved; {run.path} is trained, and answers with torch",
            f"textkit export {run.path} makes the graph",
        ) from None

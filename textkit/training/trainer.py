"""One training, from a dataset's name to a finished run."""

import hashlib
import os
import shutil
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from textkit import run as runs
from textkit.atomic import write_text
from textkit.config.sections import GradientSection, enough_epochs
from textkit.config.settings import (
    Config,
    Setting,
    from_environment,
    from_tables,
    resolve,
    unknown_in_environment,
)
from textkit.data.catalog import catalog
from textkit.data.files import FileOptions
from textkit.data.prepare import prepare
from textkit.data.store import Dataset
from textkit.errors import UsageError
from textkit.evaluation.scoring import metrics_of
from textkit.models import ModelEntry, find_model, zoo
from textkit.reporter import Reporter, Silent
from textkit.run import FINISHED, Run, write_json
from textkit.tasks import tasks
from textkit.training.begin import begin_run, find_pretrained
from textkit.training.claim import claimed
from textkit.training.material import gather
from textkit.training.resume import resumable


def train(
    settings: Sequence[Setting],
    *,
    out: Path | None = None,
    init: Path | None = None,
    resume: bool = False,
    strict: bool = False,
    reporter: Reporter | None = None,
) -> Run:
    """Train the model and dataset that `settings` name (`model.name`, `data.dataset`), and return the finished run.

    Args:
        settings: what the user chose, later ones winning; the model's recipe and the environment fill in the rest.
        out: the run's folder; default `runs/<dataset>-<model>`.
        init: a run whose weights, vocabulary and sizes this one starts from.
        resume: go on with the newest unfinished run of this dataset and model (or the one at `out`), if there is one.
        strict: refuse a stand-in for pretrained weights that cannot be reached (`TEXTKIT_STRICT=1` does so too).

    Raises:
        UsageError: settings are wrong, or the model does not serve the dataset's task.
        DataError, MissingError: see `prepare`.
        Interrupted: the user stopped it, and can resume.
    """
    reporter = reporter or Silent()
    study = _study(settings, init, reporter)
    dataset = _dataset(study.config(), reporter)
    entry, config = study.entry, study.config(dataset)
    if "training.epochs" not in {setting.key for setting in study.asked}:
        config = _with_enough_epochs(config, dataset, reporter)
    run = resumable(dataset, config, out) if resume else None
    if run is not None and run.manifest().status == FINISHED:
        reporter.note(f"{run.path} is finished already")
        shutil.rmtree(run.checkpoint, ignore_errors=True)
        return run
    if run is None:
        if resume:
            reporter.note("nothing to resume: starting from the beginning")
        source = find_pretrained(entry, config, strict or os.environ.get("TEXTKIT_STRICT") == "1", reporter)
        run = begin_run(dataset, entry, config, source, out, init, reporter)
    manifest = run.manifest()
    reporter.note(
        f"{dataset.info.title}: {manifest.title} on {manifest.device}, {manifest.precision}, "
        f"{manifest.threads} thread{'s' * (manifest.threads > 1)} -> {run.path}"
    )
    with claimed(run):
        _write_settings(run, dataset, config)
        results = _fit(run, dataset, entry, config, init, reporter)
        _finish(run, results)
    return run


@dataclass(frozen=True)
class _Study:
    """What was asked for: a model, and settings by file, environment or flag, over those of the run it starts from."""

    name: str
    entry: ModelEntry
    from_init: Sequence[Setting]
    asked: Sequence[Setting]

    def config(self, dataset: Dataset | None = None) -> Config:
        """The resolved settings; with the dataset known, over the model's recipe for its task.

        Raises:
            UsageError: settings are wrong, or the model does not serve the task.
        """
        recipe = from_tables(self.entry.recipe, f"recipe of {self.name}")
        if dataset is not None:
            recipe += self._recipe_for(dataset)
        config = resolve(
            [*recipe, *self.from_init, *self.asked],
            model=self.entry.options,
            training=self.entry.training,
            name=self.name,
        )
        if dataset is not None:
            self._check(config, dataset)
        return config

    def _recipe_for(self, dataset: Dataset) -> list[Setting]:
        info = dataset.info
        if info.task not in self.entry.tasks:
            able = [name for name in zoo.names() if info.task in zoo.load(name).tasks]
            raise UsageError(
                f"{self.name} does not serve {info.task}, the task of {info.name}", f"these do: {', '.join(able)}"
            )
        recipe = from_tables(self.entry.recipes.get(info.task, {}), f"recipe of {self.name}")
        if self.entry.trainer == "gradient":
            metrics = metrics_of(tasks.load(info.task), info.labels)
            recipe.append(Setting("training.metric", metrics[0], "task"))
        return recipe

    def _check(self, config: Config, dataset: Dataset) -> None:
        """What the sections cannot know: whether settings fit the task."""
        if self.entry.trainer != "gradient":
            return
        task, crf = tasks.load(dataset.info.task), getattr(config.model, "crf", False)
        if crf and task.level == "text":
            raise UsageError("--crf is for words: this dataset has one label for each text", "leave it out")
        if crf and config.training.label_smoothing:
            raise UsageError("a CRF's loss knows no label smoothing", "leave out --label-smoothing, or --crf")
        if config.training.metric not in (metrics := metrics_of(task, dataset.info.labels)):
            raise UsageError(
                f"--metric {config.training.metric} is no figure of this dataset", f"one of: {', '.join(metrics)}"
            )


def _study(settings: Sequence[Setting], init: Path | None, reporter: Reporter) -> _Study:
    from_init = _architecture(Run(init)) if init is not None else []
    name = next((each.value for each in reversed([*from_init, *settings]) if each.key == "model.name"), None)
    if not any(each.key == "data.dataset" for each in settings):
        raise UsageError(
            "no dataset is named", f"textkit train DATASET, a file or one of: {', '.join(catalog.names())}"
        )
    if name is None:
        raise UsageError("no model is named", f"--model M, one of: {', '.join(zoo.names())}")
    entry = find_model(name)
    if init is not None and entry.trainer != "gradient":
        raise UsageError(f"--init: {name} has no weights to go on from", "leave out --init")
    if init is not None and Run(init).manifest().model != name:
        raise UsageError(
            f"--init: {init} is a {Run(init).manifest().model}, not a {name}",
            "leave out --model to keep its model",
        )
    sections: dict[str, type[Any]] = {"model": entry.options, "training": entry.training}
    keys = [f"{section}.{key}" for section, schema in sections.items() for key in schema.model_fields if key != "name"]
    for variable in unknown_in_environment(keys):
        reporter.warn(f"{variable} is no setting of {name} and changes nothing")
    flags = [each for each in settings if each.origin.startswith("--")]
    files = [each for each in settings if not each.origin.startswith("--")]
    return _Study(name, entry, from_init, [*files, *from_environment(keys), *flags])


def _architecture(run: Run) -> list[Setting]:
    """The model section of a run: what fixes the shapes of its weights."""
    manifest = run.manifest()
    if manifest.status != FINISHED:
        raise UsageError(f"--init: {run.path} is not finished", "finish it with --resume first")
    saved = tomllib.loads(run.config_file.read_text(encoding="utf-8"))["model"]
    fixed = {key: value for key, value in saved.items() if key != "pretrained_embeddings"}
    return from_tables({"model": fixed}, str(run.path))


def _dataset(config: Config, reporter: Reporter) -> Dataset:
    data = config.data
    options = FileOptions(**{key: getattr(data, key) for key in FileOptions.__dataclass_fields__})
    return prepare([data.dataset], source=data.source, options=options, seed=data.split_seed, reporter=reporter)


def _with_enough_epochs(config: Config, dataset: Dataset, reporter: Reporter) -> Config:
    settings = config.training
    if not isinstance(settings, GradientSection):
        return config
    rows = min(config.data.limit or sys.maxsize, dataset.info.report["splits"]["train"])
    filled = enough_epochs(settings, rows, dataset.info.report["words"]["mean"])
    if filled.epochs != settings.epochs:
        reporter.note(f"{rows:,} training rows are few: {filled.epochs} epochs instead of {settings.epochs}")
    return config._replace(training=filled)


def _write_settings(run: Run, dataset: Dataset, config: Config) -> None:
    import tomli_w

    write_text(run.config_file, tomli_w.dumps(config.tables()))
    write_json(run.labels_file, dataset.info.labels)
    write_json(run.preprocessing_file, config.preprocessing.model_dump())


def _fit(
    run: Run, dataset: Dataset, entry: ModelEntry, config: Config, init: Path | None, reporter: Reporter
) -> dict[str, Any]:
    material = gather(dataset, entry, config)
    if entry.trainer == "linear":
        from textkit.training.linear import fit_linear

        return fit_linear(run, material, config, reporter)
    from textkit.training.gradient import fit_gradient

    return fit_gradient(run, material, config, Run(init) if init else None, reporter)


def _finish(run: Run, results: dict[str, Any]) -> None:
    """Scores and hashes; the checkpoint goes last, when nothing needs it any more."""
    validation = results.pop("validation")
    run.write_metrics("validation", validation)
    needed = [*sorted(run.model.iterdir()), run.labels_file, run.preprocessing_file, run.config_file]
    files = {str(path.relative_to(run.path)): _sha256(path) for path in needed}
    run.write_manifest(replace(run.manifest(), status=FINISHED, finished=runs.now(), files=files, **results))
    shutil.rmtree(run.checkpoint, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

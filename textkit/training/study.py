"""What a training was asked for, and the settings that follow once the dataset is known."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textkit.config.settings import (
    Config,
    Setting,
    from_environment,
    from_tables,
    resolve,
    unknown_in_environment,
)
from textkit.data.catalog import catalog
from textkit.data.store import Dataset
from textkit.errors import UsageError
from textkit.evaluation.scoring import metrics_of
from textkit.models import ModelEntry, find_model, zoo
from textkit.reporter import Reporter
from textkit.run import FINISHED, Run
from textkit.tasks import tasks
from textkit.training.hf_recipe import check_recipe


@dataclass(frozen=True)
class Study:
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
        if self.entry.recipe_for is not None:
            recipe += from_tables(self.entry.recipe_for(self.config().model), f"recipe of {self.name}")
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
        check_recipe(config)


def study_of(settings: Sequence[Setting], init: Path | None, reporter: Reporter) -> Study:
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
    return Study(name, entry, from_init, [*files, *from_environment(keys), *flags])


def _architecture(run: Run) -> list[Setting]:
    """The model section of a run: what fixes the shapes of its weights."""
    manifest = run.manifest()
    if manifest.status != FINISHED:
        raise UsageError(f"--init: {run.path} is not finished", "finish it with --resume first")
    saved = tomllib.loads(run.config_file.read_text(encoding="utf-8"))["model"]
    fixed = {key: value for key, value in saved.items() if key != "pretrained_embeddings"}
    return from_tables({"model": fixed}, str(run.path))

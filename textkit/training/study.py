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
from textkit.training.checks import check_settings

_OF_ITS_TRAINING = {
    "pretrained_embeddings",
    "freeze_embeddings",
    "freeze",
    "lora",
    "lora_alpha",
    "gradient_checkpointing",
}
_WORDS = ("tokenizer", "max_words", "min_count", "fold", "ngram_min", "ngram_max", "casing", "from_scratch")
_OF_THE_VOCABULARY = {f"model.{key}" for key in _WORDS}


@dataclass(frozen=True)
class Study:
    """What was asked for: a model, and settings by file, environment or flag, over those of the run it starts from."""

    name: str
    entry: ModelEntry
    from_init: Sequence[Setting]
    asked: Sequence[Setting]
    task: str | None = None
    """What the run it starts from is for."""

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
        if self.task not in (None, dataset.info.task):
            raise UsageError(
                f"--init: a run for {self.task}, and the dataset is for {dataset.info.task}", "leave it out"
            )
        check_settings(config, tasks.load(dataset.info.task), dataset.info.labels, self._asked_otherwise())

    def _asked_otherwise(self) -> set[str]:
        """The keys of what was asked for, but for defaults in a file: the config that a run keeps names them all."""
        fields = {"model": self.entry.options.model_fields, "training": self.entry.training.model_fields}

        def changes_something(setting: Setting) -> bool:
            section, _, key = setting.key.partition(".")
            known = fields.get(section, {}).get(key)
            return setting.origin.startswith("--") or known is None or setting.value != known.default

        return {setting.key for setting in self.asked if changes_something(setting)}


def study_of(
    settings: Sequence[Setting], init: Path | None, reporter: Reporter, entry: ModelEntry | None = None
) -> Study:
    """What `settings` ask for; `entry` takes the place of the zoo's."""
    from_init = _of_run(Run(init)) if init is not None else []
    name = next((each.value for each in reversed([*from_init, *settings]) if each.key == "model.name"), None)
    if not any(each.key == "data.dataset" for each in settings):
        raise UsageError(
            "no dataset is named", f"textkit train DATASET, a file or one of: {', '.join(catalog.names())}"
        )
    if name is None:
        raise UsageError("no model is named", f"--model M, one of: {', '.join(zoo.names())}")
    entry = entry or find_model(name)
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
    asked = [*files, *from_environment(keys), *flags]
    if init is not None:
        _refuse_other_vocabulary(from_init, asked, init)
    return Study(name, entry, from_init, asked, Run(init).manifest().task if init else None)


def _of_run(run: Run) -> list[Setting]:
    """What a training that starts from `run` takes over: its cleaning, and what fixes the shapes of its weights."""
    manifest = run.manifest()
    if manifest.status != FINISHED:
        raise UsageError(f"--init: {run.path} is not finished", "finish it with --resume first")
    saved = tomllib.loads(run.config_file.read_text(encoding="utf-8"))
    model = {key: value for key, value in saved["model"].items() if key not in _OF_ITS_TRAINING}
    return from_tables({"preprocessing": saved["preprocessing"], "model": model}, str(run.path))


def _refuse_other_vocabulary(from_init: Sequence[Setting], asked: Sequence[Setting], init: Path) -> None:
    known = {setting.key: setting.value for setting in from_init}
    for setting in asked:
        if setting.key in _OF_THE_VOCABULARY and setting.value != known.get(setting.key, setting.value):
            raise UsageError(
                f"{setting.origin}: --init keeps the vocabulary of {init}, whose {setting.key} is {known[setting.key]}",
                "leave it out, or train anew",
            )

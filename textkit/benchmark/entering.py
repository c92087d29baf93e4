"""From names to entrants: every setting is checked first, then what has to be trained is trained."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from textkit.benchmark.entrants import Entrant, title_of
from textkit.benchmark.ground import Ground
from textkit.benchmark.kept import keep_run
from textkit.config.settings import Setting
from textkit.errors import MissingError, UsageError
from textkit.models import ModelEntry, find_model
from textkit.reporter import Reporter, Silent
from textkit.run import Run
from textkit.training.begin import find_pretrained
from textkit.training.study import study_of

_DECIDED = {
    "model.name": "name the models themselves",
    "training.seed": "--seed says which is the first, --seeds how many",
}
_LIMIT = "data.limit"
_OF_MODELS = ("model", "training")


@dataclass(frozen=True)
class Terms:
    """What holds for every training of a benchmark."""

    settings: Sequence[Setting] = ()
    """Over the recipes. A model is given those that it has; one that none of them has is refused."""
    seeds: tuple[int, ...] = (1,)
    budget: float | None = None
    """Seconds that one training may take."""
    strict: bool = False
    """Refuse stand-ins for pretrained weights."""

    @property
    def is_strict(self) -> bool:
        return self.strict or os.environ.get("TEXTKIT_STRICT") == "1"


def check_terms(terms: Terms, named: Sequence[str | Run]) -> None:
    """
    Raises:
        UsageError: a setting is the benchmark's own to choose, or there is nothing to train.
        MissingError: a run has a stand-in, which is refused.
    """
    for setting in terms.settings:
        if setting.key in _DECIDED:
            raise UsageError(f"{setting.origin}: {setting.key} is the benchmark's to choose", _DECIDED[setting.key])
        if setting.key.startswith("data.") and setting.key != _LIMIT:
            raise UsageError(
                f"{setting.origin}: {setting.key}: all models are measured on the same rows",
                "--data says which, and the flags of files how they are read",
            )
    for run in (each for each in named if isinstance(each, Run)):
        if terms.is_strict and (stand_in := run.manifest().stand_in):
            raise MissingError(f"in {run.path} {stand_in} stands in for other weights (--strict)", "leave it out")
    if any(isinstance(each, str) for each in named):
        return
    idle = [*dict.fromkeys(each.origin for each in terms.settings)]
    idle += ["--seeds"] * (terms.seeds != (1,)) + ["--budget"] * (terms.budget is not None)
    if idle:
        raise UsageError(f"{', '.join(idle)}: nothing is trained, runs are measured as they are", "leave it out")


def enter(named: Sequence[str | Run], ground: Ground, terms: Terms, reporter: Reporter) -> list[Entrant]:
    """The entrants in the order of `named`.

    Raises:
        UsageError, MissingError: settings are wrong, a model does not serve the task, weights cannot be reached: all
            of it before anything is trained.
        Interrupted: the user stopped it; the same call goes on.
    """
    models = [each for each in named if isinstance(each, str)]
    settings = {model: _settings_for(model, models, terms, ground, reporter) for model in models}
    for each in settings.values():
        study = study_of(each, None, Silent())
        find_pretrained(study.entry, study.config(ground.dataset), terms.is_strict, Silent())
    return [
        _trained(settings[each], ground, terms, reporter) if isinstance(each, str) else Entrant(title_of(each), (each,))
        for each in named
    ]


def _trained(settings: Sequence[Setting], ground: Ground, terms: Terms, reporter: Reporter) -> Entrant:
    kept = [
        keep_run(
            [*settings, Setting("training.seed", seed, "--seed")],
            ground.dataset,
            budget=terms.budget,
            strict=terms.is_strict,
            reporter=reporter,
        )
        for seed in terms.seeds
    ]
    bounded = next((each.bounded for each in kept if each.bounded), None)
    return Entrant(kept[0].run.manifest().title, tuple(each.run for each in kept), bounded)


def _settings_for(model: str, models: Sequence[str], terms: Terms, ground: Ground, reporter: Reporter) -> list[Setting]:
    """What `model` is trained with: of what is set, all that it has."""
    entries = {each: find_model(each) for each in models}
    given: list[Setting] = []
    for setting in terms.settings:
        somewhere = any(_has(entry, setting) for entry in entries.values())
        if _has(entries[model], setting) or not somewhere:  # what nobody has is refused by whoever is asked first
            given.append(setting)
        else:
            reporter.note(f"{model} has no {setting.key}: {setting.origin} is for the others")
    return [*ground.settings, *given, Setting("model.name", model, "name")]


def _has(entry: ModelEntry, setting: Setting) -> bool:
    """Whether the model has the setting; of sections that are not its own every model has all."""
    section, _, key = setting.key.partition(".")
    fields = {"model": entry.options.model_fields, "training": entry.training.model_fields}
    return section not in _OF_MODELS or key in fields[section]

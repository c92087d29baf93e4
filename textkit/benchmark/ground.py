"""The data that all of a benchmark are measured on, and the refusal of runs that have learned from other data."""

import tomllib
from collections.abc import Sequence
from typing import NamedTuple

from textkit.config.settings import Setting, from_tables, resolve_data
from textkit.data.options import FileOptions
from textkit.data.prepare import Plan, prepare
from textkit.data.store import Dataset
from textkit.errors import UsageError
from textkit.inference.own_dataset import own_dataset
from textkit.reporter import Reporter
from textkit.run import Run

DEFAULT = "clickbait"
_OF_ONE_TRAINING = ("limit",)


class Ground(NamedTuple):
    """A dataset, and the settings with which a training finds it."""

    dataset: Dataset
    settings: list[Setting]


def common_ground(data: str | None, settings: Sequence[Setting], runs: Sequence[Run], reporter: Reporter) -> Ground:
    """The dataset called `data`, read as `settings` say; else that of the runs, else the default.

    Raises:
        UsageError: a run was trained on other data.
        DataError, MissingError: see `prepare`.
    """
    if data is None and runs:
        if settings:
            flags = ", ".join(dict.fromkeys(setting.origin for setting in settings))
            raise UsageError(f"{flags}: the runs bring their own data", "name the data with --data, or leave them out")
        ground = Ground(own_dataset(runs[0], reporter), _settings_of(runs[0]))
    else:
        chosen = [Setting("data.dataset", data or DEFAULT, "--data"), *settings]
        section = resolve_data(chosen)[0].model_dump()
        options, plan = FileOptions.of(section), Plan.of(section)
        named, source = [section["dataset"]], section["source"]
        ground = Ground(prepare(named, source=source, options=options, plan=plan, reporter=reporter), chosen)
    for run in runs:
        _refuse_other_data(run, ground.dataset, reporter)
    return ground


def _settings_of(run: Run) -> list[Setting]:
    """What the run was told of its data; how many rows it learned from was its own affair."""
    section = tomllib.loads(run.config_file.read_text(encoding="utf-8"))["data"]
    kept = {key: value for key, value in section.items() if key not in _OF_ONE_TRAINING}
    if run.manifest().dataset["synthetic"]:
        kept["source"] = "sample"
    return from_tables({"data": kept}, str(run.path))


def _refuse_other_data(run: Run, dataset: Dataset, reporter: Reporter) -> None:
    """Equal hashes are equal rows; with other hashes the rows that are measured on may still be the same."""
    trained_on = run.manifest().dataset
    if trained_on["hash"] == dataset.info.hash:
        return
    own = own_dataset(run, reporter).split("test")
    test = dataset.split("test")
    if (own.texts, own.targets) != (test.texts, test.targets):
        raise UsageError(
            f"{run.path} was trained on {trained_on['title']}, and its test rows are not those of {dataset.info.title}",
            "benchmark runs of one dataset; or name models, which are trained on --data",
        )

"""The trainings of benchmarks, kept under what they were made of: `<TEXTKIT_HOME>/benchmarks/<hash>/`.

A benchmark that is repeated finds them finished and only measures; one that was interrupted goes on with them. Where a
budget has cut a training short, `<hash>.json` beside the run says to what, so that a repeat need not forecast again.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from textkit.benchmark.budget import Bound, Bounded, TooLongError
from textkit.config.settings import Config, Setting
from textkit.data.store import Dataset
from textkit.digest import sha256_of
from textkit.errors import Interrupted
from textkit.home import home
from textkit.models import ModelEntry
from textkit.models.encoders.source import Pretrained
from textkit.reporter import Reporter, Silent
from textkit.run import FINISHED, Run, read_json, write_json
from textkit.training.begin import find_pretrained, versions
from textkit.training.study import study_of
from textkit.training.trainer import train


class Kept(NamedTuple):
    """A finished run, and how a budget cut its training short."""

    run: Run
    bounded: str | None


def keep_run(
    settings: Sequence[Setting], dataset: Dataset, *, budget: float | None, strict: bool, reporter: Reporter
) -> Kept:
    """The run that these settings train on `dataset`: found, finished, or made, within `budget` seconds.

    Raises:
        UsageError: settings are wrong, or the model does not serve the task.
        MissingError: pretrained weights cannot be reached; with `strict`, a stand-in is refused.
        Interrupted: the user stopped it; the same call goes on.
    """
    study = study_of(settings, None, Silent())
    config = study.config(dataset)
    digest = _digest(dataset, study.entry, config, budget)
    run, bound_file = Run(home() / "benchmarks" / digest), home() / "benchmarks" / f"{digest}.json"
    if run.manifest_file.is_file() and run.manifest().status == FINISHED:
        find_pretrained(study.entry, config, strict, reporter)
        reporter.note(f"{run.manifest().title}, seed {config.training.seed}: trained before, {run.path}")
        return Kept(run, _words(bound_file))
    training = _Training(run, bound_file, strict, reporter)
    try:
        if budget is None or bound_file.is_file():
            training.go_on(settings)
        else:
            training.within(budget, settings, _rows(dataset, config))
    except Interrupted as stopped:
        raise Interrupted(stopped.message, "the same command goes on from there") from None
    return Kept(run, _words(bound_file))


class _Training(NamedTuple):
    """A training into the folder that is its own."""

    run: Run
    bound_file: Path
    strict: bool
    reporter: Reporter

    @property
    def began(self) -> bool:
        return self.run.manifest_file.is_file()

    def within(self, budget: float, settings: Sequence[Setting], rows: int) -> None:
        """Train, or where the forecast is beyond the budget, begin again with what fits."""
        try:
            self._train(settings, Bounded(self.reporter, budget))
        except TooLongError as forecast:
            shutil.rmtree(self.run.path, ignore_errors=True)
            bound = forecast.bound(budget, rows)
            self.reporter.note(f"{forecast} are more than the budget of {budget:g} s: {bound}")
            write_json(self.bound_file, bound._asdict())
            self.go_on(settings)

    def go_on(self, settings: Sequence[Setting]) -> None:
        """Train, or train on, to where a budget once found the end to be."""
        bound = _bound(self.bound_file)
        self._train([*settings, *bound.settings()] if bound else settings, self.reporter)

    def _train(self, settings: Sequence[Setting], reporter: Reporter) -> None:
        out, resume = self.run.path, self.began
        train(settings, out=out, resume=resume, strict=self.strict, kind="benchmark", reporter=reporter)


def _digest(dataset: Dataset, entry: ModelEntry, config: Config, budget: float | None) -> str:
    """Of everything that decides what comes out; of the data settings the dataset's hash has all but the limit."""
    tables = config.tables()
    source: Pretrained | None = entry.locate(config.model) if entry.locate else None
    facts: dict[str, Any] = {
        "dataset": dataset.info.hash,
        "limit": config.data.limit,
        **{name: tables[name] for name in ("preprocessing", "model", "training")},
        "versions": versions(),
        "pretrained": _weights_digest(source) if source else None,
        "stand_in": source.stand_in if source else None,
        "budget": budget,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def _weights_digest(source: Pretrained) -> str:
    digest = hashlib.sha256()
    for path in sorted(source.folder.glob("*.safetensors")):
        digest.update(sha256_of(path).encode())
    return digest.hexdigest()


def _rows(dataset: Dataset, config: Config) -> int:
    rows: int = dataset.info.report["splits"]["train"]
    return min(rows, config.data.limit or rows)


def _bound(file: Path) -> Bound | None:
    return Bound(**read_json(file)) if file.is_file() else None


def _words(file: Path) -> str | None:
    return str(_bound(file)) if file.is_file() else None

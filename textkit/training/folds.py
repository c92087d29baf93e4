"""Cross-validation: one run for each fold, in one folder, and what they score together."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textkit.config.settings import Setting
from textkit.errors import UsageError
from textkit.evaluation.folds import average_folds
from textkit.folds import Folds
from textkit.reporter import Reporter, Silent
from textkit.run import FINISHED, UNFINISHED, Run, runs_folder
from textkit.training.begin import slug
from textkit.training.study import study_of
from textkit.training.trainer import train


def cross_validate(
    settings: Sequence[Setting],
    *,
    out: Path | None = None,
    resume: bool = False,
    strict: bool = False,
    reporter: Reporter | None = None,
) -> Folds:
    """Train one run for each of `data.folds` parts, which each are test once, and average what they score.

    Args:
        settings: as for `train`, with `data.folds`.
        out: the folder of the runs; default `runs/<dataset>-<model>-folds`.
        resume: go on with the newest cross-validation of this dataset and model that is not finished.

    Raises:
        UsageError: settings are wrong, or `data.folds` is not among them.
        Interrupted: the user stopped it, and can resume.
    """
    reporter = reporter or Silent()
    config = study_of(settings, None, reporter).config()
    count = config.data.folds
    if count is None:
        raise UsageError("a cross-validation needs the number of its folds", "--folds 5")
    name = f"{slug(Path(config.data.dataset).name.partition('.')[0])}-{slug(config.model.name)}-folds"
    folds = _place_of(out, name, resume, reporter)
    facts = {"model": config.model.name, "dataset": config.data.dataset, "folds": count}
    _begin(folds, facts)
    runs: list[Run] = []
    try:
        for number in range(1, count + 1):
            reporter.note(f"fold {number} of {count}")
            fold, run = Setting("data.fold", number, "--folds"), Run(folds.path / f"fold-{number}")
            began = run.manifest_file.is_file()
            runs.append(train([*settings, fold], out=run.path, resume=began, strict=strict, reporter=reporter))
    finally:
        _leave_nothing_of_nothing(folds)
    first = runs[0].manifest()
    titles = {"title": first.title, "dataset_title": _without_fold(first.dataset["title"], count)}
    validation = average_folds([run.metrics()["validation"] for run in runs])
    folds.write({**folds.content(), **titles, "task": first.task, "status": FINISHED, "validation": validation})
    return folds


def _place_of(out: Path | None, name: str, resume: bool, reporter: Reporter) -> Folds:
    """The folder to train into: a new one, or one that is not finished."""
    if out is not None:
        folds = Folds(out)
        if resume and folds.file.is_file():
            return folds
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise UsageError(f"{out} exists", "name another folder with --out, or go on with --resume")
        return folds
    number = 1
    unfinished: list[Folds] = []
    while (path := runs_folder() / (name if number == 1 else f"{name}-{number}")).exists():
        folds = Folds(path)
        if resume and folds.file.is_file() and folds.content()["status"] != FINISHED:
            unfinished.append(folds)
        number += 1
    if resume and not unfinished:
        reporter.note("nothing to resume: starting from the beginning")
    return unfinished[-1] if unfinished else Folds(path)


def _begin(folds: Folds, facts: dict[str, Any]) -> None:
    """Write `folds.json`, or where it is there hold it against `facts`; settings are compared fold by fold.

    Raises:
        UsageError: it was begun on something else.
    """
    if not folds.file.is_file():
        folds.write({**facts, "status": UNFINISHED})
        return
    before = folds.content()
    changes = [f"{key}: {before.get(key)} before, {now} now" for key, now in facts.items() if before.get(key) != now]
    if changes:
        raise UsageError(
            f"{folds.path} was begun otherwise: {'; '.join(changes)}",
            "resume with what it began with, or leave out --resume",
        )


def _leave_nothing_of_nothing(folds: Folds) -> None:
    """What fails before its first run has begun takes no name."""
    if list(folds.path.iterdir()) == [folds.file]:
        folds.file.unlink()
        folds.path.rmdir()


def _without_fold(title: str, count: int) -> str:
    """The title of a fold's dataset as that of all folds."""
    note = f"fold 1 of {count}"
    return title.replace(f", {note}", "").replace(f" ({note})", "")

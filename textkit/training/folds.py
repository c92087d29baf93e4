"""Cross-validation: one run for each fold, in one folder, and what they score together."""

from collections.abc import Sequence
from pathlib import Path

from textkit.config.settings import Setting
from textkit.errors import UsageError
from textkit.evaluation.folds import average_folds
from textkit.reporter import Reporter, Silent
from textkit.run import FINISHED, UNFINISHED, Folds, Run, runs_folder
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
    folds = _begun(out, name, resume)
    facts = {"model": config.model.name, "dataset": config.data.dataset, "folds": count}
    folds.write({**folds.content(), **facts, "status": UNFINISHED})
    runs: list[Run] = []
    for number in range(1, count + 1):
        reporter.note(f"fold {number} of {count}")
        run = Run(folds.path / f"fold-{number}")
        began = run.manifest_file.is_file()
        if not (began and run.manifest().status == FINISHED):
            fold = Setting("data.fold", number, "--folds")
            run = train([*settings, fold], out=run.path, resume=began, strict=strict, reporter=reporter)
        runs.append(run)
    first = runs[0].manifest()
    titles = {"title": first.title, "dataset_title": first.dataset["title"].replace(f", fold 1 of {count}", "")}
    validation = average_folds([run.metrics()["validation"] for run in runs])
    folds.write({**facts, **titles, "task": first.task, "status": FINISHED, "validation": validation})
    return folds


def _begun(out: Path | None, name: str, resume: bool) -> Folds:
    """The folder to train into: a new one, or one that is not finished."""
    if out is not None:
        folds = Folds(out)
        if out.exists() and any(out.iterdir()) and not (resume and folds.file.is_file()):
            raise UsageError(f"{out} exists", "name another folder with --out, or go on with --resume")
        return folds
    number = 1
    taken: list[Folds] = []
    while (path := runs_folder() / (name if number == 1 else f"{name}-{number}")).exists():
        taken.append(Folds(path))
        number += 1
    unfinished = [each for each in taken if each.file.is_file() and each.content().get("status") != FINISHED]
    return unfinished[-1] if resume and unfinished else Folds(path)

"""A split to be scored, and what a run says of it."""

import tomllib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from textkit.data import store
from textkit.data.options import FileOptions
from textkit.data.parts import parts_of
from textkit.data.prepare import prepare
from textkit.data.sources import from_files, looks_like_file
from textkit.data.splitting import normalised
from textkit.errors import DataError, UsageError
from textkit.inference.own_dataset import own_dataset
from textkit.inference.predictor import Predictor
from textkit.reporter import Reporter, Silent
from textkit.run import Run
from textkit.tasks import name_of, tasks
from textkit.types import Bounds, Scores


@dataclass(frozen=True)
class Answered:
    """The rows of a split, their truth, and a run's logits."""

    title: str
    """The dataset, as tables name it."""
    split: str
    rows: store.Split
    truth: NDArray[Any]
    """As the task encodes it: (N,) places in the run's labels, N texts or words, or (N, labels) truth values."""
    logits: Scores
    """(N, labels)"""
    bounds: Bounds
    """Record r has the rows bounds[r] to bounds[r + 1] of truth and logits."""
    predictor: Predictor
    baselines: dict[str, float]
    """What trivial rules score there, where the dataset knows."""

    @cached_property
    def decisions(self) -> NDArray[Any]:
        """The run's answers, in the form of `truth`."""
        return self.predictor.decoder.decide(self.logits, self.bounds)

    @cached_property
    def probabilities(self) -> Scores:
        """(N, labels)"""
        return self.predictor.decoder.probabilities(self.logits, self.bounds)


def answer_split(
    predictor: Predictor,
    *,
    data: str | None = None,
    options: FileOptions | None = None,
    split: str = "test",
    batch_tokens: int | None = None,
    batch_size: int | None = None,
    reporter: Reporter | None = None,
) -> Answered:
    """Ask the run about `split` of the dataset it was trained on, or of `data`.

    `data` is a catalogue name, or a file, read by `options`; of a file that brings no splits, all rows are asked.

    Raises:
        MissingError: the run's dataset can neither be found nor prepared again.
        DataError: `data` has labels that the run does not know.
    """
    reporter = reporter or Silent()
    options = _with_own_column(predictor, data, options or FileOptions())
    if data is not None and looks_like_file(data):
        title, split, rows = _rows_of_file(predictor, Path(data), options, split, reporter)
        trivial: dict[str, float] = {}
    else:
        dataset = (
            own_dataset(run_of(predictor), reporter)
            if data is None
            else prepare([data], options=options, reporter=reporter)
        )
        _same_task(predictor, dataset.info.task, dataset.info.title)
        title, rows = dataset.info.title, dataset.split(split)
        trivial = dataset.info.report["baselines"] if split == "test" else {}
    _same_labels(predictor, title, rows)
    truth = predictor.task.encode(rows.targets, predictor.labels)
    logits, bounds = predictor.logits(rows.inputs, batch_tokens=batch_tokens, batch_size=batch_size)
    if predictor.shortened:
        reporter.note(f"{predictor.shortened:,} texts are longer than the model reads, and were read in part")
    return Answered(title, split, rows, truth, logits, bounds, predictor, trivial)


def _with_own_column(predictor: Predictor, data: str | None, options: FileOptions) -> FileOptions:
    """The tags of a dataset that are scored are those that the run has learned there, unless others are named."""
    if predictor.run is None or options.column is not None:
        return options
    trained_on = tomllib.loads(predictor.run.config_file.read_text(encoding="utf-8"))["data"]
    suffix = Path(trained_on["dataset"]).suffix
    alike = data == trained_on["dataset"] or (suffix and data is not None and Path(data).suffix == suffix)
    return replace(options, column=trained_on.get("column")) if alike else options


def _with_own_columns(predictor: Predictor, path: Path, options: FileOptions) -> FileOptions:
    """The columns of the file that the run was trained on, where this one has them and no others are named."""
    known = predictor.columns
    if known is None:
        return options
    here, labels = parts_of([path], options).parts[0].sample()[0].columns, tuple(known["labels"])
    named = options.label_column or options.label_columns or options.label_separator
    if known["form"] == "wide" and not named and {*labels} & {*here}:
        _refuse_missing(path, [label for label in predictor.labels if label in labels and label not in here])
    if options.text_column is None and known["text"] in here:
        options = replace(options, text_column=known["text"])
    if not named and {*labels} <= {*here}:
        own = {"label_columns": labels} if known["form"] == "wide" else {"label_column": labels[0]}
        options = replace(options, **own, label_separator=known.get("separator"))
    return options


def _refuse_missing(path: Path, labels: list[str]) -> None:
    """Without its column a label would count as wrong wherever the run gives it."""
    if labels:
        raise DataError(
            f"no column for labels of the run: {', '.join(labels)}",
            "add columns of 0 and 1, or say by --label-columns which labels to score",
            path=path.name,
        )


def _rows_of_file(
    predictor: Predictor, path: Path, options: FileOptions, split: str, reporter: Reporter
) -> tuple[str, str, store.Split]:
    """The rows to score of a user's file, and the split they are: the one asked for if the file knows splits."""
    expected = name_of(predictor.task) if predictor.task.level == "text" else None  # a sentence is known by its columns
    options = _with_own_columns(predictor, path, options)
    source = from_files([path], replace(options, task=options.task or expected))
    _same_task(predictor, source.task, str(path))
    for note in source.notes:
        reporter.note(note)
    examples = list(source.read()[0])
    if not examples:
        raise DataError("there are no rows in it", path=str(path))
    if any(example.split for example in examples):
        examples = [example for example in examples if example.split == split]
    elif split == "test":
        split = "all"
    else:
        raise UsageError(f"{path} brings no splits, so there is no '{split}' in it", "leave out --split")
    if not examples:
        raise DataError(f"it has no rows of '{split}'", "name a split it has: --split train", path=str(path))
    return path.name, split, store.Split.of(examples)


def run_of(predictor: Predictor) -> Run:
    """The run behind a predictor.

    Raises:
        UsageError: it is a checkpoint that someone else made.
    """
    if predictor.run is None:
        raise UsageError(f"{predictor.name} has no dataset of its own", "name what to score it on: --data DATASET")
    return predictor.run


def _same_task(predictor: Predictor, task: str, title: str) -> None:
    if tasks.load(task).target != predictor.task.target:
        raise DataError(
            f"{title} is for {task}, and this run is for {name_of(predictor.task)}",
            "score a run that was trained for it, or say which columns are meant",
        )


def _same_labels(predictor: Predictor, title: str, rows: store.Split) -> None:
    labels = predictor.task.labels(rows.targets)
    unknown = [label for label in labels if label not in predictor.labels]
    if unknown:
        raise DataError(
            f"{title} has labels that the run does not know: {', '.join(unknown)}",
            f"the run's labels: {', '.join(predictor.labels)}; the data's: {', '.join(labels)}",
        )


def warn_of_training_rows(predictor: Predictor, rows: store.Split, reporter: Reporter) -> None:
    """A model that was trained on what it is asked looks better than it is."""
    trained_on = predictor.run.manifest().dataset if predictor.run else None
    own = store.find(trained_on["name"], trained_on["hash"]) if trained_on else None
    if own is None:
        return
    seen = {normalised(text) for text in own.split("train").texts}
    if known := sum(normalised(text) in seen for text in rows.texts):
        reporter.warn(f"{predictor.name} was trained on {known:,} of these {len(rows):,} rows: the scores flatter it")

"""A run against a split: its scores beside what a trivial rule scores, and where it is surest and wrong."""

import tomllib
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.data import store
from textkit.data.options import FileOptions
from textkit.data.prepare import prepare
from textkit.data.sources import from_files, looks_like_file
from textkit.data.splitting import normalised
from textkit.errors import DataError, UsageError
from textkit.evaluation.baselines import majority
from textkit.evaluation.scoring import score
from textkit.evaluation.tag_errors import commonest_errors
from textkit.inference.answers import bounds_of
from textkit.inference.own_dataset import own_dataset
from textkit.inference.predictor import Predictor
from textkit.reporter import Reporter, Silent
from textkit.run import Run
from textkit.tasks import name_of, tasks
from textkit.text.schemes import are_spans, strict_spans
from textkit.types import Bounds, Scores, Sentence


@dataclass(frozen=True)
class Evaluation:
    """`scores` as they are kept in `metrics.json`; `errors` with their texts: the most confident, or the commonest."""

    title: str
    scores: dict[str, Any]
    baselines: dict[str, float]
    errors: list[dict[str, Any]]


def evaluate(
    predictor: Predictor,
    *,
    data: str | None = None,
    options: FileOptions | None = None,
    split: str = "test",
    errors: int = 10,
    batch_tokens: int | None = None,
    batch_size: int | None = None,
    reporter: Reporter | None = None,
) -> Evaluation:
    """Score the run on `split` of the dataset it was trained on, or of `data`.

    `data` is a catalogue name, or a file, read by `options`; of a file that brings no splits, all rows are scored.
    The scores on its own dataset are written into the run.

    Raises:
        MissingError: the run's dataset can neither be found nor prepared again.
        DataError: `data` has labels that the run does not know.
    """
    reporter = reporter or Silent()
    options = _with_own_column(predictor, data, options or FileOptions())
    if data is not None and looks_like_file(data):
        title, split, rows = _rows_of_file(predictor, Path(data), options, split)
        trivial: dict[str, float] = {}
    else:
        dataset = (
            own_dataset(_run_of(predictor), reporter)
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
    scores = {
        "dataset": title,
        "split": split,
        **score(predictor.task, predictor.decoder, truth, logits, bounds, predictor.labels),
        **_lost_to_truncation(predictor, rows),
    }
    if data is None:
        _keep(predictor, split, scores, reporter)
    else:
        _warn_of_training_rows(predictor, rows, reporter)
    baselines = trivial or ({"majority": round(majority(truth, truth), 6)} if truth.ndim == 1 else {})
    return Evaluation(title, scores, baselines, _errors(predictor, rows, truth, logits, bounds, errors))


def _with_own_column(predictor: Predictor, data: str | None, options: FileOptions) -> FileOptions:
    """The tags of a dataset that are scored are those that the run has learned there, unless others are named."""
    if predictor.run is None or options.column is not None:
        return options
    trained_on = tomllib.loads(predictor.run.config_file.read_text(encoding="utf-8"))["data"]
    suffix = Path(trained_on["dataset"]).suffix
    alike = data == trained_on["dataset"] or (suffix and data is not None and Path(data).suffix == suffix)
    return replace(options, column=trained_on.get("column")) if alike else options


def _lost_to_truncation(predictor: Predictor, rows: store.Split) -> dict[str, float]:
    """Share of the entities that lie, in part at least, where a tool that cuts sentences short would not have read."""
    if predictor.task.level == "text" or not are_spans(predictor.labels):
        return {}
    beyond = getattr(predictor.encode(rows.inputs), "beyond", None)
    if beyond is None:
        return {}
    starts = bounds_of(rows.inputs)
    cut = [
        bool(beyond[start + span.start : start + span.end].any())
        for start, tags in zip(starts.tolist(), rows.targets, strict=False)
        for span in strict_spans(tags)
    ]
    return {"truncation_loss": round(sum(cut) / max(1, len(cut)), 6)}


def _keep(predictor: Predictor, split: str, scores: dict[str, Any], reporter: Reporter) -> None:
    run = _run_of(predictor)
    try:
        run.write_metrics(split, scores)
    except OSError as error:  # the scores are worth showing all the same
        reporter.warn(f"{run.path} cannot be written to ({error.strerror}): the scores are not kept")


def _warn_of_training_rows(predictor: Predictor, rows: store.Split, reporter: Reporter) -> None:
    """A model is not to be scored on what it was trained on."""
    trained_on = predictor.run.manifest().dataset if predictor.run else None
    own = store.find(trained_on["name"], trained_on["hash"]) if trained_on else None
    if own is None:
        return
    seen = {normalised(text) for text in own.split("train").texts}
    if known := sum(normalised(text) in seen for text in rows.texts):
        reporter.warn(f"{known:,} of these {len(rows):,} rows were trained on: the scores flatter the model")


def _rows_of_file(predictor: Predictor, path: Path, options: FileOptions, split: str) -> tuple[str, str, store.Split]:
    """The rows to score of a user's file, and the split they are: the one asked for if the file knows splits."""
    expected = name_of(predictor.task) if predictor.task.level == "text" else None  # a sentence is known by its columns
    source = from_files([path], replace(options, task=options.task or expected))
    _same_task(predictor, source.task, str(path))
    examples = list(source.read()[0])
    if any(example.split for example in examples):
        examples = [example for example in examples if example.split == split]
    elif examples and split == "test":
        split = "all"
    else:
        raise UsageError(f"{path} brings no splits, so there is no '{split}' in it", "leave out --split")
    if not examples:
        raise DataError("there are no rows to score", "name a split it has with --split", path=str(path))
    return path.name, split, store.Split.of(examples)


def _run_of(predictor: Predictor) -> Run:
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


def _errors(
    predictor: Predictor, rows: store.Split, truth: NDArray[Any], logits: Scores, bounds: Bounds, most: int
) -> list[dict[str, Any]]:
    """Of texts the most confident errors; of words the commonest, each with the first sentence that has it."""
    decisions = predictor.decoder.decide(logits, bounds)
    if predictor.task.level == "word":
        answers = [[predictor.labels[tag] for tag in decisions[start:end]] for start, end in pairwise(bounds.tolist())]
        sentences = [Sentence(text, spans) for text, spans in zip(rows.texts, rows.spans or [], strict=True)]
        found = commonest_errors(sentences, rows.targets, answers, most)
        return [{**error, "origin": rows.origins[error.pop("record")]} for error in found]
    probabilities = predictor.decoder.probabilities(logits, bounds)
    if decisions.ndim == 2:
        return _wrong_sets(predictor, rows, truth, decisions, probabilities, most)
    wrong = np.flatnonzero(decisions != truth)
    confidence = probabilities[wrong, decisions[wrong]]
    surest = wrong[np.argsort(-confidence, kind="stable")][:most]
    return [
        {
            "text": rows.texts[row],
            "label": rows.targets[row],
            "predicted": predictor.labels[decisions[row]],
            "score": round(float(probabilities[row, decisions[row]]), 6),
            "origin": rows.origins[row],
        }
        for row in surest
    ]


def _wrong_sets(
    predictor: Predictor,
    rows: store.Split,
    truth: NDArray[Any],
    decisions: NDArray[Any],
    probabilities: Scores,
    most: int,
) -> list[dict[str, Any]]:
    """Texts whose set of labels is wrong; the more probability the model would have had to move, the earlier."""
    missed = np.where(decisions != truth, np.abs(probabilities - truth), 0).sum(axis=1)
    worst = np.argsort(-missed, kind="stable")[:most]
    names = predictor.labels
    return [
        {
            "text": rows.texts[row],
            "labels": list(rows.targets[row]),
            "predicted": [names[label] for label in np.flatnonzero(decisions[row])],
            "score": round(float(missed[row]), 6),
            "origin": rows.origins[row],
        }
        for row in worst
        if missed[row]
    ]

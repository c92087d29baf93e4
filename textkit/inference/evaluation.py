"""A run against a split: its scores beside what a trivial rule scores, and where it is surest and wrong."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from textkit.data import store
from textkit.data.options import FileOptions
from textkit.evaluation.baselines import majority
from textkit.evaluation.scoring import score
from textkit.evaluation.tag_errors import commonest_errors
from textkit.inference.answered import Answered, answer_split, run_of, warn_of_training_rows
from textkit.inference.answers import bounds_of
from textkit.inference.predictor import Predictor
from textkit.reporter import Reporter, Silent
from textkit.text.schemes import are_spans, strict_spans
from textkit.types import Sentence


@dataclass(frozen=True)
class Evaluation:
    """`scores` as they are kept in `metrics.json`; `errors` with their texts: the most confident, or the commonest."""

    title: str
    scores: dict[str, Any]
    baselines: dict[str, float]
    errors: list[dict[str, Any]]
    answered: Answered
    """What was scored."""


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
    answered = answer_split(
        predictor,
        data=data,
        options=options,
        split=split,
        batch_tokens=batch_tokens,
        batch_size=batch_size,
        reporter=reporter,
    )
    rows, truth = answered.rows, answered.truth
    scores = {
        "dataset": answered.title,
        "split": answered.split,
        **score(predictor.task, predictor.decoder, truth, answered.logits, answered.bounds, predictor.labels),
        **_lost_to_truncation(predictor, rows),
    }
    if data is None:
        _keep(predictor, answered.split, scores, reporter)
    else:
        warn_of_training_rows(predictor, rows, reporter)
    baselines = answered.baselines or ({"majority": round(majority(truth, truth), 6)} if truth.ndim == 1 else {})
    return Evaluation(answered.title, scores, baselines, errors_of(answered, errors), answered)


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
    run = run_of(predictor)
    try:
        run.write_metrics(split, scores)
    except OSError as error:  # the scores are worth showing all the same
        reporter.warn(f"{run.path} cannot be written to ({error.strerror}): the scores are not kept")


def errors_of(answered: Answered, most: int) -> list[dict[str, Any]]:
    """Of texts the most confident errors; of words the commonest, each with the first sentence that has it."""
    names, rows = answered.predictor.labels, answered.rows
    truth, decisions, probabilities = answered.truth, answered.decisions, answered.probabilities
    if answered.predictor.task.level == "word":
        answers = [[names[tag] for tag in decisions[start:end]] for start, end in pairwise(answered.bounds.tolist())]
        sentences = [Sentence(text, spans) for text, spans in zip(rows.texts, rows.spans or [], strict=True)]
        found = commonest_errors(sentences, rows.targets, answers, most)
        return [{**error, "origin": rows.origins[error.pop("record")]} for error in found]
    if decisions.ndim == 2:
        return _wrong_sets(answered, most)
    wrong = np.flatnonzero(decisions != truth)
    confidence = probabilities[wrong, decisions[wrong]]
    surest = wrong[np.argsort(-confidence, kind="stable")][:most]
    return [
        {
            "text": rows.texts[row],
            "label": rows.targets[row],
            "predicted": names[decisions[row]],
            "score": round(float(probabilities[row, decisions[row]]), 6),
            "origin": rows.origins[row],
        }
        for row in surest
    ]


def _wrong_sets(answered: Answered, most: int) -> list[dict[str, Any]]:
    """Texts whose set of labels is wrong; the more probability the model would have had to move, the earlier."""
    truth, decisions, rows = answered.truth, answered.decisions, answered.rows
    missed = np.where(decisions != truth, np.abs(answered.probabilities - truth), 0).sum(axis=1)
    worst = np.argsort(-missed, kind="stable")[:most]
    names = answered.predictor.labels
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

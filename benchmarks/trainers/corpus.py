"""What every side trains on and answers, and what its answers are worth."""

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import textkit
from textkit.data.store import Dataset
from textkit.evaluation.spans import span_f1s
from textkit.inference.predictor import Predictor
from textkit.text.words import words_of
from textkit.types import Input

WARM_UP = 500


def open_corpus(name: str) -> Dataset:
    """The published corpus, prepared."""
    return textkit.prepare([name], source="remote")


def training_rows(dataset: Dataset, limit: int | None, seed: int) -> tuple[list[Input], list[Any]]:
    """Inputs and targets of train; with `limit`, those that textkit takes: the first ones after the seeded shuffle."""
    train = dataset.split("train")
    chosen = list(range(len(train)))
    if limit is not None:
        random.Random(seed).shuffle(chosen)
        chosen = chosen[:limit]
    inputs = train.inputs
    return [inputs[row] for row in chosen], [train.targets[row] for row in chosen]


def answer_test(predictor: Predictor, dataset: Dataset) -> dict[str, Any]:
    """The predictor's `answers` for test, a label or a list of tags each, and the seconds that they took.

    It answers a part of validation first: what is timed is a model at work, on texts that it has not seen before.
    """
    predictor.predict(dataset.split("validation").inputs[:WARM_UP])
    inputs = dataset.split("test").inputs
    started = time.perf_counter()
    records = predictor.predict(inputs)
    seconds = time.perf_counter() - started
    return {
        "predict_seconds": round(seconds, 3),
        "answers": [record[predictor.task.target] for record in records],
    }


def score_answers(truth: Sequence[Any], answers: Sequence[Any]) -> dict[str, float]:
    """Of labels the share that is right, of tags the F1 of their spans, read strictly.

    Raises:
        ValueError: an answer is missing, or a tag of one.
    """
    if not isinstance(truth[0], str):
        return {"span_f1": span_f1s(truth, answers)["span_f1"]}
    right = sum(label == answer for label, answer in zip(truth, answers, strict=True))
    return {"accuracy": round(right / len(truth), 6)}


def export(dataset: Dataset, folder: Path, limit: int | None) -> dict[str, int]:
    """Write `<split>.jsonl` with `text`, `words` and `target` of each row; the number of words in each split.

    Train and validation are shuffled: a dataset may hold its classes one after the other, and not every tool shuffles.
    With `limit`, they have so many rows at most.
    """
    counts = {}
    for name in ("train", "validation", "test"):
        split = dataset.split(name)
        inputs, order = split.inputs, list(range(len(split)))
        if name != "test":
            random.Random(0).shuffle(order)
            order = order[:limit]
        counts[name] = 0
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as out:
            for row in order:
                words = words_of(inputs[row])
                record = {"text": split.texts[row], "words": words, "target": split.targets[row]}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
                counts[name] += len(words)
    return counts

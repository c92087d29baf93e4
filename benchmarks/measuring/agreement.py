"""Whether textkit and transformers answer alike: logits on the same pieces, decisions, and what both score."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import textkit
from textkit.api import Precision
from textkit.evaluation.scoring import score
from textkit.inference.predictor import Predictor
from textkit.run import Run
from textkit.types import Arrays, Bounds, Input, Scores, Session

_TIE = 2e-4
"""Two labels whose logits are closer than this are equally likely: rounding decides."""
_FIGURES = ("span_f1", "token_accuracy", "accuracy", "macro_f1")


class TransformersSession(Session):
    """The weights of a run as transformers loads them from its `model/` folder, in fp32."""

    def __init__(self, run: Run, level: str) -> None:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoModelForTokenClassification

        auto: Any = AutoModelForTokenClassification if level == "word" else AutoModelForSequenceClassification
        self.network = auto.from_pretrained(run.model, dtype=torch.float32).eval()

    def run(self, inputs: Arrays) -> Scores:
        import torch

        with torch.inference_mode():
            logits = self.network(**{name: torch.from_numpy(array) for name, array in inputs.items()}).logits
        answer: Scores = logits.numpy()
        return answer


def compare(
    run: Run, inputs: Sequence[Input], targets: Sequence[Any] | None, precisions: Sequence[Precision], threads: int
) -> dict[str, Any]:
    """Of transformers its scores; of each precision of textkit these, and how it differs from transformers.

    What is compared are logits at a text, or at the first piece of a word, and the likeliest label of each; textkit's
    own answer for words is the likeliest sequence that the tags allow. Scores are of that, for both.
    """
    predictor = textkit.load(run, device="cpu", precision=precisions[0], threads=threads)
    reference = replace(predictor, session=TransformersSession(run, predictor.task.level))
    expected, bounds = reference.logits(inputs)
    found: dict[str, Any] = {"transformers": _scores(predictor, targets, expected, bounds)}
    for precision in precisions:
        logits, _ = textkit.load(run, device="cpu", precision=precision, threads=threads).logits(inputs)
        found[precision] = {**_difference(logits, expected), **_scores(predictor, targets, logits, bounds)}
    return found


def _difference(logits: Scores, expected: Scores) -> dict[str, Any]:
    differs = logits.argmax(axis=-1) != expected.argmax(axis=-1)
    second, first = np.sort(expected, axis=-1)[:, -2:].T
    return {
        "answers": len(logits),
        "differing": int(differs.sum()),
        "differing_beyond_ties": int((differs & (first - second > _TIE)).sum()),
        "max_logit_difference": float(np.abs(logits - expected).max()),
    }


def _scores(predictor: Predictor, targets: Sequence[Any] | None, logits: Scores, bounds: Bounds) -> dict[str, Any]:
    if targets is None:
        return {}
    truth: NDArray[Any] = predictor.task.encode(targets, predictor.labels)
    scores = score(predictor.task, predictor.decoder, truth, logits, bounds, predictor.labels)
    return {name: scores[name] for name in _FIGURES if name in scores}

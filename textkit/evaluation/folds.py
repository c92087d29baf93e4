"""The scores of a cross-validation: what its folds say together."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

_COUNTS = ("rows", "words", "invalid")
_NOT_SCORES = ("epoch", "step")
_CONFIDENCE = 0.95


def average_folds(scores: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the `scores` of K folds, each as in metrics.json, come to: {"folds": K, "rows": their sum, figure: mean}.

    Averaged is each figure that all folds have; counts are summed. Beside the means stand, by figure, the 95%
    `intervals`, the sample standard deviations `sd` and the figures `by_fold`, and where all folds have it `per_label`:
    the sum of the support, and means over the folds in which the label occurs.

    The folds share most of their training rows, so their figures vary together, and the usual t interval, from
    sd / sqrt(K), is optimistic. These are the corrected resampled t intervals (Nadeau and Bengio 2003): they take the
    variance of the mean to be (1 / K + 1 / (K - 1)) sd^2, where 1 / (K - 1) is the ratio of test to training rows. That
    is an approximation; an unbiased estimate does not exist. Bounds are cut at 0 and, but for a loss, at 1, where all
    folds lie on this side of it.

    Raises:
        ValueError: fewer than two folds.
    """
    if len(scores) < 2:
        raise ValueError(f"{len(scores)} folds: a cross-validation has two or more")
    names = [name for name in scores[0] if all(_is_number(fold.get(name)) for fold in scores)]
    counts = [name for name in names if name in _COUNTS]
    by_fold = {
        name: [fold[name] for fold in scores] for name in names if name not in counts and name not in _NOT_SCORES
    }
    means = {name: _round(np.mean(values)) for name, values in by_fold.items()}
    return {
        "folds": len(scores),
        **{name: sum(fold[name] for fold in scores) for name in counts},
        **means,
        "intervals": {name: _interval(values, share=name != "loss") for name, values in by_fold.items()},
        "sd": {name: _round(np.std(values, ddof=1)) for name, values in by_fold.items()},
        "by_fold": by_fold,
        **_per_label(scores),
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _interval(values: Sequence[float], *, share: bool) -> list[float]:
    from scipy.special import stdtrit

    folds = len(values)
    deviation = np.std(values, ddof=1) * np.sqrt(1 / folds + 1 / (folds - 1))
    reach = stdtrit(folds - 1, (1 + _CONFIDENCE) / 2) * deviation
    least = 0 if min(values) >= 0 else -np.inf
    most = 1 if share and max(values) <= 1 else np.inf
    return [_round(max(np.mean(values) - reach, least)), _round(min(np.mean(values) + reach, most))]


def _per_label(scores: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if not all("per_label" in fold for fold in scores):
        return {}
    labels = dict.fromkeys(label for fold in scores for label in fold["per_label"])
    return {
        "per_label": {
            label: _of_label([fold["per_label"][label] for fold in scores if label in fold["per_label"]])
            for label in labels
        }
    }


def _of_label(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A label that no row of a fold has, has no figures there: 0 is what they are written as."""
    occurring = [figures for figures in found if figures["support"]] or found
    names = [name for name in found[0] if name != "support"]
    return {
        **{name: _round(np.mean([figures[name] for figures in occurring])) for name in names},
        "support": sum(figures["support"] for figures in found),
    }


def _round(figure: Any) -> float:
    return round(float(figure), 6)

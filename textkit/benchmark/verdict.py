"""What a comparison of two runs comes to: the figures, where they come from, and one honest sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textkit.evaluation.paired import Comparison

SIGNIFICANT = 0.05
_METRICS = {
    "accuracy": "accuracy",
    "micro_f1": "micro-F1",
    "span_f1": "span F1 (strict IOB2)",
    "token_accuracy": "token accuracy",
}


@dataclass(frozen=True)
class Part:
    """The two runs on part of what they were asked: a label, or texts of some length."""

    name: str
    size: int
    """Of a label, how often it is true; of lengths, the records."""
    comparison: Comparison
    p: float
    """Corrected for all parts of its table (Holm 1979)."""


@dataclass(frozen=True)
class Verdict:
    """Two runs on the same records."""

    dataset: str
    split: str
    records: int
    first: str
    """The runs, as tables name them; stand-ins are named."""
    second: str
    same_model: bool
    """They are one model, and are not ranked."""
    comparison: Comparison
    words: str
    """The verdict in a sentence."""
    by_label: Sequence[Part]
    by_length: Sequence[Part]
    """Quarters of the records by their words."""
    outcomes: dict[str, int]
    """How many records both have right, only the first, only the second, neither."""
    disagree: int
    """Records that they answer differently."""
    disagreements: Sequence[dict[str, Any]]
    """The records on which their probabilities are furthest apart: text, origin, truth, and what each answers."""


def in_words(comparison: Comparison, first: str, second: str, *, same_model: bool) -> str:
    """The plain verdict; nobody is called better for a difference that chance explains."""
    if same_model:
        return f"{first} and {second} are one model, file by file, and neither is better"
    metric, method = _METRICS[comparison.metric], comparison.test.partition(",")[0]
    low, high = comparison.interval
    if comparison.p >= SIGNIFICANT:
        return (
            f"{first} {comparison.first:.3f}, {second} {comparison.second:.3f} in {metric}: the difference, "
            f"{points(comparison.difference)} points [{points(low)}, {points(high)}], is within noise "
            f"({p_value(comparison.p)}, {method}): nothing here says which is better"
        )
    better, best, other = first, comparison.first, comparison.second
    if comparison.difference < 0:
        better, best, other, low, high = second, other, best, -high, -low
    return (
        f"{better} is better: {metric} {best:.3f} against {other:.3f}, +{points(best - other)} points "
        f"[{points(low)}, {points(high)}], {p_value(comparison.p)} ({method})"
    )


def points(share: float) -> str:
    """Hundredths, to one digit, or to two where one would say nothing."""
    hundredths = 100 * share
    written = f"{hundredths:.1f}" if abs(hundredths) >= 0.1 else f"{hundredths:.2f}"
    return written.removeprefix("-") if float(written) == 0 else written


def p_value(p: float) -> str:
    """`p < 0.001`, or `p 0.41`."""
    return "p < 0.001" if p < 0.001 else f"p {p:.2g}" if p < 0.1 else f"p {p:.2f}"

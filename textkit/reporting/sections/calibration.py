"""Whether probabilities can be taken at their word, before and after a temperature."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.reliability import BINS, Reliability, reliability
from textkit.reporting.plots import reliability as plot
from textkit.reporting.report import Block, Cell, Number, Plot, Section, Table, Text, at, count, score
from textkit.reporting.subject import Subject
from textkit.reporting.wording import figure_name
from textkit.types import Scores

_CLAIMS = {
    "classes": ("confidence of the answer", "the probability of the label that was answered"),
    "labelsets": ("probability of a label", "the probability of every label of every text"),
    "tags": ("confidence in a word's tag", "the probability of the tag that each word was given"),
}

_CAPTION = "Left: how often answers are right against how sure they are. Right: how many answers are how sure."


def section(subject: Subject) -> Section:
    claim, what = _CLAIMS[subject.scoring]
    found = reliability_of(subject, subject.answered.probabilities)
    tempered = None if subject.temperature is None else reliability_of(subject, subject.temperature.probabilities)
    alt = f"Reliability diagram: expected calibration error {found.error:.4f} over {BINS} bins. {_in_words(found)}"
    blocks: list[Block] = [
        Text(
            f"Binned is {what}, in {BINS} bins of equal width. The expected calibration error is the mean distance "
            "from the diagonal: below it answers are surer than they are right."
        ),
        Plot("reliability", alt, _CAPTION, partial(plot.draw, found, tempered, claim)),
        Table("The bins.", ["from", "to", "answers", "claimed", "came true"], _bins(found), words=0, folded=True),
    ]
    if subject.temperature is not None:
        blocks.append(_temperature(subject))
    return Section("calibration", "Calibration", blocks)


def reliability_of(subject: Subject, probabilities: Scores) -> Reliability:
    """Of label sets over all cells, else over the answers."""
    truth, decisions = subject.answered.truth, subject.answered.decisions
    if subject.scoring == "labelsets":
        return reliability(probabilities, truth != 0)
    return reliability(_claimed(probabilities, decisions), decisions == truth)


def _claimed(probabilities: Scores, decisions: NDArray[Any]) -> NDArray[Any]:
    claimed: NDArray[Any] = probabilities[np.arange(len(decisions)), decisions]
    return claimed


def _bins(found: Reliability) -> list[list[Cell]]:
    edges = np.linspace(0, 1, len(found.counts) + 1)
    return [
        [
            Number(float(low), f"{low:.2f}"),
            Number(float(high), f"{high:.2f}"),
            count(int(number)),
            *([score(float(claimed)), score(float(true))] if number else ["-", "-"]),
        ]
        for low, high, number, claimed, true in zip(
            edges, edges[1:], found.counts, found.claimed, found.true, strict=False
        )
    ]


def _temperature(subject: Subject) -> Table:
    kept = subject.scores["temperature"]
    rows: list[list[Cell]] = [
        [figure_name(name), score(value, at("temperature", name))] for name, value in kept.items()
    ]
    return Table(
        "A temperature, fitted on validation by the likelihood of its labels (Guo et al. 2017). It changes no answer; "
        "predictions are not divided by it.",
        ["", "figure"],
        rows,
    )


def _in_words(found: Reliability) -> str:
    total = max(1, int(found.counts.sum()))
    mean_claimed, mean_true = (float((each * found.counts).sum() / total) for each in (found.claimed, found.true))
    return f"On average {mean_claimed:.3f} is claimed and {mean_true:.3f} comes true."

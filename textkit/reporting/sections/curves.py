"""Precision against recall: of classes one against the rest, of entities by the score that is asked of them."""

from functools import partial

import numpy as np

from textkit.evaluation.precision_recall import Curve, precision_recall
from textkit.reporting.entities import answered_entities
from textkit.reporting.plots import precision_recall as plot
from textkit.reporting.report import LONG, Block, Cell, Number, Plot, Section, Table, Text, at, score
from textkit.reporting.subject import Subject

ALL = "all"


def section(subject: Subject) -> Section | None:
    """None where no label is true."""
    curves, how = _of_entities(subject) if subject.has_spans else _of_labels(subject)
    if not curves:
        return None
    blocks: list[Block] = [Text(how)]
    if len(curves) > LONG:
        blocks.append(Text(f"There are {len(curves)} curves: the {LONG} of the commonest labels are shown."))
    shown = dict(list(curves.items())[:LONG])
    areas = ", ".join(f"{name} {curve.average_precision:.3f}" for name, curve in shown.items())
    caption = "Precision against recall; AP is the area under the curve, the average precision."
    alt = f"Curves of precision against recall. Average precision: {areas}."
    rows: list[list[Cell]] = [[name, _area(subject, name, curve)] for name, curve in curves.items()]
    blocks += [
        Plot("precision-recall", alt, caption, partial(plot.draw, shown)),
        Table("Average precision.", ["", "average precision"], rows, folded=True),
    ]
    return Section("curves", "Precision and recall", blocks)


def _area(subject: Subject, label: str, curve: Curve) -> Number:
    """Of label sets `metrics.json` has it, too."""
    kept = "average_precision" in subject.scores["per_label"].get(label, {})
    return score(round(curve.average_precision, 6), at("per_label", label, "average_precision") if kept else "")


def _of_labels(subject: Subject) -> tuple[dict[str, Curve], str]:
    """A curve for each label that is true somewhere, the commonest first."""
    answered = subject.answered
    scores = answered.probabilities
    if subject.scoring == "labelsets":
        true = answered.truth != 0
        how = "Each label by its probability, as its threshold goes down."
    else:
        true = answered.truth[:, None] == np.arange(len(subject.labels))
        how = "Each label against all others, as the probability that is asked of it goes down."
    order = np.argsort(-true.sum(axis=0), kind="stable")
    occurring = [place for place in order.tolist() if true[:, place].any()]
    return {subject.labels[place]: precision_recall(true[:, place], scores[:, place]) for place in occurring}, how


def _of_entities(subject: Subject) -> tuple[dict[str, Curve], str]:
    """A curve for each type, the commonest first, and one for all."""
    found = answered_entities(subject)
    types, labels = sorted(found.positives, key=lambda label: -found.positives[label]), np.array(found.labels)
    how = (
        "Entities by their score: what textkit predict --min-score would leave. A curve ends where every entity that "
        "was answered counts; what was never answered cannot be found."
    )
    if not types:
        return {}, how
    curves = {ALL: precision_recall(found.right, found.scores, sum(found.positives.values()))}
    for label in types:
        of_type = labels == label
        curves[label] = precision_recall(found.right[of_type], found.scores[of_type], found.positives[label])
    return curves, how

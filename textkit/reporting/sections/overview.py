"""The figures of the split, with their intervals and what trivial rules score."""

from textkit.reporting.report import Block, Cell, Headline, Number, Section, Table, Text, at, count, score
from textkit.reporting.subject import Subject
from textkit.reporting.wording import BASELINES, LEADING, MEASURED_BY, figure_name


def headlines(subject: Subject) -> list[Headline]:
    """The leading figures of the task."""
    scores = subject.scores
    return [
        Headline(figure_name(name), score(scores[name], at(name)), _interval(subject, name), _beside(subject, name))
        for name in LEADING[subject.scoring]
        if name in scores["intervals"]
    ]


def section(subject: Subject) -> Section:
    scores, intervals = subject.scores, subject.scores["intervals"]
    rows: list[list[Cell]] = [
        [figure_name(name), score(scores[name], at(name)), *_interval(subject, name)] for name in intervals
    ]
    rows += [
        [figure_name(name), score(value, at(name)), "", ""]
        for name, value in scores.items()
        if isinstance(value, float) and name not in intervals and name != "truncation_loss"
    ]
    rows += [
        [f"{figure_name(name)}, were all thresholds 0.5", score(value, at("at_half", name)), "", ""]
        for name, value in scores.get("at_half", {}).items()
    ]
    rows += [[BASELINES.get(name, name), score(value), "", ""] for name, value in subject.baselines.items()]
    caption = f"Scores on {scores['split']}, {scores['rows']:,} rows; baselines stand last."
    blocks: list[Block] = [
        Text(
            "Intervals are 95% bootstrap intervals over the records of the split: what the figure might have been on "
            "other records of the same kind. They say nothing of other data, or of another training."
        ),
        Table(caption, ["figure", "score", "from", "to"], rows),
        *_entities(subject),
    ]
    return Section("scores", "Scores", blocks)


def _entities(subject: Subject) -> list[Table]:
    kinds = subject.scores.get("error_kinds")
    if not kinds:
        return []
    plain = subject.scores["argmax"]
    rows: list[list[Cell]] = [
        [kind.replace("_", " "), count(number, at("error_kinds", kind))] for kind, number in kinds.items()
    ]
    invalid: list[list[Cell]] = [["plain argmax: invalid tags", count(plain["invalid"], at("argmax", "invalid"))]]
    caption = "Entities by what became of them, and the invalid tags that the likeliest tag of each word would leave."
    return [Table(caption, ["", "times"], [*rows, *invalid])]


def _interval(subject: Subject, name: str) -> tuple[Number, Number]:
    low, high = subject.scores["intervals"][name]
    return score(low, at("intervals", name, 0)), score(high, at("intervals", name, 1))


def _beside(subject: Subject, figure: str) -> list[tuple[str, Number]]:
    """The baselines that are measured as `figure` is; a lenient F1 of spans stands beside the strict one."""
    found = []
    for name, value in subject.baselines.items():
        measure = MEASURED_BY.get(name)
        if subject.scoring == "tags" and measure == "accuracy":
            measure = "token_accuracy"
        if measure == figure or (measure, figure) == ("span_f1_lenient", "span_f1"):
            found.append((BASELINES.get(name, name), score(value)))
    return found

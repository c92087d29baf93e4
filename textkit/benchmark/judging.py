"""What the contestants score on the test split, and how they stand to the best of them."""

from collections.abc import Sequence
from typing import NamedTuple

from textkit.benchmark.conditions import Conditions
from textkit.benchmark.lineup import Contestant
from textkit.benchmark.opening import open_run
from textkit.benchmark.ranking import Against, Score, rank
from textkit.evaluation.counted import Counted, count_records
from textkit.inference.answered import answer_split
from textkit.reporter import Reporter


class Judgement(NamedTuple):
    """A contestant's score; a pipeline has none: its weights are those of another."""

    score: Score | None
    against: Against | None


def judge(contestants: Sequence[Contestant], conditions: Conditions, reporter: Reporter) -> tuple[int, list[Judgement]]:
    """The place of the best, and each contestant's judgement, in their order."""
    scored = [each for each in contestants if not each.is_baseline]
    with reporter.track("scoring", len(scored)) as progress:
        counted = []
        for number, each in enumerate(scored):
            progress(number, each.title)
            counted.append(count_answers(each, conditions, reporter))
    best, against = rank(counted, lambda one, other: scored[one].stands_like(scored[other]))
    judged = [Judgement(Score.of(each), beside) for each, beside in zip(counted, against, strict=True)]
    return best, judged + [Judgement(None, None)] * (len(contestants) - len(scored))


def count_answers(contestant: Contestant, conditions: Conditions, reporter: Reporter) -> list[Counted]:
    """Each seed's answers to the test split."""
    found = []
    for run in contestant.entrant.runs:
        predictor = open_run(run, contestant.precision, conditions.threads, conditions.device)
        answered = answer_split(predictor, reporter=reporter)
        found.append(
            count_records(predictor.task, answered.truth, answered.decisions, answered.bounds, predictor.labels)
        )
    return found

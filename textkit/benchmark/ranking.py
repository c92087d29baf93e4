"""Scores beside the best one: paired tests on the same test records, corrected for being many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textkit.evaluation.counted import Counted
from textkit.evaluation.paired import Comparison, compare, holm, interval_over_seeds


@dataclass(frozen=True)
class Score:
    """The headline figure of a model: its mean over the seeds, with the 95% interval over test records and seeds."""

    metric: str
    mean: float
    low: float
    high: float
    by_seed: tuple[float, ...]

    @classmethod
    def of(cls, counted: Sequence[Counted]) -> "Score":
        by_seed = tuple(float(each.figure(each.counts.sum(axis=0))) for each in counted)
        return cls(counted[0].metric, *interval_over_seeds(counted), by_seed)


@dataclass(frozen=True)
class Against:
    """A model's score beside the best one's. Of the best itself, and of what is not ranked, there is no comparison."""

    comparison: Comparison | None = None
    p: float | None = None
    """Corrected by Holm's method."""
    same_as: int | None = None
    """The place of an earlier model with the very same weights: neither is better, and this one is not ranked."""


def rank(counted: Sequence[Sequence[Counted]], same_weights: Callable[[int, int], bool]) -> tuple[int, list[Against]]:
    """The place of the best, of equals the first, and every model beside it.

    Args:
        counted: of each model a `Counted` for each seed.
        same_weights: whether the models at two places are one.
    """
    places = range(len(counted))
    twins = {each: next((before for before in range(each) if same_weights(each, before)), None) for each in places}
    ranked = [place for place in places if twins[place] is None]
    best = max(ranked, key=lambda place: Score.of(counted[place]).mean)
    others = [place for place in ranked if place != best]
    comparisons = {place: compare(counted[place], counted[best]) for place in others}
    corrected = dict(zip(others, holm([comparisons[place].p for place in others]), strict=True))
    return best, [Against(comparisons.get(place), corrected.get(place), twins[place]) for place in places]

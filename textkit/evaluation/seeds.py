"""What varies when a model is trained again and tested on other records, and how much each of the two contributes.

Seeds that are scored on one test set share its records: an easy set lifts all of them. This is the design of reader
studies in radiology, with seeds for readers and records for cases, and what is done here is their analysis of variance
by Obuchowski and Rockette (1995), with readers nested in systems. The figure of seed s is

    figure_s = what the system can do + what this seed has of its own + what these records do to it

and the last term, the noise of the records, has a part that all seeds share, and a part each has for itself. The spread
between seeds on the fixed test set already holds the second part. So the variance of a mean over S seeds is

    spread^2 / S + the part shared,

and not spread^2 / S + the variance of the mean over records, which would count the part each has for itself twice.
Variances and covariances over records are the jackknife's. The degrees of freedom are those of Welch (1947) and
Satterthwaite (1946), as Hillis (2007) has them for this design: only the spreads, of few seeds, are uncertain.

Assumed is that the seeds are drawn independently for each system, that the records are a sample drawn independently,
some hundred or more, and that the means are about normal. Simulated, with three and more seeds a side the test keeps
its nominal rate of 5%, and with two stays below 6.5%. A few seeds that happen to agree make the variance of one
system's mean too small, so it is taken to be no less than the records alone make it; the interval then covers 95 to 97%
where seeds differ no more than the records make them differ, and 93% of 3 seeds (90% of 2) where they do twice as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.counted import Counted

_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean or a difference, its standard error, and the degrees of freedom of that."""

    value: float
    error: float
    freedom: float

    @property
    def p(self) -> float:
        """Of the two-sided test that what is estimated is 0."""
        from scipy.special import stdtr

        if self.error == 0:
            return float(self.value == 0)
        return float(2 * stdtr(self.freedom, -abs(self.value) / self.error))

    def interval(self) -> tuple[float, float]:
        """95%."""
        from scipy.special import stdtrit

        reach = float(stdtrit(self.freedom, (1 + _CONFIDENCE) / 2)) * self.error
        return self.value - reach, self.value + reach


@dataclass(frozen=True)
class _Spread:
    """The variance between the seeds of a system on the fixed records, and the covariance that all of them share."""

    seeds: int
    variance: float
    shared: float

    @property
    def known_by(self) -> int:
        """The degrees of freedom of the variance."""
        return self.seeds - 1


def estimate_mean(counted: Sequence[Counted]) -> Estimate:
    """The mean figure over two or more seeds of a system, for any seeds and any records like these."""
    scores, covariances = np.array([each.score for each in counted]), _covariances(counted)
    spread = _spread(scores, covariances)
    terms = [(spread.variance / spread.seeds, spread.known_by)]
    return _estimate(float(scores.mean()), spread.shared, terms, least=float(covariances.mean()))


def estimate_difference(first: Sequence[Counted], second: Sequence[Counted]) -> Estimate:
    """The mean figure over the seeds of `first` minus that of `second`; one of them has two seeds or more.

    A system of one seed is taken to have the spread of the other, and as much of its noise to itself.
    """
    scores = [np.array([each.score for each in side]) for side in (first, second)]
    covariances, place = _covariances([*first, *second]), len(first)
    own = covariances[:place, :place], covariances[place:, place:]
    several = [
        _spread(of_side, within) if len(of_side) > 1 else None for of_side, within in zip(scores, own, strict=True)
    ]
    one = several[0] or _like(several[1], own[0], own[1])
    other = several[1] or _like(several[0], own[1], own[0])
    shared = one.shared + other.shared - 2 * float(covariances[:place, place:].mean())
    if one.known_by and other.known_by:
        terms = [(each.variance / each.seeds, each.known_by) for each in (one, other)]
    else:  # one spread, known from one side, stands for both
        terms = [(one.variance / one.seeds + other.variance / other.seeds, max(one.known_by, other.known_by))]
    return _estimate(float(scores[0].mean() - scores[1].mean()), shared, terms)


def _estimate(value: float, shared: float, terms: Sequence[tuple[float, int]], least: float = 0.0) -> Estimate:
    """From the covariance shared, which many records tell, and variances with their degrees of freedom."""
    variance = max(max(shared, 0.0) + sum(each for each, _ in terms), least)
    uncertain = sum(each**2 / freedom for each, freedom in terms)
    return Estimate(value, float(np.sqrt(variance)), variance**2 / uncertain if uncertain > 0 else np.inf)


def _spread(scores: NDArray[np.float64], covariances: NDArray[np.float64]) -> _Spread:
    seeds = len(scores)
    between = (covariances.sum() - covariances.trace()) / (seeds * (seeds - 1))
    return _Spread(seeds, float(scores.var(ddof=1)), float(between))


def _like(known: _Spread | None, covariances: NDArray[np.float64], of_known: NDArray[np.float64]) -> _Spread:
    """The spread of a single seed, whose noise is (1, 1), were it the `known` one."""
    assert known is not None
    to_itself = float(of_known.trace()) / known.seeds - known.shared
    return _Spread(1, known.variance, float(covariances[0, 0]) - to_itself)


def _covariances(counted: Sequence[Counted]) -> NDArray[np.float64]:
    """(seeds, seeds): how the figures vary together over the records, by the jackknife (Efron 1982)."""
    without = np.stack([each.figure(each.counts.sum(axis=0) - each.counts) for each in counted])
    records = without.shape[1]
    apart = without - without.mean(axis=1, keepdims=True)
    return np.asarray((records - 1) / records * (apart @ apart.T))

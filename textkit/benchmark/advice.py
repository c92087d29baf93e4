"""What to take, in plain words, from figures that were measured; nothing is measured here.

Of the models whose scores nothing sets apart from the best, the fastest. What is faster still is told with its price.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textkit.benchmark.pareto import front

_LEVEL = 0.05
_LEAST_DIFFERENCE = 0.2  # of latencies: nobody gives up a score, or throughput, for less


@dataclass(frozen=True)
class Candidate:
    """A model with what decides: its score in [0, 1] and the milliseconds of a call for one text, the median."""

    title: str
    score: float
    latency: float
    noise: float = 0.0
    """The spread of its latency between rounds, as a share."""
    p: float | None = None
    """Of its difference to the best, corrected; None where it was not tested."""
    interval: tuple[float, float] | None = None
    """95%, of its score minus the best one's."""
    same_as: str | None = None
    """Who else has its very weights: it is not ranked."""


def advise(candidates: Sequence[Candidate], best: int) -> list[str]:
    """A recommendation with its reason, then what it would cost to go faster, then what was not ranked."""
    ranked = [each for each in candidates if each.same_as is None]
    lines = [f"{each.title} has the same weights as {each.same_as}: not ranked" for each in candidates if each.same_as]
    top = candidates[best]
    if len(ranked) == 1:
        return [f"{top.title}: nothing here to compare it with", *lines]
    chosen = choose(ranked, top)
    return [_reason(chosen, top, candidates), *(_price(each, chosen, top) for each in _faster(ranked, chosen)), *lines]


def choose(ranked: Sequence[Candidate], best: Candidate) -> Candidate:
    """The fastest of those that nothing sets apart from the best; of those as fast within noise, the best score."""
    level = [each for each in ranked if each is best or (each.p is not None and each.p >= _LEVEL)]
    fastest = min(level, key=lambda each: each.latency)
    as_fast = [each for each in level if _as_fast(each, fastest)]
    # a restless measurement counts as fast for longer: what the best score beats at speed as well is no choice
    sensible = [each for each in as_fast if each.latency <= best.latency or each is best]
    return max(sensible, key=lambda each: (each.score, -each.latency))


def _as_fast(one: Candidate, fastest: Candidate) -> bool:
    return one.latency <= fastest.latency * (1 + max(_LEAST_DIFFERENCE, one.noise + fastest.noise))


def _reason(chosen: Candidate, best: Candidate, candidates: Sequence[Candidate]) -> str:
    if chosen is not best:
        return (
            f"take {chosen.title}: {_times(chosen, best)} than {best.title}, {_points(chosen, best)}; "
            f"the difference is within noise ({_p(chosen)})"
        )
    ranked = [each for each in candidates if each.same_as is None]
    above = any(each.score > best.score for each in candidates)
    score = f"take {best.title}: the best score{' of those ranked' * above}, {100 * best.score:.1f}"
    if all(each.latency >= best.latency for each in ranked):
        return f"{score}, and nothing here is faster"
    if _faster(ranked, best):
        return f"{score}; what is faster scores lower, beyond noise"
    return f"{score}; what is as good is hardly faster"


def _faster(ranked: Sequence[Candidate], chosen: Candidate) -> list[Candidate]:
    """What is faster than the chosen and clearly worse than the best, as far as nothing beats it at both."""
    kept = front([(each.latency, each.score) for each in ranked])
    found = [ranked[place] for place in kept]
    return [each for each in found if each.p is not None and each.p < _LEVEL and not _as_fast(chosen, each)]


def _price(faster: Candidate, chosen: Candidate, best: Candidate) -> str:
    low, high = faster.interval or (faster.score - best.score,) * 2
    return (
        f"to go faster: {faster.title} is {_times(faster, chosen)}, and "
        f"{100 * (best.score - faster.score):.1f} points lower than {best.title} "
        f"[{-100 * high:.1f}, {-100 * low:.1f}] ({_p(faster)})"
    )


def _times(one: Candidate, other: Candidate) -> str:
    ratio = other.latency / one.latency
    return f"{ratio:.1f}x faster" if ratio < 10 else f"{ratio:.0f}x faster"


def _points(one: Candidate, best: Candidate) -> str:
    lower = 100 * (best.score - one.score)
    return f"{lower:.1f} points lower" if lower >= 0.05 else "with the same score"


def _p(candidate: Candidate) -> str:
    assert candidate.p is not None
    digits = 3 if candidate.p < 0.1 else 2
    return "p < 0.001" if candidate.p < 0.001 else f"p {candidate.p:.{digits}f}"

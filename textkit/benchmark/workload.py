"""What the models are asked while they are measured: texts of the test split, of the lengths that they have there."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice

SINGLY, TRIAL, WARM_UP = 100, 64, 64
"""Texts of a round that are asked one by one; those that choose the batch size; and those that come before."""
FEWEST, MOST = 64, 4_096
"""Texts of a round that are asked all at once: as many of these as a model answers in about a second."""


@dataclass(frozen=True)
class Workload:
    """Texts by what they are for. A round's are its own: what a tokenizer remembers of one is no help in the next."""

    warm_up: list[str]
    trial: list[str]
    singly: list[list[str]]
    together: list[list[str]]
    distinct: int
    """Texts that there are to draw from: fewer than are asked for come again."""


def make_workload(test: Sequence[str], others: Sequence[str], rounds: int, seed: int = 0) -> Workload:
    """Draw from `test`, and to warm up with from `others`."""
    draw = random.Random(seed)
    texts = list(test)
    draw.shuffle(texts)
    drawn = cycle(texts)
    return Workload(
        warm_up=list(islice(cycle(others), WARM_UP)),
        trial=list(islice(drawn, TRIAL)),
        singly=_deal(list(islice(drawn, rounds * SINGLY)), rounds, draw),
        together=_deal(list(islice(drawn, rounds * MOST)), rounds, draw),
        distinct=len(texts),
    )


def _deal(texts: list[str], rounds: int, draw: random.Random) -> list[list[str]]:
    """As many to each round, of like lengths and in disorder, so that rounds differ by what the machine does alone."""
    ranked = sorted(texts, key=len)
    dealt = [ranked[number::rounds] for number in range(rounds)]
    for each in dealt:
        draw.shuffle(each)
    return dealt


def some(texts: Sequence[str], count: int) -> list[str]:
    """`count` of the texts, or all, in their order and of their lengths: every so-many-th of them by length."""
    count = min(count, len(texts))
    ranked = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    return [texts[place] for place in sorted(ranked[number * len(texts) // count] for number in range(count))]

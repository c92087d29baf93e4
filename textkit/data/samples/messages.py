"""A SYNTHETIC sample of the SMS spam collection: messages drawn from a grammar, none of them ever sent.

It stands in for the real corpus where there is no network; a score on it is no score on real messages. It is hard
because ham has prices, numbers, offers and calls to ring back as spam has, and some spam pretends to be a friend.
"""

from collections.abc import Iterator
from random import Random

from textkit.data.samples.grammar import Grammar

LABELS = ("ham", "spam")


def generate(rows: int = 3000, seed: int = 13) -> Iterator[tuple[str, str]]:
    """Yield messages with their labels, mixed and about evenly, without repeats."""
    grammar = Grammar.load("textkit.data.samples", "messages.toml")
    random = Random(seed)
    seen: set[str] = set()
    for _ in range(rows):
        label = LABELS[random.random() < 0.5]
        text = ""
        while not text or text.casefold() in seen:
            text = grammar.sentence(label, random)
        seen.add(text.casefold())
        yield text, label

"""A SYNTHETIC sample of the clickbait data set: headlines drawn from a grammar, none of them ever printed.

It stands in for the real corpus where there is no network; a score on it is no score on real headlines. It is
hard because the classes share topics, names and letter-case styles: the news has its lists and celebrities,
clickbait can sound sober, and about one headline in ten comes from patterns that both classes use.
"""

from collections.abc import Iterator
from random import Random

from textkit.data.samples.grammar import Grammar

LABELS = ("clickbait", "non-clickbait")
SHORTEST = 5  # words: what is shorter is seldom a headline, and hardly tells its class


def generate(rows: int = 4000, seed: int = 13) -> Iterator[tuple[str, str]]:
    """Yield headlines with their labels, mixed and about evenly, without repeats."""
    grammar = Grammar.load("textkit.data.samples", "headlines.toml")
    random = Random(seed)
    seen: set[str] = set()
    for _ in range(rows):
        label = LABELS[random.random() < 0.5]
        text = ""
        while len(text.split()) < SHORTEST or text.casefold() in seen:
            text = grammar.sentence(label, random)
        seen.add(text.casefold())
        yield text, label

"""A SYNTHETIC sample of goemotions: short comments drawn from a grammar, none of them ever posted.

It stands in for the real corpus where there is no network; a score on it is no score on real comments. About as many
comments show two emotions, and about as many show none, as in the real corpus. It is hard because all emotions share
their topics, many a phrase serves several, half the comments say something else besides, and some that show none
sound as if they did.
"""

import re
from collections.abc import Iterator
from random import Random

from textkit.data.samples.grammar import Grammar

LABELS = (
    *("admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire"),
    *("disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy"),
    *("love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise"),
    "neutral",
)
"""In the order of the real corpus."""
CURLY = 0.2
"""The share of comments that are written on a phone, with its apostrophes."""


def generate(rows: int = 4000, seed: int = 13) -> Iterator[tuple[str, list[str]]]:
    """Yield comments with the emotions each shows, in the order of `LABELS`, without repeats."""
    grammar = Grammar.load("textkit.data.samples", "emotions.toml")
    random = Random(seed)
    seen: set[str] = set()
    for _ in range(rows):
        emotions = grammar.sentence("mood", random).split()
        text = ""
        while not text or text.casefold() in seen:
            text = _comment(grammar, emotions, random)
        seen.add(text.casefold())
        yield text, [label for label in LABELS if label in emotions]


def _comment(grammar: Grammar, emotions: list[str], random: Random) -> str:
    """What shows each emotion, one after the other, and perhaps a remark somewhere."""
    parts = [grammar.sentence(emotion, random) for emotion in emotions]
    if aside := grammar.sentence("aside", random):
        parts.insert(int(random.random() * (len(parts) + 1)), aside)
    *others, last = parts
    text = " ".join([*(part if part[-1] in ".!?" else f"{part}." for part in others), last])
    if random.random() < CURLY:
        text = text.replace("'", "’")
    return re.sub(r"\s+\.", ".", text).replace("NAME", "[NAME]")  # a grammar's own brackets mean something else

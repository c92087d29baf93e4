"""SYNTHETIC samples of opinions, drawn from grammars: nobody ever wrote them, and the airlines and films are invented.

They stand in for the real corpora of messages to airlines (twitter-airline), film reviews (imdb) and sentences of
film reviews (sst2) where there is no network; a score on them is no score on real opinions. They are hard because
the classes share their topics and many of their words: there are thanks for nothing, praise before a complaint,
reviews that find good and bad in a film, and lines that say what nobody can tell a class from.
"""

import re
from collections.abc import Iterator
from random import Random

from textkit.data.samples.grammar import Grammar

TOKEN_START = re.compile(r"(?<=\w)(?=[.,:;!?]|n't\b|'(?:s|re|ve|ll|d|m)\b)")
"""Where the Penn Treebank divides what is printed as one: words and punctuation, words and what is contracted."""


def generate_tweets(rows: int = 4000, seed: int = 13) -> Iterator[tuple[str, str]]:
    """Yield messages to airlines, "negative", "neutral" or "positive", about as often as they are, without repeats."""
    return _opinions("airlines.toml", "", rows, seed)


def generate_reviews(rows: int = 2400, seed: int = 13) -> Iterator[tuple[str, str]]:
    """Yield reviews of films, each of many sentences, "negative" or "positive", about evenly, without repeats."""
    return _opinions("films.toml", "-review", rows, seed)


def generate_lines(rows: int = 4000, seed: int = 13) -> Iterator[tuple[str, str]]:
    """Yield phrases and sentences of reviews, "negative" or "positive", in small letters and cut into tokens."""
    for text, label in _opinions("films.toml", "-line", rows, seed):
        yield TOKEN_START.sub(" ", text.lower()), label


def _opinions(name: str, kind: str, rows: int, seed: int) -> Iterator[tuple[str, str]]:
    grammar = Grammar.load("textkit.data.samples", name)
    random = Random(seed)
    seen: set[str] = set()
    for _ in range(rows):
        label = grammar.sentence("label", random)
        text = ""
        while not text or text.casefold() in seen:
            text = re.sub(r"\s+(?=\.+(\s|$))", "", grammar.sentence(label + kind, random))
        seen.add(text.casefold())
        yield text, label

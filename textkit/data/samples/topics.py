"""SYNTHETIC samples of three corpora of topics: AG's news, Web of Science, 20 newsgroups; nobody wrote these texts.

They stand in for the real corpora where there is no network; a score on them is no score on those. A sample's
grammar has one table `shared`, and one for each family of topics with a table for each topic in it:

    [shared]                    the sentences of all topics, and the words that none of them owns
    [CS]                        words of the family, for all its topics
    [CS."Machine learning"]     words of the topic

Every topic fills the same shared sentences with its words. The symbol `plan` says of which sentences a text is made,
by their symbols. The samples are hard because most texts have sentences of another topic, and many words have none.
"""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from random import Random
from typing import NamedTuple, TypeVar

from textkit.data.samples.grammar import STYLES, Grammar

Thing = TypeVar("Thing")


class Topic(NamedTuple):
    """A topic, the family it belongs to, and the sentences about it."""

    family: str
    name: str
    grammar: Grammar


def generate_news(rows: int = 4000, seed: int = 13) -> Iterator[tuple[str, str]]:
    """Yield news in brief with their section, mixed and about evenly, without repeats."""
    for text, topic in texts(_families("topics.toml"), rows, seed, guests=0.5):
        yield text, topic.family


def generate_abstracts(rows: int = 3500, seed: int = 13) -> Iterator[tuple[str, str, str]]:
    """Yield abstracts with their domain and area, mixed, the domains about evenly, without repeats."""
    for text, topic in texts(_families("abstracts.toml"), rows, seed, guests=0.55):
        yield text, topic.family, topic.name


def generate_posts(rows: int = 3000, seed: int = 13) -> Iterator[tuple[str, str]]:
    """Yield posts with their newsgroup, mixed and about evenly, without repeats."""
    groups = [[topic] for family in _families("newsgroups.toml") for topic in family]
    for text, topic in texts(groups, rows, seed, guests=0.5):
        yield text, topic.name


def _families(name: str) -> list[list[Topic]]:
    """The topics of a sample's grammar, family by family."""
    tables = tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    shared = tables.pop("shared")
    return [[*topics_of(family, table, shared)] for family, table in tables.items()]


def topics_of(family: str, table: dict[str, str | dict[str, str]], shared: dict[str, str]) -> Iterator[Topic]:
    """The topics of a family's table: a topic's own words come before the family's, and those before the shared."""
    common = {symbol: text for symbol, text in table.items() if isinstance(text, str)}
    for name, own in table.items():
        if isinstance(own, dict):
            yield Topic(family, name, Grammar(shared | common | own))


def texts(families: list[list[Topic]], rows: int, seed: int, guests: float) -> Iterator[tuple[str, Topic]]:
    """Texts and their topics. A second topic may speak after the first sentence; its share is seldom large."""
    random = Random(seed)
    seen: set[str] = set()
    while len(seen) < rows:
        topic, guest = (_any(_any(families, random), random) for _ in range(2))
        share = guests * random.random() ** 2
        sentences: list[str] = []
        for symbol in topic.grammar.sentence("plan", random).split():
            speaking = guest if sentences and random.random() < share else topic
            sentences.append(_finished(speaking.grammar.sentence(symbol, random)))
        text = " ".join(sentences)
        if text.casefold() not in seen:
            seen.add(text.casefold())
            yield text, topic


def _any(things: list[Thing], random: Random) -> Thing:
    return things[int(random.random() * len(things))]


def _finished(sentence: str) -> str:
    """With a capital at its start and a stop at its end."""
    return STYLES["sentence"](sentence) + ("" if sentence[-1] in ".?!:-" else ".")

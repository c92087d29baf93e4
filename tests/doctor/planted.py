"""Corpora by a seeded generator: clean ones, and the same with faults of known places planted into them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

CLASSES = ("garden", "kitchen", "workshop")
SYLLABLES = [first + second for first in "bdfgklmnprstv" for second in ("a", "e", "i", "o", "u")]
SPLITS = ("train",) * 8 + ("validation", "test")
EACH = 12
"""Faults of each kind."""


@dataclass
class Corpus:
    """Rows as they go into a CSV, and which of them have which fault."""

    draw: Random
    rows: list[list[str]] = field(default_factory=list)
    """Text, label and split."""
    faults: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def free(self, split: str) -> int:
        """A row of a split that nothing was done to yet."""
        taken = set().union(*self.faults.values())
        return self.draw.choice([row for row, each in enumerate(self.rows) if each[2] == split and row not in taken])

    def line_of(self, row: int) -> str:
        return f"planted.csv:{row + 2}"


def clean(seed: int, rows: int = 1_500) -> Corpus:
    """Three balanced classes told apart by words inside the text, and by nothing on its surface."""
    draw = Random(seed)
    corpus = Corpus(draw)
    common = _words(draw, 500)
    special = {name: _words(draw, 40) for name in CLASSES}
    for number in range(rows):
        label, split = CLASSES[number % len(CLASSES)], SPLITS[number // len(CLASSES) % len(SPLITS)]
        inside = draw.sample(common, draw.randint(8, 14)) + draw.sample(special[label], 7)
        draw.shuffle(inside)
        text = " ".join([draw.choice(common), *inside, draw.choice(common)])
        corpus.rows.append([text.capitalize() + ".", label, split])
    return corpus


def planted(seed: int) -> Corpus:
    """A clean corpus with `EACH` faults of each kind."""
    corpus = clean(seed)
    for kind, plant in KINDS.items():
        for _ in range(EACH):
            corpus.faults[kind].add(plant(corpus))
    return corpus


def _words(draw: Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4)))] = None
    return list(found)


def _changed(change: Callable[[Random, str], str], split: str = "train") -> Callable[[Corpus], int]:
    """Plants by changing the text of a row."""

    def plant(corpus: Corpus) -> int:
        row = corpus.free(split)
        corpus.rows[row][0] = change(corpus.draw, corpus.rows[row][0])
        return row

    return plant


def _copied(target: str, change: Callable[[Random, str], str], relabel: bool = False) -> Callable[[Corpus], int]:
    """Plants by making a row of the split `target` repeat one of train."""

    def plant(corpus: Corpus) -> int:
        original = corpus.free("train")
        corpus.faults["original"].add(original)
        row = corpus.free(target)
        text, label, _ = corpus.rows[original]
        other = corpus.draw.choice([name for name in CLASSES if name != label])
        corpus.rows[row][:2] = [change(corpus.draw, text), other if relabel else label]
        return row

    return plant


def _inside(piece: str) -> Callable[[Random, str], str]:
    """Puts `piece` into a word in the middle."""

    def change(draw: Random, text: str) -> str:
        words = text.split()
        at = draw.randrange(1, len(words) - 1)
        words[at] = words[at][:2] + piece + words[at][2:]
        return " ".join(words)

    return change


def _typo(draw: Random, text: str) -> str:
    at = draw.randrange(1, len(text) - 1)
    return text[:at] + "x" + text[at + 1 :]


def _misread(draw: Random, text: str) -> str:
    return _inside(draw.choice(["é", "ü", "ñ", "’"]))(draw, text).encode().decode("cp1252")


def _disguised(draw: Random, text: str) -> str:
    words = text.split()
    at = draw.choice([number for number, word in enumerate(words[1:-1], 1) if {"a", "e", "o"} & set(word)])
    letter = next(each for each in words[at] if each in "aeo")
    words[at] = words[at].replace(letter, {"a": "а", "e": "е", "o": "о"}[letter], 1)  # Cyrillic twins
    return " ".join(words)


KINDS: dict[str, Callable[[Corpus], int]] = {
    "duplicates": _copied("train", lambda _, text: text),
    "leakage": _copied("test", lambda _, text: text.upper()),
    "contradictions": _copied("train", lambda _, text: text, relabel=True),
    "near_duplicates": _copied("train", _typo),
    "near_leakage": _copied("test", _typo),
    "mojibake": _changed(_misread),
    "homoglyphs": _changed(_disguised),
    "invisible_characters": _changed(_inside("\u200b")),
    "lost_characters": _changed(_inside("\ufffd")),
    "short_texts": _changed(lambda draw, text: text.split()[0]),
    "long_texts": _changed(lambda draw, text: " ".join(draw.choices(text.split(), k=1_500))),
}
"""How a fault of each kind is planted: changes the corpus, and answers the row that should be found."""

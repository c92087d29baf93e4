"""Invented reports with the people and places in them: a small dataset that a small tagger learns in seconds."""

import json
import random
from pathlib import Path

PEOPLE = ("Anna Bell", "Carl", "Dee Moor", "Eva", "Finn Gray", "Hugo", "Ida Lund", "Jan")
PLACES = ("Paris", "New York", "Oslo", "Rome", "Cape Town", "Lima", "Bonn", "Kyoto")
SENTENCES = (
    ("{PER}", "met", "{PER}", "in", "{LOC}", "."),
    ("{PER}", "flew", "to", "{LOC}", "and", "{LOC}", "."),
    ("In", "{LOC}", ",", "{PER}", "said", "nothing", "."),
    ("Nobody", "was", "at", "home", "."),
    ("The", "train", "from", "{LOC}", "was", "late", "."),
)
NOUNS = ("dog", "cat", "train", "house", "nothing", "home")
VERBS = ("met", "flew", "said", "was")

Tagged = tuple[list[str], list[str]]


def tagged(rows: int, seed: int = 0) -> list[Tagged]:
    """Sentences as words and IOB2 tags."""
    draw = random.Random(seed)
    return [_sentence(draw) for _ in range(rows)]


def _sentence(draw: random.Random) -> Tagged:
    words, tags = [], []
    for part in draw.choice(SENTENCES):
        label = part.strip("{}")
        found = draw.choice({"PER": PEOPLE, "LOC": PLACES}.get(label, (part,))).split()
        words += found
        tags += [f"{'BI'[number > 0]}-{label}" if label != part else "O" for number in range(len(found))]
    extra = [draw.choice(NOUNS) for _ in range(draw.randint(0, 3))]
    return [*words, *extra], [*tags, *["O"] * len(extra)]


def pos_of(words: list[str]) -> list[str]:
    """A part of speech for each word."""
    return [
        "NOUN"
        if word in NOUNS
        else "VERB"
        if word in VERBS
        else "PROPN"
        if word[0].isupper()
        else "PUNCT"
        if not word[0].isalpha()
        else "OTHER"
        for word in words
    ]


def conll(sentences: list[Tagged]) -> str:
    """Columns: the word, its part of speech, its entity tag."""
    blocks = (
        "".join(f"{word}\t{pos}\t{tag}\n" for word, pos, tag in zip(words, pos_of(words), tags, strict=True))
        for words, tags in sentences
    )
    return "\n".join(blocks)


def write_conll(path: Path, rows: int = 240, seed: int = 0) -> Path:
    path.write_text(conll(tagged(rows, seed)), encoding="utf-8")
    return path


def write_jsonl(path: Path, rows: int = 240, seed: int = 0) -> Path:
    """The same as JSON lines with `tokens` and `tags`."""
    lines = [json.dumps({"tokens": words, "tags": tags}) for words, tags in tagged(rows, seed)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


TINY_TAGGER = {
    "model": {"embedding_dim": 16, "ngram_dim": 8, "ngram_buckets": 256, "hidden": 8},
    "training": {"epochs": 12, "lr": 0.03, "batch_size": 16, "threads": 1},
}
"""A tagger small enough for a test."""

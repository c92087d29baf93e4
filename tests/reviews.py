"""Invented reviews: a small dataset that a small network learns in seconds."""

import random
from pathlib import Path

GOOD = ("great", "lovely", "fine", "superb", "pleasant")
BAD = ("awful", "dreadful", "poor", "nasty", "boring")
THINGS = ("film", "meal", "book", "song", "trip", "game", "phone", "hotel")


def write_reviews(path: Path, rows: int = 240, seed: int = 0) -> Path:
    """A CSV of invented reviews whose label is the adjective's."""
    draw = random.Random(seed)
    lines = ["text,label"]
    for number in range(rows):
        label = draw.choice(("good", "bad"))
        word = draw.choice(GOOD if label == "good" else BAD)
        extra = " ".join(draw.choice(THINGS) for _ in range(draw.randint(0, 6)))
        lines.append(f"The {draw.choice(THINGS)} was {word} {extra} {number},{label}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


TINY = {
    "model": {"embedding_dim": 16, "ngram_dim": 8, "ngram_buckets": 256, "hidden": 8, "attention_dim": 8},
    "training": {"epochs": 3, "lr": 0.01, "batch_size": 16, "threads": 1},
}
"""A network small enough for a test."""

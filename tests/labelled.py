"""Invented notices about any number of subjects: label sets that a small network learns in seconds."""

import json
import random
from pathlib import Path
from typing import Any

SUBJECTS = {
    "art": ("painting", "museum", "statue", "gallery"),
    "money": ("bank", "loan", "budget", "market"),
    "sport": ("match", "goal", "runner", "league"),
    "weather": ("rain", "storm", "sunshine", "frost"),
}
LABELS = list(SUBJECTS)
FILLERS = ("today", "again", "nobody", "town", "people", "morning", "said", "there")

Labelled = tuple[str, list[str]]


def labelled(rows: int, seed: int = 0) -> list[Labelled]:
    """Texts and their labels: two or three as a rule, none for every sixth or so. A word of it decides each label."""
    draw = random.Random(seed)
    return [_notice(draw, number) for number in range(rows)]


def _notice(draw: random.Random, number: int) -> Labelled:
    labels = sorted(draw.sample(LABELS, draw.choice((0, 1, 2, 2, 3, 3))))
    words = [draw.choice(SUBJECTS[label]) for label in labels]
    words += [draw.choice(FILLERS) for _ in range(draw.randint(2, 5))]
    draw.shuffle(words)
    return f"{' '.join(words)} {number}", labels


def with_a_rare_label(rows: int) -> list[Labelled]:
    """Notices of which one in twenty or so has the label `comet`; its word stands in more that do not have it.

    Where the word stands the label is less likely than not, so who counts every row alike hardly ever answers it.
    """
    draw, found = random.Random(1), []
    for text, labels in labelled(rows):
        rare = draw.random() < 0.05
        seen = rare or draw.random() < 0.12
        found.append((f"{text}{' comet' * seen}", [*labels, *["comet"] * rare]))
    return found


def write_flags(path: Path, notices: list[Labelled]) -> Path:
    """A CSV with a column of 0 and 1 for each label."""
    labels = sorted({label for _, found in notices for label in found})
    lines = [",".join([text, *(str(int(label in found)) for label in labels)]) for text, found in notices]
    path.write_text("\n".join([",".join(["text", *labels]), *lines]) + "\n", encoding="utf-8")
    return path


def write_lists(path: Path, notices: list[Labelled]) -> Path:
    """The same as JSON lines with a list of `labels`."""
    lines = [json.dumps({"text": text, "labels": labels}) for text, labels in notices]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_labelled(path: Path, rows: int = 240, seed: int = 0) -> Path:
    """A CSV or JSON lines, by the name of the file."""
    write = write_lists if path.suffix == ".jsonl" else write_flags
    return write(path, labelled(rows, seed))


TINY_SETS: dict[str, Any] = {
    "model": {"embedding_dim": 16, "ngram_dim": 8, "ngram_buckets": 256, "hidden": 8, "attention_dim": 8},
    "training": {"epochs": 8, "lr": 0.03, "batch_size": 16, "threads": 1},
}
"""A network small enough for a test."""

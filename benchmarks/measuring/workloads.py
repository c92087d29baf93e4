"""What is answered: four files of texts, one a line, each with the run that answers it.

conll2003   the 3,453 test sentences, words joined by spaces, for a tagger
headlines   the 3,200 test headlines of clickbait
abstracts   the test abstracts of web-of-science; with 256 pieces read, most are cut
skewed      nine headlines to one abstract, in seeded disorder, all answered by the classifier of abstracts
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import textkit
from textkit.data.store import Split
from textkit.run import Run
from textkit.types import Input

_WARM_UP = 64
_SKEWED = 2_000
RUNS = {
    "conll2003": "conll2003-minilm",
    "headlines": "clickbait-minilm",
    "abstracts": "web-of-science-minilm",
    "skewed": "web-of-science-minilm",
}
"""Which run answers which workload."""
_DATASETS = {"conll2003": "conll2003", "headlines": "clickbait", "abstracts": "web-of-science"}


@dataclass(frozen=True)
class Workload:
    """Inputs, their truth where there is one, and a few others of their kind to warm up with."""

    name: str
    run: Run
    inputs: Sequence[Input]
    targets: Sequence[Any] | None
    warm_up: Sequence[Input]


def make_workload(name: str, run: Run, limit: int | None = None) -> Workload:
    """The workload of that name, or every so-many-th of its records, so that `limit` are left."""
    test, others = _splits(name)
    chosen = range(0, len(test), max(1, len(test) // limit) if limit else 1)[:limit]
    inputs, targets = test.inputs, test.targets if name != "skewed" else None
    return Workload(
        name,
        run,
        [inputs[row] for row in chosen],
        targets and [targets[row] for row in chosen],
        others.inputs[:_WARM_UP],
    )


def _splits(name: str) -> tuple[Split, Split]:
    """What is answered, and what comes before it to warm up."""
    if name == "skewed":
        return _skewed("test"), _skewed("validation")
    dataset = textkit.prepare(
        [{"headlines": "clickbait", "abstracts": "web-of-science"}.get(name, name)], source="remote"
    )
    return dataset.split("test"), dataset.split("validation")


def _skewed(split: str) -> Split:
    headlines, abstracts = (
        textkit.prepare([_DATASETS[kind]], source="remote").split(split).texts for kind in ("headlines", "abstracts")
    )
    draw = random.Random(0)
    texts = draw.sample(headlines, _SKEWED * 9 // 10) + draw.sample(abstracts, _SKEWED // 10)
    draw.shuffle(texts)
    return Split(texts, [None] * len(texts), [""] * len(texts))


def write_lines(path: Path, inputs: Sequence[Input]) -> Path:
    """One text a line."""
    texts = (each if isinstance(each, str) else each.text for each in inputs)
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    return path

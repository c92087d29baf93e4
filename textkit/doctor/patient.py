"""What the doctor looks at, and what a finding is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.data.store import Split
from textkit.tasks import Task
from textkit.text.cleaning import Cleaning
from textkit.types import SPLITS, Input, Sentence

Rows = NDArray[np.int64]


class Window(NamedTuple):
    """How much a model reads of a text: its name, its longest input in tokens, and what counts the tokens of texts."""

    model: str
    tokens: int
    lengths: Callable[[Sequence[Input]], NDArray[np.int64]]


@dataclass(frozen=True)
class Patient:
    """A prepared dataset; its rows are numbered through all splits, those of train first."""

    task: Task
    labels: Sequence[str]
    texts: Sequence[str]
    targets: Sequence[Any]
    origins: Sequence[str]
    """The file and line that each row stands in."""
    splits: NDArray[np.int8]
    """(rows,) the number of each row's split in `SPLITS`."""
    spans: Sequence[Any] | None = None
    """Where the words of each text are, if words have targets of their own."""
    window: Window | None = None
    seed: int = 0
    mended: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Origins of sentences whose tags or entities were mended when they were read, by what was done."""

    @classmethod
    def of(
        cls,
        splits: Mapping[str, Split],
        task: Task,
        labels: Sequence[str],
        *,
        cleaning: Cleaning | None = None,
        window: Window | None = None,
        seed: int = 0,
        mended: Mapping[str, Sequence[str]] | None = None,
    ) -> "Patient":
        """The rows of all splits, one after the other; cleaned, if they are trained on so."""
        found = [splits[name] for name in SPLITS]
        if cleaning is not None:
            found = [split.with_inputs(cleaning(split.inputs)) for split in found]
        spans = None if found[0].spans is None else [each for split in found for each in split.spans or ()]
        return cls(
            task=task,
            labels=labels,
            texts=[text for split in found for text in split.texts],
            targets=[target for split in found for target in split.targets],
            origins=[origin for split in found for origin in split.origins],
            splits=np.repeat(np.arange(len(SPLITS), dtype=np.int8), [len(split) for split in found]),
            spans=spans,
            window=window,
            seed=seed,
            mended=mended or {},
        )

    def __len__(self) -> int:
        return len(self.texts)

    def rows(self, split: str) -> Rows:
        """The numbers of the rows of one split."""
        return np.flatnonzero(self.splits == SPLITS.index(split))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The rows with their words; only where words have targets of their own."""
        return [Sentence(text, spans) for text, spans in zip(self.texts, self.spans or (), strict=True)]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a dataset, or worth knowing.

    A `problem` makes scores wrong or training fail, a `warning` is likely to cost something, a `note` is good to know.
    """

    kind: str
    """A name for programs: `leakage`, `near_duplicates`."""
    severity: Literal["problem", "warning", "note"]
    message: str
    """One sentence, with its figures."""
    advice: str
    """What to do, one sentence."""
    rows: Sequence[int] = ()
    """All rows concerned, the most telling first."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """The figures of the message and more, ready for JSON."""


Check = Callable[[Patient], Iterable[Finding]]

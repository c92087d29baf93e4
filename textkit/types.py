"""The types that cross the walls between rooms."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
"""Named arrays, the inputs of one forward pass."""

Scores = NDArray[np.float32]
"""What a model answers: (rows, labels), a row for each text or for each word."""

Bounds = NDArray[np.int64]
"""Whose rows are whose: record r has the rows bounds[r] to bounds[r + 1]; (records + 1,)."""

SPLITS = ("train", "validation", "test")


class Row(NamedTuple):
    """One record of an input file: its 1-based `line` and its fields by column name."""

    line: int
    fields: dict[str, Any]


class Sentence(NamedTuple):
    """A text and where its words are: [start, end) in characters, in order, none empty, none overlapping."""

    text: str
    spans: Sequence[tuple[int, int]]

    @property
    def words(self) -> list[str]:
        return [self.text[start:end] for start, end in self.spans]

    @classmethod
    def of_words(cls, words: Sequence[str]) -> "Sentence":
        """Words that came without a text: one space between any two."""
        ends = list(accumulate(len(word) + 1 for word in words))
        return cls(" ".join(words), [(end - 1 - len(word), end - 1) for word, end in zip(words, ends, strict=True)])


Input = str | Sentence
"""What a model is asked about: a text, or where every word gets an answer a sentence."""


class Example(NamedTuple):
    """One text and its truth; `origin` is the file and line it stands in, `split` the one its file puts it in.

    Where each word has a truth of its own, `spans` says where the words are (see `Sentence`). Rows of one `group` stay
    in one split.
    """

    text: str
    target: Any
    origin: str
    split: str | None = None
    spans: Sequence[tuple[int, int]] | None = None
    group: str | None = None


IGNORED = -100
"""The target of a cell that only pads."""


class Encoded(Protocol):
    """Inputs turned into arrays once, so that a batch is a matter of slicing.

    Its rows are what a model reads at a time: a text, a sentence, or a stretch of a long one. What a model answers of a
    batch is put in its place here: one answer for each text, or one for each word (`text/rows.py`). `lengths` (rows,)
    counts what a row costs a model: its tokens.
    """

    @property
    def lengths(self) -> NDArray[np.int64]: ...

    def batch(self, rows: NDArray[np.int64]) -> Arrays:
        """The inputs of one forward pass over `rows` (batch,), padded to the longest of them."""
        ...

    def columns(self, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Where along a model's answer the words of `rows` are, (batch, words); None where texts are answered."""
        ...

    def targets(self, rows: NDArray[np.int64], truth: NDArray[Any]) -> NDArray[Any]:
        """The part of `truth` that `rows` answer for: (batch, ...), or (batch, words) padded with `IGNORED`."""
        ...

    def place(self, rows: NDArray[np.int64], answer: Scores, logits: Scores) -> None:
        """Write a model's `answer` for `rows` into the `logits` of everything."""
        ...


class Session(Protocol):
    """A model ready to answer, whatever runs it: numpy, onnxruntime or torch."""

    batch_tokens: int = 8_192
    """Of a batch that suits it, padding included."""
    threads: int = 1
    """How many may ask it at a time to any gain."""

    def run(self, inputs: Arrays) -> Scores:
        """Logits for the arrays of one batch: (batch, labels), or (batch, tokens, labels) where words are answered."""
        ...

    def run_all(self, batches: Iterable[Arrays]) -> Iterator[Scores]:
        """Logits of each batch, in order; only few are held at a time."""
        return map(self.run, batches)

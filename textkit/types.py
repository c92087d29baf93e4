"""The types that cross the walls between rooms."""

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
"""Named arrays, the inputs of one forward pass."""

Scores = NDArray[np.float32]
"""What a model answers: (records, labels)."""

SPLITS = ("train", "validation", "test")


class Row(NamedTuple):
    """One record of an input file: its 1-based `line` and its fields by column name."""

    line: int
    fields: dict[str, Any]


class Example(NamedTuple):
    """One text and its truth; `origin` is the file and line it stands in, `split` the one its file puts it in."""

    text: str
    target: Any
    origin: str
    split: str | None = None


class Encoded(Protocol):
    """Texts turned into arrays once, so that a batch is a matter of slicing.

    `lengths` (records,) counts what a record costs a model: its tokens.
    """

    @property
    def lengths(self) -> NDArray[np.int64]: ...

    def batch(self, rows: NDArray[np.int64]) -> Arrays:
        """The inputs of one forward pass over `rows` (batch,), padded to the longest of them."""
        ...


class Session(Protocol):
    """A model ready to answer, whatever runs it: numpy, onnxruntime or torch."""

    def run(self, inputs: Arrays) -> Scores:
        """Logits (batch, labels) for the arrays of one batch."""
        ...

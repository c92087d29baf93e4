"""Rows on their way into the store: written down as they are read, and dealt out to the splits once all are known.

So that a dataset of any size is prepared in the memory of one batch.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.types import SPLITS, Example

BATCH_ROWS = 50_000
BATCH_CHARACTERS = 1 << 25


class Spool:
    """Examples in a file of their own, in the order given."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pending: list[Example] = []
        self._characters = 0
        self._writer: Any = None

    def add(self, example: Example) -> None:
        self._pending.append(example)
        self._characters += len(example.text)
        if len(self._pending) == BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self._flush()

    def close(self) -> None:
        """Write what is left; nothing can be added any more."""
        if self._pending:
            self._flush()
        if self._writer is not None:
            self._writer.close()

    def batches(self) -> Iterator[Any]:
        """What was written, as pyarrow batches."""
        import pyarrow as pa

        with pa.memory_map(str(self.path)) as file, pa.ipc.open_stream(file) as reader:
            yield from reader

    def origin_of(self, row: int) -> str:
        """The file and line of a row."""
        for batch in self.batches():
            if row < len(batch):
                return str(batch.column("origin")[row])
            row -= len(batch)
        raise IndexError(row)

    def _flush(self) -> None:
        import pyarrow as pa

        batch = record_batch(self._pending)
        if self._writer is None:
            self._writer = pa.ipc.new_stream(str(self.path), batch.schema)
        self._writer.write_batch(batch)
        self._pending, self._characters = [], 0


def record_batch(examples: Sequence[Example]) -> Any:
    """Examples as a pyarrow batch: text, target, origin, and the spans of words that have targets of their own."""
    import pyarrow as pa

    several = not isinstance(examples[0].target, str)
    columns = {
        "text": pa.array([example.text for example in examples], pa.string()),
        "target": pa.array([example.target for example in examples], pa.list_(pa.string()) if several else pa.string()),
        "origin": pa.array([example.origin for example in examples], pa.string()),
    }
    if examples[0].spans is not None:
        edges = [list(chain.from_iterable(example.spans or ())) for example in examples]
        columns["spans"] = pa.array(edges, pa.list_(pa.int32()))
    return pa.RecordBatch.from_pydict(columns)


def deal(spool: Spool, splits: NDArray[np.int8], folder: Path) -> None:
    """Write `<split>.parquet` into `folder` for the number of each row's split in SPLITS."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    with ExitStack() as closing:
        writers: list[Any] = []
        start = 0
        for batch in spool.batches():
            if not writers:
                writers = [
                    closing.enter_context(ParquetWriter(folder / f"{split}.parquet", batch.schema)) for split in SPLITS
                ]
            where = splits[start : start + len(batch)]
            start += len(batch)
            for number, writer in enumerate(writers):
                if (where == number).any():
                    writer.write_batch(batch.filter(pa.array(where == number)))

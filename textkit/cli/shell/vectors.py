"""Where the vectors of `embed` go: jsonl as they come, npy and parquet as files of numbers.

No file is held in memory: an npy gets its number of rows at the end, a parquet has row groups. What parquet carries
through besides strings is written as JSON, so that no late record can contradict the type of its column.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from textkit.atomic import replacing
from textkit.cli.shell.answers import Form, writing
from textkit.cli.shell.as_json import as_json
from textkit.inference.embedder import Embedder, Vectors
from textkit.inference.streaming import carried_name

Record = dict[str, Any]
Write = Callable[[Record], object]
BINARY = ("npy", "parquet")
_GROUP = 8_192  # vectors of a row group


@contextmanager
def writing_vectors(
    form: str, out: Path | None, embedder: Embedder, column: str, carried: Sequence[str]
) -> Iterator[Write]:
    """A function that writes one record, to `out` (whole or not at all), or what is JSON to stdout.

    `column` of the input holds the text; those `carried` through are columns of a parquet.
    """
    if out is None or form not in BINARY:
        with writing(Form(form, None, column), out) as write:
            yield lambda record: write(_plain(record))
        return
    answer = ("text", "vector") if embedder.level == "text" else ("text", "tokens", "vectors")
    names = [carried_name(name, (*carried, column), answer) for name in carried]
    with (
        replacing(out) as beside,
        _npy(beside, embedder.size) if form == "npy" else _parquet(beside, embedder, names) as write,
    ):
        yield write


def vectors_of(record: Record) -> Vectors:
    """(1, size) of a text, (words, size) of its words."""
    vectors: Vectors = record["vectors"] if "vectors" in record else record["vector"][None]
    return vectors


def _plain(record: Record) -> Record:
    """Arrays as lists, each number as the shortest decimal that reads back to the same float32."""
    plain = dict(record)
    if "vector" in record:
        plain["vector"] = [float(str(number)) for number in record["vector"]]
    if "vectors" in record:
        plain["vectors"] = [[float(str(number)) for number in vector] for vector in record["vectors"]]
    return plain


@contextmanager
def _npy(path: Path, size: int) -> Iterator[Write]:
    """(vectors, size): first a header of no rows, which numpy pads so that any number of rows fits into it."""
    count = 0

    def write_header() -> None:
        stream.seek(0)
        shape = {"descr": "<f4", "fortran_order": False, "shape": (count, size)}
        np.lib.format.write_array_header_1_0(stream, shape)

    def write(record: Record) -> None:
        nonlocal count
        vectors = vectors_of(record)
        stream.write(vectors.astype("<f4").tobytes())
        count += len(vectors)

    with path.open("wb") as stream:
        write_header()
        yield write
        write_header()


@contextmanager
def _parquet(path: Path, embedder: Embedder, names: Sequence[str]) -> Iterator[Write]:
    """A row for each record, with the columns `names` between its text and its vectors."""
    from pyarrow.parquet import ParquetWriter

    pending: list[Record] = []
    waiting = 0

    def write(record: Record) -> None:
        nonlocal waiting
        pending.append(record)
        waiting += len(vectors_of(record))
        if waiting >= _GROUP:
            writer.write_table(_table(pending, embedder, names))
            pending.clear()
            waiting = 0

    with ParquetWriter(path, _table([], embedder, names).schema) as writer:
        yield write
        if pending:
            writer.write_table(_table(pending, embedder, names))


def _table(records: Sequence[Record], embedder: Embedder, names: Sequence[str]) -> Any:
    """One row group; of numbers Python sees the arrays alone."""
    import pyarrow as pa

    found = [vectors_of(record) for record in records]
    numbers = np.concatenate([np.empty((0, embedder.size), np.float32), *found]).ravel()
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(numbers), embedder.size)
    strings = {name: [_cell(record.get(name)) for record in records] for name in ("text", *names)}
    columns = {name: pa.array(values, pa.string()) for name, values in strings.items()}
    if embedder.level == "text":
        return pa.table({**columns, "vector": vectors})
    tokens = pa.array([record["tokens"] for record in records], pa.list_(pa.string()))
    bounds = list(accumulate(map(len, found), initial=0))
    return pa.table({**columns, "tokens": tokens, "vectors": pa.ListArray.from_arrays(bounds, vectors)})


def _cell(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else as_json(value)

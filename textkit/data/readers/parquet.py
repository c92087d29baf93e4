"""Parquet: columns that have names and types; strings stay strings, and a null is None.

What a table is made of stands at the end of the file, so it has to be sought; a pipe is read whole into memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from textkit.data.readers.csv import naming_fault
from textkit.data.readers.source import PACKED_MAGIC
from textkit.data.readers.table import BadRow, Record
from textkit.errors import DataError
from textkit.types import Row

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyarrow.parquet import ParquetFile

BATCH_ROWS = 1_000
BUFFER_BYTES = 1 << 20
"""What is read ahead of a column: without a buffer it would be all that a group of rows holds of it."""

_MAGIC = b"PAR1"


def read_parquet(stream: BinaryIO, name: str) -> tuple[tuple[str, ...], Iterator[Record]]:
    """The columns and the records of a Parquet file; a record's line is its number, counted from 1.

    Raises:
        DataError: this is no Parquet file, it is damaged, or its columns' names cannot be used.
    """
    with _faults(name):
        source = stream if stream.seekable() else BytesIO(stream.read())
        file = _open(source, name)
        columns = tuple(file.schema_arrow.names)
    if fault := naming_fault(columns):
        raise DataError(f"in the schema: {fault}", "give each column its own name", path=name)
    return columns, _records(file, name)


def _open(source: BinaryIO, name: str) -> "ParquetFile":
    from pyarrow.parquet import ParquetFile

    magic = source.read(len(_MAGIC))
    if not magic:
        raise DataError("the file is empty", path=name)
    if magic != _MAGIC:
        packed = "Parquet is compressed inside: a packed file has to be unpacked first"
        other = "--input-format csv, tsv, jsonl ... names another format"
        hint = packed if magic.startswith(PACKED_MAGIC) else other
        raise DataError("this is not a Parquet file", hint, path=name)
    source.seek(0)
    return ParquetFile(source, buffer_size=BUFFER_BYTES, pre_buffer=False, page_checksum_verification=True)


def _records(file: "ParquetFile", name: str) -> Iterator[Record]:
    batches = file.iter_batches(BATCH_ROWS, use_threads=False)  # the stream is read by whoever reads the records
    done = 0
    while True:
        with _faults(name):
            batch = next(batches, None)
        if batch is None:
            return
        yield from rows_of(batch, done + 1)
        done += batch.num_rows


def rows_of(batch: "RecordBatch", first: int) -> Iterator[Record]:
    """The rows of a batch; a value that Python cannot hold, or text that is not UTF-8, costs its own row alone."""
    from pyarrow import ArrowException

    try:
        values = batch.to_pylist()
    except (ArrowException, ValueError, OverflowError):
        for at in range(batch.num_rows):
            yield _row(batch, at, first + at)
    else:
        for number, fields in enumerate(values, first):
            yield Row(number, fields)


def _row(batch: "RecordBatch", at: int, number: int) -> Record:
    from pyarrow import ArrowException

    fields = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            fields[name] = column[at].as_py()
        except (ArrowException, ValueError, OverflowError) as error:
            return BadRow(number, f"'{name}' cannot be read: {error}")
    return Row(number, fields)


@contextmanager
def _faults(name: str) -> Iterator[None]:
    """Turns what Arrow says of a file into DataError."""
    from pyarrow import ArrowException

    try:
        yield
    except (ArrowException, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.strerror:  # the system's, not Arrow's
            raise DataError(f"reading failed: {error.strerror}", path=name) from None
        said = "".join(filter(str.isprintable, (str(error).splitlines() or [type(error).__name__])[0])).rstrip(": ")
        raise DataError(
            f"the Parquet data cannot be read: {said}", "is the file damaged or cut short?", path=name
        ) from None

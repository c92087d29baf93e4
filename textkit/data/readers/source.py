"""A file or a stream as chunks of bytes, unpacked where it is gzip or zstd."""

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from textkit.errors import DataError, MissingError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_BYTES = 1 << 16
MARK_BYTES = 4
"""Enough to tell either magic number and every byte order mark."""

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's number for "a gzip header and checksum around the data"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZIP_MAGIC = b"PK\x03\x04"
PACKED_MAGIC = (_GZIP_MAGIC, _ZSTD_MAGIC)
"""What packed data begin with."""

_AGAIN = "fetch or pack the file again"


@contextmanager
def open_bytes(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    """`source` as a binary stream; a path is closed at the end, a stream is left to its owner.

    Raises:
        MissingError: there is no such file.
        DataError: it is a folder or cannot be opened.
    """
    if not isinstance(source, Path):
        yield source
        return
    try:
        stream = source.open("rb")
    except FileNotFoundError:
        raise MissingError(f"{source}: no such file") from None
    except IsADirectoryError:
        raise DataError("this is a folder, a file is expected", path=str(source)) from None
    except PermissionError:
        raise DataError("no permission to read the file", path=str(source)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise DataError(f"cannot be opened: {_cause(error)}", path=str(source)) from None
    with stream:
        yield stream


def read_chunks(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """The bytes of `stream` as they arrive, decompressed, the first chunk long enough to hold a mark.

    Raises:
        DataError: reading fails, the packed data are damaged, or they are an archive of files.
    """
    chunks = _with_whole_mark(_arriving(stream, name))
    first = next(chunks, b"")
    for magic, unpack in ((_GZIP_MAGIC, _inflated), (_ZSTD_MAGIC, _unpacked_zstd)):
        if first.startswith(magic):
            chunks = _with_whole_mark(unpack(first, chunks, name))
            first = next(chunks, b"")
            break
    if first.startswith(_ZIP_MAGIC):
        hint = "unpack it; of a workbook, save the sheet as CSV"
        raise DataError("this is a zip archive, or a workbook, which is one inside", hint, path=name)
    yield first
    yield from chunks


def _arriving(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """Chunks as soon as they are there: `read1` does not wait for a pipe to fill the chunk."""
    read = getattr(stream, "read1", stream.read)
    try:
        while chunk := read(CHUNK_BYTES):
            yield chunk
    except OSError as error:
        raise DataError(f"reading failed: {_cause(error)}", path=name) from None


def _with_whole_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes; a pipe's first few are gathered, unless they are a whole line already."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= MARK_BYTES or head.endswith(b"\n"):
            break
    if head:
        yield head
        yield from chunks


def _inflated(first: bytes, rest: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Decompressed chunks of one or more gzip members; zeros that pad the end are skipped."""
    inflater = zlib.decompressobj(wbits=_GZIP_WINDOW)
    try:
        for chunk in chain([first], rest):
            yield inflater.decompress(chunk)
            while following := inflater.unused_data.lstrip(b"\0"):
                inflater = zlib.decompressobj(wbits=_GZIP_WINDOW)
                yield inflater.decompress(following)
    except zlib.error as error:
        raise DataError(f"the gzip data are damaged: {error}", _AGAIN, path=name) from None
    if not inflater.eof:
        raise DataError("the gzip data are cut short", _AGAIN, path=name)


class _Feed(io.RawIOBase):
    """Chunks as a file that can only be read onwards."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        chunk = self._rest or next(self._chunks, b"")
        with memoryview(buffer) as view:
            taken = min(len(view), len(chunk))
            view[:taken] = chunk[:taken]
        self._rest = chunk[taken:]
        return taken


def _unpacked_zstd(first: bytes, rest: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Decompressed chunks of one or more zstd frames; unlike gzip's, a pipe's come when they are full."""
    import pyarrow as pa

    packed = pa.PythonFile(_Feed(chain([first], rest)), mode="r")
    try:
        with pa.CompressedInputStream(packed, "zstd") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:  # an error of reading is a DataError by now
        if "Truncated" in str(error):
            raise DataError("the zstd data are cut short", _AGAIN, path=name) from None
        raise DataError(f"the zstd data are damaged: {error}", _AGAIN, path=name) from None


def _cause(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)

"""Members of archives as streams: nothing is unpacked to disk, and damage is a DataError."""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast
from zipfile import BadZipFile, ZipFile

from textkit.data.readers.source import CHUNK_BYTES, open_bytes
from textkit.errors import DataError

_ZIP_MAGIC = b"PK\x03\x04"
_STREAM = "stdin"
"""What a table that is read from a stream is called; whoever opened the stream knows better."""


def is_zip(path: Path) -> bool:
    """Whether a file's content begins as a zip archive does. Raises as `open_bytes` does."""
    with open_bytes(path) as stream:
        return stream.read(len(_ZIP_MAGIC)) == _ZIP_MAGIC


@contextmanager
def open_member(path: Path, member: str) -> Iterator[BinaryIO]:
    """A member of a zip archive as `open_table` takes it; a file that is no zip archive is the member itself.

    A DataError about the stream's content, raised while it is open, comes out with the member's name.

    Raises:
        MissingError: there is no such file.
        DataError: the archive is damaged, or has no such member.
    """
    name = path.name
    try:
        if is_zip(path):
            name = f"{path.name}/{member}"
            with ZipFile(path) as archive, _member(archive, member) as stream:
                yield cast(BinaryIO, stream)
        else:
            with open_bytes(path) as stream:
                yield stream
    except DataError as error:
        if error.path != _STREAM:
            raise
        raise DataError(error.reason, error.hint, path=name, line=error.line) from error
    except (BadZipFile, zlib.error, EOFError) as error:
        raise _damaged(error, name) from None


def _member(archive: ZipFile, member: str) -> IO[bytes]:
    """Raises DataError if it is not there, or is packed in a way that cannot be read."""
    try:
        return archive.open(member)
    except KeyError:
        place = Path(str(archive.filename)).name
        held = ", ".join(archive.namelist()[:5])
        raise DataError(f"the archive has no {member}", f"it holds {held or 'nothing'}", path=place) from None
    except (RuntimeError, NotImplementedError) as error:  # a password, an unknown compression
        raise DataError(f"{member} cannot be unpacked: {error}", path=Path(str(archive.filename)).name) from None


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file in a tar.gz archive, in the archive's order, one at a time.

    Raises:
        MissingError: there is no such file.
        DataError: the archive is damaged or cut short, which may show after the last file only.
    """
    with open_bytes(path) as packed:
        try:
            with gzip.open(packed) as unpacked:
                with tarfile.open(fileobj=unpacked, mode="r|") as archive:
                    for entry in archive:
                        if content := archive.extractfile(entry):  # None for a folder
                            yield entry.name, content.read()
                while unpacked.read(CHUNK_BYTES):  # to the end, where the checksum is
                    pass
        except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
            raise _damaged(error, path.name) from None


def _damaged(error: Exception, name: str) -> DataError:
    return DataError(f"the archive is damaged: {error}", "fetch it again", path=name)

"""Word vectors published as text: GloVe, and fastText's .vec (a first line with two numbers)."""

import gzip
import zlib
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from textkit.errors import DataError, MissingError


def read_vectors(path: Path, wanted: Container[str]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The vectors (dimensions,) of the `wanted` words, as the file gives them, one line at a time.

    Raises:
        MissingError: there is no such file.
        DataError: a line is not a word and its numbers, or their number changes.
    """
    dimensions = 0
    with _reading(path) as stream:
        for number, line in enumerate(stream, start=1):
            word, _, rest = line.rstrip("\n").rstrip(" ").partition(" ")
            if number == 1 and len(rest.split()) == 1:
                continue  # fastText's header: how many words, how many dimensions
            dimensions = dimensions or len(rest.split(" "))
            if word in wanted and not _word_has_spaces(rest, dimensions):
                yield word, _numbers(rest, dimensions, path, number)


def dimensions_of(path: Path) -> int:
    """How many numbers a word of the file has."""
    with _reading(path) as stream:
        first = stream.readline().split()
        return len((stream.readline().split() if len(first) == 2 else first)[1:])


@contextmanager
def _reading(path: Path) -> Iterator[IO[str]]:
    with _open(path) as stream:
        try:
            yield stream
        except UnicodeDecodeError as error:
            raise DataError(f"not UTF-8: {error.reason}", path=str(path)) from None
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DataError(f"the gzip data are damaged: {error}", path=str(path)) from None


def _open(path: Path) -> IO[str]:
    try:
        if path.suffix == ".gz":
            return gzip.open(path, "rt", encoding="utf-8", newline="\n")
        return path.open(encoding="utf-8", newline="\n")
    except FileNotFoundError:
        raise MissingError(
            f"{path} does not exist", "--pretrained-embeddings takes a GloVe or fastText text file"
        ) from None
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path=str(path)) from None


def _word_has_spaces(rest: str, dimensions: int) -> bool:
    """Whether what stands before the last `dimensions` numbers is no number: GloVe knows "at name@domain.com"."""
    before = rest.split(" ")[:-dimensions]
    return any(not _is_number(part) for part in before)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _numbers(text: str, dimensions: int, path: Path, line: int) -> NDArray[np.float32]:
    parts = text.split(" ")
    try:
        if len(parts) == dimensions:
            return np.array(parts, dtype=np.float32)
        reason = f"{len(parts)} numbers, the first line has {dimensions}"
    except ValueError:
        reason = "not a word and its numbers"
    raise DataError(
        reason, "a GloVe or fastText text file has one word and its vector a line", path=str(path), line=line
    )

"""The catalogue: one file a dataset, with where it comes from and on what terms."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from textkit.registry import Registry


class UpstreamFile(NamedTuple):
    """A file as its publisher distributes it; `sha256` is None where the bytes are not stable."""

    name: str
    url: str
    sha256: str | None
    size: int | None = None
    """In bytes."""


@dataclass(frozen=True)
class DatasetEntry:
    """A dataset that textkit knows by name."""

    summary: str
    task: str
    homepage: str
    licence: str
    citation: str
    rows: int
    """Rows of the published version; a mirror that holds fewer is called a subset."""
    files: tuple[UpstreamFile, ...]
    parse: Callable[[Mapping[str, Path], str | None], Iterator[Any]]
    """The rows of the files, given by name, with the tags of a column if there are `columns`: examples, or for tagging
    `Tagged` sentences. Raises DataError for a file that is not what it should be."""
    sample: Callable[[str | None], Iterator[Any]]
    """The rows that textkit carries: SYNTHETIC, for a machine without a network."""
    columns: tuple[str, ...] = ()
    """What `--column` may choose; the first is the default."""
    notes: Callable[[Mapping[str, Path]], list[str]] | None = None
    """What is odd about these files and was put right in reading them, with file and line."""


catalog: Registry[DatasetEntry] = Registry("dataset", __name__, "DATASET")

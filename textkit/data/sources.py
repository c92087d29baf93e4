"""Where a dataset comes from, and the user's own files as one."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textkit.data.catalog import catalog
from textkit.data.files import FileOptions, read_examples, split_of
from textkit.data.tagged import unify
from textkit.data.tagged_files import read_tagged, task_of
from textkit.errors import DataError, MissingError, UsageError, did_you_mean
from textkit.tasks import tasks
from textkit.types import Example


@dataclass(frozen=True)
class Source:
    """A dataset's bytes, found: what they are (`recipe`) and how they are read."""

    name: str
    task: str
    kind: str
    recipe: dict[str, Any]
    rows: Callable[[], Iterator[Any]]
    """Examples, or for tagging sentences whose tags are as their file has them."""
    subset: bool = False

    def read(self) -> tuple[Iterable[Example], dict[str, Any]]:
        """The examples, and what was found out about their tags."""
        if tasks.load(self.task).level == "text":
            return self.rows(), {}
        examples, report = unify(self.rows())
        return examples, report.to_json()

    @property
    def synthetic(self) -> bool:
        return self.kind == "sample"


def looks_like_file(dataset: str) -> bool:
    """Whether `dataset` names a file or folder rather than a catalogue entry."""
    return dataset not in catalog.names() and (Path(dataset).exists() or "/" in dataset or "." in dataset)


def from_files(paths: list[Path], options: FileOptions) -> Source:
    """The user's own files; a folder stands for the files in it that are named for a split.

    Raises:
        MissingError: a file does not exist.
        DataError: a folder holds no such file.
    """
    files = [file for path in paths for file in _expand(path)]
    digests = {f"{number}: {file.name}": sha256_of(file) for number, file in enumerate(files, start=1)}
    whole = paths[0].resolve()
    stem = (whole.parent.name if len(paths) > 1 else whole.name.split(".")[0]) or "dataset"
    if stem in catalog.names():
        stem += "-file"  # a file of one's own must not pass for the published corpus
    if options.column is not None:
        stem += f"-{options.column}"
    task = task_of(files[0], options)
    read = read_tagged if task == "tagging" else read_examples
    return Source(
        name=stem,
        task=task,
        kind="file",
        recipe={"name": stem, "task": task, "files": digests, "options": options.to_json()},
        rows=lambda: (row for file in files for row in read(file, options, only_file=len(files) == 1)),
    )


def unknown_dataset(name: str) -> UsageError:
    """The error for a name that is neither a catalogue entry nor a file."""
    names = catalog.names()
    if name in names:
        return UsageError(
            f"'{name}' is a dataset of the catalogue and stands alone", "leave out the files, or the name"
        )
    return UsageError(
        f"unknown dataset '{name}'",
        did_you_mean(name, names) or f"name a file, or one of: {', '.join(names)}",
    )


def _expand(path: Path) -> list[Path]:
    if not path.is_dir():
        if not path.exists():
            raise MissingError(f"{path} does not exist", "name a file, or a dataset of: textkit datasets")
        return [path]
    files = [file for file in sorted(path.iterdir()) if file.is_file() and split_of(file)]
    if not files:
        raise DataError("no file in this folder is named train, validation or test", path=str(path))
    return files


def sha256_of(path: Path) -> str:
    """Of a file's bytes. Raises DataError if it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path=str(path)) from None

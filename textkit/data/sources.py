"""Where a dataset comes from: the mirror, its publisher, the sample that textkit carries, or the user's files."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from textkit.data.catalog import DatasetEntry, catalog
from textkit.data.fetch import Fetched, fetch, mirror_file
from textkit.data.files import FileOptions, read_examples, split_of
from textkit.data.tagged import unify
from textkit.data.tagged_files import read_tagged, task_of
from textkit.errors import DataError, MissingError, UsageError, did_you_mean
from textkit.reporter import Reporter
from textkit.types import Example

SOURCES = ("auto", "remote", "sample")


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
        if self.task != "tagging":
            return self.rows(), {}
        examples, report = unify(self.rows())
        return examples, report.to_json()

    @property
    def synthetic(self) -> bool:
        return self.kind == "sample"


def looks_like_file(dataset: str) -> bool:
    """Whether `dataset` names a file or folder rather than a catalogue entry."""
    return dataset not in catalog.names() and (Path(dataset).exists() or "/" in dataset or "." in dataset)


def variant(name: str, column: str | None) -> tuple[DatasetEntry, str | None, str]:
    """The entry of a catalogue dataset, the column asked for or its default, and the name of the dataset that makes.

    Raises:
        UsageError: it has no such column.
    """
    entry = catalog.load(name)
    if column is not None and column not in entry.columns:
        known = f"its columns are: {', '.join(entry.columns)}" if entry.columns else "leave out --column"
        raise UsageError(f"{name} has no column '{column}' to choose", did_you_mean(column, entry.columns) or known)
    column = column or next(iter(entry.columns), None)
    return entry, column, name if column is None or column == entry.columns[0] else f"{name}-{column}"


def published(name: str, column: str | None) -> tuple[str, dict[str, Any]] | None:
    """Name and recipe of the publisher's own bytes, when their hashes are known without having them."""
    entry, column, full_name = variant(name, column)
    if any(file.sha256 is None for file in entry.files):
        return None
    return full_name, _recipe(full_name, entry, column, {file.name: str(file.sha256) for file in entry.files})


def from_catalog(name: str, source: str, column: str | None, reporter: Reporter) -> Source:
    """The files of a catalogue dataset, with the tags of `column` where it has several.

    `source` is "auto" (mirror, publisher, else the sample, said so), "remote" (never the sample), "sample", or a
    folder that holds the publisher's files.

    Raises:
        MissingError: with "remote", nobody can be reached; or the folder lacks a file.
        DataError: a file is not what its publisher's hash says.
    """
    entry, column, full_name = variant(name, column)
    if source == "sample":
        return _sample(full_name, entry, column)
    if source not in SOURCES:
        return _from_entry(full_name, entry, column, _folder(name, entry, Path(source)))
    try:
        return _from_entry(full_name, entry, column, _reached(name, entry, reporter))
    except MissingError as error:
        if source == "remote":
            raise
        reporter.warn(f"{error.message}; using textkit's own SYNTHETIC sample of {name} instead")
        return _sample(full_name, entry, column)


def from_files(paths: list[Path], options: FileOptions) -> Source:
    """The user's own files; a folder stands for the files in it that are named for a split.

    Raises:
        MissingError: a file does not exist.
        DataError: a folder holds no such file.
    """
    files = [file for path in paths for file in _expand(path)]
    digests = {f"{number}: {file.name}": _sha256(file) for number, file in enumerate(files, start=1)}
    whole = paths[0].resolve()
    stem = (whole.parent.name if len(paths) > 1 else whole.name.split(".")[0]) or "dataset"
    if stem in catalog.names():
        stem += "-file"  # a file of one's own must not pass for the published corpus
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


class _Files(NamedTuple):
    """The files of a catalogue dataset by name, their sha256, and where they come from."""

    paths: dict[str, Path]
    digests: dict[str, str]
    kind: str


def _reached(name: str, entry: DatasetEntry, reporter: Reporter) -> _Files:
    if mirror := os.environ.get("TEXTKIT_DATA_MIRROR"):
        try:
            return _fetched(name, entry, partial(mirror_file, mirror), reporter)
        except MissingError as error:
            reporter.warn(f"{error.message}; going to the publisher of {name}")
    upstream = {file.name: file.url for file in entry.files}

    def from_publisher(dataset: str, file: str, **options: Any) -> Fetched:
        return fetch(dataset, file, url=upstream[file], **options)

    return _fetched(name, entry, from_publisher, reporter)


def _fetched(name: str, entry: DatasetEntry, get: Callable[..., Fetched], reporter: Reporter) -> _Files:
    files = {file.name: get(name, file.name, sha256=file.sha256, reporter=reporter) for file in entry.files}
    return _Files(
        {file: found.path for file, found in files.items()},
        {file: found.sha256 for file, found in files.items()},
        next(iter(files.values())).source,
    )


def _folder(name: str, entry: DatasetEntry, folder: Path) -> _Files:
    if not folder.is_dir():
        raise UsageError(
            f"--source {folder}: no such folder",
            f"give {', '.join(SOURCES)}, or a folder with the files of {name}",
        )
    files = {file.name: folder / file.name for file in entry.files}
    absent = [file for file, path in files.items() if not path.is_file()]
    if absent:
        raise MissingError(
            f"{folder} lacks {', '.join(absent)}", f"the files of {name} are published at {entry.homepage}"
        )
    return _Files(files, {file: _sha256(path) for file, path in files.items()}, "folder")


def _from_entry(name: str, entry: DatasetEntry, column: str | None, files: _Files) -> Source:
    known = {file.name: file.sha256 for file in entry.files}
    return Source(
        name=name,
        task=entry.task,
        kind=files.kind,
        recipe=_recipe(name, entry, column, files.digests),
        rows=lambda: entry.parse(files.paths, column),
        subset=any(known[file] not in (None, digest) for file, digest in files.digests.items()),
    )


def _sample(name: str, entry: DatasetEntry, column: str | None) -> Source:
    digest = hashlib.sha256()
    for row in entry.sample(column):
        digest.update(f"{row}\n".encode())
    return Source(
        name=name,
        task=entry.task,
        kind="sample",
        recipe=_recipe(name, entry, column, {"sample": digest.hexdigest()}),
        rows=lambda: entry.sample(column),
    )


def _recipe(name: str, entry: DatasetEntry, column: str | None, digests: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "task": entry.task, "files": digests, **({"column": column} if column else {})}


def _expand(path: Path) -> list[Path]:
    if not path.is_dir():
        if not path.exists():
            raise MissingError(f"{path} does not exist", "name a file, or a dataset of: textkit datasets")
        return [path]
    files = [file for file in sorted(path.iterdir()) if file.is_file() and split_of(file)]
    if not files:
        raise DataError("no file in this folder is named train, validation or test", path=str(path))
    return files


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path=str(path)) from None

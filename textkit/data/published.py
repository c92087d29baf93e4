"""Where a dataset of the catalogue comes from: the mirror, its publisher, or the sample that textkit carries."""

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from textkit.data.catalog import DatasetEntry, catalog
from textkit.data.fetch import Fetched, fetch, mirror_file
from textkit.data.sources import Source, source_sha256
from textkit.errors import MissingError, UsageError, did_you_mean
from textkit.reporter import Reporter

SOURCES = ("auto", "remote", "sample")


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
    return _Files(files, {file: source_sha256(path) for file, path in files.items()}, "folder")


def _from_entry(name: str, entry: DatasetEntry, column: str | None, files: _Files) -> Source:
    known = {file.name: file.sha256 for file in entry.files}
    whole = all(known[file] == digest for file, digest in files.digests.items())
    return Source(
        name=name,
        task=entry.task,
        kind=files.kind,
        recipe=_recipe(name, entry, column, files.digests),
        rows=lambda: entry.parse(files.paths, column),
        subset=any(known[file] not in (None, digest) for file, digest in files.digests.items()),
        published_rows=None if whole else entry.rows,
        notes=entry.notes(files.paths) if entry.notes else (),
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

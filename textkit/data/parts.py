"""The tables that make a dataset: files, folders of texts by class, splits on the hub; each can be opened again."""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from textkit.data.files import SPLIT_NAMES, split_of
from textkit.data.hub import hub_dataset
from textkit.data.options import FileOptions
from textkit.data.readers import Row, Table, open_table
from textkit.data.readers.folders import class_folders
from textkit.errors import DataError, MissingError, UsageError
from textkit.reporter import Reporter

HUB = "hub:"
STDIN = "-"
SAMPLE = 200
"""Good rows that are looked at to find out what the columns are."""


class Part(NamedTuple):
    """One table: its name, the split it stands for, if it does, and its size in bytes, where it has one."""

    name: str
    split: str | None
    size: int | None
    open: Callable[[], AbstractContextManager[Table]]

    def sample(self) -> tuple[Table, list[Row]]:
        """The table, no longer open, and its first good rows."""
        with self.open() as table:
            found: list[Row] = []
            for record in table.records:
                if isinstance(record, Row):
                    found.append(record)
                if len(found) == SAMPLE:
                    break
            return table, found


class Parts(NamedTuple):
    """The tables of one dataset, the name they give it, and the files whose bytes they are."""

    name: str
    parts: list[Part]
    files: list[Path]


def parts_of(paths: Sequence[Path], options: FileOptions) -> Parts:
    """Files, or a folder: of files named for splits, or of folders named for classes.

    Raises:
        MissingError: a file does not exist.
        DataError: a folder holds neither.
    """
    whole = paths[0].resolve()
    if len(paths) == 1 and paths[0].is_dir() and not _named_for_splits(paths[0]):
        return _folders(paths[0], whole.name, options)
    files = [file for path in paths for file in _expand(path)]
    name = (whole.parent.name if len(paths) > 1 else whole.name.split(".")[0]) or "dataset"
    return Parts(name, [_file(file, options, only=len(files) == 1) for file in files], files)


def hub_parts(dataset: str, reporter: Reporter) -> tuple[Parts, str]:
    """The splits of `hub:ID[:CONFIG][@REVISION]`, and the commit that they are of.

    Raises:
        UsageError, MissingError, DataError: see `hub_dataset`; or it has splits that textkit knows no use for.
    """
    place, _, revision = dataset.removeprefix(HUB).partition("@")
    id, _, config = place.partition(":")
    found = hub_dataset(id, config or None, revision or None, reporter)
    useful = {split: SPLIT_NAMES.get(split.lower()) for split in found.splits}
    if len(useful) > 1 and not any(useful.values()):
        raise UsageError(f"{dataset} has splits named {', '.join(useful)}", "none of them is train, validation or test")
    parts = [
        Part(f"{id}/{name}", split, None, lambda name=name: nullcontext(found.table(name)))  # type: ignore[misc]
        for name, split in useful.items()
        if split or len(useful) == 1
    ]
    return Parts(id.rpartition("/")[2] + (f"-{config}" if config else ""), parts, []), found.revision


@contextmanager
def standard_input(options: FileOptions) -> Iterator[Path]:
    """Standard input as a file, which is gone afterwards.

    Raises:
        UsageError: its format is not told.
    """
    if options.format is None:
        raise UsageError("the format of standard input cannot be told", "--input-format csv, tsv, jsonl, ...")
    with TemporaryDirectory(prefix="textkit-") as folder:
        path = Path(folder) / "stdin"
        with path.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        yield path


def _file(path: Path, options: FileOptions, only: bool) -> Part:
    """A file; its name tells the split, unless it is the only one."""
    reading = partial(
        open_table,
        path,
        format=options.format,
        encoding=options.encoding,
        columns=options.header,
        delimiter=options.delimiter,
    )
    return Part(path.name, None if only else split_of(path), path.stat().st_size, reading)


def _folders(folder: Path, name: str, options: FileOptions) -> Parts:
    found = class_folders(folder, SPLIT_NAMES)
    if found is None:
        raise DataError(
            "no file in this folder is named train, validation or test, and no folder in it holds texts",
            "name the files one by one, or lay texts out as FOLDER/LABEL/*.txt",
            path=str(folder),
        )
    part = Part(name, None, None, lambda: nullcontext(found.table(options.encoding)))
    return Parts(name, [part], found.paths)


def _named_for_splits(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.iterdir()) if file.is_file() and split_of(file)]


def _expand(path: Path) -> list[Path]:
    if not path.is_dir():
        if not path.exists():
            raise MissingError(f"{path} does not exist", "name a file, or a dataset of: textkit datasets")
        return [path]
    files = _named_for_splits(path)
    if not files:
        raise DataError("no file in this folder is named train, validation or test", path=str(path))
    return files

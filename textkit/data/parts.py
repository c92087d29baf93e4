"""The tables that make a dataset: files, folders of texts by class, splits on the hub; each can be opened again."""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from textkit.data.files import SPLIT_NAMES, split_of
from textkit.data.hub import hub_dataset
from textkit.data.options import FileOptions, flag_of
from textkit.data.plain import format_by_content
from textkit.data.readers import BadRow, Row, Table, open_table
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
        """The table, no longer open, and its first good rows.

        Raises:
            DataError: it has none, but bad ones; or it has none at all and is to be a split.
        """
        with self.open() as table:
            found: list[Row] = []
            bad: BadRow | None = None
            for record in table.records:
                if isinstance(record, Row):
                    found.append(record)
                else:
                    bad = bad or record
                if len(found) == SAMPLE:
                    break
        if not found and (bad or self.split or not table.columns):
            raise _no_rows(table, bad)
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
        DataError: a folder holds neither, or a file cannot be one.
        UsageError: an option is for files alone, or a file is named twice.
    """
    if len(paths) == 1 and paths[0].is_dir() and not _named_for_splits(paths[0]):
        return _folders(paths[0], paths[0].resolve().name, options)
    files = [file for path in paths for file in _expand(path)]
    whole = paths[0].resolve()
    name = (whole.parent.name if len(paths) > 1 else whole.name.split(".")[0]) or "dataset"
    if len(paths) > 1 and not _are_all_of(paths[0].parent, files):
        name += "-files"  # they are not what the folder is, and must not be taken for it
    _refuse_names(name, files)
    return Parts(name, [_file(file, options, only=len(files) == 1) for file in files], files)


def hub_parts(dataset: str, options: FileOptions, reporter: Reporter) -> tuple[Parts, str]:
    """The splits of `hub:ID[:CONFIG][@REVISION]`, and the commit that they are of.

    Raises:
        UsageError, MissingError, DataError: see `hub_dataset`; or it has splits that textkit knows no use for.
    """
    _refuse(options, "the files of the hub", "format", "encoding", "delimiter", "header")
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


def _no_rows(table: Table, bad: BadRow | None) -> DataError:
    if bad is None:
        return DataError("there are no rows in it", path=table.name)
    lines = "JSON lines have one object each (jq -c '.[]' makes them of an array)" if table.format == "jsonl" else None
    return DataError(f"{bad.reason}; no row of the file can be read", lines, path=table.name, line=bad.line)


def _file(path: Path, options: FileOptions, only: bool) -> Part:
    """A file; its name tells the split, unless it is the only one."""

    def reading() -> AbstractContextManager[Table]:
        return open_table(
            path,
            format=options.format or format_by_content(path, options.encoding),
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
    _refuse(options, "a folder of texts by class", "format", "delimiter", "header")
    part = Part(name, None, None, lambda: nullcontext(found.table(options.encoding)))
    return Parts(name, [part], found.paths)


def _refuse(options: FileOptions, what: str, *names: str) -> None:
    """Options that such a source has no use for."""
    given = [flag_of(name) for name in names if getattr(options, name)]
    if given:
        raise UsageError(f"{', '.join(given)}: {what} can do without", "leave it out")


def _refuse_names(name: str, files: Sequence[Path]) -> None:
    """Names that the store cannot keep, and files that would count twice."""
    for given in (*(file.name for file in files), name):
        if (shown := given.encode(errors="backslashreplace").decode()) != given:
            raise DataError("the name is not UTF-8", "rename it", path=shown)
    places = [file.resolve() for file in files]
    for file, place in zip(files, places, strict=True):
        if places.count(place) > 1:
            raise UsageError(f"{file} is named twice", "its rows would count twice")


def _named_for_splits(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.iterdir()) if not file.is_dir() and split_of(file)]


def _are_all_of(folder: Path, files: Sequence[Path]) -> bool:
    """Whether the folder alone would give these files."""
    try:
        return sorted(files) == _named_for_splits(folder)
    except OSError:  # it may not be listed
        return False


def _expand(path: Path) -> list[Path]:
    """The file, or the files of the folder that are named for splits."""
    files = _named_for_splits(path) if path.is_dir() else [path]
    if not files:
        raise DataError("no file in this folder is named train, validation or test", path=str(path))
    for file in files:
        if not file.exists():
            raise MissingError(f"{file} does not exist", "name a file, or a dataset of: textkit datasets")
        if not file.is_file():
            hint = "what a pipe brings is read as standard input: textkit prepare - --input-format csv"
            raise DataError("this is neither a file nor a folder", hint, path=str(file))
    return files

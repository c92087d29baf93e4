"""Texts in folders: a file for each text, in a folder named for its label, those in folders of splits if there are any.

FOLDER/<label>/*.txt    or    FOLDER/<split>/<label>/*.txt
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from textkit.data.readers.csv import CELL_CHARACTERS
from textkit.data.readers.lines import BadLine, read_lines
from textkit.data.readers.source import open_bytes, read_chunks
from textkit.data.readers.table import BadRow, Record, Table
from textkit.errors import DataError
from textkit.types import Row

FORMAT = "folders"
_LAYOUT = "FOLDER/<label>/*.txt or FOLDER/<split>/<label>/*.txt is expected, and nothing beside the folders"
_SUFFIXES = (".txt", "")  # 20 Newsgroups has none
_DEEPEST = 3


@dataclass(frozen=True)
class ClassFile:
    """A file that holds one text: its path below the folder, with slashes, and what its folders are named for."""

    name: str
    label: str
    split: str | None


@dataclass(frozen=True)
class ClassFolders:
    """A folder of labelled texts; `files` are in the order of their names."""

    folder: Path
    files: tuple[ClassFile, ...]

    @property
    def paths(self) -> list[Path]:
        """Where the files are, in their order."""
        return [self.folder / file.name for file in self.files]

    def table(self, encoding: str | None = None) -> Table:
        """A record for each file, a bad one where it cannot be read; a row's line is 1, and `file` says which it is.

        Its records raise UsageError where the encoding is unknown.
        """
        split = ("split",) if self.files[0].split else ()
        columns = ("text", "label", *split, "file")
        return Table(self.folder.name, FORMAT, columns, self._records(encoding))

    def _records(self, encoding: str | None) -> Iterator[Record]:
        for file in self.files:
            text = _read(self.folder / file.name, encoding)
            if isinstance(text, BadRow):
                yield BadRow(text.line, f"{file.name}: {text.reason}")
            else:
                split = {"split": file.split} if file.split else {}
                yield Row(1, {"text": text, "label": file.label, **split, "file": file.name})


def class_folders(folder: Path, split_names: Mapping[str, str]) -> ClassFolders | None:
    """The labelled texts of `folder`, None if no folder in it holds text files; what is hidden is passed over.

    `split_names` gives the split for each name, in small letters, that a folder of one may have.

    Raises:
        DataError: the folder is empty or cannot be read, or something in it does not fit the layout.
    """
    try:
        found = sorted((path.relative_to(folder).as_posix(), path) for path in _visible(folder, 1))
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path=str(error.filename)) from None
    if not found:
        raise DataError("the folder is empty", _LAYOUT, path=str(folder))
    if not any("/" in name and _is_text(path) for name, path in found):
        return None
    depth = max(_depth(name) for name, path in found if _is_text(path))
    files = []
    for name, path in found:
        if fault := _fault(name, path, depth, split_names):
            raise DataError(fault, _LAYOUT, path=str(folder))
        *above, label, _ = name.split("/")
        files.append(ClassFile(name, label, split_names[above[0].lower()] if above else None))
    if all(file.split is None and file.label.lower() in split_names for file in files):
        raise DataError("its folders are named for splits, and hold no folders of labels", _LAYOUT, path=str(folder))
    return ClassFolders(folder, tuple(files))


def _visible(folder: Path, depth: int) -> Iterator[Path]:
    """All that is to be a text: files, and whatever is not to be there, such as a folder that is empty or too deep."""
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        within = list(_visible(path, depth + 1)) if path.is_dir() and depth < _DEEPEST else []
        yield from within or [path]


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES and path.is_file()


def _depth(name: str) -> int:
    return name.count("/") + 1


def _fault(name: str, path: Path, depth: int, split_names: Mapping[str, str]) -> str | None:
    """Why what lies at `path` is no text of a label, if it is none."""
    shown = name.encode(errors="backslashreplace").decode()
    if shown != name:
        return f"the name {shown} is not UTF-8"
    if path.is_dir():
        return f"{name} is a folder {'without texts' if _depth(name) < _DEEPEST else 'too deep'}"
    if not _is_text(path):
        return f"{name} is no text file (.txt, or without a suffix)"
    if _depth(name) < depth:
        return f"{name} lies beside folders"
    split = name.partition("/")[0]
    if depth == _DEEPEST and split.lower() not in split_names:
        return f"{split} is none of the splits {', '.join(split_names)}"
    return None


def _read(path: Path, encoding: str | None) -> str | BadRow:
    """The text of a file, its line ends as they are, or the line that spoils it and why."""
    pieces, size = [], 0
    try:
        with open_bytes(path) as stream:
            chunks = read_chunks(stream, path.name)
            for number, line in enumerate(read_lines(chunks, path.name, encoding=encoding, keep_ends=True), 1):
                if isinstance(line, BadLine):
                    return BadRow(number, line.reason)
                size += len(line)
                if size > CELL_CHARACTERS:
                    return BadRow(number, f"the text is longer than {CELL_CHARACTERS:,} characters")
                pieces.append(line)
    except DataError as error:
        return BadRow(1, error.reason)
    return "".join(pieces)

"""Prepared datasets on disk: `<TEXTKIT_HOME>/datasets/<name>/<content hash>/`.

    dataset.json     what it is, where it comes from, its labels and its report
    train.parquet, validation.parquet, test.parquet     columns text, target, origin, and spans (start, end, start, ...)
                                                        of the words that have targets of their own
    rejects.jsonl    the rows that were left out, where that was asked for: file, line, reason
    doctor.json      what the doctor found, where that was asked for

The content hash covers the bytes of the sources and everything that decides how they are read and split, so it is
known before anything is prepared, and equal hashes mean equal rows.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from textkit.atomic import write_text
from textkit.errors import DataError, MissingError
from textkit.home import datasets_folder
from textkit.run import read_json
from textkit.tasks import Task
from textkit.types import Example, Input, Sentence

FORMAT = 1


@dataclass(frozen=True)
class Split:
    """The rows of one split, column by column; `spans` where the words of a text have targets of their own."""

    texts: list[str]
    targets: list[Any]
    origins: list[str]
    spans: list[Any] | None = None

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Split":
        texts, targets, origins, _, spans, _ = (list(column) for column in zip(*examples, strict=True))
        return cls(texts, targets, origins, None if spans[0] is None else spans)

    @property
    def inputs(self) -> Sequence[Input]:
        """What a model is asked about."""
        if self.spans is None:
            return self.texts
        return [Sentence(text, spans) for text, spans in zip(self.texts, self.spans, strict=True)]

    def with_inputs(self, inputs: Sequence[Input]) -> "Split":
        """The same rows with other texts, or other sentences of as many words."""
        texts = [each if isinstance(each, str) else each.text for each in inputs]
        spans = [each.spans for each in inputs if isinstance(each, Sentence)]
        return Split(texts, self.targets, self.origins, spans if self.spans is not None else None)

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class DatasetInfo:
    """What `dataset.json` says. `source` is "upstream", "mirror", "folder", "file", "hub" or "sample"."""

    name: str
    hash: str
    task: str
    labels: list[str]
    source: str
    synthetic: bool
    subset: bool
    recipe: dict[str, Any]
    """What was hashed: enough to prepare it again."""
    report: dict[str, Any]

    @property
    def title(self) -> str:
        """The name as every table shows it, with what must not be overlooked."""
        what = [self.source_title, *self.recipe.get("notes", ())]
        return f"{self.name} ({', '.join(filter(None, what))})" if any(what) else self.name

    @property
    def source_title(self) -> str:
        """What has to be said of where the rows come from; nothing of a publisher's own, or of a user's file."""
        if self.synthetic:
            return "SYNTHETIC sample"
        if self.subset:
            published = self.report.get("published_rows")
            rows = self.report.get("rows_read", 0)
            return f"{self.source}: {rows:,} of {published:,} rows" if published else f"{self.source}'s own version"
        return "mirror" if self.source == "mirror" else ""


@dataclass(frozen=True)
class Dataset:
    """A prepared dataset."""

    path: Path
    info: DatasetInfo

    def split(self, name: str) -> Split:
        """Read one split.

        Raises:
            DataError: the file is damaged.
        """
        return read_split(self.path / f"{name}.parquet")


def read_split(path: Path) -> Split:
    """The rows of one split's file.

    Raises:
        DataError: the file is damaged.
    """
    from pyarrow import ArrowInvalid
    from pyarrow.parquet import read_table

    try:
        table = read_table(path, memory_map=True)
        texts, targets, origins = (table.column(column).to_pylist() for column in ("text", "target", "origin"))
        if "spans" not in table.column_names:
            return Split(texts, targets, origins)
        flat = table.column("spans").to_pylist()
        spans = [list(zip(edges[::2], edges[1::2], strict=True)) for edges in flat]
        return Split(texts, targets, origins, spans)
    except (ArrowInvalid, OSError, KeyError) as error:
        raise DataError(f"cannot be read: {error}", "textkit prepare makes it again", path=str(path)) from None


def labels_in(path: Path, task: Task) -> list[str]:
    """The label set of the rows of a split's file."""
    import pyarrow.compute as pc
    from pyarrow.parquet import read_table
    from pyarrow.types import is_list

    column = read_table(path, columns=["target"]).column("target")
    if not is_list(column.type):
        return task.labels(pc.unique(column).to_pylist())
    return task.labels([pc.unique(pc.list_flatten(column)).to_pylist()])


def content_hash(recipe: Mapping[str, Any]) -> str:
    """The hash under which the dataset that `recipe` describes is kept."""
    canonical = json.dumps({"format": FORMAT, **recipe}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def folder_of(name: str, digest: str) -> Path:
    """Where a dataset is kept."""
    return datasets_folder() / name / digest


def find(name: str, digest: str) -> Dataset | None:
    """The prepared dataset, if it is in the store; one that cannot be read is as good as none, and made again."""
    path = folder_of(name, digest)
    info = _read_info(path / "dataset.json")
    return Dataset(path, info) if info is not None else None


def prepared_versions(name: str) -> list[DatasetInfo]:
    """What the store holds of a dataset."""
    files = sorted((datasets_folder() / name).glob("*/dataset.json"))
    return [info for info in map(_read_info, files) if info is not None]


def newest_of(name: str) -> Dataset | None:
    """What was prepared last under a name."""
    if "/" in name:
        return None
    files = sorted((datasets_folder() / name).glob("*/dataset.json"), key=lambda file: file.stat().st_mtime_ns)
    for file in reversed(files):
        if (info := _read_info(file)) is not None:
            return Dataset(file.parent, info)
    return None


def _read_info(file: Path) -> DatasetInfo | None:
    """None where the file is missing, damaged, or of another textkit."""
    try:
        return DatasetInfo(**read_json(file))
    except (MissingError, DataError, TypeError):
        return None


@contextmanager
def writing(name: str, digest: str) -> Iterator[Path]:
    """A folder to write a dataset into; it appears in the store when the block ends without an error, or not at all."""
    path = folder_of(name, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{digest}.", dir=path.parent))
    try:
        yield beside
        beside.chmod(0o755)
        shutil.rmtree(path, ignore_errors=True)  # a damaged folder, or none
        try:
            os.replace(beside, path)
        except OSError:
            if find(name, digest) is None:  # else another process was faster, with the same rows
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_info(folder: Path, info: DatasetInfo) -> None:
    """Write `dataset.json`."""
    write_text(folder / "dataset.json", json.dumps(asdict(info), indent=2, ensure_ascii=False) + "\n")

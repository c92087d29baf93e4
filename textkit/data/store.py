"""Prepared datasets on disk: `<TEXTKIT_HOME>/datasets/<name>/<content hash>/`.

    dataset.json     what it is, where it comes from, its labels and its report
    train.parquet, validation.parquet, test.parquet     columns text, target, origin, and spans (start, end, start, ...)
                                                        of the words that have targets of their own

The content hash covers the bytes of the sources and everything that decides how they are read and split, so it is
known before anything is prepared, and equal hashes mean equal rows.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from textkit.atomic import write_text
from textkit.errors import DataError, MissingError
from textkit.home import datasets_folder
from textkit.run import read_json
from textkit.types import SPLITS, Example, Input, Sentence

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
        texts, targets, origins, _, spans = (list(column) for column in zip(*examples, strict=True))
        return cls(texts, targets, origins, None if spans[0] is None else spans)

    @property
    def inputs(self) -> Sequence[Input]:
        """What a model is asked about."""
        if self.spans is None:
            return self.texts
        return [Sentence(text, spans) for text, spans in zip(self.texts, self.spans, strict=True)]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class DatasetInfo:
    """What `dataset.json` says. `source` is "upstream", "mirror", "folder", "file" or "sample"."""

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
        if self.synthetic:
            return f"{self.name} (SYNTHETIC sample)"
        if self.subset:
            return f"{self.name} ({self.source}'s own version)"
        return f"{self.name} (mirror)" if self.source == "mirror" else self.name


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
        from pyarrow import ArrowInvalid
        from pyarrow.parquet import read_table

        path = self.path / f"{name}.parquet"
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


def content_hash(recipe: Mapping[str, Any]) -> str:
    """The hash under which the dataset that `recipe` describes is kept."""
    canonical = json.dumps({"format": FORMAT, **recipe}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def find(name: str, digest: str) -> Dataset | None:
    """The prepared dataset, if it is in the store; one that cannot be read is as good as none, and made again."""
    path = datasets_folder() / name / digest
    info = _read_info(path / "dataset.json")
    return Dataset(path, info) if info is not None else None


def prepared_versions(name: str) -> list[DatasetInfo]:
    """What the store holds of a dataset."""
    files = sorted((datasets_folder() / name).glob("*/dataset.json"))
    return [info for info in map(_read_info, files) if info is not None]


def _read_info(file: Path) -> DatasetInfo | None:
    """None where the file is missing, damaged, or of another textkit."""
    try:
        return DatasetInfo(**read_json(file))
    except (MissingError, DataError, TypeError):
        return None


def save(info: DatasetInfo, splits: Mapping[str, Sequence[Example]]) -> Dataset:
    """Write a dataset into the store: the folder appears whole or not at all."""
    path = datasets_folder() / info.name / info.hash
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{info.hash}.", dir=path.parent))
    try:
        for split in SPLITS:
            _write_parquet(beside / f"{split}.parquet", splits[split])
        write_text(beside / "dataset.json", json.dumps(asdict(info), indent=2, ensure_ascii=False) + "\n")
        beside.chmod(0o755)
        shutil.rmtree(path, ignore_errors=True)  # a damaged folder, or none
        try:
            os.replace(beside, path)
        except OSError:
            if find(info.name, info.hash) is None:  # else another process was faster, with the same rows
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Dataset(path, info)


def _write_parquet(path: Path, examples: Sequence[Example]) -> None:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    columns: dict[str, Any] = {
        "text": pa.array([example.text for example in examples], pa.string()),
        "target": [example.target for example in examples],
        "origin": pa.array([example.origin for example in examples], pa.string()),
    }
    if examples and examples[0].spans is not None:
        edges = [list(chain.from_iterable(example.spans or ())) for example in examples]
        columns["spans"] = pa.array(edges, pa.list_(pa.int32()))
    write_table(pa.table(columns), path)

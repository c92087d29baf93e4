"""A run: all that one training produced, in one folder that can be moved, served and understood on its own.

manifest.json        what it is, where it comes from, and the sha256 of every file it needs
config.toml          the resolved config; `textkit train --config` takes it as it is
model/               weights (safetensors), architecture, vocabulary: all that a forward pass needs
labels.json          the label of each score, in order
thresholds.json      of label sets: from which probability on each label is answered
preprocessing.json   what is done to a text before anything else
history.jsonl        one object per evaluation while training
metrics.json         scores by split
export/              graphs that predict without torch
checkpoint/          only while training: the state that `--resume` goes on from
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textkit.atomic import write_text
from textkit.digest import sha256_of
from textkit.errors import DataError, MissingError, UsageError

SCHEMA = 2
FOLDS_FILE = "folds.json"
"""What a folder has that holds the runs of a cross-validation."""
CONFIG = "config.toml"
"""Provenance: no prediction depends on it."""
FINISHED = "finished"
UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Manifest:
    """What a run is. Times are ISO 8601 in UTC; `files` maps a path inside the run to its sha256."""

    model: str
    task: str
    runtime: str  # what runs model/: "numpy" or "torch"
    dataset: dict[str, Any]
    seed: int
    kind: str = "training"
    status: str = UNFINISHED
    created: str = ""
    finished: str | None = None
    device: str = "cpu"
    precision: str = "fp32"
    threads: int = 1
    parameters: int = 0
    train_seconds: float | None = None
    init: str | None = None
    stand_in: str | None = None  # the pretrained weights used in the place of those asked for
    notes: list[str] = field(default_factory=list)  # what makes its scores others: "lower case", "300 rows"
    pretrained: str | None = None  # name and revision of the pretrained weights
    teacher: str | None = None  # the run that a student was distilled from
    command: str | None = None
    versions: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    exports: dict[str, dict[str, Any]] = field(default_factory=dict)  # graphs by precision, and how they were proved
    schema: int = SCHEMA

    @property
    def answering_files(self) -> dict[str, str]:
        """The hashes of all files that its answers depend on: two runs with the same are one model.

        Weights alone do not say it: label sets that are answered from other thresholds are another model.
        """
        return {name: digest for name, digest in self.files.items() if name != CONFIG}

    @property
    def title(self) -> str:
        """The model as every table names it, with what must not be overlooked: a stand-in, lower case, fewer rows."""
        stand_in = [f"stand-in: {self.stand_in}"] if self.stand_in else []
        return f"{self.model} ({', '.join([*stand_in, *self.notes])})" if stand_in or self.notes else self.model


@dataclass(frozen=True)
class Run:
    """The paths of a run, and what is written there."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def manifest_file(self) -> Path:
        return self.path / "manifest.json"

    @property
    def config_file(self) -> Path:
        return self.path / CONFIG

    @property
    def model(self) -> Path:
        return self.path / "model"

    @property
    def weights(self) -> Path:
        return self.model / "model.safetensors"

    @property
    def crf(self) -> Path:
        """The transitions of a CRF, beside the network whose logits they join."""
        return self.model / "crf.safetensors"

    @property
    def export(self) -> Path:
        return self.path / "export"

    def graph(self, precision: str) -> Path:
        """The exported graph of this precision: "fp32" or "int8"."""
        return self.export / f"{precision}.onnx"

    def graph_files(self, manifest: Manifest, precision: str) -> dict[Path, str]:
        """The hashes of an exported graph and, where they lie beside it, of its weights."""
        graph, export = self.graph(precision), manifest.exports[precision]
        beside = {graph.with_name(name): digest for name, digest in export.get("weights", {}).items()}
        return {graph: export["sha256"], **beside}

    @property
    def labels_file(self) -> Path:
        return self.path / "labels.json"

    @property
    def thresholds_file(self) -> Path:
        """From which probability on each label is answered; only where any number of labels is."""
        return self.path / "thresholds.json"

    @property
    def preprocessing_file(self) -> Path:
        return self.path / "preprocessing.json"

    @property
    def history_file(self) -> Path:
        return self.path / "history.jsonl"

    @property
    def metrics_file(self) -> Path:
        return self.path / "metrics.json"

    @property
    def checkpoint(self) -> Path:
        return self.path / "checkpoint"

    def manifest(self) -> Manifest:
        """Read `manifest.json`.

        Raises:
            MissingError: the folder is no run.
            UsageError: it holds the runs of a cross-validation.
            DataError: the manifest is damaged, or was written by a newer textkit.
        """
        if not self.manifest_file.is_file():
            if (self.path / FOLDS_FILE).is_file():
                raise UsageError(f"{self.path} is a cross-validation", f"name one of its runs: {self.path}/fold-1")
            raise MissingError(f"{self.path} is no run: it has no manifest.json", "textkit runs lists the runs here")
        content = read_json(self.manifest_file)
        schema = content.get("schema") if isinstance(content, dict) else None
        if not isinstance(schema, int):
            raise DataError("this is not the manifest of a run", path=str(self.manifest_file))
        if schema > SCHEMA:
            raise DataError(
                f"schema {schema} was written by a newer textkit; this one reads up to {SCHEMA}",
                "pip install --upgrade textkit-nlp",
                path=str(self.manifest_file),
            )
        if schema < SCHEMA:
            raise DataError(
                f"schema {schema} was written by an older textkit; this one reads {SCHEMA}",
                "train it again",
                path=str(self.manifest_file),
            )
        known = {each.name for each in fields(Manifest)}
        try:
            return Manifest(**{key: value for key, value in content.items() if key in known})
        except TypeError as error:
            raise DataError(f"the manifest is incomplete: {error}", path=str(self.manifest_file)) from None

    def write_manifest(self, manifest: Manifest) -> None:
        write_json(self.manifest_file, asdict(manifest))

    def labels(self) -> list[str]:
        """The label of each score, in order."""
        return list(read_json(self.labels_file))

    def verify(self, manifest: Manifest, precision: str | None = None) -> None:
        """Hold what a prediction depends on against the manifest's hashes: the weights, or the graph of a precision.

        Raises:
            MissingError, DataError: a file is gone, or is not the one that was trained.
        """
        depends = {self.path / name: expected for name, expected in manifest.answering_files.items()}
        if precision is not None:
            depends.pop(self.weights, None)
            depends |= self.graph_files(manifest, precision)
        by_export = f"textkit export {self.path} --precision {precision}"
        for path, expected in depends.items():
            again = by_export if path.parent == self.export else "train it again"
            try:
                found = sha256_of(path)
            except FileNotFoundError:
                raise MissingError(f"{path} is missing", f"the run is incomplete: {again}") from None
            if found != expected:
                raise DataError(
                    "differs from what the manifest says was trained", f"restore it, or {again}", path=str(path)
                )

    def metrics(self) -> dict[str, Any]:
        """Scores by split; empty before the first evaluation."""
        return dict(read_json(self.metrics_file)) if self.metrics_file.is_file() else {}

    def write_metrics(self, split: str, scores: dict[str, Any]) -> None:
        write_json(self.metrics_file, {**self.metrics(), split: scores})


def create(parent: Path, name: str, manifest: Manifest) -> Run:
    """A new folder `name` under `parent`, or `name-2`, `name-3`, ... where that is taken."""
    parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        path = parent / (name if number == 1 else f"{name}-{number}")
        try:
            path.mkdir()
        except FileExistsError:
            number += 1
            continue
        return begin(path, manifest)


def begin(path: Path, manifest: Manifest) -> Run:
    """A run at exactly `path`.

    Raises:
        UsageError: something is there already.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path} exists", "name another folder with --out, or remove it: textkit runs remove")
    path.mkdir(parents=True, exist_ok=True)
    run = Run(path)
    run.write_manifest(replace(manifest, created=now()))
    return run


def runs_folder() -> Path:
    """`TEXTKIT_RUNS`, else `runs` in the current folder."""
    return Path(os.environ.get("TEXTKIT_RUNS") or "runs")


def all_runs(parent: Path | None = None) -> Iterator[tuple[Run, Manifest]]:
    """Every readable run under `parent`, oldest first."""
    parent = parent or runs_folder()
    found = []
    for path in sorted(parent.glob("*/manifest.json")):
        run = Run(path.parent)
        try:
            found.append((run, run.manifest()))
        except (DataError, MissingError):
            continue  # one damaged folder must not hide the others; naming it says what is wrong
    yield from sorted(found, key=lambda pair: pair[1].created)


def newest(parent: Path | None = None) -> Run:
    """The run that finished last among trainings and distilled students.

    Raises:
        MissingError: there is none.
    """
    finished = [
        (manifest.finished or "", run)
        for run, manifest in all_runs(parent)
        if manifest.status == FINISHED and manifest.kind in ("training", "distillation")
    ]
    if not finished:
        raise MissingError(
            f"no finished run in {parent or runs_folder()}",
            "make one: textkit train clickbait --model lstm-attn",
        )
    return max(finished, key=lambda pair: pair[0])[1]


def read_json(path: Path) -> Any:
    """The content of a JSON file that textkit wrote.

    Raises:
        MissingError: the file is gone.
        DataError: it is not JSON any more.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MissingError(f"{path} is missing", "the run is incomplete: train it again") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise DataError(f"not valid JSON: {error}", path=str(path)) from None


def write_json(path: Path, content: Any) -> None:
    """Write `content` as indented JSON, all or nothing."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")

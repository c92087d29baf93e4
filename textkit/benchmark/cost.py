"""What a run takes besides time: bytes on disk, and how fast it was trained."""

import json
from pathlib import Path

from textkit.benchmark.opening import graph_of
from textkit.benchmark.worker import PIPELINE
from textkit.config.settings import from_file, resolve
from textkit.inference.own_dataset import own_dataset
from textkit.models import find_model
from textkit.reporter import Silent
from textkit.run import Run
from textkit.text.vectorizers import encode, load_vectorizer
from textkit.training.material import gather

_PLAIN = ("training", "benchmark")
"""The kinds of runs that read the rows of their dataset and nothing else."""


def disk_bytes(run: Run, tool: str, precision: str, device: str) -> int:
    """Of the files that a prediction needs: the graph or the weights, and what turns texts into inputs."""
    if tool == PIPELINE:
        return sum(path.stat().st_size for path in run.model.iterdir())
    manifest = run.manifest()
    needed: list[Path] = [run.path / name for name in manifest.files if run.path / name != run.config_file]
    if (graph := graph_of(manifest, precision, device)) is not None:
        needed = [*(path for path in needed if path != run.weights), *run.graph_files(manifest, graph)]
    return sum(path.stat().st_size for path in [run.manifest_file, *needed])


def training_tokens_per_second(run: Run) -> float | None:
    """Tokens that were learned from, each as often as it was read, by the seconds of the steps.

    None where there were no steps, and where a student read what its teacher brought along besides.
    """
    manifest = run.manifest()
    if not run.history_file.is_file() or not manifest.train_seconds or manifest.kind not in _PLAIN:
        return None
    entry = find_model(manifest.model)
    config = resolve(from_file(run.config_file), model=entry.options, training=entry.training, name=manifest.model)
    material = gather(own_dataset(run, Silent()), entry, config)
    tokens = int(encode(load_vectorizer(run.model), material.train_inputs, material.task.level).lengths.sum())
    epochs = json.loads(run.history_file.read_text(encoding="utf-8").splitlines()[-1])["epoch"]
    return float(tokens * epochs / manifest.train_seconds)

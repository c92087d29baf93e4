"""From a name or files to a prepared dataset: found, read strictly, split, described, stored once."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textkit.data import published, sources, store
from textkit.data.catalog import catalog
from textkit.data.files import FileOptions
from textkit.data.quality import describe
from textkit.data.splitting import RATIOS, assign
from textkit.errors import DataError, UsageError, did_you_mean
from textkit.reporter import Reporter, Silent
from textkit.tasks import Task, tasks
from textkit.types import SPLITS, Example


def prepare(
    datasets: Sequence[str],
    *,
    source: str = "auto",
    options: FileOptions | None = None,
    seed: int = 0,
    reporter: Reporter | None = None,
    refresh: bool = False,
) -> store.Dataset:
    """The prepared dataset for a catalogue name, or for one or more files.

    Args:
        datasets: one catalogue name, or the paths of files (or of a folder) that make one dataset.
        source: for catalogue names: "auto", "remote", "sample", or a folder with the publisher's files.
        options: for files: how they are read.
        seed: of the split.
        refresh: prepare again even if the store has it.

    Raises:
        UsageError: the name is unknown.
        DataError: the content is not what it should be.
        MissingError: nothing can be reached.
    """
    reporter = reporter or Silent()
    options = options or FileOptions()
    of_files = options.to_json().keys() - {"column"}
    if of_files and len(datasets) == 1 and datasets[0] in catalog.names():
        raise UsageError(f"{datasets[0]} is in the catalogue: {', '.join(sorted(of_files))} is for files of your own")
    split = {"seed": seed, "ratios": list(RATIOS)}
    if not refresh and (cached := _cached(datasets, source, options.column, split)):
        return cached
    found = _find(datasets, source, options, reporter)
    recipe = {**found.recipe, "split": split}
    digest = store.content_hash(recipe)
    if not refresh and (cached := store.find(found.name, digest)):
        return cached
    task = tasks.load(found.task)
    splits, facts = _split(found, task, seed, reporter)
    labels = _labels(task, splits)
    info = store.DatasetInfo(
        name=found.name,
        hash=digest,
        task=found.task,
        labels=labels,
        source=found.kind,
        synthetic=found.synthetic,
        subset=found.subset,
        recipe=recipe,
        report={**describe(splits, labels, task), **facts},
    )
    return store.save(info, splits)


def _cached(datasets: Sequence[str], source: str, column: str | None, split: dict[str, Any]) -> store.Dataset | None:
    """A catalogue dataset that was prepared from the publisher's bytes needs neither network nor mirror."""
    if source not in ("auto", "remote") or len(datasets) != 1 or datasets[0] not in catalog.names():
        return None
    if (known := published.published(datasets[0], column)) is None:
        return None
    name, recipe = known
    return store.find(name, store.content_hash({**recipe, "split": split}))


def _find(datasets: Sequence[str], source: str, options: FileOptions, reporter: Reporter) -> sources.Source:
    if len(datasets) == 1 and datasets[0] in catalog.names():
        return published.from_catalog(datasets[0], source, options.column, reporter)
    for name in datasets:
        if not sources.looks_like_file(name):
            raise sources.unknown_dataset(name)
    if source != "auto":
        raise UsageError("--source is for catalogue datasets", "leave it out: the file is the source")
    return sources.from_files([Path(name) for name in datasets], options)


def _split(
    found: sources.Source, task: Task, seed: int, reporter: Reporter
) -> tuple[dict[str, list[Example]], dict[str, Any]]:
    """The examples of each split, and what was found out about their tags."""
    with reporter.track(f"reading {found.name}", None) as progress:
        rows, facts = found.read()
        examples = []
        for example in rows:
            examples.append(example)
            if len(examples) % 10_000 == 0:
                progress(len(examples), f"{len(examples):,} rows")
    if not examples:
        raise DataError(f"{found.name} holds no rows")
    _at_least_two_labels(examples, task)
    where = assign(
        [example.text for example in examples],
        [task.stratum(example.target) for example in examples],
        [example.split for example in examples],
        seed=seed,
    )
    splits: dict[str, list[Example]] = {split: [] for split in SPLITS}
    for example, split in zip(examples, where, strict=True):
        splits[split].append(example)
    for split in SPLITS:
        if not splits[split]:
            raise DataError(
                f"{len(examples)} rows are too few: the {split} split is empty",
                "give at least 10 rows of every label, or a file for each split",
            )
    return splits, facts


def _at_least_two_labels(examples: Sequence[Example], task: Task) -> None:
    labels = task.labels(example.target for example in examples)
    if len(labels) < 2:
        raise DataError(
            f"there is one label only: all {len(examples):,} rows are '{''.join(labels)}'",
            "a model needs rows of at least two labels; is this the right column?",
        )


def _labels(task: Task, splits: dict[str, list[Example]]) -> list[str]:
    """The labels of train; a label that only other splits know cannot be learned."""
    known = {name for example in splits["train"] for name in task.names(example.target)}
    unseen = defaultdict(list)
    for split in SPLITS[1:]:
        for example in splits[split]:
            for name in set(task.names(example.target)) - known:
                unseen[name].append(example.origin)
    if unseen:
        lines = []
        for label, origins in sorted(unseen.items()):
            nearest = did_you_mean(label, known)
            lines.append(
                f"'{label}' ({len(origins)} rows, first at {origins[0]})" + (f": {nearest}" if nearest else "")
            )
        raise DataError(
            "labels that the training rows never show: " + "; ".join(lines),
            "correct the label, or put rows of it into train",
        )
    return task.labels(example.target for example in splits["train"])

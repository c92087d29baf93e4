"""Datasets of the Hugging Face hub: one commit of a repository and the rows of its splits.

The `datasets` package finds the files and reads them, into a cache of textkit's own beside its usual one (`HF_HOME`),
because here "NA" is text. No code that comes with a dataset is run, and nothing pickled is read.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from textkit import atomic
from textkit.data.download import offline
from textkit.data.hub_errors import Unreachable, hub_faults, quiet
from textkit.data.hub_rows import hub_rows
from textkit.data.readers.table import Table
from textkit.errors import DataError, UsageError, unknown_name
from textkit.reporter import Reporter

if TYPE_CHECKING:
    from datasets import DatasetBuilder

FORMAT = "hub"
_KINDS = ("arrow", "conll", "csv", "json", "parquet", "text", "cache")
"""What reads files that hold texts, or what it has read already; of the others one (pandas) unpickles."""
_ANSWER_S = 10.0


@dataclass(frozen=True)
class HubDataset:
    """One configuration of a dataset at one commit; its rows are fetched when they are first asked for."""

    id: str
    config: str
    revision: str
    """The commit's sha."""
    splits: tuple[str, ...]
    build: "Callable[[], DatasetBuilder]"
    reporter: Reporter

    def table(self, split: str) -> Table:
        """The rows of one of the splits; a row's line is its number, counted from 1.

        Raises:
            MissingError: the hub cannot be reached.
            DataError: its files cannot be read.
        """
        with hub_faults(self.id), quiet():
            builder = self.build()
            with self.reporter.track(f"fetching {self.id}", None):
                builder.download_and_prepare()
            dataset = builder.as_dataset(split=split)
        return Table(f"{self.id}/{split}", FORMAT, tuple(dataset.features), hub_rows(dataset))


def hub_dataset(id: str, config: str | None, revision: str | None, reporter: Reporter) -> HubDataset:
    """The dataset `id` of the hub at `revision`: a branch, a tag or a commit, None for the main branch.

    Without a network it is the commit that the hub named last, which is said.

    Raises:
        UsageError: it has no such config or revision, or several configs and none is named.
        MissingError: the hub cannot be reached and never was, or it does not give this dataset.
        DataError: it holds nothing that can be read.
    """
    cache = _Cache(id, config)
    try:
        with hub_faults(id, revision), quiet():
            commit = _commit(id, revision)
            builder = _from_hub(id, config, commit, cache.folder(commit))
            splits = tuple(map(str, builder.config.data_files or builder.info.splits or ()))
            found = HubDataset(id, builder.config.name, commit, splits, lambda: builder, reporter)
            cache.note(revision, found)
    except Unreachable as error:
        if (known := cache.noted(revision)) is None:
            raise
        reporter.note(f"{error.message}; using its commit {known['commit']}, the last known")
        build = partial(cache.builder, known["commit"], error)
        return HubDataset(id, known["config"], known["commit"], tuple(known["splits"]), build, reporter)
    return found


@dataclass(frozen=True)
class _Cache:
    """What is kept of a dataset that was asked for in these words: what its revisions were, and rows by commit."""

    id: str
    config: str | None

    @property
    def root(self) -> Path:
        from datasets import config

        words = f"{quote(self.id, safe='')}@{quote(self.config or '', safe='')}"
        return Path(config.HF_DATASETS_CACHE) / "textkit" / words

    def folder(self, commit: str) -> Path:
        return self.root / commit

    def note(self, revision: str | None, found: HubDataset) -> None:
        known = {"commit": found.revision, "config": found.config, "splits": found.splits}
        for name in {revision or "main", found.revision}:
            atomic.write_text(self._note(name), json.dumps(known) + "\n")

    def noted(self, revision: str | None) -> dict[str, Any] | None:
        """Commit, config and splits of a revision when the hub was last asked, if it was."""
        path = self._note(revision or "main")
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    def builder(self, commit: str, unreachable: Unreachable) -> "DatasetBuilder":
        """Gives the rows of a commit that were fetched before. Raises `unreachable` where they were not."""
        from datasets.packaged_modules.cache.cache import Cache

        folder, name = str(self.folder(commit)), self.id.rpartition("/")[2]
        try:
            return Cache(folder, name, self.config, version="auto", hash="auto", repo_id=self.id)
        except (ValueError, OSError):
            raise unreachable from None

    def _note(self, name: str) -> Path:
        return self.root / f"{quote(name, safe='')}.json"


def _commit(id: str, revision: str | None) -> str:
    """The sha of a branch's, a tag's or a commit's name. Raises Unreachable where textkit is told to be offline."""
    from huggingface_hub import HfApi

    if variable := offline():
        raise Unreachable(f"the dataset {id} cannot be fetched: {variable} is set", f"unset {variable}")
    return str(HfApi().dataset_info(id, revision=revision, timeout=_ANSWER_S).sha)


def _from_hub(id: str, config: str | None, commit: str, cache: Path) -> "DatasetBuilder":
    from datasets import get_dataset_config_names, load_dataset_builder

    path = f"hf://datasets/{id}"  # never a folder of that name
    try:
        builder: DatasetBuilder = load_dataset_builder(path, config, cache_dir=str(cache), revision=commit)
    except ValueError:
        configs = get_dataset_config_names(path, revision=commit)
        if config is None and len(configs) > 1:
            listed = f"hub:{id}:CONFIG, one of: {', '.join(configs)}"
            raise UsageError(f"the dataset {id} has several configs and none is named", listed) from None
        if config is not None and config not in configs:
            raise unknown_name("config", config, configs) from None
        raise
    if builder.name not in _KINDS:
        raise DataError(f"the files of the dataset {id} are of the kind '{builder.name}', no tables of texts")
    if hasattr(builder.config, "keep_default_na"):  # a CSV's
        builder.config.keep_default_na, builder.config.na_values = False, [""]
    return builder

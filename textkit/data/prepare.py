"""From a name or files to a prepared dataset: found, read strictly, split, described, stored once."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from textkit.atomic import write_text
from textkit.data import published, sources, store
from textkit.data.baselines import baselines_of
from textkit.data.catalog import catalog
from textkit.data.dropping import Dropped
from textkit.data.layout import joined_by
from textkit.data.ledger import Ledger
from textkit.data.options import FileOptions, flag_of
from textkit.data.parts import HUB, STDIN, standard_input
from textkit.data.quality import describe
from textkit.data.readers import in_short
from textkit.data.refusals import empty_split, no_rows, refuse_single_label, refuse_unseen_labels
from textkit.data.rejects import Rejects
from textkit.data.splitting import TEST, VALIDATION, SplitPlan, assign, parse_ratios
from textkit.data.spool import Spool, deal
from textkit.errors import UsageError
from textkit.reporter import Reporter, Silent
from textkit.tasks import tasks
from textkit.types import SPLITS

_REJECTS = "rejects.jsonl"


@dataclass(frozen=True)
class Plan:
    """What is done with the rows once they are read."""

    split: SplitPlan = field(default_factory=SplitPlan)
    drop_labels: tuple[str, ...] = ()
    """Rows of these labels are left out; of label sets, the labels."""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """The plan of the settings of a `data` section.

        Raises:
            UsageError: they make no plan.
        """
        split = SplitPlan(
            seed=settings.get("split_seed", 0),
            ratios=parse_ratios(settings.get("ratios", "80/10/10")),
            folds=settings.get("folds"),
            fold=settings.get("fold"),
        )
        return cls(split, tuple(settings.get("drop_labels", ())))

    def recipe(self) -> dict[str, Any]:
        """What of it is hashed."""
        dropped = {"drop_labels": sorted(self.drop_labels)} if self.drop_labels else {}
        return {"split": self.split.to_json(), **dropped, **({"notes": notes} if (notes := self._notes()) else {})}

    def _notes(self) -> list[str]:
        """What titles say of it."""
        dropped = [f"without {', '.join(sorted(self.drop_labels))}"] if self.drop_labels else []
        return [*dropped, *([f"fold {self.split.fold} of {self.split.folds}"] if self.split.folds else [])]


def prepare(
    datasets: Sequence[str],
    *,
    source: str = "auto",
    options: FileOptions | None = None,
    plan: Plan | None = None,
    reporter: Reporter | None = None,
    refresh: bool = False,
) -> store.Dataset:
    """The prepared dataset for a name, or for files of one's own.

    Args:
        datasets: one name, or the paths of files (or of a folder) that make one dataset.
        source: for catalogue names: "auto", "remote", "sample", or a folder with the publisher's files.
        options: for files: how they are read.
        plan: which rows are left out, and how the others are split.
        refresh: prepare again even if the store has it.

    Raises:
        UsageError: the name is unknown.
        DataError: the content is not what it should be.
        MissingError: nothing can be reached.
    """
    reporter, options, plan = reporter or Silent(), options or FileOptions(), plan or Plan()
    if (known := _by_name(datasets, source, options, plan, refresh, reporter)) is not None:
        return known
    of_files = options.to_json().keys() - {"column"}
    if of_files and len(datasets) == 1 and datasets[0] in catalog.names():
        flags = ", ".join(map(flag_of, sorted(of_files)))
        raise UsageError(f"{datasets[0]} is in the catalogue: {flags} is for files of your own", "leave it out")
    if not refresh and (cached := _cached(datasets, source, options.column, plan)):
        return cached
    with ExitStack() as closing:
        found = _find(datasets, source, options, reporter, closing)
        if options.task not in (None, found.task):
            raise UsageError(f"--task {options.task}: {found.name} is for {found.task}", "leave it out")
        return _prepare(found, plan, reporter, refresh)


def _prepare(found: sources.Source, plan: Plan, reporter: Reporter, refresh: bool) -> store.Dataset:
    recipe = {**found.recipe, **plan.recipe()}
    digest = store.content_hash(recipe)
    if not refresh and (cached := store.find(found.name, digest)):
        return cached
    for note in found.notes:
        reporter.note(note)
    with store.writing(found.name, digest) as folder:
        spool, ledger = Spool(folder / "spool.arrow"), Ledger(tasks.load(found.task))
        facts = _read(found, plan, spool, ledger, reporter)
        reporter.note(f"splitting and writing {len(ledger):,} row{'s' * (len(ledger) != 1)}")
        if plan.split.fold == 1 and (ledger.given >= 0).any():
            reporter.note("folds: all rows are dealt anew, those of the given splits too")
        all_given = np.isin([VALIDATION, TEST], ledger.given).all()
        if plan.split.folds is None and plan.split.ratios != SplitPlan().ratios and all_given:
            reporter.note("the splits are as given: --ratios has nothing to deal")
        splits = _split(ledger, plan)
        refuse_unseen_labels(ledger, splits, spool)
        deal(spool, splits, folder)
        spool.path.unlink()
        labels = store.labels_in(folder / "train.parquet", ledger.task)
        refuse_single_label(labels, ledger)
        _keep_rejects(found.rejects, folder, store.folder_of(found.name, digest), reporter)
        baselines = baselines_of(ledger, splits, folder, labels)
        info = _info(found, recipe, digest, labels, {**describe(ledger, splits), "baselines": baselines, **facts})
        store.write_info(folder, info)
    return store.Dataset(store.folder_of(found.name, digest), info)


def _info(
    found: sources.Source, recipe: dict[str, Any], digest: str, labels: list[str], report: dict[str, Any]
) -> store.DatasetInfo:
    short = found.published_rows is not None and report["rows_read"] < found.published_rows
    return store.DatasetInfo(
        name=found.name,
        hash=digest,
        task=found.task,
        labels=labels,
        source=found.kind,
        synthetic=found.synthetic,
        subset=found.subset or short,
        recipe=recipe,
        report={**report, **({"published_rows": found.published_rows} if short else {})},
    )


def _cached(datasets: Sequence[str], source: str, column: str | None, plan: Plan) -> store.Dataset | None:
    """A catalogue dataset that was prepared from the publisher's bytes needs neither network nor mirror."""
    if source not in ("auto", "remote") or len(datasets) != 1 or datasets[0] not in catalog.names():
        return None
    if (known := published.published(datasets[0], column)) is None:
        return None
    name, recipe = known
    return store.find(name, store.content_hash({**recipe, **plan.recipe()}))


def _by_name(
    datasets: Sequence[str], source: str, options: FileOptions, plan: Plan, refresh: bool, reporter: Reporter
) -> store.Dataset | None:
    """What was prepared before under a name that is neither in the catalogue nor a file: the newest of that name."""
    name = datasets[0]
    if len(datasets) > 1 or name in catalog.names() or sources.looks_like_file(name):
        return None
    if (newest := store.newest_of(name)) is None:
        return None
    if options != FileOptions() or plan != Plan() or source != "auto" or refresh:
        raise UsageError(
            f"'{name}' was prepared before, and is taken as it is", "leave out the flags, or name the file it came from"
        )
    reporter.note(f"{name}: as it was prepared before, {newest.info.hash}")
    return newest


def _find(
    datasets: Sequence[str], source: str, options: FileOptions, reporter: Reporter, closing: ExitStack
) -> sources.Source:
    if len(datasets) == 1 and datasets[0] in catalog.names():
        return published.from_catalog(datasets[0], source, options.column, reporter)
    for name in datasets:
        if not sources.looks_like_file(name) or (len(datasets) > 1 and (name == STDIN or name.startswith(HUB))):
            raise sources.unknown_dataset(name)
    if source != "auto":
        raise UsageError("--source is for catalogue datasets", "leave it out: the file is the source")
    if datasets[0].startswith(HUB) and len(datasets) == 1:
        return sources.from_hub(datasets[0], options, reporter)
    if list(datasets) == [STDIN]:
        return sources.from_files([closing.enter_context(standard_input(options))], options)
    return sources.from_files([Path(name) for name in datasets], options)


def _read(found: sources.Source, plan: Plan, spool: Spool, ledger: Ledger, reporter: Reporter) -> dict[str, Any]:
    """Write the rows into `spool` and `ledger`; what was found out about them."""
    dropped = Dropped(plan.drop_labels)
    with reporter.track(f"reading {found.name}", found.size) as progress:
        rows, facts = found.read()
        for number, example in enumerate(rows, start=1):
            if number % 10_000 == 0:
                progress(found.done() if found.size else number, f"{number:,} rows")
            if (kept := dropped.keep(example)) is not None:
                spool.add(kept)
                ledger.add(kept)
        spool.close()
    if not len(ledger):
        raise no_rows(found, dropped)
    dropped.refuse_unknown(ledger.names)
    seen_late = [*_never_set(found.facts, ledger, plan), *_joined(found, ledger)]
    for note in seen_late:
        reporter.note(note)
    counts = {"rows_read": len(ledger) + dropped.count, **({"dropped": dropped.count} if dropped.count else {})}
    notes = [*found.notes, *seen_late]
    return {**counts, **found.facts, **facts, **({"notes": notes} if notes else {}), **found.rejects.summary()}


def _never_set(facts: Mapping[str, Any], ledger: Ledger, plan: Plan) -> list[str]:
    """A note on each column of 0 and 1 that no row sets: nothing can be learned of it."""
    columns = facts.get("columns", {})
    flags = columns["labels"] if columns.get("form") == "wide" else []
    missing = [column for column in flags if column not in {*ledger.names, *plan.drop_labels}]
    return [f"column '{in_short(column)}' is 1 in no row: it is no label" for column in missing]


def _joined(found: sources.Source, ledger: Ledger) -> list[str]:
    """A note where classes look like sets of labels, which the first rows did not show."""
    asked = found.recipe.get("options", {}).get("task")
    separator = joined_by(ledger.names) if found.task == "classification" and asked is None else None
    return [f"'{separator}' seems to stand between labels: --task multilabel reads any number a row"] * bool(separator)


def _split(ledger: Ledger, plan: Plan) -> NDArray[np.int8]:
    """The number of each row's split in SPLITS."""
    of_texts = ledger.task.level == "text"
    if of_texts:
        refuse_single_label(ledger.names, ledger)
    stratified = ledger.labels if of_texts else ledger.unlabelled  # sentences share too many tags to be sorted by them
    splits = assign(ledger.keys, stratified, ledger.given, plan.split, ledger.groups)
    sizes = np.bincount(splits, minlength=len(SPLITS))
    for split, size in zip(SPLITS, sizes, strict=True):
        if not size:
            raise empty_split(split, ledger)
    return splits


def _keep_rejects(rejects: Rejects, folder: Path, place: Path, reporter: Reporter) -> None:
    """Say what was left out, and list it in `folder`, which is at `place` once it is whole."""
    if not rejects.rows:
        return
    count = len(rejects.rows)
    reporter.warn(f"{count:,} row{'s' * (count != 1)} cannot be used: left out, the first at {rejects.first}")
    if rejects.policy == "quarantine":
        lines = (json.dumps(row._asdict(), ensure_ascii=False) + "\n" for row in rejects.rows)
        write_text(folder / _REJECTS, "".join(lines))
        reporter.note(f"they are listed in {place / _REJECTS}")

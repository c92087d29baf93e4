"""How the training went, of `history.jsonl`."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from textkit.reporting.plots import learning
from textkit.reporting.report import Cell, Plot, Section, Table, Text, score
from textkit.reporting.subject import Subject
from textkit.reporting.wording import LEADING, figure_name

TRACKED = "test_"
"""What the figures of a test split that was only watched begin with."""

_OF_STEPS = (
    "The loss on train is the mean over an epoch's steps, with dropout and label smoothing where there are any, so it "
    "may lie above that on validation."
)


def section(subject: Subject) -> Section | None:
    """None of a run that has no epochs."""
    records = _records(subject)
    if not records:
        return None
    metric = next((name for name in LEADING[subject.scoring] if name in records[0]), "loss")
    best = subject.run.metrics().get("validation", {}).get("epoch")
    panels = {"loss": _curves(records, "loss")}
    if metric != "loss":
        panels[figure_name(metric)] = _curves(records, metric)
    tracked = any(TRACKED + "loss" in record for record in records)
    splits = "train and validation" if not tracked else "train, validation and test"
    epochs = [record["epoch"] for record in records]
    alt = f"Line charts over {len(epochs)} epochs: loss and {figure_name(metric)} of {splits}. " + _ends(panels)
    caption = f"Loss and {figure_name(metric)} after each epoch. The dotted line marks the epoch that was kept."
    blocks: list[Any] = [
        Plot("learning", alt, caption, partial(learning.draw, epochs, panels, best)),
        Table("The epochs.", *_table(records, metric), folded=True),
    ]
    if tracked:
        blocks.insert(0, Text("The test split was watched (--track-test) and not used for any choice."))
    if subject.manifest.runtime == "torch":
        blocks.append(Text(_OF_STEPS))
    return Section("learning", "Learning curves", blocks)


def _records(subject: Subject) -> list[dict[str, Any]]:
    file = subject.run.history_file
    if not file.is_file():
        return []
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [record for record in records if "epoch" in record and "loss" in record]


def _curves(records: list[dict[str, Any]], figure: str) -> dict[str, list[float]]:
    """By the split, of those that were watched in every epoch."""
    keys = {"train": f"train_{figure}", "validation": figure, "test": f"{TRACKED}{figure}"}
    return {
        split: [record[key] for record in records]
        for split, key in keys.items()
        if all(key in record for record in records)
    }


def _ends(panels: Mapping[str, Mapping[str, list[float]]]) -> str:
    """Where the curves begin and end, in words."""
    said = [
        f"{name} on {split} goes from {values[0]:.4f} to {values[-1]:.4f}"
        for name, curves in panels.items()
        for split, values in curves.items()
    ]
    return "; ".join(said) + "."


def _table(records: list[dict[str, Any]], metric: str) -> tuple[list[str], list[list[Cell]]]:
    keys = ["train_loss", "loss", metric, f"{TRACKED}loss", f"{TRACKED}{metric}"]
    present = [key for key in dict.fromkeys(keys) if all(key in record for record in records)]
    rows: list[list[Cell]] = [
        [f"{record['epoch']}", *(score(record[key]) for key in present), f"{record['seconds']:,.1f}"]
        for record in records
    ]
    names = {"loss": "validation loss", metric: f"validation {figure_name(metric)}"}
    return ["epoch", *(names.get(key, figure_name(key)) for key in present), "seconds"], rows

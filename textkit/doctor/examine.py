"""An examination: every check on one dataset, and what it comes to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from textkit.atomic import write_text
from textkit.data.store import Dataset
from textkit.doctor import (
    balance,
    characters,
    copies,
    lengths,
    near_copies,
    relabel,
    shortcuts,
    split_labels,
    tags,
    vocabulary,
    windows,
)
from textkit.doctor.patient import Check, Finding, Patient, Window
from textkit.reporter import Reporter, Silent
from textkit.tasks import tasks
from textkit.text.cleaning import Cleaning
from textkit.types import SPLITS

_CHECKS: Mapping[str, Sequence[Check]] = {
    "copies": copies.CHECKS,
    "near copies": near_copies.CHECKS,
    "label balance": balance.CHECKS,
    "labels of splits": split_labels.CHECKS,
    "tags": tags.CHECKS,
    "lengths": lengths.CHECKS,
    "what a model reads": windows.CHECKS,
    "characters": characters.CHECKS,
    "vocabulary": vocabulary.CHECKS,
    "shortcuts": shortcuts.CHECKS,
    "labels worth a second look": relabel.CHECKS,
}
NEAR_COPIES = "near copies"
_ORDER = ("problem", "warning", "note")
_LEAKS = ("leakage", "near_leakage")


@dataclass(frozen=True)
class Examination:
    """The findings, the gravest first."""

    patient: Patient
    findings: Sequence[Finding]
    skipped: Sequence[str] = ()
    """Checks that were not made."""

    @property
    def leakage(self) -> float:
        """Share of the test rows that have a copy, or a near copy, in another split: the model may have seen them."""
        test = self.patient.rows("test")
        leaked = [row for finding in self.findings if finding.kind in _LEAKS for row in finding.rows]
        return float(np.isin(test, leaked).mean()) if len(test) else 0.0

    def to_json(self) -> dict[str, Any]:
        """All of it; rows by file and line."""
        return {
            "leakage": round(self.leakage, 6),
            "skipped": list(self.skipped),
            "findings": [self._finding(each) for each in self.findings],
        }

    def write(self, folder: Path) -> None:
        """Keep it beside the dataset."""
        write_text(folder / "doctor.json", json.dumps(self.to_json(), indent=2, ensure_ascii=False) + "\n")

    def _finding(self, finding: Finding) -> dict[str, Any]:
        places = [self.patient.origins[row] for row in finding.rows]
        return {**asdict(finding), "count": len(places), "rows": places}


def examine(
    dataset: Dataset,
    *,
    cleaning: Cleaning | None = None,
    near_copies: bool = True,
    window: Window | None = None,
    seed: int = 0,
    reporter: Reporter | None = None,
) -> Examination:
    """What is wrong with a prepared dataset.

    Args:
        cleaning: what training does to the texts first.
        near_copies: look for texts that are almost alike.
        window: what a model reads of a text, to say what it would miss.
        seed: of samples and of hashes.
    """
    splits = {name: dataset.split(name) for name in SPLITS}
    task, labels = tasks.load(dataset.info.task), dataset.info.labels
    mended = dataset.info.report.get("mended")
    patient = Patient.of(splits, task, labels, cleaning=cleaning, window=window, seed=seed, mended=mended)
    reporter = reporter or Silent()
    found: list[Finding] = []
    skipped = [] if near_copies else [NEAR_COPIES]
    with reporter.track(f"examining {dataset.info.name}", len(_CHECKS)) as progress:
        for number, (name, checks) in enumerate(_CHECKS.items()):
            progress(number, name)
            if name not in skipped:
                found += [finding for check in checks for finding in check(patient)]
    return Examination(patient, sorted(found, key=lambda each: _ORDER.index(each.severity)), skipped)

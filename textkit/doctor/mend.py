"""A copy of a dataset with what can be mended without anybody's judgement, and a list of all that was done."""

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from textkit.atomic import write_text
from textkit.data.splitting import normalised
from textkit.doctor.patient import Patient
from textkit.types import SPLITS

_SHOWN_BEFORE, _SHOWN_AFTER = 10, 30


@dataclass(frozen=True)
class Mended:
    """The rows that are left, in the patient's order, and what became of the others; both ready for JSON lines.

    A row has its text and its label, its labels, or its tokens and their tags, and its split. There is one change for
    each row that was dropped or is different: its origin, its kind and a detail in words. The kinds are `mended` (the
    text or the label is different), `copy` (of an earlier row of its split), `leak` (of a row of another split, which
    is trained on or tested earlier) and `contradiction` (the same text has another truth elsewhere).
    """

    rows: list[dict[str, Any]]
    changes: list[dict[str, str]]


@dataclass(frozen=True)
class _Row:
    """A row with its text and its truth mended. Where words have truths, `text` is their list."""

    number: int
    text: str | list[str]
    target: Any
    details: list[str]

    @cached_property
    def words(self) -> Hashable:
        """Rows with the same words say the same: letter case tells names from words where words have truths."""
        return normalised(self.text) if isinstance(self.text, str) else tuple(self.text)

    @cached_property
    def copied(self) -> bytes:
        """What copies have in common."""
        return normalised(self.text if isinstance(self.text, str) else " ".join(self.text))

    @cached_property
    def truth(self) -> Hashable:
        if isinstance(self.target, str):
            return self.target
        return tuple(self.target) if isinstance(self.text, list) else frozenset(self.target)


def mend(patient: Patient, *, mended_text: Callable[[str], str | None]) -> Mended:
    """Mend texts and labels, then drop copies.

    Of copies in one split the first stays, of copies across splits that of train, then of validation. Of a text with
    two truths nobody can say which is right: all its rows are dropped.

    Args:
        mended_text: what a text should be; None where it is well.
    """
    rows = [_mended_row(patient, number, mended_text) for number in range(len(patient))]
    dropped = _contradictions(patient, rows)
    dropped |= _copies(patient, [row for row in rows if row.number not in dropped])
    changes = []
    for row in rows:
        if row.number in dropped:
            changes.append(_change(patient, row, *dropped[row.number]))
        elif row.details:
            changes.append(_change(patient, row, "mended", "; ".join(row.details)))
    return Mended([_record(patient, row) for row in rows if row.number not in dropped], changes)


def write_mended(mended: Mended, path: Path) -> Path:
    """Write the rows to `path` and the changes to `path` with `.changes.jsonl` at its end, which is returned.

    Each file is whole or absent.
    """
    beside = path.with_name(f"{path.name}.changes.jsonl")
    for file, records in ((beside, mended.changes), (path, mended.rows)):
        write_text(file, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
    return beside


def _mended_row(patient: Patient, number: int, mended_text: Callable[[str], str | None]) -> _Row:
    details = []

    def mended(text: str, is_well: Callable[[str], bool]) -> str:
        new = mended_text(text)
        if new is None or new == text or not is_well(new):
            return text
        details.append(_difference(text, new))
        return new

    text: str | list[str]
    if patient.spans is None:
        text = mended(patient.texts[number], lambda new: bool(new.strip()))
    else:
        text = [mended(word, lambda new: len(new.split()) == 1) for word in patient.sentences[number].words]
    target = patient.targets[number]
    stripped = _stripped(target, patient.spans is None)
    if stripped != target:
        details.append(f"{target!r} to {stripped!r}")
    return _Row(number, text, stripped, details)


def _stripped(target: Any, is_set: bool) -> Any:
    """Labels without white space around them; of a set of labels each once."""
    if isinstance(target, str):
        return target.strip()
    labels = [label.strip() for label in target]
    return [label for label in dict.fromkeys(labels) if label] if is_set else labels


def _contradictions(patient: Patient, rows: Iterable[_Row]) -> dict[int, tuple[str, str]]:
    """The rows whose words have another truth elsewhere, and where."""
    groups: defaultdict[Hashable, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[row.words].append(row)
    dropped = {}
    for group in groups.values():
        first, second = group[0], next((row for row in group if row.truth != group[0].truth), None)
        for row in group if second else ():
            other = second if second and row.truth == first.truth else first
            place = patient.origins[other.number]
            truths = _disagreement(row, other)
            dropped[row.number] = "contradiction", f"{truths[0]} here, {truths[1]} at {place}"
    return dropped


def _disagreement(row: _Row, other: _Row) -> tuple[str, str]:
    """What two rows with the same words say; of sentences the first word of which they say different things."""
    if isinstance(row.text, str):
        return repr(row.target), repr(other.target)
    at = next(at for at, pair in enumerate(zip(row.target, other.target, strict=True)) if len(set(pair)) > 1)
    return f"{row.text[at]!r} {row.target[at]}", other.target[at]


def _copies(patient: Patient, rows: Iterable[_Row]) -> dict[int, tuple[str, str]]:
    """The rows that repeat one that stays, and which that is.

    Sentences that differ in letter case may have different tags; in one split such rows are no copies.
    """
    kept: defaultdict[bytes, list[_Row]] = defaultdict(list)
    dropped = {}
    for row in rows:
        split = patient.splits[row.number]
        for first in kept[row.copied]:
            same_split = patient.splits[first.number] == split
            if not same_split or first.truth == row.truth:
                place = f"{patient.origins[first.number]} in {SPLITS[patient.splits[first.number]]}"
                dropped[row.number] = ("copy" if same_split else "leak"), f"the text of {place}"
                break
        else:
            kept[row.copied].append(row)
    return dropped


def _change(patient: Patient, row: _Row, kind: str, detail: str) -> dict[str, str]:
    return {"origin": patient.origins[row.number], "kind": kind, "detail": detail}


def _record(patient: Patient, row: _Row) -> dict[str, Any]:
    names = ("text", patient.task.target) if isinstance(row.text, str) else ("tokens", "tags")
    return {names[0]: row.text, names[1]: row.target, "split": SPLITS[patient.splits[row.number]]}


def _difference(old: str, new: str) -> str:
    """What was there and what is there now, from a little before they part."""
    parted = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(new))
    start = max(0, parted - _SHOWN_BEFORE)
    return " to ".join(repr(each[start:][: _SHOWN_BEFORE + _SHOWN_AFTER]) for each in (old, new))

"""The most confident errors, and the records whose answers were least certain: as counts, or with their texts."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.reporting.redact import redacted_path
from textkit.reporting.report import Block, Cell, Section, Table, Text, count, score
from textkit.reporting.sections import reasons
from textkit.reporting.subject import Subject
from textkit.reporting.texts import shortened
from textkit.types import Scores

MOST = 20
_BANDS = (0.0, 0.5, 0.7, 0.9, 0.95, 0.99, 1.0)


def section(subject: Subject) -> Section:
    certainty, right = _certainty(subject), _right(subject)
    blocks: list[Block] = [_bands(certainty, right)]
    if subject.errors is None:
        blocks.append(Text("Texts are left out; textkit eval --report --include-examples has them."))
    else:
        blocks += [*reasons.blocks(subject), _errors(subject, subject.errors), _hardest(subject, certainty, right)]
    return Section("examples", "Errors and hard examples", blocks)


def shown_records(subject: Subject) -> list[int]:
    """The places in the split of all records whose texts are shown, each once."""
    errors = _records_of(subject, subject.errors or [])
    return list(dict.fromkeys([*errors, *_hardest_records(_certainty(subject))]))


def _records_of(subject: Subject, errors: Sequence[dict[str, Any]]) -> list[int]:
    """Where the split has what went wrong: by the text as well, for two files of one name have the same origins."""
    rows, by_text, by_origin = subject.answered.rows, dict[tuple[str, str], int](), dict[str, int]()
    for place, (origin, text) in enumerate(zip(rows.origins, rows.texts, strict=True)):
        by_text.setdefault((origin, text), place)
        by_origin.setdefault(origin, place)
    return [by_text.get((each["origin"], each.get("text", "")), by_origin[each["origin"]]) for each in errors]


def _hardest_records(certainty: NDArray[np.float64]) -> list[int]:
    found: list[int] = np.argsort(certainty, kind="stable")[:MOST].tolist()
    return found


def _certainty(subject: Subject) -> NDArray[np.float64]:
    """Of each record, how sure its least sure answer is, (records,): of a label the larger of it and its absence."""
    answered = subject.answered
    probabilities: Scores = answered.probabilities
    if subject.scoring == "labelsets":
        return np.asarray(np.maximum(probabilities, 1 - probabilities).min(axis=1), dtype=np.float64)
    sure = probabilities[np.arange(len(probabilities)), answered.decisions].astype(np.float64)
    return np.array([sure[start:end].min(initial=1.0) for start, end in _records(subject)])


def _right(subject: Subject) -> NDArray[np.bool_]:
    """Whether every answer of a record is right, (records,)."""
    same = subject.answered.decisions == subject.answered.truth
    if subject.scoring == "labelsets":
        return np.asarray(same.all(axis=1))
    return np.array([bool(same[start:end].all()) for start, end in _records(subject)])


def _records(subject: Subject) -> list[tuple[int, int]]:
    bounds = subject.answered.bounds.tolist()
    return list(pairwise(bounds))


def _bands(certainty: NDArray[np.float64], right: NDArray[np.bool_]) -> Table:
    rows: list[list[Cell]] = []
    for low, high in pairwise(_BANDS):
        within = (certainty >= low) & ((certainty < high) | (high == 1.0))
        wrong = int((within & ~right).sum())
        if within.any():
            share = f"{wrong / within.sum():.1%}"
            rows.append([f"{low:g} to {high:g}", count(int(within.sum())), count(wrong), share])
    caption = "Records by how certain the least certain of their answers is, and how many are not wholly right."
    return Table(caption, ["certainty", "records", "with an error", "share"], rows)


def _errors(subject: Subject, errors: Sequence[dict[str, Any]]) -> Table:
    records = _records_of(subject, errors)
    if errors and "kind" in errors[0]:
        tagged: list[list[Cell]] = [
            [
                each["kind"].replace("_", " "),
                _entity(each["true_text"], each["true_label"]),
                _entity(each["predicted_text"], each["predicted_label"]),
                reasons.of_entity(subject, record, each["predicted_text"], each["predicted_label"])
                or shortened(each["context"]),
                redacted_path(each["origin"]),
                count(each["count"]),
            ]
            for each, record in zip(errors, records, strict=True)
        ]
        columns = ["", "true", "predicted", "for example", "where", "times"]
        return Table("The commonest errors.", columns, tagged, words=5)
    rows: list[list[Cell]] = [
        [
            reasons.of_text(subject, record) or shortened(each["text"]),
            _names(each["labels"] if "labels" in each else each["label"]),
            _names(each["predicted"]),
            redacted_path(each["origin"]),
            score(each["score"]),
        ]
        for each, record in zip(errors, records, strict=True)
    ]
    if errors and "labels" in errors[0]:
        caption, figure = "The most confident errors: the sets that most probability is missing from.", "missing"
    else:
        caption, figure = "The most confident errors.", "probability"
    return Table(caption, ["text", "true", "predicted", "where", figure], rows, words=4)


def _hardest(subject: Subject, certainty: NDArray[np.float64], right: NDArray[np.bool_]) -> Table:
    """The records that were least certain, whether or not they came out right."""
    rows, tagged = subject.answered.rows, subject.scoring == "tags"
    cells: list[list[Cell]] = [
        [
            reasons.of_text(subject, place) or shortened(rows.texts[place]),
            *([] if tagged else [_names(rows.targets[place])]),
            "yes" if right[place] else "no",
            redacted_path(rows.origins[place]),
            score(float(certainty[place])),
        ]
        for place in _hardest_records(certainty)
    ]
    columns = ["text", "true", "right", "where", "certainty"]
    if tagged:
        columns.remove("true")
    caption = "The hardest examples: where the least certain answer was least certain."
    return Table(caption, columns, cells, words=len(columns) - 1)


def _names(labels: str | Sequence[str]) -> str:
    return labels if isinstance(labels, str) else ", ".join(labels) or "-"


def _entity(text: str | None, label: str | None) -> str:
    return "-" if label is None else f"{text} ({label})"

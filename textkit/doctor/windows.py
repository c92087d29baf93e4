"""How much of the texts the chosen model would not read."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from textkit.doctor.patient import Check, Finding, Patient, Window
from textkit.doctor.wording import counted, percent

_MANY = 0.01
_HELD = 99  # percent of the texts, by the number of tokens that is proposed
_STEP = 8


def truncation(patient: Patient) -> Iterator[Finding]:
    """Texts longer than the model's window, and the share of all tokens that lies beyond it; the longest come first.

    Of sentences nothing is lost: long ones are read in windows that overlap.
    """
    if patient.window is None:
        return
    window, words = patient.window, patient.task.level == "word"
    lengths = window.lengths(patient.sentences if words else patient.texts)
    beyond = np.maximum(lengths - window.tokens, 0)
    longest_first = np.argsort(-lengths, kind="stable")
    rows = longest_first[: int(np.count_nonzero(beyond))].tolist()
    if not rows:
        return
    figures = {
        "model": window.model,
        "window": window.tokens,
        "rows": len(rows),
        "share": round(len(rows) / len(lengths), 6),
        "tokens_beyond": int(beyond.sum()),
        "share_of_tokens": round(float(beyond.sum() / lengths.sum()), 6),
        "longest": int(lengths.max()),
        "tokens_for_99_percent": -_STEP * int(-np.percentile(lengths, _HELD) // _STEP),
    }
    yield _of_sentences(window, rows, figures) if words else _of_texts(window, rows, figures)


def _of_texts(window: Window, rows: list[int], figures: dict[str, Any]) -> Finding:
    held = figures["tokens_for_99_percent"]
    more = f"--max-tokens {held} holds {_HELD}% of the texts, if {window.model} can read so many; "
    return Finding(
        kind="truncation",
        severity="warning" if figures["share"] > _MANY else "note",
        message=f"{window.model} reads {window.tokens:,} tokens: {counted(len(rows), 'text')} "
        f"({percent(figures['share'])}) would be cut, and {percent(figures['share_of_tokens'])} of all tokens not read",
        advice=f"{more * (held > window.tokens)}--long windows reads all of every text",
        rows=rows,
        figures=figures,
    )


def _of_sentences(window: Window, rows: list[int], figures: dict[str, Any]) -> Finding:
    return Finding(
        kind="truncation",
        severity="note",
        message=f"{window.model} reads {window.tokens:,} tokens at a time: {counted(len(rows), 'sentence')} "
        f"({percent(figures['share'])}) will be read in windows that overlap, and no word is lost",
        advice="look at the longest: where the ends of sentences are missing, several have run together",
        rows=rows,
        figures=figures,
    )


CHECKS: tuple[Check, ...] = (truncation,)

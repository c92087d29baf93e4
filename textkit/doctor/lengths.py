"""Texts with nothing in them, with next to nothing, and with far more than the others."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.doctor.patient import Check, Finding, Patient
from textkit.doctor.wording import counted, percent
from textkit.text.words import split_words

_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # by their category letters and symbols, but drawn as nothing
_SHORT = 0.2
_MANY = 0.001
_TIMES = 10
_LONG_WORDS, _LONG_CHARACTERS = 1_000, 6_000
_SHOWN = 20


def empty_texts(patient: Patient) -> Iterator[Finding]:
    """Texts of white space and of characters that cannot be seen."""
    rows = [row for row, text in enumerate(patient.texts) if not is_visible(text)]
    if rows:
        yield Finding(
            kind="empty_texts",
            severity="warning",
            message=f"texts in which nothing can be seen: {_of(rows, patient)}",
            advice="take these rows out of the file, or give them their text: to a model they are all the same",
            rows=rows,
            figures=_figures(rows, patient),
        )


def short_texts(patient: Patient) -> Iterator[Finding]:
    """Texts without a word, or with a fifth of the words that 95% of the texts have; the shortest come first.

    A smiley or a word among thousands of short texts is not told, and of sentences nothing: each word has its own tag.
    """
    if patient.task.level == "word" or not len(patient):
        return
    words = np.array([sum(word[0].isalnum() for word in split_words(text)) for text in patient.texts])
    usual = float(np.percentile(words, 5))
    most = int(_SHORT * usual)
    rows = [row for row in _shortest_first(words) if words[row] <= most and is_visible(patient.texts[row])]
    if rows and (most > 1 or len(rows) >= _MANY * len(patient)):
        few = f"at most {counted(most, 'word')}, where 95% have {usual:.0f} or more" if most else "not a single word"
        yield Finding(
            kind="short_texts",
            severity="note",
            message=f"texts with {few}: {_of(rows, patient)}",
            advice="look whether these are texts: what a form or a scraper left unfilled is better taken out",
            rows=rows,
            figures={**_figures(rows, patient), "most": most, "p5": usual, "words": _lengths(patient, rows, words)},
        )


def long_texts(patient: Patient) -> Iterator[Finding]:
    """Texts ten times as long as 95% are, in words or in characters, and longer than two pages; the longest first."""
    if not len(patient):
        return
    words = np.array([len(split_words(text)) for text in patient.texts])
    characters = np.array([len(text) for text in patient.texts])
    usual = float(np.percentile(words, 95))
    outlying = (words > max(_LONG_WORDS, _TIMES * usual)) | (
        characters > max(_LONG_CHARACTERS, _TIMES * float(np.percentile(characters, 95)))
    )
    rows = [row for row in _shortest_first(-characters) if outlying[row]]
    if rows:
        first = rows[0]
        yield Finding(
            kind="long_texts",
            severity="warning",
            message=f"texts more than {_TIMES} times as long as 95% are ({counted(round(usual), 'word')}): "
            f"{_of(rows, patient)}, the longest with {counted(int(words[first]), 'word')} in "
            f"{counted(int(characters[first]), 'character')}",
            advice="look whether rows have run together: a quote that is not closed takes in all that follows it",
            rows=rows,
            figures={
                **_figures(rows, patient),
                "p95": usual,
                "words": _lengths(patient, rows, words),
                "characters": _lengths(patient, rows, characters),
            },
        )


def is_visible(text: str) -> bool:
    """Whether anything of a text can be seen."""
    return any(unicodedata.category(each) not in _UNSEEN and each not in _BLANK for each in text)


def _shortest_first(lengths: NDArray[np.int64]) -> list[int]:
    rows: list[int] = np.argsort(lengths, kind="stable").tolist()
    return rows


def _of(rows: Sequence[int], patient: Patient) -> str:
    return f"{len(rows):,} of {len(patient):,} ({percent(len(rows) / len(patient))})"


def _figures(rows: Sequence[int], patient: Patient) -> dict[str, Any]:
    return {"rows": len(rows), "share": round(len(rows) / len(patient), 6)}


def _lengths(patient: Patient, rows: Sequence[int], lengths: NDArray[np.int64]) -> list[list[Any]]:
    """Where the first few rows stand, and their lengths."""
    return [[patient.origins[row], int(lengths[row])] for row in rows[:_SHOWN]]


CHECKS: tuple[Check, ...] = (empty_texts, short_texts, long_texts)

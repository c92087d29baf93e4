"""Characters that are not what was written: misread, lost, invisible, left over from HTML, or of another script."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from textkit.doctor.homoglyphs import disguised_words, spelled
from textkit.doctor.mojibake import mended, misread_word
from textkit.doctor.patient import Check, Finding, Patient
from textkit.doctor.wording import percent
from textkit.text.cleaning import Cleaning

_MANY = 0.001
_SHOWN = 20
_LONGEST = 40
_SPELLED = "A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0370-\u052f"  # Latin, Greek, Cyrillic: scripts without joiners
_WIDTHLESS = "[\xad\u200b-\u200d\u2060]"
_INVISIBLE = re.compile(
    f"[\x00-\x08\x0e-\x1b\x7f-\x9f\ufeff]|(?<=[{_SPELLED}]){_WIDTHLESS}+|{_WIDTHLESS}+(?=[{_SPELLED}])"
)
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_MARKUP = re.compile(r"&#?\w{1,32};|<[^<>]{1,60}>")


def mojibake(patient: Patient) -> Iterator[Finding]:
    """Texts that were read in an encoding that is not theirs, and that can be mended."""
    rows = [row for row, text in enumerate(patient.texts) if mended(text) is not None]
    words = dict.fromkeys(misread_word(patient.texts[row]) for row in rows[:_SHOWN])
    examples = [[_cut(word), _cut(mended(word) or word)] for word in words]
    yield from _told(
        patient,
        rows,
        kind="mojibake",
        what="texts that were read in an encoding that is not theirs",
        examples=[f"{word!r} for {meant!r}" for word, meant in examples],
        advice="--fix FILE writes the data with this undone; if you gave an --encoding, it is not that of the file",
        figures={"examples": examples},
    )


def lost_characters(patient: Patient) -> Iterator[Finding]:
    """Texts with U+FFFD, which stands for what could not be read."""
    rows = [row for row, text in enumerate(patient.texts) if "\ufffd" in text]
    words = _commonest(word for row in rows for word in patient.texts[row].split() if "\ufffd" in word)
    yield from _told(
        patient,
        rows,
        kind="lost_characters",
        what="texts with U+FFFD, which stands for what could not be read",
        examples=[repr(word) for word in words],
        advice="read the original once more, with the --encoding it has: from here nothing can be brought back",
        figures={"examples": words},
    )


def homoglyphs(patient: Patient) -> Iterator[Finding]:
    """Words with letters of another script that look like those of their own."""
    found = {row: words for row, text in enumerate(patient.texts) if (words := disguised_words(text))}
    words = _commonest(word for each in found.values() for word in each)
    yield from _told(
        patient,
        list(found),
        kind="homoglyphs",
        what="texts with words in which letters of one script stand for those of another",
        examples=[spelled(word) for word in words],
        advice="write every word in one script: to a model these are other words; spam does it on purpose",
        figures={"examples": words},
    )


def invisible_characters(patient: Patient) -> Iterator[Finding]:
    """Control characters, and characters without width at the letters of words; emoji, Arabic and Hindi need them."""
    suspects = [row for row, text in enumerate(patient.texts) if not (text.isascii() and text.isprintable())]
    texts = {row: mended(patient.texts[row]) or patient.texts[row] for row in suspects}
    found = {row: "".join(each) for row, text in texts.items() if (each := _INVISIBLE.findall(text))}
    codes = _codes("".join(found.values()))
    yield from _told(
        patient,
        list(found),
        kind="invisible_characters",
        what="texts with control characters, or with invisible ones in words or beside them",
        examples=list(codes),
        advice="take them out: to a model a word with one is another word",
        figures={"counts": codes},
    )


def direction_marks(patient: Patient) -> Iterator[Finding]:
    """Characters that turn the direction of a text in which nothing is written from right to left."""
    suspects = [row for row, text in enumerate(patient.texts) if not text.isascii() and _DIRECTION.search(text)]
    rows = [row for row in suspects if not _RIGHT_TO_LEFT.search(patient.texts[row])]
    codes = _codes("".join("".join(_DIRECTION.findall(patient.texts[row])) for row in rows))
    yield from _told(
        patient,
        rows,
        kind="direction_marks",
        what="texts with characters that turn their direction, and no letter that is written from right to left",
        examples=list(codes),
        advice="take them out: such a text may be shown in another order than a model reads it",
        figures={"counts": codes},
    )


def html(patient: Patient) -> Iterator[Finding]:
    """Tags and entities: what cleaning with --html would take out."""
    suspects = [row for row, text in enumerate(patient.texts) if "&" in text or "<" in text]
    texts = [patient.texts[row] for row in suspects]
    cleaned = Cleaning(html=True)(texts)
    rows = [row for row, before, after in zip(suspects, texts, cleaned, strict=True) if before != after]
    if len(rows) < _MANY * len(patient):
        return
    examples = _commonest(each for row in rows for each in _MARKUP.findall(patient.texts[row]))
    yield from _told(
        patient,
        rows,
        kind="html",
        what="texts with HTML left over",
        examples=examples,
        advice="train with --html, which takes it out before training and before every prediction",
        figures={"examples": examples},
        severity="note",
    )


def _told(
    patient: Patient,
    rows: Sequence[int],
    *,
    kind: str,
    what: str,
    examples: Sequence[str],
    advice: str,
    figures: dict[str, Any],
    severity: Literal["warning", "note"] | None = None,
) -> Iterator[Finding]:
    """A finding about `rows`, if there are any."""
    if rows:
        share = len(rows) / len(patient)
        yield Finding(
            kind=kind,
            severity=severity or ("warning" if share >= _MANY else "note"),
            message=f"{what}: {len(rows):,} of {len(patient):,} ({percent(share)}), such as {', '.join(examples[:3])}",
            advice=advice,
            rows=rows,
            figures={"rows": len(rows), "share": round(share, 6), **figures},
        )


def _commonest(examples: Iterable[str]) -> list[str]:
    return [example for example, _ in Counter(map(_cut, examples)).most_common(_SHOWN)]


def _cut(word: str) -> str:
    return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"


def _codes(characters: str) -> dict[str, int]:
    """How often each is there, by its number, the commonest first."""
    return {f"U+{ord(each):04X}": count for each, count in Counter(characters).most_common()}


__all__ = ["CHECKS", "mended"]

CHECKS: tuple[Check, ...] = (mojibake, lost_characters, homoglyphs, invisible_characters, direction_marks, html)

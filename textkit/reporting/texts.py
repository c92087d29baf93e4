"""Texts as cells of a page: on one line, cut where they are long, their words shaded where they are explained."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textkit.inference.explaining import Explanation
from textkit.reporting.report import Shaded, Stretch

LEVELS = 5
_WIDTH = 300
"""Characters that a cell has room for."""
_FAINTEST = 0.05  # of the weight that is largest; what weighs less is left alone


class _Word(NamedTuple):
    """Its place in the text, [start, end), and its weight."""

    start: int
    end: int
    weight: float


def shortened(text: str) -> str:
    """One line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"


def shaded(text: str, explanation: Explanation) -> Shaded:
    """One line; of a long text the words around what is explained, or its first ones."""
    span = explanation.span or (0, 0)
    about = " ".join([explanation.label, *text[slice(*span)].split()])
    words = [_Word(*place, weight) for place, weight in zip(explanation.words, explanation.weights, strict=True)]
    shown = _around(words, text, span[0])
    if not shown:
        return Shaded(about, [Stretch(shortened(text))])
    largest = max(abs(each.weight) for each in words)
    before = "… " if shown[0] != words[0] else text[: shown[0].start]
    after = " …" if shown[-1] != words[-1] else text[shown[-1].end :]
    return Shaded(
        about, [Stretch(_on_one_line(before)), *_stretches(text, shown, largest), Stretch(_on_one_line(after))]
    )


def legend() -> Shaded:
    """What shades mean, in shades."""
    return Shaded(
        "",
        [
            Stretch("speaks for", LEVELS),
            Stretch(" "),
            Stretch("a little", 1),
            Stretch(" (solid lines), "),
            Stretch("speaks against", -LEVELS),
            Stretch(" "),
            Stretch("a little", -1),
            Stretch(" (dotted lines) the answer that stands before the text. The fuller and thicker, the larger is a "),
            Stretch("weight beside the largest of the text; a word's own shows where a pointer rests on it."),
        ],
    )


def _around(words: Sequence[_Word], text: str, place: int) -> Sequence[_Word]:
    """All words where there is room for them; else those about `place`."""
    if len(text) <= _WIDTH:
        return words
    first = max(0, min(place - _WIDTH // 2, len(text) - _WIDTH))
    return [each for each in words if first <= each.start and each.end <= first + _WIDTH]


def _stretches(text: str, words: Sequence[_Word], largest: float) -> Iterator[Stretch]:
    """The words, each with its weight, and what stands between them."""
    at = words[0].start
    for word in words:
        yield Stretch(_on_one_line(text[at : word.start]))
        yield Stretch(text[word.start : word.end], _level(word.weight, largest), word.weight)
        at = word.end


def _level(weight: float, largest: float) -> int:
    """From -5 to 5."""
    strength = abs(weight) / largest if largest else 0.0
    return 0 if strength < _FAINTEST else math.ceil(strength * LEVELS) * (1 if weight > 0 else -1)


def _on_one_line(gap: str) -> str:
    """What stands between words; the ends of lines are blanks."""
    return " ".join(gap.splitlines()) or " " * bool(gap)

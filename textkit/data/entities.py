"""Entities by character offsets, as annotation tools write them, brought to the words of their text."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from textkit.data.readers import BadRow
from textkit.data.tagged import Tagged
from textkit.text.schemes import Span, to_iob2
from textkit.text.words import word_spans
from textkit.types import Row, Sentence


class _Refused(ValueError):
    """An entity that cannot be used; the message is the reason."""


def from_entities(row: Row, name: str, text_column: str, entities_column: str, split: str | None) -> Tagged | BadRow:
    """A text and its entities: objects with `start`, `end` and `label`, or lists of the three; `end` is exclusive.

    White space at either end of an entity is left out of it. A word that an entity begins or ends in is cut there.
    """
    text, listed = row.fields.get(text_column), row.fields.get(entities_column)
    if not isinstance(text, str) or not text.strip():
        return BadRow(row.line, f"'{text_column}' is {'empty' if isinstance(text, str) else 'not text'}")
    if not isinstance(listed, list):
        return BadRow(row.line, f"'{entities_column}' is not a list")
    try:
        given = [_entity(each, number, text) for number, each in enumerate(listed, 1)]
        entities = sorted(_trimmed(each, text) for each in given)
        _refuse_overlaps(entities, text)
    except _Refused as refused:
        return BadRow(row.line, str(refused))
    whole = word_spans(text)
    words = _cut(whole, entities)
    mended = {"trimmed": sorted(given) != entities, "cut": len(words) > len(whole)}
    firsts = {start: index for index, (start, _) in enumerate(words)}
    ends = {end: index + 1 for index, (_, end) in enumerate(words)}
    tags = to_iob2((Span(firsts[start], ends[end], label) for start, end, label in entities), len(words))
    done = tuple(what for what, is_so in mended.items() if is_so)
    return Tagged(Sentence(text, words), tags, name, [row.line] * len(words), split, done)


def _entity(value: Any, number: int, text: str) -> Span:
    """The entity in characters."""
    known = value if isinstance(value, dict) else {}
    parts = [known.get(key) for key in ("start", "end", "label")] if known else value
    if not isinstance(parts, list) or len(parts) != 3:
        raise _Refused(f"entity {number} is neither an object nor a list of start, end and label")
    start, end, label = parts
    if type(start) is not int or type(end) is not int:  # true and false are integers to isinstance
        raise _Refused(f"entity {number} has a start or an end that is not a whole number")
    if not isinstance(label, str) or not label.strip():
        raise _Refused(f"entity {number} has no label")
    if not 0 <= start < end <= len(text):
        raise _Refused(f"entity {number} is from {start} to {end} in a text of {len(text)} characters")
    found = text[start:end]
    if (given := known.get("text")) not in (None, found):
        raise _Refused(
            f"entity {number} is {_quoted(found)} by its offsets, not {_quoted(given)} (do they count bytes?)"
        )
    if not found.strip():
        raise _Refused(f"entity {number} is white space alone")
    return Span(start, end, label.strip())


def _trimmed(entity: Span, text: str) -> Span:
    """The entity without the white space around it."""
    start, end, label = entity
    found = text[start:end]
    return Span(end - len(found.lstrip()), start + len(found.rstrip()), label)


def _refuse_overlaps(entities: Iterable[Span], text: str) -> None:
    for one, other in pairwise(entities):
        if other.start < one.end:
            both = (f"{label} {_quoted(text[start:end])} ({start} to {end})" for start, end, label in (one, other))
            raise _Refused(f"two entities overlap: {' and '.join(both)}")


def _quoted(value: Any) -> str:
    text = str(value)
    return f"'{text}'" if len(text) <= 40 else f"'{text[:40]}...'"


def _cut(words: Iterable[tuple[int, int]], entities: Iterable[Span]) -> list[tuple[int, int]]:
    """The words, those with a bound of an entity inside in pieces."""
    bounds = sorted({bound for start, end, _ in entities for bound in (start, end)}, reverse=True)
    pieces: list[tuple[int, int]] = []
    for start, end in words:
        edges = [start]
        while bounds and bounds[-1] < end:
            if (bound := bounds.pop()) > start:
                edges.append(bound)
        pieces += pairwise([*edges, end])
    return pieces

"""Tag schemes: how the entities of a sentence are spelled as one tag a word.

words   Anna   Bell   met    Carl   Dee    .
IOB1    I-PER  I-PER  O      I-PER  I-PER  O       B- only where an entity touches one of its kind
IOB2    B-PER  I-PER  O      B-PER  I-PER  O       what textkit works with
BIOES   B-PER  E-PER  O      B-PER  E-PER  O       S- for an entity of one word
BILOU   B-PER  L-PER  O      B-PER  L-PER  O       U- for an entity of one word
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SCHEMES = {
    "IOB2": ("B", "I", "I", "B"),
    "IOB1": ("I", "I", "I", "I"),
    "BIOES": ("B", "I", "E", "S"),
    "BILOU": ("B", "I", "L", "U"),
}
"""The prefixes of an entity's first word, those between, its last, and of its only word."""


class Span(NamedTuple):
    """An entity: the words [start, end) of a sentence, and what they are."""

    start: int
    end: int
    label: str


def split_tag(tag: str) -> tuple[str, str]:
    """Prefix and label: B-PER is ("B", "PER"), O is ("O", "")."""
    prefix, _, label = tag.partition("-")
    return prefix, label


def is_span_tag(tag: str) -> bool:
    """Whether `tag` can stand in one of the schemes: O, or a prefix and a label."""
    return tag == "O" or (tag[:1] in {"B", "I", "E", "S", "L", "U"} and tag[1:2] == "-" and bool(tag[2:].strip()))


def are_spans(labels: Iterable[str]) -> bool:
    """Whether `labels` spell entities; tags for each word alone, such as parts of speech, do not."""
    return any(is_span_tag(label) for label in labels)


def lenient_spans(tags: Sequence[str]) -> list[Span]:
    """The entities of any sequence, as conlleval reads it: where none is open, every tag but O begins one."""
    spans: list[Span] = []
    start, label = 0, ""  # the open entity; no label, none is open
    for position, tag in enumerate([*tags, "O"]):
        prefix, kind = split_tag(tag)
        goes_on = kind == label and prefix not in ("B", "S", "U")
        if label and not goes_on:
            spans.append(Span(start, position, label))
        if not (label and goes_on):
            start, label = position, kind
        if label and prefix in ("E", "L", "S", "U"):
            spans.append(Span(start, position + 1, label))
            label = ""
    return spans


def strict_spans(tags: Sequence[str]) -> list[Span]:
    """The entities that IOB2 spells correctly: B- and what goes on from it with I-; anything else is none."""
    spans: list[Span] = []
    start, label = 0, ""
    for position, tag in enumerate([*tags, "O"]):
        prefix, kind = split_tag(tag)
        if label and not (prefix == "I" and kind == label):
            spans.append(Span(start, position, label))
            label = ""
        if prefix == "B":
            start, label = position, kind
    return spans


def read_spans(tags: Sequence[str], scheme: str) -> tuple[list[Span], int]:
    """The entities, and how many tags `scheme` would spell otherwise; nothing that has a label is lost."""
    spans = lenient_spans(tags)
    spelled = spell(spans, len(tags), scheme)
    return spans, sum(tag != proper for tag, proper in zip(tags, spelled, strict=True))


def spell(spans: Iterable[Span], length: int, scheme: str) -> list[str]:
    """The tags of a sentence of `length` words; `spans` stand in order and do not overlap."""
    first, inside, last, only = SCHEMES[scheme]
    tags = ["O"] * length
    before: Span | None = None
    for span in spans:
        start, end, label = span
        tags[start:end] = [f"{inside}-{label}"] * (end - start)
        tags[end - 1] = f"{last}-{label}"
        tags[start] = f"{first if end - start > 1 else only}-{label}"
        if scheme == "IOB1" and before and (before.end, before.label) == (start, label):
            tags[start] = f"B-{label}"
        before = span
    return tags


def to_iob2(spans: Iterable[Span], length: int) -> list[str]:
    """The tags that textkit works with."""
    return spell(spans, length, "IOB2")


def detect(sequences: Iterable[Sequence[str]]) -> str:
    """The scheme of a corpus, IOB1, IOB2, BIOES or BILOU: the one that would spell the fewest tags otherwise."""
    counts = Counter(map(tuple, sequences))
    return min(SCHEMES, key=lambda scheme: sum(read_spans(tags, scheme)[1] * n for tags, n in counts.items()))


def allowed_transitions(labels: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which label may follow which, [from, to], and which may begin a sentence.

    In IOB2, I-X goes on from B-X or I-X. Where B-X is no label, or labels spell no entities, anything may follow.
    """
    count = len(labels)
    follows, starts = np.ones((count, count), dtype=np.bool_), np.ones(count, dtype=np.bool_)
    if are_spans(labels):
        for to, label in enumerate(labels):
            prefix, kind = split_tag(label)
            if prefix == "I" and f"B-{kind}" in labels:
                follows[:, to] = [other in (f"B-{kind}", label) for other in labels]
                starts[to] = False
    return follows, starts

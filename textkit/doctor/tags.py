"""Tags of words: tags that spell no entity, words that are none, and entities with a mark of the sentence at an end."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeVar

from textkit.doctor.patient import Check, Finding, Patient
from textkit.doctor.variation import inconsistent_tags
from textkit.doctor.wording import counted, percent, some
from textkit.text.schemes import are_spans, read_spans, strict_spans

_DIVIDING = frozenset(",;:")
_BRACKETS = ("()", "[]", "{}")
_QUOTES = frozenset('"“”„«»')
_LOOSE = ".!?…-–—/ "
_ABBREVIATION = re.compile(r"\b\w{1,4} ?\.$")
_MANY_EDGES = 0.01
_MENDED = {
    "repaired": (
        "repaired_tags",
        "tags that spell no entity of their scheme",
        "begin entities with B-X and go on with I-X: another reader may take these for something else",
    ),
    "trimmed": (
        "loose_entities",
        "entities that begin or end with white space",
        "leave the white space out of the offsets: other tools refuse such entities, or lose them",
    ),
    "cut": (
        "cut_words",
        "entities that begin or end inside a word",
        "look at the offsets: the word is cut there, and no word of a new text will be",
    ),
}
Key = TypeVar("Key", int, str)


def invalid_tags(patient: Patient) -> Iterator[Finding]:
    """I-X that continues no X. Files are mended when they are read, so only datasets made otherwise have any."""
    if patient.task.level != "word" or not are_spans(patient.labels):
        return
    invalid = {row: count for row, tags in enumerate(patient.targets) if (count := read_spans(tags, "IOB2")[1])}
    if invalid:
        tags, words = sum(invalid.values()), sum(map(len, patient.targets))
        yield Finding(
            kind="invalid_tags",
            severity="warning",
            message=f"{tags:,} of {words:,} tags spell no entity in IOB2, in {counted(len(invalid), 'sentence')}",
            advice="begin entities with B-X and go on with I-X: strict scores take anything else for no entity",
            rows=_most_first(invalid),
            figures={"tags": tags, "of": words, "sentences": len(invalid)},
        )


def mended_in_reading(patient: Patient) -> Iterator[Finding]:
    """Sentences whose tags or entities were not as they should be, and were mended when they were read."""
    for what, origins in patient.mended.items():
        known = set(origins)
        rows = [row for row, origin in enumerate(patient.origins) if origin in known]
        if not rows:
            continue
        kind, message, advice = _MENDED[what]
        yield Finding(
            kind=kind,
            severity="warning",
            message=f"{message} in {counted(len(rows), 'sentence')}, mended in reading",
            advice=advice,
            rows=rows,
            figures={"sentences": len(rows)},
        )


def odd_words(patient: Patient) -> Iterator[Finding]:
    """Words that are empty or have white space in them."""
    if patient.spans is None:
        return
    odd = Counter(
        (row, word) for row, each in enumerate(patient.sentences) for word in each.words if word.split() != [word]
    )
    if odd:
        forms, rows = _summed(odd)
        yield Finding(
            kind="odd_words",
            severity="warning",
            message=f"words that are empty or have white space in them: {odd.total():,} in "
            f"{counted(len(rows), 'sentence')}, such as {some([repr(form) for form in _most_first(forms)])}",
            advice="cut them at the white space: no word of a new text will be like that",
            rows=_most_first(rows),
            figures={"words": odd.total(), "sentences": len(rows)},
        )


def entity_edges(patient: Patient) -> Iterator[Finding]:
    """Entities that begin or end with a mark that belongs to the sentence.

    A comma, a colon, and a bracket or quote without its other half always do; a full stop or a dash does where the same
    entity stands as often without it, unless it makes an abbreviation.
    """
    if patient.task.level != "word" or not are_spans(patient.labels):
        return
    entities = Counter(each for row in range(len(patient)) for each in _entities(patient, row))
    known: Counter[tuple[str, str]] = Counter()
    for (_, form, label), count in entities.items():
        known[form, label] += count
    edges = Counter({(row, form): n for (row, form, label), n in entities.items() if _has_edge(form, label, known)})
    if edges:
        forms, rows = _summed(edges)
        share = edges.total() / entities.total()
        yield Finding(
            kind="entity_edges",
            severity="warning" if share >= _MANY_EDGES else "note",
            message=f"entities with a mark of the sentence at an end: {edges.total():,} of {entities.total():,} "
            f"({percent(share)}), such as {some([repr(form) for form in _most_first(forms)])}",
            advice="leave the marks out, everywhere or nowhere: an entity with a wrong bound is wrong altogether",
            rows=_most_first(rows),
            figures={"entities": edges.total(), "of": entities.total(), "share": round(share, 6)},
        )


def _entities(patient: Patient, row: int) -> Iterator[tuple[int, str, str]]:
    """The row, the words and the label of each entity."""
    words = patient.sentences[row].words
    for start, end, label in strict_spans(patient.targets[row]):
        yield row, " ".join(words[start:end]), label


def _has_edge(form: str, label: str, known: Mapping[tuple[str, str], int]) -> bool:
    if not any(map(str.isalnum, form)):
        return False
    ends = {form[0], form[-1]}
    if ends & _DIVIDING or (ends & _QUOTES and sum(each in _QUOTES for each in form) % 2):
        return True
    if any(ends & set(pair) and form.count(pair[0]) != form.count(pair[1]) for pair in _BRACKETS):
        return True
    bare = form.strip(_LOOSE)
    return bare != form and not _ABBREVIATION.search(form) and known[bare, label] >= known[form, label]


def _summed(found: Counter[tuple[int, str]]) -> tuple[Counter[str], Counter[int]]:
    """Counts by row and form as counts by form, and by row."""
    forms: Counter[str] = Counter()
    rows: Counter[int] = Counter()
    for (row, form), count in found.items():
        forms[form] += count
        rows[row] += count
    return forms, rows


def _most_first(counts: Mapping[Key, int]) -> list[Key]:
    return sorted(counts, key=lambda key: (-counts[key], key))


CHECKS: tuple[Check, ...] = (invalid_tags, mended_in_reading, odd_words, entity_edges, inconsistent_tags)

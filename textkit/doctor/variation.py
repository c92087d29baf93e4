"""The same words tagged in two ways (Dickinson and Meurers 2003): where one way is rare, it is often a mistake."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from textkit.doctor.patient import Finding, Patient
from textkit.doctor.wording import counted, some
from textkit.text.schemes import are_spans, strict_spans

_USUAL = 0.8
_OFTEN, _OFTEN_ALONE = 5, 10
_LONGEST = 6
_LISTED = 20
_NONE, _PART = "O", "in part"


class Occurrence(NamedTuple):
    """Words at a place of the dataset, and their tag there: a label, no entity, or a part of one."""

    row: int
    start: int
    words: tuple[str, ...]
    reading: str


class Variant(NamedTuple):
    """An occurrence that is read otherwise than its like, which are read as `usual` `most` times of `of`."""

    occurrence: Occurrence
    usual: str
    most: int
    of: int


def inconsistent_tags(patient: Patient) -> Iterator[Finding]:
    """Words that are tagged otherwise than at least four times in five.

    Words are ambiguous, and only two kinds of variation tell mistakes from that: between the same neighbours (five
    occurrences or more), and entities that are none elsewhere, or in part (ten or more; five if of several words).
    """
    if patient.task.level != "word":
        return
    words = [sentence.words for sentence in patient.sentences]
    spans = are_spans(patient.labels)
    found = list(_of_entities(words, patient.targets) if spans else _of_words(words, patient.targets))
    variants = list(_variants(_between_neighbours(found, words), _OFTEN))
    if spans:
        variants += _missed(found)
    best: dict[tuple[int, int, tuple[str, ...]], Variant] = {}
    for each in sorted(variants, key=lambda each: (-each.most / each.of, -each.of, each.occurrence)):
        best.setdefault(each.occurrence[:3], each)
    if best:
        yield _finding(patient, list(best.values()))


def _finding(patient: Patient, variants: Sequence[Variant]) -> Finding:
    rows = list(dict.fromkeys(each.occurrence.row for each in variants))
    forms = dict.fromkeys(
        f"'{' '.join(each.words)}' {each.reading} ({usual} {most:,} of {of:,} times)"
        for each, usual, most, of in variants
    )
    return Finding(
        kind="inconsistent_tags",
        severity="note",
        message=f"{counted(len(rows), 'sentence')} with words that mostly are tagged otherwise: {some(list(forms), 3)}",
        advice="look at these: the rare way is often a mistake, and a wrong tag in test makes right answers wrong",
        rows=rows,
        figures={
            "words": len(variants),
            "sentences": len(rows),
            "first": [
                {
                    "words": list(occurrence.words),
                    "origin": patient.origins[occurrence.row],
                    "tag": occurrence.reading,
                    "usual": usual,
                    "times": [most, of],
                }
                for occurrence, usual, most, of in variants[:_LISTED]
            ],
        },
    )


def _of_words(words: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> Iterator[Occurrence]:
    for row, (sentence, tags) in enumerate(zip(words, targets, strict=True)):
        for start, (word, tag) in enumerate(zip(sentence, tags, strict=True)):
            yield Occurrence(row, start, (word,), tag)


def _of_entities(words: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> Iterator[Occurrence]:
    """Wherever words stand that are an entity somewhere, but inside a longer entity."""
    spans = [strict_spans(tags) for tags in targets]
    forms = {
        tuple(sentence[start:end])
        for sentence, found in zip(words, spans, strict=True)
        for start, end, _ in found
        if end - start <= _LONGEST
    }
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for form in forms:
        lengths[form[0]].add(len(form))
    for row, (sentence, found) in enumerate(zip(words, spans, strict=True)):
        labels = {(start, end): label for start, end, label in found}
        owner = [-1] * len(sentence)  # the entity that a word is in
        for number, (start, end, _) in enumerate(found):
            owner[start:end] = [number] * (end - start)
        for start, word in enumerate(sentence):
            for end in sorted(start + length for length in lengths.get(word, ()) if start + length <= len(sentence)):
                form, owners = tuple(sentence[start:end]), set(owner[start:end])
                if form in forms and ((start, end) in labels or len(owners) > 1 or owners == {-1}):
                    otherwise = _NONE if owners == {-1} else _PART
                    yield Occurrence(row, start, form, labels.get((start, end), otherwise))


def _between_neighbours(found: Iterable[Occurrence], words: Sequence[Sequence[str]]) -> Iterable[list[Occurrence]]:
    """Occurrences of the same words between the same two words; the edge of a sentence is a neighbour too."""
    groups: defaultdict[Hashable, list[Occurrence]] = defaultdict(list)
    for each in found:
        sentence, end = words[each.row], each.start + len(each.words)
        before = sentence[each.start - 1] if each.start else None
        groups[before, each.words, sentence[end] if end < len(sentence) else None].append(each)
    return groups.values()


def _missed(found: Iterable[Occurrence]) -> Iterator[Variant]:
    """Occurrences that are no entity, or a part of one, of words that mostly are one."""
    groups: defaultdict[tuple[str, ...], list[Occurrence]] = defaultdict(list)
    for each in found:
        groups[each.words].append(each)
    for words, group in groups.items():
        for variant in _variants([group], _OFTEN if len(words) > 1 else _OFTEN_ALONE):
            if variant.occurrence.reading in (_NONE, _PART) and variant.usual not in (_NONE, _PART):
                yield variant


def _variants(groups: Iterable[list[Occurrence]], often: int) -> Iterator[Variant]:
    for group in groups:
        if len(group) >= often:
            counts = Counter(each.reading for each in group)
            usual = min(counts, key=lambda reading: (-counts[reading], reading))
            if counts[usual] >= _USUAL * len(group):
                for each in group:
                    if each.reading != usual:
                        yield Variant(each, usual, counts[usual], len(group))

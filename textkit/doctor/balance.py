"""Labels that are rare, that are hardly there at all, or that look like one label spelled two ways."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import NamedTuple

from textkit.doctor.patient import Check, Finding, Patient
from textkit.doctor.wording import counted, percent, plural, some
from textkit.text.schemes import are_spans
from textkit.types import SPLITS

_UNEVEN, _VERY_UNEVEN = 3, 10
_FEW = 10
_TYPO_LENGTH, _TYPO_RATIO = 6, 10
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])[\s_\-/.,:;'\"]+(?=[^\W\d_])")


class Tally(NamedTuple):
    """How often a label is there, by split, and the rows that have it, in order."""

    counts: list[int]
    rows: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


def tallies(patient: Patient) -> dict[str, Tally]:
    """Of each label, commonest first; of tags that make entities, the labels of the entities."""
    found: defaultdict[str, Tally] = defaultdict(lambda: Tally([0] * len(SPLITS), []))
    for row, (target, split) in enumerate(zip(patient.targets, patient.splits.tolist(), strict=True)):
        for name in patient.task.names(target):
            counts, rows = found[name]
            counts[split] += 1
            if not rows or rows[-1] != row:
                rows.append(row)
    return {name: found[name] for name in sorted(found, key=lambda name: (-found[name].total, name))}


def unit(patient: Patient) -> str:
    """What labels are counted in."""
    if patient.task.level == "text":
        return "row"
    return "entity" if are_spans(patient.labels) else "word"


def imbalance(patient: Patient) -> Iterator[Finding]:
    """The largest label against the smallest. Tags that make no entities are as frequent as a language has them."""
    found, noun = tallies(patient), unit(patient)
    if noun == "word" or len(found) < 2:
        return
    counts = {name: tally.total for name, tally in found.items()}
    (first, most), *_, (last, least) = counts.items()
    if most < _UNEVEN * least:
        return
    share = most / (len(patient) if noun == "row" else sum(counts.values()))
    times = f"{most / least:,.{0 if most >= _VERY_UNEVEN * least else 1}f}"
    rare = [name for name in reversed(counts) if most >= _UNEVEN * counts[name]]
    yield Finding(
        kind="imbalance",
        severity="warning" if most >= _VERY_UNEVEN * least else "note",
        message=f"'{first}' ({counted(most, noun)}, {percent(share)}) is {times} times as common "
        f"as '{last}' ({least:,})",
        advice=f"{'train with --class-weights auto and ' * (noun == 'row')}choose by --metric macro_f1: "
        f"the overall score hardly shows whether '{last}' is ever answered",
        rows=_rows_of(rare, found),
        figures={"ratio": round(most / least, 2), "majority_share": round(share, 6), "counts": counts},
    )


def tiny_classes(patient: Patient) -> Iterator[Finding]:
    """Labels with too few rows to be learned, or with a single one to be tested on."""
    found, noun = tallies(patient), unit(patient)
    few = [name for name in reversed(found) if found[name].total < _FEW]
    once = [name for name in reversed(found) if found[name].counts[-1] == 1 and name not in few]
    if not few and not once:
        return
    parts = []
    if few:
        listed = some([f"'{name}' ({found[name].total})" for name in few])
        parts.append(f"fewer than {_FEW} {plural(noun)}: {listed}")
    if once:
        listed = some([f"'{name}'" for name in once])
        parts.append(f"a single {noun} in test: {listed}")
    drop = ", or leave them out with --drop-label" * (noun == "row")
    yield Finding(
        kind="tiny_classes",
        severity="warning",
        message=f"labels with {'; with '.join(parts)}",
        advice=f"find more rows of them, or merge them into others{drop}: "
        "they are hardly learned, and their scores are chance",
        rows=_rows_of([*few, *once], found),
        figures={"counts": {name: dict(zip(SPLITS, found[name].counts, strict=True)) for name in [*few, *once]}},
    )


def label_spelling(patient: Patient) -> Iterator[Finding]:
    """Labels that differ in case, white space, a plural s or one letter only."""
    found = tallies(patient)
    counts = {name: tally.total for name, tally in found.items()}
    pairs = spellings(counts, words=unit(patient) != "word")
    if not pairs:
        return
    pairs.sort(key=lambda pair: (counts[pair[0]], pair))
    listed = some([f"'{rare}' ({counts[rare]:,}) and '{usual}' ({counts[usual]:,})" for rare, usual in pairs])
    yield Finding(
        kind="label_spelling",
        severity="warning",
        message=f"{counted(len(pairs), 'label')} may be another one spelled differently: {listed}",
        advice="where both mean the same, write one of them everywhere: to a model they are different answers",
        rows=_rows_of([rare for rare, _ in pairs], found),
        figures={"pairs": [[rare, usual, counts[rare], counts[usual]] for rare, usual in pairs]},
    )


def spellings(counts: Mapping[str, int], *, words: bool) -> list[tuple[str, str]]:
    """Pairs of a label and the commoner one that it seems to be.

    `words`: labels are words of a language, which have plurals and typing errors; tags are codes such as NN and NNS.
    """
    names = sorted(counts, key=lambda name: (-counts[name], name))
    names, pairs = _same(names, _folded)
    if words:
        names, plurals = _same(names, lambda name: _singular(_folded(name)))
        pairs += plurals
        pairs += _typos(names, counts)
    return pairs


def _same(names: Sequence[str], key: Callable[[str], str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The first name of each key, and the others paired with it."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(key(name), []).append(name)
    return [group[0] for group in groups.values()], [(other, g[0]) for g in groups.values() for other in g[1:]]


def _folded(name: str) -> str:
    """Without case, without marks between letters and at the ends; numbers keep theirs: -1 is not 1, nor 1-0 10."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _BETWEEN_LETTERS.sub("", plain).strip(" \t\r\n'\".,:;_") or name


def _singular(key: str) -> str:
    if len(key) < 5 or not key.endswith("s") or key.endswith("ss"):
        return key
    return f"{key[:-3]}y" if key.endswith("ies") else key[:-1]


def _typos(names: Sequence[str], counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Long names one letter apart, of which one is rare; `names` stand commonest first."""
    shortened: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        key = _folded(name)
        if len(key) >= _TYPO_LENGTH:
            for form in sorted({key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}):
                shortened[form].append(name)
    near = dict.fromkeys(chain.from_iterable(combinations(group, 2) for group in shortened.values()))
    pairs: dict[str, str] = {}
    for usual, rare in near:
        if counts[usual] >= _TYPO_RATIO * counts[rare] and _one_letter_apart(_folded(usual), _folded(rare)):
            pairs.setdefault(rare, usual)
    return list(pairs.items())


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether a letter is missing, wrong, or has changed places with its neighbour."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    swapped = len(one) == len(other) == 2 and one == other[::-1]
    return (max(len(one), len(other)) == 1 or swapped) and (one + other).isalpha()


def _rows_of(names: Iterable[str], found: Mapping[str, Tally]) -> list[int]:
    """The rows of these labels, each once."""
    return list(dict.fromkeys(chain.from_iterable(found[name].rows for name in names)))


CHECKS: tuple[Check, ...] = (imbalance, tiny_classes, label_spelling)

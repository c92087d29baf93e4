"""Words of validation and test that train never shows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from textkit.doctor.patient import Check, Finding, Patient
from textkit.doctor.wording import percent, some
from textkit.text.words import words_of
from textkit.types import SPLITS, Input

_MANY, _VERY_MANY = 0.1, 0.25
_NOTABLE, _TIMES_EXPECTED = 0.05, 1.5
_NUMBERS = 0.2


def unseen_words(patient: Patient) -> Iterator[Finding]:
    """Words, letter case aside, that a model of words cannot know.

    How many a split drawn like train would have, train itself tells: the share of its words that a single row has for
    itself (Good 1953). Far more are a sign of texts from elsewhere.
    """
    inputs: Sequence[Input] = patient.sentences if patient.spans is not None else patient.texts
    words = [[word.casefold() for word in words_of(each)] for each in inputs]
    train = [words[row] for row in patient.rows("train").tolist()]
    seen = Counter(chain.from_iterable(train))
    rows_with = Counter(chain.from_iterable(map(set, train)))
    expected = sum(count for word, count in seen.items() if rows_with[word] == 1) / max(1, seen.total())
    for split in SPLITS[1:]:
        rows = patient.rows(split).tolist()
        unseen = {row: share for row in rows if (share := _share(words[row], seen))}
        counts = Counter(word for row in unseen for word in words[row] if word not in seen)
        share = counts.total() / max(1, sum(len(words[row]) for row in rows))
        drifted = share >= max(_NOTABLE, _TIMES_EXPECTED * expected)
        if train and (share >= _MANY or drifted):
            # by their number times their share: neither rows of one word first nor the longest
            ranked = sorted(unseen, key=lambda row: (-(unseen[row] ** 2) * len(words[row]), row))
            yield _finding(split, share, expected, counts, ranked, drifted)


def _share(words: list[str], seen: Counter[str]) -> float:
    return sum(word not in seen for word in words) / max(1, len(words))


def _finding(
    split: str, share: float, expected: float, counts: Counter[str], rows: list[int], drifted: bool
) -> Finding:
    commonest = sorted(counts, key=lambda word: (-counts[word], word))
    numbers = sum(count for word, count in counts.items() if any(map(str.isdigit, word))) / counts.total()
    listed = some([f"'{word}'" for word in commonest])
    more = "find training rows that are more like these" if drifted else "find more rows to train on"
    advice = f"take an encoder, which reads unknown words in pieces, or {more}"
    return Finding(
        kind="unseen_words",
        severity="warning" if share >= _VERY_MANY else "note",
        message=f"{percent(share)} of the words in {split} are nowhere in train, where rows drawn like train's would "
        f"have {percent(expected)}: {listed}",
        advice=f"{advice}{'; --digits zero makes numbers alike' * (numbers >= _NUMBERS)}",
        rows=rows,
        figures={
            "split": split,
            "share": round(share, 6),
            "expected": round(expected, 6),
            "of_numbers": round(numbers, 6),
            "commonest": [[word, counts[word]] for word in commonest[:20]],
        },
    )


CHECKS: tuple[Check, ...] = (unseen_words,)

"""What can be told of a text without reading it: letter case, length, punctuation, digits, its first and last word."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.doctor.wording import percent
from textkit.text.words import split_words

Columns = Mapping[str, NDArray[Any]]
"""What is counted of texts, by name, each (texts,): numbers or strings."""

_BINS = 20
_ROWS_A_BIN = 10
_WORDS_KEPT = 200


class _Text(NamedTuple):
    raw: str
    words: list[str]

    def share(self, test: Callable[[str], bool]) -> float:
        """Of the characters."""
        return sum(map(test, self.raw)) / max(1, len(self.raw))

    def share_of_words(self, test: Callable[[str], bool]) -> float:
        """Of the words that begin with a letter."""
        words = [word for word in self.words if word[0].isalpha()]
        return sum(map(test, words)) / max(1, len(words))


def _is_mark(character: str) -> bool:
    return not (character.isalnum() or character.isspace())


def _first_word(words: Sequence[str]) -> str:
    return next((word.casefold() for word in words if word[0].isalnum()), "")


FAMILIES: dict[str, dict[str, Callable[[_Text], float | str]]] = {
    "letter case": {
        "share of capitalised words": lambda text: text.share_of_words(lambda word: word[0].isupper()),
        "share of words in capitals": lambda text: text.share_of_words(lambda word: len(word) > 1 and word.isupper()),
        "share of capital letters": lambda text: text.share(str.isupper),
    },
    "length": {
        "number of characters": lambda text: len(text.raw),
        "number of words": lambda text: len(text.words),
    },
    "punctuation": {
        "share of punctuation": lambda text: text.share(_is_mark),
        "number of exclamation marks": lambda text: text.raw.count("!"),
        "number of question marks": lambda text: text.raw.count("?"),
        "number of quotation marks": lambda text: sum(text.raw.count(mark) for mark in '"“”«»„'),
        "final mark": lambda text: text.raw.rstrip()[-1:] if _is_mark(text.raw.rstrip()[-1:] or "a") else "",
    },
    "digits": {
        "number of digits": lambda text: sum(map(str.isdigit, text.raw)),
        "share of digits": lambda text: text.share(str.isdigit),
        "digit at the start": lambda text: float(text.raw.lstrip()[:1].isdigit()),
    },
    "first word": {"first word": lambda text: _first_word(text.words)},
    "last word": {"last word": lambda text: _first_word(text.words[::-1])},
}
"""By family, what is counted of a text: numbers, and strings of which the commonest are told apart."""


def surface(texts: Sequence[str]) -> dict[str, Columns]:
    """The columns of each family."""
    read = [_Text(text, split_words(text)) for text in texts]
    return {
        family: {name: np.array([count(text) for text in read]) for name, count in columns.items()}
        for family, columns in FAMILIES.items()
    }


def features(train: Columns, test: Columns) -> tuple[Any, Any]:
    """Sparse rows (texts, features) for a linear model.

    A number is there by itself, standardised, and by its place between the quantiles of train, so that a linear model
    finds any range; a string is there if it is one of the commonest of train.
    """
    from scipy.sparse import hstack

    pairs = [
        pair
        for name in train
        for pair in (_of_strings if train[name].dtype.kind == "U" else _of_numbers)(train[name], test[name])
    ]
    return hstack([one for one, _ in pairs], format="csr"), hstack([other for _, other in pairs], format="csr")


def _of_strings(train: NDArray[Any], test: NDArray[Any]) -> list[tuple[Any, Any]]:
    counts = Counter(train.tolist())
    kept = sorted(counts, key=lambda value: (-counts[value], value))[:_WORDS_KEPT]
    codes = {value: code for code, value in enumerate(kept)}
    coded = (np.array([codes.get(value, len(kept)) for value in each.tolist()]) for each in (train, test))
    one, other = (_one_hot(each, len(kept) + 1) for each in coded)
    return [(one, other)]


def _of_numbers(train: NDArray[Any], test: NDArray[Any]) -> list[tuple[Any, Any]]:
    from scipy.sparse import csr_matrix

    bins = max(2, min(_BINS, len(train) // _ROWS_A_BIN))
    edges = np.unique(np.quantile(train, np.arange(bins) / bins, method="lower"))
    binned = [_one_hot(np.searchsorted(edges, each), len(edges) + 1) for each in (train, test)]
    mean, deviation = train.mean(), max(train.std(), 1e-9)
    scaled = [csr_matrix(((each - mean) / deviation)[:, None]) for each in (train, test)]
    return [(binned[0], binned[1]), (scaled[0], scaled[1])]


def _one_hot(codes: NDArray[np.int64], count: int) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix((np.ones(len(codes)), codes, np.arange(len(codes) + 1)), shape=(len(codes), count))


def strongest_sign(columns: Columns, labels: NDArray[np.int64], names: Sequence[str]) -> str:
    """In words, the column that tells most about `labels` (texts,), which are numbers of `names`, and how."""
    best = max(columns, key=lambda name: _guessed(columns[name], labels))
    values = columns[best]
    if values.dtype.kind != "U":
        means = {label: float(values[labels == label].mean()) for label in np.unique(labels).tolist()}
        high, low = max(means, key=lambda label: means[label]), min(means, key=lambda label: means[label])
        return f"the {best} is {means[high]:.3g} for {names[high]} and {means[low]:.3g} for {names[low]} on average"
    counts = Counter(zip(values.tolist(), labels.tolist(), strict=True))
    of_value, of_label = Counter(values.tolist()), np.bincount(labels) / len(labels)
    value, label = max(counts, key=lambda pair: (counts[pair] - of_value[pair[0]] * of_label[pair[1]], pair))
    share = counts[value, label] / of_value[value]
    return f"of {of_value[value]:,} training texts with the {best} '{value}', {percent(share)} are {names[label]}"


def _guessed(values: NDArray[Any], labels: NDArray[np.int64]) -> int:
    """How many labels are right if every place between the deciles, or every string, stands for its commonest label."""
    if values.dtype.kind != "U":
        values = np.searchsorted(np.unique(np.quantile(values, np.arange(10) / 10, method="lower")), values)
    counts = Counter(zip(values.tolist(), labels.tolist(), strict=True))
    best: dict[Any, int] = {}
    for (value, _), count in counts.items():
        best[value] = max(best.get(value, 0), count)
    return sum(best.values())

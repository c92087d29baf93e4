"""What a score has to beat before it means anything: the commonest label, letter case alone, a word's commonest tag."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


def majority(train: NDArray[np.int64], test: NDArray[np.int64]) -> float:
    """Accuracy of always answering the commonest label of `train`."""
    return float(np.mean(test == np.bincount(train).argmax()))


def letter_case(
    shares: NDArray[np.float64],
    train: NDArray[np.int64],
    test_shares: NDArray[np.float64],
    test: NDArray[np.int64],
) -> float:
    """Accuracy on `test` of the best single threshold on the `capitalised_share` of texts, found on `train`.

    The targets are 0 or 1. Where this is high, the corpus can be solved without reading it.
    """
    order = np.argsort(shares, kind="stable")
    ones_below = np.concatenate(([0], np.cumsum(train[order])))
    zeros_below = np.arange(len(train) + 1) - ones_below
    ones, zeros = ones_below[-1], zeros_below[-1]
    right_if_high = zeros_below + ones - ones_below  # 1 for the texts above the cut
    right_if_low = ones_below + zeros - zeros_below
    sorted_shares = shares[order]
    # only between two different values can a threshold lie
    real = np.concatenate(([True], sorted_shares[1:] > sorted_shares[:-1], [True]))
    best = np.maximum(right_if_high, right_if_low) * real
    cut = int(best.argmax())
    edges = np.concatenate(([-np.inf], sorted_shares, [np.inf]))
    threshold = (max(edges[cut], -1.0) + min(edges[cut + 1], 2.0)) / 2
    above = test_shares > threshold
    return float(np.mean(above == (test == (1 if right_if_high[cut] >= right_if_low[cut] else 0))))


def capitalised_share(words: Iterable[str]) -> float:
    """Share of a text's words, punctuation aside, that begin with a capital letter."""
    firsts = list(filter(str.isalpha, [word[0] for word in words]))
    return sum(map(str.isupper, firsts)) / len(firsts) if firsts else 0.0


def tag_lookup(
    train_words: Iterable[Sequence[str]],
    train_tags: Iterable[Sequence[str]],
    test_words: Iterable[Sequence[str]],
) -> list[list[str]]:
    """Each word of the test records gets the tag it has most often in train; of equally common ones, the first by name.

    An unknown word gets the commonest tag of the rarest words of train, those it has once, for it is most like them.

    Raises:
        ValueError: train has no words, or not a tag for each.
    """
    tags_of: dict[str, Counter[str]] = defaultdict(Counter)
    for words, tags in zip(train_words, train_tags, strict=True):
        for word, tag in zip(words, tags, strict=True):
            tags_of[word][tag] += 1
    fewest = min(counts.total() for counts in tags_of.values())
    rarest = Counter(tag for counts in tags_of.values() if counts.total() == fewest for tag in counts.elements())
    unknown = _commonest(rarest)
    known = {word: _commonest(counts) for word, counts in tags_of.items()}
    return [[known.get(word, unknown) for word in words] for words in test_words]


def _commonest(counts: Mapping[str, int]) -> str:
    return min(counts, key=lambda name: (-counts[name], name))

"""What the tokens of texts hold, words and n-grams of characters, as numbers; of each token found out once."""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from textkit.text.trie import Trie

WORD = re.compile(r"\b\w\w+\b")
NUMBER = np.dtype(np.intc)  # the "i" of array
NONE = -1
_UNMET = b"?"
_BLOCK = 1 << 17  # characters
_CACHED_BYTES = 64 << 20
_ENTRY_BYTES = 150  # a token without its letters and numbers


class TokenGrams:
    """White space, which no word and no n-gram crosses, divides texts into tokens: a text has what its tokens have.

    A token has a number for each of its words, NONE where `words` does not know it, and the name of each n-gram of
    `characters` in it.
    """

    def __init__(self, words: Mapping[str, int], characters: Trie) -> None:
        self._words, self._characters = words, characters
        self._numbers: dict[str, bytes] = {}
        self._held = 0

    def of(self, texts: Sequence[str]) -> tuple[NDArray[np.intc], NDArray[np.int64]]:
        """The numbers of all texts, and their bounds: text t has the numbers bounds[t] to bounds[t + 1]."""
        tokens: list[str] = []
        bounds = [0]
        for text in texts:
            tokens += text.split()
            bounds.append(len(tokens))
        numbers = self._look_up(tokens)
        ends = np.cumsum(np.fromiter(map(len, numbers), dtype=np.int64, count=len(numbers))) // NUMBER.itemsize
        return np.frombuffer(b"".join(numbers), dtype=NUMBER), np.concatenate(([0], ends))[bounds]

    def _look_up(self, tokens: Sequence[str]) -> list[bytes]:
        found = list(map(self._numbers.get, tokens, repeat(_UNMET)))
        places = [place for place, numbers in enumerate(found) if numbers is _UNMET]
        if places:
            self._learn(list({tokens[place] for place in places}))
            for place in places:
                found[place] = self._numbers[tokens[place]]
        if self._held > _CACHED_BYTES:
            self._numbers, self._held = {}, 0
        return found

    def _learn(self, tokens: Sequence[str]) -> None:
        """n-grams of characters are scikit-learn's "char_wb": of a token between two spaces. None has two in a row."""
        codes = np.frombuffer("".join([f" {token} " for token in tokens]).encode("utf-32-le", "surrogatepass"), "<u4")
        begins, _, names = self._characters.find(codes)
        order = np.argsort(begins, kind="stable")
        data = names[order].astype(NUMBER).tobytes()
        ends = np.cumsum([len(token) + 2 for token in tokens])
        cuts = np.searchsorted(begins[order], ends) * NUMBER.itemsize
        start = 0
        for token, end in zip(tokens, cuts.tolist(), strict=True):
            words = [self._words.get(word, NONE) for word in WORD.findall(token)]
            self._numbers[token] = array("i", words).tobytes() + data[start:end]
            start = end
        self._held += _ENTRY_BYTES * len(tokens) + codes.nbytes + len(data)


def in_blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Consecutive texts, about 131,072 characters at a time: what they become in memory is a hundred times as much."""
    ends = np.cumsum([len(text) + 1 for text in texts])
    cuts = np.flatnonzero(np.diff(ends // _BLOCK)) + 1
    return (texts[start:end] for start, end in pairwise([0, *cuts.tolist(), len(texts)]))

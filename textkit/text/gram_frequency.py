"""In how many texts an n-gram is found, of words and of characters."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

import numpy as np

from textkit.text.sparse import count
from textkit.text.token_grams import NUMBER, WORD, in_blocks


def word_frequency(texts: Iterable[str], longest: int, at_least: int) -> dict[str, int]:
    """n-grams of 1 to `longest` words that `at_least` so many texts hold, in the order of their letters."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(_word_grams(text, longest)))
    return _frequent(counts, at_least)


def char_frequency(texts: Sequence[str], shortest: int, longest: int, at_least: int) -> dict[str, int]:
    """n-grams of characters likewise, `shortest` to `longest`, each inside a token."""
    tokens = _NumberedTokens(shortest, longest)
    totals = np.zeros(0, dtype=np.int64)
    for block in in_blocks(texts):
        found = [b"".join([tokens[token] for token in text.split()]) for text in block]
        rows = np.repeat(np.arange(len(found)) << 32, [len(each) // NUMBER.itemsize for each in found])
        cells, _ = count(rows + np.frombuffer(b"".join(found), dtype=NUMBER))
        if len(tokens.grams) > len(totals):
            totals = np.pad(totals, (0, len(tokens.grams)))
        np.add.at(totals, cells & 0xFFFFFFFF, 1)
    return _frequent(dict(zip(tokens.grams, totals.tolist(), strict=False)), at_least)


class _NumberedTokens(dict[str, bytes]):
    """The numbers of each token's n-grams; `grams` numbers these as they are met."""

    def __init__(self, shortest: int, longest: int) -> None:
        self.grams: dict[str, int] = {}
        self._shortest, self._longest = shortest, longest

    def __missing__(self, token: str) -> bytes:
        grams = self.grams
        numbers = {grams.setdefault(gram, len(grams)) for gram in _char_grams(token, self._shortest, self._longest)}
        self[token] = array("i", numbers).tobytes()
        return self[token]


def _frequent(counts: Mapping[str, int], at_least: int) -> dict[str, int]:
    return {gram: counts[gram] for gram in sorted(counts) if counts[gram] >= at_least}


def _word_grams(text: str, longest: int) -> Iterator[str]:
    words = WORD.findall(text)
    if longest == 2:
        return chain(words, map(" ".join, pairwise(words)))
    return (
        " ".join(words[start : start + size])
        for size in range(1, longest + 1)
        for start in range(len(words) - size + 1)
    )


def _char_grams(token: str, shortest: int, longest: int) -> Iterator[str]:
    """scikit-learn's "char_wb": n-grams of the token between two spaces; a short token counts once as a whole."""
    padded = f" {token} "
    for size in range(shortest, longest + 1):
        if len(padded) <= size:
            yield padded
            return
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]

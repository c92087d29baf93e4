"""MinHash: which of many texts are alike, without comparing all with all.

A text's shingles are its stretches of five characters. The least hash of a set is that of another set as often as
their Jaccard similarity says (Broder 1997), and of 252 such hashes a sketch keeps one byte each. Texts that agree in
all seven hashes of one of the 36 bands meet (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4): of the
pairs with a similarity of 0.8 all but 0.02%, of those with 0.3 less than 1%.

Shapes: N texts, H hashes, B bands, P pairs.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

SHINGLE = 5
_BANDS, _BAND = 36, 7
_NEIGHBOURS = 16
_AT_ONCE = 1 << 16  # characters, or pairs
_MIX, _FINISH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)


class Sketches(NamedTuple):
    """What is kept of N texts: a key for each band (B, N), and the lowest byte of each least hash (N, H)."""

    keys: NDArray[np.uint32]
    marks: NDArray[np.uint8]

    @property
    def hashes(self) -> int:
        return int(self.marks.shape[1])

    def similarity(self, one: Numbers, other: Numbers) -> NDArray[np.float64]:
        """Of pairs (P,) and (P,), the estimated Jaccard similarity (P,); its standard deviation is at most 0.032."""
        similarity: NDArray[np.float64] = (self.marks[one] == self.marks[other]).mean(axis=1)
        return similarity

    def meetings(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Pairs (P,) and (P,) of texts that agree in a band, in portions; some come more than once.

        Where thousands share one key each meets its neighbours alone. These are likely to be like it, for they are
        sorted by the next band, and every band brings others: a text with many near copies meets some, not all.
        """
        steps = np.arange(1, _NEIGHBOURS + 1)
        portion = _AT_ONCE // _NEIGHBOURS
        for band, following in zip(self.keys, np.roll(self.keys, -1, axis=0), strict=True):
            order = np.lexsort((following, band))
            keys = band[order]
            for start in range(0, len(order), portion):
                places = np.arange(start, min(start + portion, len(order)))[:, None]
                others = np.minimum(places + steps, len(order) - 1)
                place, step = np.nonzero((keys[places] == keys[others]) & (places < others))
                yield order[start + place], order[others[place, step]]


def sketch(texts: Iterable[str], seed: int) -> Sketches:
    """The sketches of `texts`, none of which is shorter than a shingle. Memory is bounded by the longest of them."""
    factors, terms = np.random.default_rng(seed).integers(0, 1 << 32, (2, _BANDS * _BAND), dtype=np.uint32)
    keys, marks = [np.empty((0, _BANDS), np.uint32)], [np.empty((0, _BANDS * _BAND), np.uint8)]
    for portion in _portions(texts):
        least = least_hashes(portion, factors | np.uint32(1), terms)
        keys.append((_polynomial(least.reshape(-1, _BANDS, _BAND)) >> np.uint64(32)).astype(np.uint32))
        marks.append(least.astype(np.uint8))
    return Sketches(np.ascontiguousarray(np.concatenate(keys).T), np.concatenate(marks))


def shingles(text: str) -> set[str]:
    return {text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1)}


def jaccard(one: set[str], other: set[str]) -> float:
    """The share of what either has that both have."""
    common = len(one & other)
    return common / max(1, len(one) + len(other) - common)


def least_hashes(texts: Sequence[str], factors: NDArray[np.uint32], terms: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The least of each text's shingles under each hash function `h * factor + term`, (N, H)."""
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.array([len(text) for text in texts])
    hashes = _polynomial(np.lib.stride_tricks.sliding_window_view(letters, SHINGLE))
    inside = np.ones(len(hashes), bool)
    inside[(np.cumsum(lengths)[:-1, None] - np.arange(1, SHINGLE)).ravel()] = False  # these reach into the next text
    hashes = hashes[inside]
    mixed = ((hashes ^ hashes >> np.uint64(32)) * _FINISH >> np.uint64(32)).astype(np.uint32)
    counts = lengths - (SHINGLE - 1)
    starts = np.cumsum(counts) - counts
    least = [np.minimum.reduceat(mixed * factor + term, starts) for factor, term in zip(factors, terms, strict=True)]
    return np.stack(least, axis=1)


def _polynomial(digits: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """One number, modulo 2^64, for each stretch of `digits` (..., K)."""
    result = np.zeros(digits.shape[:-1], np.uint64)
    for place in range(digits.shape[-1]):
        result = result * _MIX + digits[..., place]
    return result


def _portions(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts in lists of so many characters, so that the arrays of one fit a processor's cache."""
    portion: list[str] = []
    size = 0
    for text in texts:
        portion.append(text)
        size += len(text)
        if size >= _AT_ONCE:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion

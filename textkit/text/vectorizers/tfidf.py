"""tfidf: weighted counts of word n-grams and of character n-grams inside words, as sparse rows.

The weights are scikit-learn's (TfidfVectorizer with sublinear_tf, smooth_idf and l2; analyzers "word" and "char_wb"),
computed here so that prediction needs numpy alone. The two blocks are normalised apart and stand side by side.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from textkit.atomic import replacing
from textkit.errors import DataError, MissingError, UsageError
from textkit.run import read_json, write_json
from textkit.text.rows import TextRows
from textkit.types import Arrays, Sentence

_WORD = re.compile(r"\b\w\w+\b")
_CACHED_TOKENS = 200_000
Grams = dict[str, int]


@dataclass(frozen=True)
class SparseRows(TextRows):
    """Rows in compressed form: row r holds `indices[starts[r]:starts[r+1]]` with their `values`."""

    starts: NDArray[np.int64]  # (R + 1,)
    indices: NDArray[np.int64]
    values: NDArray[np.float32]

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def batch(self, rows: NDArray[np.int64]) -> Arrays:
        """`indices`, `values` and `starts` (B + 1,) of these rows."""
        lengths = self.lengths[rows]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        cells = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return {"indices": self.indices[cells], "values": self.values[cells], "starts": starts}


class Tfidf:
    """Word n-grams of 1 to `word_max` words, then character n-grams of `char_min` to `char_max`."""

    kind: ClassVar[str] = "tfidf"

    def __init__(
        self,
        word_grams: Sequence[str],
        char_grams: Sequence[str],
        idf: NDArray[np.float32],
        *,
        word_max: int,
        char_min: int,
        char_max: int,
    ) -> None:
        self.word_grams, self.char_grams, self.idf = list(word_grams), list(char_grams), idf
        self.word_max, self.char_min, self.char_max = word_max, char_min, char_max
        self._word_ids = {gram: index for index, gram in enumerate(self.word_grams)}
        self._char_ids = {gram: index for index, gram in enumerate(self.char_grams, len(self.word_grams))}
        self._token_grams: dict[str, list[int]] = {}

    def __len__(self) -> int:
        """Features: the columns of a row."""
        return len(self.word_grams) + len(self.char_grams)

    @classmethod
    def fit(cls, texts: Sequence[str], *, word_max: int, char_min: int, char_max: int, min_df: int) -> "Tfidf":
        """Keep the n-grams found in at least `min_df` texts."""
        words = _document_frequency((_word_grams(text, word_max) for text in texts), min_df)
        cached: dict[str, list[str]] = {}
        chars = _document_frequency(
            (
                chain.from_iterable(_cached_char_grams(token, char_min, char_max, cached) for token in text.split())
                for text in texts
            ),
            min_df,
        )
        frequency = np.array([*words.values(), *chars.values()], dtype=np.float64)
        idf = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
        return cls(list(words), list(chars), idf, word_max=word_max, char_min=char_min, char_max=char_max)

    def encode(self, texts: Sequence[str]) -> SparseRows:
        records = [self._features(text) for text in texts]
        lengths = np.fromiter(map(len, records), dtype=np.int64, count=len(records))
        flat = np.fromiter(chain.from_iterable(records), dtype=np.int64, count=int(lengths.sum()))
        cells, counts = np.unique(
            np.repeat(np.arange(len(texts)) * max(1, len(self)), lengths) + flat, return_counts=True
        )
        rows, indices = np.divmod(cells, max(1, len(self)))
        values = (1 + np.log(counts)) * self.idf[indices]
        blocks = rows * 2 + (indices >= len(self.word_grams))
        norms = np.sqrt(np.bincount(blocks, weights=values**2, minlength=2 * len(texts)))
        starts = np.searchsorted(rows, np.arange(len(texts) + 1))
        return SparseRows(starts, indices, (values / norms[blocks]).astype(np.float32))

    def _features(self, text: str) -> list[int]:
        """Ids of the known n-grams of `text`, repeated as often as they occur."""
        ids = self._word_ids
        found = [ids[gram] for gram in _word_grams(text, self.word_max) if gram in ids]
        for token in text.split():
            found += self._token_grams.get(token) or self._of_token(token)
        return found

    def _of_token(self, token: str) -> list[int]:
        if len(self._token_grams) >= _CACHED_TOKENS:
            self._token_grams.clear()
        ids = self._char_ids
        grams = [ids[gram] for gram in _char_grams(token, self.char_min, self.char_max) if gram in ids]
        self._token_grams[token] = grams
        return grams

    def encode_words(self, sentences: Sequence[Sentence]) -> NoReturn:
        raise UsageError(
            "tfidf reads texts as a whole: it has no answer for single words", "take another model: textkit models"
        )

    def options(self) -> dict[str, Any]:
        return {"word_max": self.word_max, "char_min": self.char_min, "char_max": self.char_max}

    def save(self, folder: Path) -> None:
        write_json(folder / "vocabulary.json", {"words": self.word_grams, "characters": self.char_grams})
        with replacing(folder / "idf.safetensors") as path:
            save_file({"idf": self.idf}, path)

    @classmethod
    def load(cls, folder: Path, options: dict[str, Any]) -> "Tfidf":
        vocabulary = read_json(folder / "vocabulary.json")
        path = folder / "idf.safetensors"
        try:
            idf = load_file(path)["idf"]
        except FileNotFoundError:
            raise MissingError(f"{path} is missing", "the run is incomplete: train it again") from None
        except (SafetensorError, KeyError, OSError) as error:
            raise DataError(f"not the weights of n-grams: {error}", path=str(path)) from None
        return cls(vocabulary["words"], vocabulary["characters"], idf, **options)


def _word_grams(text: str, longest: int) -> Iterator[str]:
    words = _WORD.findall(text)
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


def _cached_char_grams(token: str, shortest: int, longest: int, cached: dict[str, list[str]]) -> list[str]:
    if token not in cached:
        cached[token] = list(_char_grams(token, shortest, longest))
    return cached[token]


def _document_frequency(documents: Iterable[Iterable[str]], at_least: int) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for grams in documents:
        counts.update(set(grams))
    return {gram: counts[gram] for gram in sorted(counts) if counts[gram] >= at_least}


VECTORIZER = Tfidf

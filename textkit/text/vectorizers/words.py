"""words: a vocabulary of words, and hashed character n-grams that give unseen words and letter case a meaning.

Shapes: R records, T distinct words in a batch, K n-grams of the longest word, L tokens of the longest record.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from textkit.run import read_json, write_json
from textkit.text.rows import TextRows, WordRows, ragged
from textkit.text.words import bucket_of, ngram_buckets, split_words, word_shape, words_of
from textkit.types import Arrays, Input, Sentence

PAD, UNKNOWN = 0, 1
SHAPES = 256
"""Buckets of what words look like, 0 apart."""
_DIGIT = re.compile(r"\d")
_CACHED_WORDS = 200_000  # a stream of headlines never ends; the cache of n-grams must


@dataclass(frozen=True)
class WordsEncoded(TextRows):
    """Records as slices of one flat array of word types."""

    lengths: NDArray[np.int64]  # (R,) tokens
    starts: NDArray[np.int64]  # (R,) where a record's tokens begin in `tokens`
    tokens: NDArray[np.int64]  # flat: indices into the types
    words: NDArray[np.int64]  # (types,) vocabulary id
    ngrams: NDArray[np.int64]  # flat: buckets of all types
    ngram_starts: NDArray[np.int64]  # (types + 1,)
    shapes: NDArray[np.int64]  # (types,) bucket of what a word looks like

    def batch(self, rows: NDArray[np.int64]) -> Arrays:
        """`words` and `shapes` (T,), `ngrams` (T, K), `positions` (B, L) into the types, `lengths` (B,).

        A word that occurs often in a batch is embedded once. Type 0 is padding.
        """
        lengths = self.lengths[rows]
        positions, mask = ragged(self.tokens, self.starts[rows], lengths)
        used, inverse = np.unique(positions[mask], return_inverse=True)
        positions[mask] = inverse + 1
        positions[~mask] = 0
        counts = self.ngram_starts[used + 1] - self.ngram_starts[used]
        ngrams, real = ragged(self.ngrams, self.ngram_starts[used], counts)
        return {
            "words": np.concatenate(([PAD], self.words[used])),
            "shapes": np.concatenate(([PAD], self.shapes[used])),
            "ngrams": np.pad(ngrams * real, ((1, 0), (0, 0))),
            "positions": positions,
            "lengths": lengths,
        }


@dataclass(frozen=True)
class SentencesEncoded(WordRows):
    """Sentences whose words are answered one by one; an empty sentence has no row."""

    words: WordsEncoded

    @property
    def lengths(self) -> NDArray[np.int64]:
        return self.words.lengths

    def batch(self, rows: NDArray[np.int64]) -> Arrays:
        return self.words.batch(rows)


class Words:
    """Words in vocabulary order: 0 is padding, 1 the unknown word."""

    kind: ClassVar[str] = "words"

    def __init__(
        self,
        vocabulary: Sequence[str],
        *,
        ngram_min: int = 3,
        ngram_max: int = 5,
        buckets: int = 0,
        fold: bool = False,
        shapes: bool = False,
    ) -> None:
        self.vocabulary = list(vocabulary)
        self.ngram_min, self.ngram_max, self.buckets = ngram_min, ngram_max, buckets
        self.fold, self.shapes = fold, shapes
        self._ids = {word: index for index, word in enumerate(self.vocabulary, start=UNKNOWN + 1)}
        self._ngrams: dict[str, list[int]] = {}

    def __len__(self) -> int:
        """Rows of the word embedding table."""
        return len(self.vocabulary) + 2

    @classmethod
    def fit(
        cls,
        inputs: Iterable[Input],
        *,
        min_count: int,
        max_words: int,
        fold: bool = False,
        **options: Any,
    ) -> "Words":
        """The `max_words` most frequent words that occur `min_count` times; ties go by the word itself."""
        counts = Counter(chain.from_iterable(map(words_of, inputs)))
        if fold:
            folded: Counter[str] = Counter()
            for word, count in counts.items():
                folded[folded_form(word)] += count
            counts = folded
        frequent = [word for word, count in counts.items() if count >= min_count]
        frequent.sort(key=lambda word: (-counts[word], word))
        return cls(frequent[:max_words], fold=fold, **options)

    def encode(self, texts: Sequence[str]) -> WordsEncoded:
        return self._encode([split_words(text) or [""] for text in texts])

    def encode_words(self, sentences: Sequence[Sentence]) -> SentencesEncoded:
        encoded = self._encode([sentence.words for sentence in sentences if sentence.spans])
        places = np.arange(len(encoded.tokens)) - np.repeat(encoded.starts, encoded.lengths)
        return SentencesEncoded(encoded.starts, encoded.lengths, places, encoded)

    def _encode(self, documents: Sequence[Sequence[str]]) -> WordsEncoded:
        types: dict[str, int] = {}
        number = types.setdefault
        records = [[number(word, len(types)) for word in words] for words in documents]
        lengths = np.fromiter(map(len, records), dtype=np.int64, count=len(records))
        buckets = [self._buckets_of(word) for word in types]
        counts = np.fromiter(map(len, buckets), dtype=np.int64, count=len(buckets))
        unknown, ids = UNKNOWN, self._ids
        forms = map(folded_form, types) if self.fold else types
        return WordsEncoded(
            lengths=lengths,
            starts=np.cumsum(lengths) - lengths,
            tokens=np.fromiter(chain.from_iterable(records), dtype=np.int64, count=int(lengths.sum())),
            words=np.fromiter((ids.get(word, unknown) for word in forms), dtype=np.int64, count=len(types)),
            ngrams=np.fromiter(chain.from_iterable(buckets), dtype=np.int64, count=int(counts.sum())),
            ngram_starts=np.concatenate(([0], np.cumsum(counts))),
            shapes=np.fromiter(map(self._shape_of, types), dtype=np.int64, count=len(types)),
        )

    def _shape_of(self, word: str) -> int:
        return bucket_of(word_shape(word), SHAPES) if self.shapes else PAD

    def _buckets_of(self, word: str) -> list[int]:
        if not self.buckets or not word:
            return []
        found = self._ngrams.get(word)
        if found is None:
            if len(self._ngrams) >= _CACHED_WORDS:
                self._ngrams.clear()
            found = ngram_buckets(word, self.ngram_min, self.ngram_max, self.buckets)
            self._ngrams[word] = found
        return found

    def options(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("ngram_min", "ngram_max", "buckets", "fold", "shapes")}

    def save(self, folder: Path) -> None:
        write_json(folder / "vocabulary.json", self.vocabulary)

    @classmethod
    def load(cls, folder: Path, options: dict[str, Any]) -> "Words":
        return cls(read_json(folder / "vocabulary.json"), **options)


def folded_form(word: str) -> str:
    """The word in lower case, every digit a 0: what is left of it is for its n-grams to tell."""
    return _DIGIT.sub("0", word.lower())


VECTORIZER = Words

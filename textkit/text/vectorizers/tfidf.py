"""tfidf: weighted counts of word n-grams and of character n-grams inside words, as sparse rows.

The weights are scikit-learn's (TfidfVectorizer with sublinear_tf, smooth_idf and l2; analyzers "word" and "char_wb"),
computed here so that prediction needs numpy alone. The two blocks are normalised apart and stand side by side.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from textkit.atomic import replacing
from textkit.errors import DataError, MissingError, UsageError
from textkit.run import read_json, write_json
from textkit.text.gram_frequency import char_frequency, word_frequency
from textkit.text.sparse import SparseRows, count, stacked
from textkit.text.token_grams import TokenGrams, in_blocks
from textkit.text.trie import Trie
from textkit.types import Sentence

_UNICODE_END = 0x110000
_NARROW = 2**31


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
        """Of a fit, so that the words of a word n-gram are themselves among the n-grams; KeyError where one is not."""
        self.word_grams, self.char_grams, self.idf = list(word_grams), list(char_grams), idf
        self.word_max, self.char_min, self.char_max = word_max, char_min, char_max
        ids = {gram: index for index, gram in enumerate(self.word_grams)}
        self._tokens = TokenGrams(ids, _trie_of_characters(self.char_grams, len(ids)))
        self._phrases = _trie_of_words(ids)

    def __len__(self) -> int:
        """Features: the columns of a row."""
        return len(self.word_grams) + len(self.char_grams)

    @classmethod
    def fit(cls, texts: Sequence[str], *, word_max: int, char_min: int, char_max: int, min_df: int) -> "Tfidf":
        """Keep the n-grams found in at least `min_df` texts."""
        words = word_frequency(texts, word_max, min_df)
        chars = char_frequency(texts, char_min, char_max, min_df)
        frequency = np.array([*words.values(), *chars.values()], dtype=np.float64)
        idf = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
        return cls(list(words), list(chars), idf, word_max=word_max, char_min=char_min, char_max=char_max)

    def encode(self, texts: Sequence[str]) -> SparseRows:
        return stacked([self._encode(block) for block in in_blocks(texts)])

    def _encode(self, texts: Sequence[str]) -> SparseRows:
        """A cell is a number, the first of its row plus the feature: in order, cells are rows of features in order."""
        features = max(1, len(self))
        narrow = (len(texts) + 1) * features < _NARROW
        firsts: NDArray[Any] = np.arange(len(texts) + 1, dtype=np.int32 if narrow else np.int64) * features
        numbers, bounds = self._tokens.of(texts)
        rows = np.repeat(firsts[:-1], np.diff(bounds))
        words = np.flatnonzero(numbers < len(self.word_grams))
        begins, ends, phrases = self._phrases.find(numbers[words])
        begin_in, end_in = rows[words[begins]], rows[words[ends - 1]]
        longer = (begin_in + phrases.astype(rows.dtype))[begin_in == end_in]
        return self._weigh(*count(np.concatenate(((rows + numbers)[numbers >= 0], longer))), firsts)

    def _weigh(self, cells: NDArray[Any], counts: NDArray[np.int64], firsts: NDArray[Any]) -> SparseRows:
        """Rows of two blocks of length 1, from how often each of `cells` was counted; row r begins with firsts[r]."""
        edges = firsts[:, None] + np.array([0, len(self.word_grams)], dtype=firsts.dtype)
        bounds = np.searchsorted(cells, edges.ravel()[:-1])
        starts, lengths = bounds[::2], np.diff(bounds)
        indices = (cells - np.repeat(firsts[:-1], np.diff(starts))).astype(np.int64)
        values = self.idf[indices].astype(np.float64)
        repeated = np.flatnonzero(counts > 1)
        values[repeated] *= 1 + np.log(counts[repeated])
        filled = np.flatnonzero(lengths)  # reduceat has no notion of an empty stretch
        if len(filled):
            norms = np.sqrt(np.add.reduceat(values**2, bounds[filled]))
            values /= np.repeat(norms, lengths[filled])
        return SparseRows(starts, indices, values.astype(np.float32))

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
        try:
            return cls(vocabulary["words"], vocabulary["characters"], idf, **options)
        except KeyError as error:
            path = folder / "vocabulary.json"
            raise DataError(f"not the n-grams of a fit: {error} is missing", path=str(path)) from None


def _trie_of_characters(grams: Sequence[str], first: int) -> Trie:
    """The n-grams as `first`, `first` + 1 and so on."""
    codes = np.frombuffer("".join(grams).encode("utf-32-le", "surrogatepass"), "<u4")
    lengths = np.fromiter(map(len, grams), dtype=np.int64, count=len(grams))
    return Trie(codes, lengths, np.arange(first, first + len(grams)), _UNICODE_END)


def _trie_of_words(ids: dict[str, int]) -> Trie:
    """The n-grams of several words, whose symbols are the ids of the single words."""
    grams = [gram for gram in ids if " " in gram]
    words = [ids[word] for word in " ".join(grams).split()]
    lengths = np.array([gram.count(" ") + 1 for gram in grams], dtype=np.int64)
    names = np.array([ids[gram] for gram in grams], dtype=np.int64)
    return Trie(np.array(words, dtype=np.int64), lengths, names, len(ids))


VECTORIZER = Tfidf

"""pretrained: the pieces of a pretrained encoder's own tokenizer, special ones included.

A text longer than `max_tokens` keeps its head and its tail (Sun et al. 2019 found that best for classification), or its
head alone, or is read whole in windows whose answers are averaged. A sentence is always read whole, in windows that
overlap, and every word is answered at its first piece.

Shapes: B records, L pieces of the longest.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from textkit.atomic import write_text
from textkit.text.rows import TextRows, WindowRows, WordRows, ragged
from textkit.text.vectorizers.wordpiece import read_tokenizer
from textkit.text.windows import Window, windows
from textkit.types import Arrays, Sentence

_FILE = "tokenizer.json"
_CACHED_WORDS = 200_000


@dataclass(frozen=True)
class PiecesEncoded(TextRows):
    """Records as slices of one flat array of piece ids."""

    lengths: NDArray[np.int64]
    starts: NDArray[np.int64]
    pieces: NDArray[np.int64]
    pad: int
    shortened: int = 0
    """Records that were longer than the encoder reads."""

    @classmethod
    def of(cls, records: Sequence[Sequence[int]], pad: int, shortened: int = 0) -> "PiecesEncoded":
        lengths = np.fromiter(map(len, records), dtype=np.int64, count=len(records))
        flat = np.fromiter(chain.from_iterable(records), dtype=np.int64, count=int(lengths.sum()))
        return cls(lengths, np.cumsum(lengths) - lengths, flat, pad, shortened)

    def batch(self, rows: NDArray[np.int64]) -> Arrays:
        """`input_ids` (B, L) and `attention_mask` (B, L), 0 where padded."""
        ids, mask = ragged(self.pieces, self.starts[rows], self.lengths[rows])
        ids[~mask] = self.pad
        return {"input_ids": ids, "attention_mask": mask.astype(np.int64)}


@dataclass(frozen=True)
class TextWindowsEncoded(WindowRows):
    """Texts in windows; a row is a window."""

    pieces: PiecesEncoded

    @property
    def lengths(self) -> NDArray[np.int64]:
        return self.pieces.lengths

    @property
    def divided(self) -> int:
        """Texts that take more than one window."""
        return len(np.unique(self.texts[self.shares < 1]))

    def batch(self, rows: NDArray[np.int64]) -> Arrays:
        return self.pieces.batch(rows)


@dataclass(frozen=True)
class WindowsEncoded(WordRows):
    """Sentences in windows; a row is a window."""

    pieces: PiecesEncoded
    beyond: NDArray[np.bool_]
    """(N,) words that a tool which truncates would not have read: those after their sentence's first window."""
    divided: int
    """Sentences that take more than one window."""

    @property
    def lengths(self) -> NDArray[np.int64]:
        return self.pieces.lengths

    def batch(self, rows: NDArray[np.int64]) -> Arrays:
        return self.pieces.batch(rows)


class PretrainedPieces:
    """The tokenizer of an encoder, without its own truncation and padding."""

    kind: ClassVar[str] = "pretrained"

    def __init__(
        self, tokenizer: Tokenizer, *, max_tokens: int, long: str, pad: int, unknown: int, overlap: int
    ) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.tokenizer, self.max_tokens, self.long = tokenizer, max_tokens, long
        self.pad, self.unknown, self.overlap = pad, unknown, overlap
        self._before, self._after = _special_pieces(tokenizer)
        self._budget = max_tokens - len(self._before) - len(self._after)  # pieces of one's own in a window
        self._space = " " if _tells_space_from_none(tokenizer) else ""
        self._pieces: dict[str, list[int]] = {}

    def __len__(self) -> int:
        """Pieces it knows."""
        return int(self.tokenizer.get_vocab_size())

    def encode(self, texts: Sequence[str]) -> PiecesEncoded | TextWindowsEncoded:
        if self.long == "windows":
            return self._encode_in_windows(texts)
        whole = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(list(texts))]
        records = [ids if len(ids) <= self.max_tokens else self._shorten(ids) for ids in whole]
        return PiecesEncoded.of(records, self.pad, sum(len(ids) > self.max_tokens for ids in whole))

    def _shorten(self, ids: list[int]) -> list[int]:
        """The first and the last piece are special ones and stay."""
        tail = self.max_tokens // 2 if self.long == "head-tail" else 1
        return ids[: self.max_tokens - tail] + ids[-tail:]

    def _encode_in_windows(self, texts: Sequence[str]) -> TextWindowsEncoded:
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        rows: list[list[int]] = []
        counts: list[int] = []
        for encoding in encodings:
            ids = encoding.ids
            found = [ids[window.start : window.end] for window in self._windows([1] * len(ids))] or [[]]
            rows += [[*self._before, *part, *self._after] for part in found]
            counts.append(len(found))
        windows_of = np.array(counts, dtype=np.int64)
        shares = np.repeat(1 / np.maximum(windows_of, 1), windows_of).astype(np.float32)
        return TextWindowsEncoded(
            np.repeat(np.arange(len(texts)), windows_of), shares, PiecesEncoded.of(rows, self.pad)
        )

    def _windows(self, costs: Sequence[int]) -> list[Window]:
        """Over pieces, or over words of so many pieces each."""
        return list(windows(costs, self._budget, min(self.overlap, self._budget // 2)))

    def encode_words(self, sentences: Sequence[Sentence]) -> WindowsEncoded:
        self._learn(word for sentence in sentences for word in sentence.words)
        rows: list[list[int]] = []
        places: list[int] = []
        beyond: list[bool] = []
        counts: list[int] = []
        divided = 0
        for sentence in sentences:
            pieces = [self._pieces[word][: self._budget] for word in sentence.words]
            found = self._windows([len(each) for each in pieces])
            divided += len(found) > 1
            read_first = found[0].end if found else 0
            for window in found:
                rows.append([*self._before, *chain.from_iterable(pieces[window.start : window.end]), *self._after])
                places += self._places(pieces, window)
                beyond += [word >= read_first for word in range(window.first, window.last)]
                counts.append(window.last - window.first)
        answered = np.array(counts, dtype=np.int64)
        return WindowsEncoded(
            firsts=np.cumsum(answered) - answered,
            counts=answered,
            places=np.array(places, dtype=np.int64),
            pieces=PiecesEncoded.of(rows, self.pad),
            beyond=np.array(beyond, dtype=np.bool_),
            divided=divided,
        )

    def _places(self, pieces: Sequence[Sequence[int]], window: Window) -> list[int]:
        """Where the first piece of each word that the window answers for is."""
        starts = list(accumulate(map(len, pieces[window.start : window.last]), initial=len(self._before)))
        return starts[window.first - window.start : window.last - window.start]

    def pieces_of(self, words: Sequence[str]) -> list[list[int]]:
        """The pieces of each word, at least one."""
        self._learn(words)
        return [self._pieces[word] for word in words]

    def _learn(self, words: Iterable[str]) -> None:
        """Pieces of words not met before; a word of no pieces (control characters) is the unknown one."""
        if len(self._pieces) >= _CACHED_WORDS:
            self._pieces.clear()
        new = [word for word in dict.fromkeys(words) if word not in self._pieces]
        encodings = self.tokenizer.encode_batch_fast([self._space + word for word in new], add_special_tokens=False)
        self._pieces |= {word: found.ids or [self.unknown] for word, found in zip(new, encodings, strict=True)}

    def options(self) -> dict[str, Any]:
        names = ("max_tokens", "long", "pad", "unknown", "overlap")
        return {name: getattr(self, name) for name in names}

    def save(self, folder: Path) -> None:
        write_text(folder / _FILE, self.tokenizer.to_str(pretty=True) + "\n")

    @classmethod
    def load(cls, folder: Path, options: dict[str, Any]) -> "PretrainedPieces":
        return cls(read_tokenizer(folder / _FILE), **options)


def _special_pieces(tokenizer: Tokenizer) -> tuple[list[int], list[int]]:
    """What stands before and after the pieces of a text."""
    found = tokenizer.encode("a")
    special = found.special_tokens_mask
    first = special.index(0) if 0 in special else 1
    return found.ids[:first], [piece for piece, extra in zip(found.ids[first:], special[first:], strict=True) if extra]


def _tells_space_from_none(tokenizer: Tokenizer) -> bool:
    """Whether a word's pieces differ by the space before it, as in byte-level vocabularies made for running text."""
    before = json.loads(tokenizer.to_str())["pre_tokenizer"] or {}
    parts = before.get("pretokenizers", [before])
    return any(part.get("type") == "ByteLevel" and not part.get("add_prefix_space") for part in parts)


VECTORIZER = PretrainedPieces

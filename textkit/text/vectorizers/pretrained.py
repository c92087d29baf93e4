"""pretrained: the pieces of a pretrained encoder's own tokenizer, special ones included.

A text longer than `max_tokens` keeps its head and its tail (Sun et al. 2019 found that best for classification), or its
head alone. Shapes: B records, L pieces of the longest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from textkit.atomic import write_text
from textkit.text.vectorizers.wordpiece import read_tokenizer
from textkit.text.vectorizers.words import ragged
from textkit.types import Arrays

_FILE = "tokenizer.json"


@dataclass(frozen=True)
class PiecesEncoded:
    """Records as slices of one flat array of piece ids."""

    lengths: NDArray[np.int64]
    starts: NDArray[np.int64]
    pieces: NDArray[np.int64]
    pad: int
    shortened: int
    """Records that were longer than the encoder reads."""

    def batch(self, rows: NDArray[np.int64]) -> Arrays:
        """`input_ids` (B, L) and `attention_mask` (B, L), 0 where padded."""
        ids, mask = ragged(self.pieces, self.starts[rows], self.lengths[rows])
        ids[~mask] = self.pad
        return {"input_ids": ids, "attention_mask": mask.astype(np.int64)}


class PretrainedPieces:
    """The tokenizer of an encoder, without its own truncation and padding."""

    kind: ClassVar[str] = "pretrained"

    def __init__(self, tokenizer: Tokenizer, *, max_tokens: int, long: str, pad: int) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.tokenizer, self.max_tokens, self.long, self.pad = tokenizer, max_tokens, long, pad

    def __len__(self) -> int:
        """Pieces it knows."""
        return int(self.tokenizer.get_vocab_size())

    def encode(self, texts: Sequence[str]) -> PiecesEncoded:
        whole = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(list(texts))]
        records = [ids if len(ids) <= self.max_tokens else self._shorten(ids) for ids in whole]
        lengths = np.fromiter(map(len, records), dtype=np.int64, count=len(records))
        flat = np.fromiter((piece for ids in records for piece in ids), dtype=np.int64, count=int(lengths.sum()))
        shortened = sum(len(ids) > self.max_tokens for ids in whole)
        return PiecesEncoded(lengths, np.cumsum(lengths) - lengths, flat, self.pad, shortened)

    def _shorten(self, ids: list[int]) -> list[int]:
        """The first and the last piece are special ones and stay."""
        tail = self.max_tokens // 2 if self.long == "head-tail" else 1
        return ids[: self.max_tokens - tail] + ids[-tail:]

    def options(self) -> dict[str, Any]:
        return {"max_tokens": self.max_tokens, "long": self.long, "pad": self.pad}

    def save(self, folder: Path) -> None:
        write_text(folder / _FILE, self.tokenizer.to_str(pretty=True) + "\n")

    @classmethod
    def load(cls, folder: Path, options: dict[str, Any]) -> "PretrainedPieces":
        return cls(read_tokenizer(folder / _FILE), **options)


VECTORIZER = PretrainedPieces

"""wordpiece: pieces of words learned from the training texts (Schuster and Nakajima 2012), over `tokenizers`.

The same inputs as `words`, without n-grams: rare words are met by their pieces.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import numpy as np
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from textkit.atomic import write_text
from textkit.errors import DataError, MissingError, UsageError
from textkit.text.vectorizers.words import UNKNOWN, WordsEncoded
from textkit.types import Sentence

_PAD, _UNKNOWN = "[PAD]", "[UNK]"
_FILE = "tokenizer.json"


class WordPiece:
    """Pieces; id 0 is padding, 1 the unknown piece."""

    kind: ClassVar[str] = "wordpiece"

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer

    def __len__(self) -> int:
        """Rows of the embedding table."""
        return int(self.tokenizer.get_vocab_size())

    @classmethod
    def fit(cls, texts: Iterable[str], *, max_words: int) -> "WordPiece":
        """Learn `max_words` pieces, or every character of the texts if these are more. Letter case is kept."""
        return cls(learn_pieces(texts, most=max_words))

    def encode(self, texts: Sequence[str]) -> WordsEncoded:
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        records = [encoding.ids or [UNKNOWN] for encoding in encodings]
        lengths = np.fromiter(map(len, records), dtype=np.int64, count=len(records))
        pieces = np.arange(len(self), dtype=np.int64)
        return WordsEncoded(
            lengths=lengths,
            starts=np.cumsum(lengths) - lengths,
            tokens=np.concatenate([np.empty(0, np.int64), *(np.asarray(ids, np.int64) for ids in records)]),
            words=pieces,
            ngrams=np.empty(0, dtype=np.int64),
            ngram_starts=np.zeros(len(pieces) + 1, dtype=np.int64),
            shapes=np.zeros(len(pieces), dtype=np.int64),
        )

    def encode_words(self, sentences: Sequence[Sentence]) -> NoReturn:
        raise UsageError("pieces learned from the texts have no answer for single words", "--tokenizer word")

    def options(self) -> dict[str, Any]:
        return {}

    def save(self, folder: Path) -> None:
        write_text(folder / _FILE, self.tokenizer.to_str(pretty=True) + "\n")

    @classmethod
    def load(cls, folder: Path, options: dict[str, Any]) -> "WordPiece":
        return cls(read_tokenizer(folder / _FILE))


def read_tokenizer(path: Path) -> Tokenizer:
    """A tokenizer that was saved as JSON.

    Raises:
        MissingError, DataError: the file is gone or damaged.
    """
    if not path.is_file():
        raise MissingError(f"{path} is missing", "the run is incomplete: train it again")
    try:
        return Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except Exception as error:  # noqa: BLE001 - tokenizers raises bare Exception for every fault of a file
        raise DataError(f"not a tokenizer: {error}", path=str(path)) from None


def learn_pieces(
    texts: Iterable[str], *, most: int, special: Sequence[str] = (_PAD, _UNKNOWN), lowercase: bool = False
) -> Tokenizer:
    """A tokenizer of `most` pieces, `special` ones first, or every character of the texts if these are more.

    Where it lower-cases it takes accents away as well, as BERT's does.
    """
    texts = list(texts)
    tokenizer = _tokenizer({}, lowercase)
    # The trainer numbers the inner characters in the random order of a hash map, and its merges follow the
    # numbers. As special tokens they have an order; the tokenizer is then made anew, without them.
    trainer = trainers.WordPieceTrainer(
        vocab_size=most,
        special_tokens=[*special, *_inner_characters(tokenizer, texts)],
        show_progress=False,
        min_frequency=2,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return _tokenizer(tokenizer.get_vocab(), lowercase)


def _tokenizer(vocabulary: dict[str, int], lowercase: bool) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=_UNKNOWN, max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase, strip_accents=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def _inner_characters(tokenizer: Tokenizer, texts: Sequence[str]) -> list[str]:
    found = set()
    for text in texts:
        for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text)):
            found.update(word[1:])
    return [f"##{character}" for character in sorted(found)]


VECTORIZER = WordPiece

"""A model that answers with vectors: one for each text, or one for each of its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from textkit.errors import UsageError
from textkit.inference.answers import answer_all, bounds_of
from textkit.inference.batching import cut
from textkit.text.cleaning import Cleaning
from textkit.text.vectorizers import Vectorizer, encode
from textkit.text.words import word_spans
from textkit.types import Encoded, Input, Sentence, Session

Vectors = NDArray[np.float32]
_BLOCK = 65_536  # vectors in memory at a time: a quarter of a gigabyte, where one has a thousand numbers


@dataclass
class Embedder:
    """Texts in, vectors out.

    >>> textkit.api.load_embedder("minilm").embed(["You Will Not Believe This"])[0].shape
    (384,)
    """

    level: Literal["text", "word"]
    """What gets a vector."""
    vectorizer: Vectorizer
    cleaning: Cleaning
    session: Session
    """Answers with vectors in the place of logits: (batch, size), or (batch, tokens, size) for words."""
    normalize: bool = False
    """Whether vectors are brought to length 1; one of zeros stays as it is."""
    text_columns: Sequence[str] = ()
    """The column that held the texts it was trained on, if it was named."""
    shortened: int = 0
    """Texts so far of which only a part was read, for they were longer than what the model reads."""

    @cached_property
    def size(self) -> int:
        """The numbers of a vector; the model is asked, for it alone knows."""
        encoded = self._encode([self._item("a")])
        return int(self.session.run(encoded.batch(np.zeros(1, dtype=np.int64))).shape[-1])

    def embed(
        self,
        inputs: Sequence[Input | Sequence[str]],
        *,
        batch_tokens: int | None = None,
        batch_size: int | None = None,
    ) -> list[Vectors]:
        """An array for each input, in order: (size,) for a text, or (words, size) for its words.

        Args:
            inputs: texts, lists of words, or sentences whose words are known.
            batch_tokens, batch_size: bounds of a batch, padding included (default: what suits the session).
        """
        key = "vector" if self.level == "text" else "vectors"
        return [record[key] for record in self.records(inputs, batch_tokens=batch_tokens, batch_size=batch_size)]

    def records(
        self,
        inputs: Sequence[Input | Sequence[str]],
        *,
        batch_tokens: int | None = None,
        batch_size: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """`text` and its `vector`, or `text`, `tokens` and their `vectors`, for each input, as they are made."""
        if isinstance(inputs, str):
            raise UsageError("a list of texts is embedded", 'embed(["some text"])')
        items = [self._item(each) for each in inputs]
        counts = np.diff(bounds_of(items))
        for block in cut(np.arange(len(items)), counts, batch_tokens=_BLOCK):
            part = [items[number] for number in block]
            yield from self._block(part, batch_tokens, batch_size)

    def _block(self, items: Sequence[Input], batch_tokens: int | None, batch_size: int | None) -> list[dict[str, Any]]:
        encoded, bounds = self._encode(items), bounds_of(items)
        self.shortened += getattr(encoded, "shortened", 0)
        shape = (int(bounds[-1]), self.size)
        vectors = answer_all(self.session, encoded, shape, batch_tokens=batch_tokens, batch_size=batch_size)
        if self.normalize:
            vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return [
            {"text": item, "vector": vectors[start]}
            if isinstance(item, str)
            else {"text": item.text, "tokens": item.words, "vectors": vectors[start:end]}
            for item, start, end in zip(items, bounds[:-1], bounds[1:], strict=True)
        ]

    def _encode(self, items: Sequence[Input]) -> Encoded:
        return encode(self.vectorizer, self.cleaning(items), self.level)

    def _item(self, given: Input | Sequence[str]) -> Input:
        """The input at the level that gets vectors."""
        if isinstance(given, str):
            return given if self.level == "text" else Sentence(given, word_spans(given))
        sentence = given if isinstance(given, Sentence) else Sentence.of_words(given)
        return sentence if self.level == "word" else sentence.text

"""More texts out of those that are there: words are masked, and stretches taken (Tang et al. 2019, section 3.2).

Their labels are for a teacher to say.
"""

import random
from collections.abc import Iterator, Sequence

from textkit.text.words import word_spans
from textkit.types import Input, Sentence

MASK = "[MASK]"
"""Every tokenizer of BERT's family reads it as one piece; to other vocabularies it is one more word."""
SHORTEST = 0.25
"""Of a stretch, as a share of the text's words."""


def augment(inputs: Sequence[Input], copies: int, *, mask: float, stretch: float, seed: int) -> Iterator[Input]:
    """`copies` variants of each input, in order, whatever else is asked for of the same seed.

    Args:
        mask: share of the words that become `MASK`.
        stretch: share of the variants of which a stretch is kept, of a quarter of the words at least.
    """
    chance = random.Random(seed)
    for each in inputs:
        text, spans = (each.text, each.spans) if isinstance(each, Sentence) else (each, word_spans(each))
        for _ in range(copies):
            kept = _stretch(len(spans), chance) if chance.random() < stretch else (0, len(spans))
            masked = [chance.random() < mask for _ in range(*kept)]
            variant = _variant(text, spans[slice(*kept)], masked)
            yield variant if isinstance(each, Sentence) else variant.text


def _stretch(words: int, chance: random.Random) -> tuple[int, int]:
    """The first word that is kept, and the first that is not any more."""
    if not words:
        return 0, 0
    length = chance.randint(max(1, round(SHORTEST * words)), words)
    start = chance.randint(0, words - length)
    return start, start + length


def _variant(text: str, spans: Sequence[tuple[int, int]], masked: Sequence[bool]) -> Sentence:
    """The text from the first to the last of `spans`, white space and all, with the masked ones replaced."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length, before = 0, spans[0][0] if spans else 0
    for (start, end), hidden in zip(spans, masked, strict=True):
        word = MASK if hidden else text[start:end]
        gap = text[before:start]
        places.append((length + len(gap), length + len(gap) + len(word)))
        parts += [gap, word]
        length, before = places[-1][1], end
    return Sentence("".join(parts), places)

"""Which words of a raw text the tokens are of that a model reads.

A text and its words are held against each other by their visible characters, and these are the same, in the same
order, whether a text is cleaned as a whole or word by word, as long as no step of the cleaning works across words.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.errors import UsageError
from textkit.text.cleaning import Cleaning
from textkit.text.vectorizers import Vectorizer
from textkit.text.vectorizers.pretrained import PretrainedPieces
from textkit.text.vectorizers.wordpiece import WordPiece
from textkit.text.vectorizers.words import Words
from textkit.text.windows import windows
from textkit.text.words import WORD
from textkit.types import Encoded, Sentence

Numbers = NDArray[np.int64]
Offsets = list[tuple[int, int]]
_NOTHING = (0, 0)  # where a token stands that is of no character: a special one, or the unknown one of an empty text


class Owners(NamedTuple):
    """Of one row that a model reads: token `tokens[i]` belongs to word `words[i]` by the share `shares[i]`.

    The shares of a token sum to 1: it is of its words by their characters. One that is of no word does not occur.
    """

    tokens: Numbers
    words: Numbers
    shares: NDArray[np.float64]

    def add_up(self, weights: NDArray[np.floating], words: int) -> NDArray[np.float64]:
        """What `weights` (tokens,) of the row are for each of so many words: (words,)."""
        shared = weights[self.tokens] * self.shares
        return np.bincount(self.words, weights=shared, minlength=words).astype(np.float64, copy=False)


def refuse_moving(cleaning: Cleaning) -> None:
    """
    Raises:
        UsageError: a step of `cleaning` works across words, so that nobody knows where in the raw text a token stands.
    """
    alone = Cleaning(
        unicode="NFC" if cleaning.unicode == "NFC" else "none",
        lowercase=cleaning.lowercase,
        digits="zero" if cleaning.digits == "zero" else "keep",
        whitespace=cleaning.whitespace,
    )
    if cleaning != alone:
        steps = ", ".join(cleaning.steps())
        raise UsageError(f"what this model reads cannot be traced to the raw text ({steps})", "--explain occlusion")


def owners_in_text(vectorizer: Vectorizer, cleaning: Cleaning, sentence: Sentence) -> list[Owners]:
    """Of each row that `vectorizer` makes of the text of `sentence`, whose words hold all its visible characters."""
    (text,) = cleaning([sentence.text])
    assert isinstance(text, str)
    counts = [_visible(str(word)) for word in cleaning(sentence.words)]
    word_of = np.repeat(np.arange(len(counts)), counts)
    before = np.concatenate(([0], np.cumsum([not each.isspace() for each in text]))).astype(np.int64)
    return [_owners(before[np.array(row, dtype=np.int64)], word_of) for row in _rows(vectorizer, text)]


def _visible(word: str) -> int:
    return sum(map(len, word.split()))


def _owners(characters: Numbers, word_of: Numbers) -> Owners:
    """From the visible characters [begin, end) of each token, (tokens, 2), and the word of each such character."""
    counts = characters[:, 1] - characters[:, 0]
    tokens = np.repeat(np.arange(len(counts)), counts)
    steps = np.arange(len(tokens)) - np.repeat(np.cumsum(counts) - counts, counts)
    return Owners(tokens, word_of[characters[tokens, 0] + steps], 1 / counts[tokens])


def _rows(vectorizer: Vectorizer, text: str) -> list[Offsets]:
    """Where in the cleaned text each token stands, for each row."""
    if isinstance(vectorizer, Words):
        return [[match.span() for match in WORD.finditer(text)] or [_NOTHING]]
    if isinstance(vectorizer, WordPiece):
        return [vectorizer.tokenizer.encode(text, add_special_tokens=False).offsets or [_NOTHING]]
    if not isinstance(vectorizer, PretrainedPieces):
        raise UsageError(f"the tokens of '{vectorizer.kind}' cannot be traced to words", "--explain occlusion")
    if vectorizer.long == "windows":
        return _windows(vectorizer, text)
    offsets: Offsets = vectorizer.tokenizer.encode(text).offsets
    if len(offsets) <= vectorizer.max_tokens:
        return [offsets]
    tail = vectorizer.max_tokens // 2 if vectorizer.long == "head-tail" else 1
    return [offsets[: vectorizer.max_tokens - tail] + offsets[-tail:]]


def _windows(vectorizer: PretrainedPieces, text: str) -> list[Offsets]:
    offsets = vectorizer.tokenizer.encode(text, add_special_tokens=False).offsets
    special = vectorizer.tokenizer.encode("a").special_tokens_mask
    first = special.index(0)
    budget = vectorizer.max_tokens - sum(special)
    stretches = list(windows([1] * len(offsets), budget, min(vectorizer.overlap, budget // 2)))
    before, after = [_NOTHING] * first, [_NOTHING] * (sum(special) - first)
    return [[*before, *offsets[each.start : each.end], *after] for each in stretches] or [[*before, *after]]


def cells_of(encoded: Encoded, words: int) -> list[tuple[int, int]]:
    """Row and token of the answer for each word of one sentence: where numbers go that stand for tokens."""
    rows, longest = len(encoded.lengths), int(encoded.lengths.max())
    numbers = np.arange(rows * longest, dtype=np.float32).reshape(rows, longest, 1)
    placed = np.zeros((words, 1), dtype=np.float32)
    encoded.place(np.arange(rows), numbers, placed)
    return [divmod(int(number), longest) for number in placed[:, 0]]


def owners_in_sentence(vectorizer: Vectorizer, sentence: Sentence, cells: Sequence[tuple[int, int]]) -> list[Owners]:
    """Of each row that `vectorizer` makes of the cleaned `sentence`; `cells` has the row and token that answer a word.

    A row also reads neighbours of the words it answers for, which are counted from these by what each costs alone.
    """
    words = [Sentence.of_words([word]) for word in sentence.words]
    alone = vectorizer.encode_words(words).lengths
    one, two = (vectorizer.encode_words([Sentence.of_words(["a"] * count)]).lengths[0] for count in (1, 2))
    special = int(2 * one - two)
    costs = alone - special
    lengths = vectorizer.encode_words([sentence]).lengths
    first = cells[0][1]  # the first word of all has nothing but special tokens before it
    return [
        _owners_of_row(costs, [(word, token) for word, (at, token) in enumerate(cells) if at == row], first, int(end))
        for row, end in enumerate(lengths - (special - first))
    ]


def _owners_of_row(costs: Numbers, answered: Sequence[tuple[int, int]], first: int, end: int) -> Owners:
    """`answered` are words and their tokens; the row's words stand in its tokens `first` to `end`."""
    word, token = answered[0]
    while token > first:
        word -= 1
        token -= int(costs[word])
    last, reached = word, token
    while reached < end:
        reached += int(costs[last])
        last += 1
    words = np.repeat(np.arange(word, last), costs[word:last])
    return Owners(np.arange(first, first + len(words)), words, np.ones(len(words)))

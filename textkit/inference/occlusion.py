"""occlusion: how far the probability of an answer falls when a word is taken out (Li et al. 2016).

Of a text a word is deleted, and leaves a space, so that its neighbours stay two words: what is asked about is a text,
and every vectorizer reads it. Of a sentence whose words are answered one by one it becomes an empty word, for which a
vectorizer has its unknown token: every other word keeps its place.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import ClassVar

import numpy as np

from textkit.inference.attribution import Ask, Target, Weighed, as_sentence
from textkit.types import Input, Scores, Sentence

MOST_GROUPS, FEWEST_GROUPS = 256, 16
_CHARACTERS = 1 << 24  # read for one text, all groups together: of a text of a megabyte, 16 groups are taken out


class Occlusion:
    """Needs nothing but answers, so it serves every model."""

    name: ClassVar[str] = "occlusion"

    def weigh(self, ask: Ask, items: Sequence[Input], targets: Sequence[Sequence[Target]]) -> list[Weighed]:
        sentences = [as_sentence(item) for item in items]
        groups = [groups_of(len(each.spans), most_groups(each.text)) for each in sentences]
        answers = ask(chain.from_iterable(map(_variants, items, sentences, groups)))
        return [
            _weigh(answers, len(sentence.spans), taken, wanted)
            for sentence, taken, wanted in zip(sentences, groups, targets, strict=True)
        ]


def most_groups(text: str) -> int:
    return int(np.clip(_CHARACTERS // max(1, len(text)), FEWEST_GROUPS, MOST_GROUPS))


def groups_of(words: int, most: int) -> list[range]:
    """Each word by itself; of more than `most` words, groups that overlap by half."""
    if words <= most:
        return [range(word, word + 1) for word in range(words)]
    step = -(-words // most)
    return [range(start, min(words, start + 2 * step)) for start in range(0, words, step)]


def without(item: Input, sentence: Sentence, words: Iterable[int]) -> Input:
    """`item`, whose words `sentence` tells, when `words` of it (numbers, ascending) are taken out."""
    if isinstance(item, Sentence):
        left = item.words
        for word in words:
            left[word] = ""
        return Sentence.of_words(left)
    parts, at = [], 0
    for word in words:
        start, end = sentence.spans[word]
        parts += [item[at:start], " "]
        at = end
    return "".join([*parts, item[at:]])


def _variants(item: Input, sentence: Sentence, groups: Sequence[range]) -> Iterator[Input]:
    """The input itself, and without each of the groups."""
    yield item
    yield from (without(item, sentence, group) for group in groups)


def _weigh(answers: Iterator[Scores], words: int, groups: Sequence[range], targets: Sequence[Target]) -> Weighed:
    """A group's drop is shared by its words; a word of two groups has the mean of both."""
    found = [[target.probability(each) for target in targets] for each in islice(answers, len(groups) + 1)]
    probabilities = np.array(found, dtype=np.float64)
    drops = probabilities[0] - probabilities[1:]  # (groups, targets)
    totals, times = np.zeros((words, len(targets))), np.zeros((words, 1))
    for group, drop in zip(groups, drops, strict=True):
        totals[group.start : group.stop] += drop / len(group)
        times[group.start : group.stop] += 1
    return Weighed(list((totals / times).T), len(groups[0]))

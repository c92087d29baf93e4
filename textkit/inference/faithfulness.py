"""How faithful an explanation is to the model: comprehensiveness (DeYoung et al. 2020), beside that of chance.

If the words that are said to weigh most are what the model goes by, its answer's probability falls when they are taken
out, and further than when as many words are that were drawn.
"""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import chain, islice

import numpy as np

from textkit.inference.attribution import Ask, Target, Weighed, Weights, as_sentence
from textkit.inference.occlusion import without
from textkit.types import Input, Scores, Sentence

SHARE = 0.2
"""Of the words that are taken out; one at least."""
DRAWS = 5
Faithfulness = dict[str, float]
"""By how much the probability falls without the words that weigh most (`comprehensiveness`), and on average without as
many that were drawn (`chance`)."""


def faithfulness(
    ask: Ask,
    items: Sequence[Input],
    targets: Sequence[Sequence[Target]],
    weighed: Sequence[Weighed],
    seed: int,
) -> list[list[Faithfulness]]:
    """Of each input for each of its targets; a text gets the same draws wherever it stands."""
    sentences = [as_sentence(item) for item in items]
    taken = [
        [*(_heaviest(weights) for weights in each.by_target), *_drawn(sentence, seed)]
        for sentence, each in zip(sentences, weighed, strict=True)
    ]
    variants = (
        [item, *(without(item, sentence, words) for words in sets)]
        for item, sentence, sets in zip(items, sentences, taken, strict=True)
    )
    answers = ask(chain.from_iterable(variants))
    return [_compare(answers, each) for each in targets]


def _heaviest(weights: Weights) -> list[int]:
    """The words that speak most for the answer, in their order in the text."""
    return sorted(np.argsort(-weights, kind="stable")[: _count(len(weights))].tolist())


def _drawn(sentence: Sentence, seed: int) -> list[list[int]]:
    digest = hashlib.sha256(sentence.text.encode("utf-8", "surrogatepass")).digest()
    draw = np.random.default_rng([seed, int.from_bytes(digest[:8], "big")])
    words = len(sentence.spans)
    return [sorted(draw.permutation(words)[: _count(words)].tolist()) for _ in range(DRAWS)]


def _count(words: int) -> int:
    return max(1, round(SHARE * words))


def _compare(answers: Iterator[Scores], targets: Sequence[Target]) -> list[Faithfulness]:
    """From what the model says of an input, of it without each target's words, and of it without words drawn."""
    found = np.array(
        [[target.probability(each) for target in targets] for each in islice(answers, 1 + len(targets) + DRAWS)]
    )
    drops = found[0] - found[1:]  # (targets + draws, targets)
    chance = drops[len(targets) :].mean(axis=0)
    return [
        {"comprehensiveness": float(drops[number, number]), "chance": float(chance[number])}
        for number in range(len(targets))
    ]

"""Predictions with their reasons: how much each word speaks for an answer, and how far that can be trusted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Any

import numpy as np

from textkit.errors import UsageError
from textkit.inference.answers import answer_all, bounds_of
from textkit.inference.attribution import Attribution, Target, Weighed, as_sentence, targets_of
from textkit.inference.faithfulness import Faithfulness, faithfulness
from textkit.inference.occlusion import Occlusion
from textkit.inference.predictor import Predictor, Prepared
from textkit.types import Input, Scores

_BLOCK = 1 << 20  # characters that are encoded at a time


@dataclass(frozen=True)
class Explanation:
    """How much each word of a text speaks for (above 0) or against (below 0) one answer."""

    words: list[tuple[int, int]]
    """[start, end) in characters of the raw text."""
    weights: list[float]
    method: str
    label: str
    faithfulness: Faithfulness | None
    """None of a text without words."""
    span: tuple[int, int] | None = None
    """The entity, or the word, whose label is explained; None where it is that of the text."""
    group: int = 1
    """Words that were weighed together: more than 1 in long texts."""

    def to_json(self, text: str) -> dict[str, Any]:
        """As a record holds it."""
        place = {"start": self.span[0], "end": self.span[1]} if self.span else {}
        words = [
            {"start": start, "end": end, "text": text[start:end], "weight": round(weight, 6)}
            for (start, end), weight in zip(self.words, self.weights, strict=True)
        ]
        faith = {name: round(value, 6) for name, value in (self.faithfulness or {}).items()} or None
        about = {"method": self.method, "label": self.label, **place, "group": self.group}
        return {**about, "words": words, "faithfulness": faith}


@dataclass
class Explainer:
    """A predictor that gives reasons.

    >>> textkit.api.load_explainer("runs/clickbait-tfidf").explain(["You Will Not Believe This"])[0][0].weights
    [0.06, ...]
    """

    predictor: Predictor
    attribution: Attribution = field(default_factory=Occlusion)
    seed: int = 0
    """Of the words that are drawn to compare with."""
    told: list[Faithfulness] = field(default_factory=list)
    """The faithfulness of every explanation so far."""

    def explain(self, inputs: Sequence[Input | Sequence[str]]) -> list[list[Explanation]]:
        """Of each input, in order: of its label, of each of its labels, or of each of its entities (16 at most)."""
        if isinstance(inputs, str):
            raise UsageError("explain takes a list of texts", 'explain(["some text"])')
        prepared = self.predictor.prepare(inputs)
        return self._explain(prepared.items, self.predictor.answer(prepared), {})

    def answer(
        self, prepared: Prepared, *, top_k: int | None = None, min_score: float | None = None, **batch: int | None
    ) -> list[dict[str, Any]]:
        """What the predictor answers, each record with its `explanation`: a list where there may be several answers."""
        records = self.predictor.answer(prepared, top_k=top_k, min_score=min_score, **batch)
        found = self._explain(prepared.items, records, batch)
        single = self.predictor.task.scoring == "classes"
        for record, explanations in zip(records, found, strict=True):
            shown = [each.to_json(record["text"]) for each in explanations]
            record["explanation"] = shown[0] if single else shown
        return records

    def mean_faithfulness(self) -> Faithfulness:
        """Of all explanations so far; empty where there is none."""
        names = self.told[0] if self.told else ()
        return {name: float(np.mean([each[name] for each in self.told])) for name in names}

    def _explain(
        self, items: Sequence[Input], records: Sequence[dict[str, Any]], batch: dict[str, int | None]
    ) -> list[list[Explanation]]:
        def ask(inputs: Iterable[Input]) -> Iterator[Scores]:
            return self._probabilities(inputs, batch)

        labels = self.predictor.labels
        targets = [
            targets_of(record, item, probabilities, labels)
            for record, item, probabilities in zip(records, items, ask(items), strict=True)
        ]
        spoken = [number for number, item in enumerate(items) if targets[number] and as_sentence(item).spans]
        asked, wanted = [items[number] for number in spoken], [targets[number] for number in spoken]
        weighed = self.attribution.weigh(ask, asked, wanted)
        found = dict(zip(spoken, weighed, strict=True))
        faiths = dict(zip(spoken, faithfulness(ask, asked, wanted, weighed, self.seed), strict=True))
        self.told += chain.from_iterable(faiths.values())
        return [
            self._explanations(item, targets[number], found.get(number), faiths.get(number))
            for number, item in enumerate(items)
        ]

    def _explanations(
        self, item: Input, targets: Sequence[Target], weighed: Weighed | None, faiths: list[Faithfulness] | None
    ) -> list[Explanation]:
        if weighed is None or faiths is None:
            return [Explanation([], [], self.attribution.name, each.label, None, each.span) for each in targets]
        spans = list(as_sentence(item).spans)
        return [
            Explanation(spans, weights.tolist(), self.attribution.name, each.label, faith, each.span, weighed.group)
            for each, weights, faith in zip(targets, weighed.by_target, faiths, strict=True)
        ]

    def _probabilities(self, inputs: Iterable[Input], batch: dict[str, int | None]) -> Iterator[Scores]:
        """(rows, labels) of each input, in order."""
        for block in _blocks(inputs):
            bounds = bounds_of(block)
            shape = (int(bounds[-1]), len(self.predictor.labels))
            logits = answer_all(self.predictor.session, self.predictor.encode(block), shape, **batch)
            probabilities = self.predictor.decoder.probabilities(logits, bounds)
            yield from (probabilities[start:end] for start, end in pairwise(bounds.tolist()))


def _blocks(inputs: Iterable[Input]) -> Iterator[list[Input]]:
    """Inputs of some million characters together, or one that is longer."""
    block: list[Input] = []
    characters = 0
    for item in inputs:
        block.append(item)
        characters += len(item) if isinstance(item, str) else len(item.text)
        if characters >= _BLOCK:
            yield block
            block, characters = [], 0
    if block:
        yield block

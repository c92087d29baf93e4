"""tagging: one tag for each word. Tags of entities (IOB2) make spans, any others stand alone (parts of speech)."""

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from textkit.errors import UsageError
from textkit.tasks import Decoder, Learned
from textkit.tasks.chains.chain import Chain, path_scores
from textkit.tasks.chains.marginals import Segment, log_partition, marginals, segment_probabilities
from textkit.tasks.chains.viterbi import viterbi
from textkit.tasks.choice import encode_labels, log_loss, softmax
from textkit.text.schemes import Span, allowed_transitions, are_spans, lenient_spans, split_tag, strict_spans
from textkit.types import Bounds, Input, Scores, Sentence


class Tags:
    """The best path through the tags of a sentence that its scheme allows (Viterbi 1967).

    Without a CRF a path's score is the sum of its words' log-probabilities; with one the transitions learned count
    as well, and probabilities are its marginals.
    """

    def __init__(self, labels: Sequence[str], learned: Learned) -> None:
        self.labels = list(labels)
        self.has_crf = bool(learned)
        allowed = allowed_transitions(labels)
        if self.has_crf:
            self.chain = Chain.constrained(learned["start"], learned["end"], learned["transitions"], *allowed)
        else:
            self.chain = Chain.free(*allowed)
        self._ids = {label: number for number, label in enumerate(self.labels)}
        self._spans = are_spans(labels)
        # without any B-, as some checkpoints have it, an entity begins where none goes on
        self._read = strict_spans if any(label.startswith("B-") for label in labels) else lenient_spans

    def probabilities(self, logits: Scores, bounds: Bounds) -> Scores:
        return marginals(self.chain, logits, bounds) if self.has_crf else softmax(logits)

    def decide(self, logits: Scores, bounds: Bounds) -> NDArray[np.int64]:
        return viterbi(self.chain, logits, bounds)

    def loss(self, logits: Scores, bounds: Bounds, truth: NDArray[Any]) -> float:
        if not self.has_crf:
            return log_loss(logits, truth)
        below = log_partition(self.chain, logits, bounds) - path_scores(self.chain, logits, bounds, truth)
        return float(below.sum() / max(1, len(truth)))

    def records(
        self,
        inputs: Sequence[Input],
        logits: Scores,
        bounds: Bounds,
        *,
        top_k: int | None = None,
        min_score: float | None = None,
    ) -> list[dict[str, Any]]:
        """`tokens`, `tags`, and `entities` with their offsets in the text.

        Raises:
            UsageError: `top_k` is for answers with a list of scores, `min_score` for entities.
        """
        if top_k is not None:
            raise UsageError("--top-k: a tagger answers with one tag for each word", "leave it out")
        if min_score is not None and not self._spans:
            raise UsageError("--min-score is for entities, and these tags make none", "leave it out")
        decisions = self.decide(logits, bounds)
        tagged = [[self.labels[tag] for tag in decisions[start:end]] for start, end in pairwise(bounds.tolist())]
        spans = [self._read(tags) if self._spans else [] for tags in tagged]
        scores = iter(self._scores(spans, decisions, logits, bounds))
        records = []
        for sentence, tags, found in zip(inputs, tagged, spans, strict=True):
            assert isinstance(sentence, Sentence)
            kept = [(span, score) for span in found if (score := next(scores)) >= (min_score or 0.0)]
            entities = [_entity(sentence, span, score) for span, score in kept]
            records.append({"tokens": sentence.words, "tags": _without(tags, found, kept), "entities": entities})
        return records

    def _scores(
        self, spans: Sequence[Sequence[Span]], decisions: NDArray[np.int64], logits: Scores, bounds: Bounds
    ) -> list[float]:
        """Of a CRF the probability that this very entity is there; else the geometric mean over its words."""
        if not any(spans):
            return []
        if not self.has_crf:
            right = np.log(np.maximum(softmax(logits)[np.arange(len(decisions)), decisions], 1e-30))
            return [
                float(np.exp(right[start + span.start : start + span.end].mean()))
                for start, found in zip(bounds.tolist(), spans, strict=False)
                for span in found
            ]
        segments = [
            Segment(record, span.start, self._path(span), tuple(self._inner(span)))
            for record, found in enumerate(spans)
            for span in found
        ]
        return [float(score) for score in segment_probabilities(self.chain, logits, bounds, segments)]

    def _path(self, span: Span) -> tuple[int, ...]:
        return (self._ids[f"B-{span.label}"], *self._inner(span) * (span.end - span.start - 1))

    def _inner(self, span: Span) -> list[int]:
        """The tag that would go on with this entity, if the labels have it."""
        tag = self._ids.get(f"I-{span.label}")
        return [] if tag is None else [tag]


def _entity(sentence: Sentence, span: Span, score: float) -> dict[str, Any]:
    start, end = sentence.spans[span.start][0], sentence.spans[span.end - 1][1]
    text = sentence.text[start:end]
    return {"start": start, "end": end, "text": text, "label": span.label, "score": round(score, 6)}


def _without(tags: list[str], found: Sequence[Span], kept: Sequence[tuple[Span, float]]) -> list[str]:
    """`tags`, with O in the place of entities that were not kept."""
    for span in set(found) - {span for span, _ in kept}:
        tags[span.start : span.end] = ["O"] * (span.end - span.start)
    return tags


class Tagging:
    """One tag for each word of a sentence."""

    summary = "one tag for each word: entities, chunks, parts of speech"
    target = "tags"
    columns = ("tokens", "tags", "entities")
    level: Literal["word"] = "word"
    loss: Literal["cross_entropy"] = "cross_entropy"
    scoring: Literal["tags"] = "tags"

    def names(self, target: Sequence[str]) -> Iterable[str]:
        return [span.label for span in strict_spans(target)] if are_spans(target) else target

    def labels(self, targets: Iterable[Sequence[str]]) -> list[str]:
        found = set(chain.from_iterable(targets))
        if not are_spans(found):
            return sorted(found)
        kinds = {split_tag(tag)[1] for tag in found} - {""}
        return sorted({"O", *(f"{prefix}-{kind}" for kind in kinds for prefix in "BI")})

    def encode(self, targets: Sequence[Sequence[str]], labels: Sequence[str]) -> NDArray[np.int64]:
        return np.array(encode_labels(chain.from_iterable(targets), labels), dtype=np.int64)

    def decoder(self, labels: Sequence[str], learned: Learned) -> Decoder:
        return Tags(labels, learned)


TASK = Tagging()

"""A model ready to answer: texts in, records out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from textkit.errors import DataError, UsageError
from textkit.inference.answers import answer_all, bounds_of
from textkit.run import Run, read_json
from textkit.tasks import Decoder, Learned, Task, tasks
from textkit.text.cleaning import Cleaning
from textkit.text.vectorizers import Vectorizer, encode, load_vectorizer
from textkit.text.words import word_spans
from textkit.types import Bounds, Encoded, Input, Scores, Sentence, Session


class Prepared(NamedTuple):
    """Inputs that a model has still to be asked about, and the arrays it takes."""

    items: Sequence[Input]
    encoded: Encoded


@dataclass
class Predictor:
    """A model behind one method.

    >>> textkit.load("runs/clickbait-lstm-attn").predict(["You Will Not Believe This"])
    [{'text': 'You Will Not Believe This', 'label': 'clickbait', 'score': ..., 'scores': {...}}]
    """

    name: str
    title: str
    """The model as tables name it."""
    task: Task
    labels: list[str]
    vectorizer: Vectorizer
    cleaning: Cleaning
    session: Session
    learned: Learned = field(default_factory=dict)
    """What decoding needs besides: the transitions of a CRF, the thresholds of labels."""
    shortened: int = 0
    """Texts so far that were longer than the model reads."""
    run: Run | None = None
    """None for a checkpoint that someone else made."""
    _encoding: Lock = field(default_factory=Lock, repr=False, compare=False)
    """Vectorizers remember words; several threads may ask a predictor all the same."""

    @classmethod
    def of_run(cls, run: Run, session: Session) -> "Predictor":
        """The predictor of a run; `session` has its weights."""
        manifest, labels = run.manifest(), run.labels()
        return cls(
            name=run.name,
            title=manifest.title,
            task=tasks.load(manifest.task),
            labels=labels,
            vectorizer=load_vectorizer(run.model),
            cleaning=Cleaning(**read_json(run.preprocessing_file)),
            session=session,
            learned=_learned(run, labels),
            run=run,
        )

    @property
    def columns(self) -> dict[str, Any] | None:
        """What the columns of the file were that it was trained on, as a `Layout` is kept; None where it had none."""
        return self.run.manifest().dataset.get("columns") if self.run else None

    def text_columns(self) -> list[str]:
        """The column that held the texts it was trained on."""
        return [self.columns["text"].lower()] if self.columns else []

    def predict(
        self,
        inputs: Sequence[Input | Sequence[str]],
        *,
        top_k: int | None = None,
        min_score: float | None = None,
        batch_tokens: int | None = None,
        batch_size: int | None = None,
    ) -> list[dict[str, Any]]:
        """One record for each input, in order: `text` and what the task says of it.

        Args:
            inputs: texts; a tagger also takes lists of words, or sentences whose words are known.
            top_k: keep only the best scores.
            min_score: answer None where the best score is lower; of entities, leave out those below it.
            batch_tokens, batch_size: bounds of a batch, padding included (default: what suits the session).
        """
        if isinstance(inputs, str):
            raise UsageError("predict takes a list of texts", 'predict(["some text"])')
        return self.answer(
            self.prepare(inputs), top_k=top_k, min_score=min_score, batch_tokens=batch_tokens, batch_size=batch_size
        )

    def prepare(self, inputs: Sequence[Input | Sequence[str]]) -> "Prepared":
        """The first half of `predict`: what can be done to one window of texts while another is predicted."""
        items = [self.input_of(each) for each in inputs]
        encoded = self.encode(items)
        with self._encoding:
            self.shortened += getattr(encoded, "shortened", 0)
        return Prepared(items, encoded)

    def answer(
        self,
        prepared: "Prepared",
        *,
        top_k: int | None = None,
        min_score: float | None = None,
        batch_tokens: int | None = None,
        batch_size: int | None = None,
    ) -> list[dict[str, Any]]:
        """The second half: records for what was prepared."""
        logits, bounds = self._logits(prepared, batch_tokens, batch_size)
        records = self.decoder.records(prepared.items, logits, bounds, top_k=top_k, min_score=min_score)
        texts = (item if isinstance(item, str) else item.text for item in prepared.items)
        return [{"text": text, **record} for text, record in zip(texts, records, strict=True)]

    def logits(
        self, inputs: Sequence[Input], *, batch_tokens: int | None = None, batch_size: int | None = None
    ) -> tuple[Scores, Bounds]:
        """Logits (rows, labels) of all inputs, in order, and which rows are whose."""
        return self._logits(self.prepare(inputs), batch_tokens, batch_size)

    def _logits(self, prepared: "Prepared", batch_tokens: int | None, batch_size: int | None) -> tuple[Scores, Bounds]:
        bounds = bounds_of(prepared.items)
        shape = (int(bounds[-1]), len(self.labels))
        logits = answer_all(self.session, prepared.encoded, shape, batch_tokens=batch_tokens, batch_size=batch_size)
        return logits, bounds

    def encode(self, inputs: Sequence[Input]) -> Encoded:
        """The inputs as the session takes them."""
        cleaned = self.cleaning(inputs)
        with self._encoding:
            return encode(self.vectorizer, cleaned, self.task.level)

    @cached_property
    def decoder(self) -> Decoder:
        """What turns logits into answers."""
        return self.task.decoder(self.labels, self.learned)

    def input_of(self, given: Input | Sequence[str]) -> Input:
        """A text, or where words are answered a sentence."""
        if isinstance(given, str):
            return given if self.task.level == "text" else Sentence(given, word_spans(given))
        if self.task.level == "text":
            raise UsageError("predict takes a list of texts", 'predict(["some text"])')
        if isinstance(given, Sentence):
            return given
        words = list(given) if isinstance(given, Sequence) else [None]
        if all(isinstance(word, str) and word.strip() for word in words):
            return Sentence.of_words([str(word) for word in words])
        raise UsageError("a tagger takes texts, or lists of words", 'predict(["some text", ["some", "words"]])')


def _learned(run: Run, labels: Sequence[str]) -> Learned:
    """The transitions of a CRF and the thresholds of labels, where there are any."""
    return {**_transitions(run), **_thresholds(run, labels)}


def _thresholds(run: Run, labels: Sequence[str]) -> Learned:
    if not run.thresholds_file.is_file():
        return {}
    try:
        found = read_json(run.thresholds_file)["thresholds"]
        return {"thresholds": np.array([found[label] for label in labels], dtype=np.float64)}
    except (KeyError, TypeError, ValueError):
        raise DataError("not the thresholds of this run's labels", path=str(run.thresholds_file)) from None


def _transitions(run: Run) -> Learned:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    if not run.crf.is_file():
        return {}
    try:
        return load_file(run.crf)
    except (SafetensorError, OSError) as error:
        raise DataError(f"not the transitions of a CRF: {error}", path=str(run.crf)) from None

"""A model ready to answer: texts in, records out."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from textkit.errors import UsageError
from textkit.inference.batching import by_length
from textkit.run import Run, read_json
from textkit.tasks import Task, tasks
from textkit.text.cleaning import Cleaning
from textkit.text.vectorizers import Vectorizer, load_vectorizer
from textkit.types import Scores, Session

BATCH_TOKENS = 8_192


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
    run: Run | None = None
    """None for a checkpoint that someone else made."""

    @classmethod
    def of_run(cls, run: Run, session: Session) -> "Predictor":
        """The predictor of a run; `session` has its weights."""
        manifest = run.manifest()
        return cls(
            name=run.name,
            title=manifest.title,
            task=tasks.load(manifest.task),
            labels=run.labels(),
            vectorizer=load_vectorizer(run.model),
            cleaning=Cleaning(**read_json(run.preprocessing_file)),
            session=session,
            run=run,
        )

    def text_columns(self) -> list[str]:
        """The column that held the texts it was trained on, if it was named."""
        if self.run is None or not self.run.config_file.is_file():
            return []
        settings = tomllib.loads(self.run.config_file.read_text(encoding="utf-8"))
        column = settings["data"].get("text_column")
        return [column.lower()] if column else []

    def predict(
        self,
        texts: Sequence[str],
        *,
        top_k: int | None = None,
        min_score: float | None = None,
        batch_tokens: int | None = None,
        batch_size: int | None = None,
    ) -> list[dict[str, Any]]:
        """One record for each text, in order: `text` and what the task says of it.

        Args:
            top_k: keep only the best scores.
            min_score: answer None where the best score is lower.
            batch_tokens, batch_size: bounds of a batch, padding included (default: 8,192 tokens).
        """
        if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
            raise UsageError("predict takes a list of texts", 'predict(["some text"])')
        probabilities = self.probabilities(texts, batch_tokens=batch_tokens, batch_size=batch_size)
        decisions = self.task.decide(probabilities)
        return [
            {"text": text, **self.task.record(decision, row, self.labels, top_k=top_k, min_score=min_score)}
            for text, decision, row in zip(texts, decisions, probabilities, strict=True)
        ]

    def probabilities(
        self, texts: Sequence[str], *, batch_tokens: int | None = None, batch_size: int | None = None
    ) -> Scores:
        """Scores (texts, labels) in [0, 1], in order."""
        logits = np.zeros((len(texts), len(self.labels)), dtype=np.float32)
        if not len(texts):
            return logits
        if batch_size is None:
            batch_tokens = batch_tokens or BATCH_TOKENS
        encoded = self.vectorizer.encode(self.cleaning(texts))
        for rows in by_length(encoded.lengths, batch_tokens=batch_tokens, batch_size=batch_size):
            logits[rows] = self.session.run(encoded.batch(rows))
        return self.task.probabilities(logits)

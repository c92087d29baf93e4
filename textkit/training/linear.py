"""Training a linear model to its optimum: classes and sets of labels alike, a logit for each label."""

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.config.settings import Config
from textkit.evaluation.scoring import score
from textkit.evaluation.temperature import fit_temperature
from textkit.inference.answers import bounds_of
from textkit.inference.linear import LinearSession
from textkit.reporter import Progress, Reporter
from textkit.run import Run
from textkit.text.vectorizers import save_vectorizer
from textkit.training.label_weights import label_weights
from textkit.training.linear_svm import LinearModel, fit_linear_svm
from textkit.training.material import Material
from textkit.training.thresholds import keep_thresholds, learn_thresholds
from textkit.types import Scores


def fit_linear(run: Run, material: Material, config: Config, reporter: Reporter) -> dict[str, Any]:
    """Train, write `model/`, and return what the manifest and the metrics need."""
    from scipy.sparse import csr_matrix

    started = time.perf_counter()
    task, labels, settings = material.task, material.labels, config.training
    with reporter.track("training tfidf", None) as progress:
        progress(0, "counting n-grams")
        vectorizer: Any = material.entry.vectorize(config.model, material.train_inputs)
        encoded = vectorizer.encode(material.train_inputs)
        rows = csr_matrix(
            (encoded.values, encoded.indices, encoded.starts), shape=(len(encoded.lengths), len(vectorizer))
        )
        model = _fit(rows, material.train_targets, len(labels), settings, progress)
    if not model.converged:
        reporter.warn(f"not converged after {settings.max_iter} steps; --set training.max_iter raises it")
    encoded, truth = vectorizer.encode(material.validation_inputs), material.validation_targets
    margins = LinearSession(model.weights, model.bias).run(encoded.batch(np.arange(len(encoded.lengths))))
    temperature = fit_temperature(lambda value: _surprise(margins / value, truth))
    session = LinearSession(model.weights / temperature, model.bias / temperature)
    save_vectorizer(vectorizer, run.model)
    session.save(run.weights)
    seconds = time.perf_counter() - started
    logits = margins / temperature
    learned = learn_thresholds(task, labels, truth, logits, settings)
    keep_thresholds(run, learned, labels, settings)
    scores = score(task, task.decoder(labels, learned), truth, logits, bounds_of(material.validation_inputs), labels)
    parameters = model.weights.size + model.bias.size
    return {"validation": scores, "train_seconds": round(seconds, 3), "parameters": parameters}


def _fit(rows: Any, targets: NDArray[Any], labels: int, settings: Any, progress: Progress) -> LinearModel:
    """Each label against the rest; of two classes one, for the other is its mirror image."""
    classes = targets.ndim == 1
    truth = np.eye(labels, dtype=bool)[targets] if classes else targets
    weights = None
    if settings.class_weights == "auto":
        rarity = label_weights(targets, labels)
        weights = np.broadcast_to(rarity[targets, None], truth.shape) if classes else np.where(truth > 0, rarity, 1)
    mirrored = classes and labels == 2
    model = fit_linear_svm(
        rows,
        truth[:, 1:] if mirrored else truth,
        c=settings.c,
        max_iter=settings.max_iter,
        seed=settings.seed,
        row_weights=weights,
        on_label=lambda label: progress(0, f"fitting label {label + 1} of {labels}"),
    )
    return _with_mirror_image(model) if mirrored else model


def _with_mirror_image(one: LinearModel) -> LinearModel:
    weights, bias = (np.concatenate([-part, part], axis=-1) for part in (one.weights, one.bias))
    return LinearModel(weights, bias, one.converged)


def _surprise(logits: Scores, truth: NDArray[Any]) -> float:
    """The mean negative log-likelihood of classes (rows,) or sets of labels (rows, labels).

    No row is taken to be surer than a share (n + 1) / (n + 2) of n rows (Platt 1999): few rows that are all answered
    well do not make a model certain.
    """
    from scipy.special import logsumexp

    sets, labels = truth.ndim == 2, logits.shape[1]
    unsure = 1 / (len(truth) + 2)
    ones = truth if sets else np.eye(labels)[truth]
    believed = (1 - unsure) * ones + unsure / (2 if sets else labels)
    normal = np.logaddexp(0, logits).sum(axis=1) if sets else logsumexp(logits, axis=1)
    return float((normal - (believed * logits).sum(axis=1)).mean())

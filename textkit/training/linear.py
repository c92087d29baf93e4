"""Training a linear model to its optimum, by scikit-learn."""

import time
import warnings
from typing import Any

import numpy as np

from textkit.config.settings import Config
from textkit.evaluation.scoring import score
from textkit.inference.answers import bounds_of
from textkit.inference.linear import LinearSession
from textkit.reporter import Reporter
from textkit.run import Run
from textkit.text.vectorizers import save_vectorizer
from textkit.training.material import Material


def fit_linear(run: Run, material: Material, config: Config, reporter: Reporter) -> dict[str, Any]:
    """Train, write `model/`, and return what the manifest and the metrics need.

    The session's softmax over two columns is the sigmoid of their difference, so binary models have two as well.
    """
    from scipy.sparse import csr_matrix
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    started = time.perf_counter()
    with reporter.track("training tfidf", None) as progress:
        progress(0, "counting n-grams")
        vectorizer: Any = material.entry.vectorize(config.model, material.train_inputs)
        encoded = vectorizer.encode(material.train_inputs)
        rows = csr_matrix(
            (encoded.values, encoded.indices, encoded.starts), shape=(len(encoded.lengths), len(vectorizer))
        )
        progress(0, f"fitting {len(vectorizer):,} weights")
        model = LogisticRegression(C=config.training.c, max_iter=config.training.max_iter)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ConvergenceWarning)
            model.fit(rows, material.train_targets)
    if caught:
        reporter.warn(f"not converged after {config.training.max_iter} steps; --set training.max_iter raises it")
    weights, bias = _per_label(model.coef_, model.intercept_)
    session = LinearSession(weights, bias)
    save_vectorizer(vectorizer, run.model)
    session.save(run.weights)
    seconds = time.perf_counter() - started
    encoded = vectorizer.encode(material.validation_inputs)
    logits = session.run(encoded.batch(np.arange(len(encoded.lengths))))
    scores = score(
        material.task,
        material.task.decoder(material.labels, {}),
        material.validation_targets,
        logits,
        bounds_of(material.validation_inputs),
        material.labels,
    )
    return {"validation": scores, "train_seconds": round(seconds, 3), "parameters": weights.size + bias.size}


def _per_label(coefficients: Any, intercept: Any) -> tuple[Any, Any]:
    """Weights (features, labels) and bias (labels,); scikit-learn keeps one column where there are two labels."""
    if len(coefficients) == 1:
        coefficients = np.concatenate([-coefficients, coefficients]) / 2
        intercept = np.concatenate([-intercept, intercept]) / 2
    return np.ascontiguousarray(coefficients.T, dtype=np.float32), intercept.astype(np.float32)

"""Training a linear model to its optimum: classes by scikit-learn, sets of labels by our own regression."""

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
from textkit.training.label_regression import Regression, regress_labels
from textkit.training.label_weights import label_weights
from textkit.training.material import Material
from textkit.training.thresholds import keep_thresholds, learn_thresholds


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
        progress(0, f"fitting {len(vectorizer) * len(labels):,} weights")
        fit = _fit_label_sets if task.scoring == "labelsets" else _fit_classes
        model = fit(rows, material, settings)
    if not model.converged:
        reporter.warn(f"not converged after {settings.max_iter} steps; --set training.max_iter raises it")
    session = LinearSession(model.weights, model.bias)
    save_vectorizer(vectorizer, run.model)
    session.save(run.weights)
    seconds = time.perf_counter() - started
    encoded = vectorizer.encode(material.validation_inputs)
    logits = session.run(encoded.batch(np.arange(len(encoded.lengths))))
    truth = material.validation_targets
    learned = learn_thresholds(task, labels, truth, logits, settings)
    keep_thresholds(run, learned, labels, settings)
    scores = score(task, task.decoder(labels, learned), truth, logits, bounds_of(material.validation_inputs), labels)
    parameters = model.weights.size + model.bias.size
    return {"validation": scores, "train_seconds": round(seconds, 3), "parameters": parameters}


def _fit_classes(rows: Any, material: Material, settings: Any) -> Regression:
    """A softmax over the classes; one that no row shows (`--limit`) is as likely as once in so many rows and one."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    targets, labels = material.train_targets, len(material.labels)
    balanced = dict(enumerate(label_weights(targets, labels))) if settings.class_weights == "auto" else None
    model = LogisticRegression(C=settings.c, max_iter=settings.max_iter, class_weight=balanced)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        model.fit(rows, targets)
    weights = np.zeros((rows.shape[1], labels), dtype=np.float32)
    bias = np.full(labels, -np.log(len(targets) + 1), dtype=np.float32)
    weights[:, model.classes_], bias[model.classes_] = _per_class(model.coef_, model.intercept_)
    return Regression(weights, bias, converged=not caught)


def _fit_label_sets(rows: Any, material: Material, settings: Any) -> Regression:
    targets = material.train_targets
    auto = settings.class_weights == "auto"
    weights = label_weights(targets, len(material.labels)) if auto else None
    return regress_labels(rows, targets, c=settings.c, max_iter=settings.max_iter, positive_weights=weights)


def _per_class(coefficients: Any, intercept: Any) -> tuple[Any, Any]:
    """Weights (features, classes) and bias (classes,).

    The session's softmax over two columns is the sigmoid of their difference, so binary models have two as well;
    scikit-learn keeps one.
    """
    if len(coefficients) == 1:
        coefficients = np.concatenate([-coefficients, coefficients]) / 2
        intercept = np.concatenate([-intercept, intercept]) / 2
    return coefficients.T, intercept

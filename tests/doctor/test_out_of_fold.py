"""Folds, and what the models without a row say of it."""

from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.doctor.patients import of_texts
from tests.doctor.test_relabel import drawn
from textkit.doctor import out_of_fold
from textkit.doctor.out_of_fold import FOLDS, OutOfFold, draw
from textkit.doctor.patient import Patient


def numbers_of(patient: Patient) -> NDArray[np.int64]:
    return np.unique(patient.targets, return_inverse=True)[1].astype(np.int64)


def test_labels_are_divided_evenly() -> None:
    patient = of_texts(drawn(300))
    found = draw(patient, numbers_of(patient), 3)
    assert found.rows.tolist() == list(range(300))
    counts = Counter((patient.targets[row], fold) for row, fold in enumerate(found.folds.tolist()))
    for label, total in Counter(patient.targets).items():
        assert all(abs(counts[label, fold] - total / FOLDS) <= 2 for fold in range(FOLDS))


def test_copies_share_a_fold() -> None:
    rows = drawn(60)
    patient = of_texts([*rows, *[(f"  {text.upper()}", label) for text, label in rows]])
    folds = draw(patient, numbers_of(patient), 3).folds
    assert folds[:60].tolist() == folds[60:].tolist()


def test_labels_of_few_rows_are_left_out() -> None:
    rows = [*drawn(60), *[(f"text {number}", "rare") for number in range(9)]]
    patient = of_texts(rows)
    assert draw(patient, numbers_of(patient), 4).rows.tolist() == list(range(60))


def test_what_is_fitted_and_what_is_read_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    patient = of_texts(drawn(300))
    monkeypatch.setattr(out_of_fold, "_FIT_ROWS", 90)
    found = draw(patient, numbers_of(patient), 3)
    assert Counter(found.folds.tolist()) == {0: 30, 1: 30, 2: 30, -1: 210}
    monkeypatch.setattr(out_of_fold, "_CHARACTERS", sum(map(len, patient.texts)) // 2)
    monkeypatch.setattr(out_of_fold, "_CHARACTERS_LIGHT", sum(map(len, patient.texts)) // 2)
    assert 130 <= len(draw(patient, numbers_of(patient), 3).rows) <= 170


def test_each_row_is_judged_by_the_model_without_its_fold() -> None:
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(0)
    given = rng.integers(0, 2, 90)
    features = rng.normal(0, 1, (90, 3)) + given[:, None]
    folds = np.append(np.repeat(np.arange(FOLDS), 25), [-1] * 15)
    found = OutOfFold(np.arange(90), folds, features).probabilities(given, 2)
    models = [
        LogisticRegression(C=5.0).fit(features[:75][folds[:75] != fold], given[:75][folds[:75] != fold])
        for fold in range(FOLDS)
    ]
    assert found[30] == pytest.approx(models[1].predict_proba(features[30:31])[0])
    assert found[80] == pytest.approx(np.mean([model.predict_proba(features[80:81])[0] for model in models], axis=0))
    assert found.sum(axis=1) == pytest.approx(np.ones(90))

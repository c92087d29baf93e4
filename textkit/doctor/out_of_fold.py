"""What models say of rows that they were not trained on: n-grams, logistic regression, three folds."""

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.data.splitting import normalised
from textkit.doctor.confident import Labels, Probabilities
from textkit.doctor.patient import Patient, Rows
from textkit.text.vectorizers.tfidf import Tfidf

FOLDS = 3
FEWEST_OF_LABEL = 10
_FIT_ROWS, _FIT_WORK = 20_000, 600_000  # rows, and rows by labels
_READ = 2_000  # characters of a text
_LONG, _MANY_LABELS = 300, 20
_CHARACTERS, _CHARACTERS_LIGHT = 10_000_000, 30_000_000
_INVERSE_PENALTY = 5.0


class OutOfFold(NamedTuple):
    """Rows of a dataset, the fold of each (-1 for those that are in none), and their features (rows, features)."""

    rows: Rows
    folds: NDArray[np.int64]
    features: Any

    def probabilities(self, given: Labels, labels: int) -> Probabilities:
        """Of each row by the model that was fitted without its fold; of a row without a fold, the mean of all.

        `given` (rows,) are numbers below `labels`, each of which has rows in every two folds.
        """
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression

        probabilities = np.zeros((len(given), labels))
        for fold in range(FOLDS):
            fits = (self.folds >= 0) & (self.folds != fold)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)
                model = LogisticRegression(C=_INVERSE_PENALTY).fit(self.features[fits], given[fits])
            for asked, weight in ((self.folds == fold, 1.0), (self.folds < 0, 1 / FOLDS)):
                if asked.any():
                    probabilities[asked] += weight * model.predict_proba(self.features[asked])
        return probabilities


def draw(patient: Patient, strata: Labels, labels: int) -> OutOfFold:
    """Rows drawn by chance, as many as a minute allows; copies share a fold, so that none is judged by its copies.

    `strata` (rows of the patient,) are divided evenly among the folds; those with few rows are left out.
    """
    copies: dict[bytes, int] = {}
    group = np.array([copies.setdefault(normalised(text), len(copies)) for text in patient.texts])
    firsts = np.unique(group, return_index=True)[1]
    sizes = np.array([min(len(patient.texts[row]), _READ) for row in firsts.tolist()])
    light = sizes.mean() > _LONG or labels > _MANY_LABELS or sizes.sum() > _CHARACTERS
    order = np.random.default_rng(patient.seed).permutation(len(firsts))
    read = order[: int(np.searchsorted(np.cumsum(sizes[order]), _CHARACTERS_LIGHT if light else _CHARACTERS)) + 1]
    fitted = read[: min(_FIT_ROWS, max(_FIT_ROWS // 10, _FIT_WORK // labels))]
    fitted = fitted[np.argsort(strata[firsts[fitted]], kind="stable")]
    fold_of = np.full(len(firsts), -2)
    fold_of[read], fold_of[fitted] = -1, np.arange(len(fitted)) % FOLDS
    learned = np.bincount(strata[firsts[fitted]], minlength=int(strata.max()) + 1) >= FEWEST_OF_LABEL
    rows = np.flatnonzero((fold_of[group] > -2) & learned[strata] & learned[strata[firsts[group]]])
    return OutOfFold(rows, fold_of[group[rows]], _features(patient, rows, fold_of[group[rows]] >= 0, light))


def _features(patient: Patient, rows: Rows, fitted: NDArray[np.bool_], light: bool) -> Any:
    """Counts of n-grams, sparse; of long texts, or for many labels, of words alone."""
    from scipy.sparse import csr_matrix

    texts = [patient.texts[row][:_READ] for row in rows.tolist()]
    options = {"word_max": 1, "char_min": 1, "char_max": 1} if light else {"word_max": 2, "char_min": 2, "char_max": 4}
    known = Tfidf.fit([text for text, fits in zip(texts, fitted, strict=True) if fits], min_df=2, **options)
    encoded = known.encode(texts)
    return csr_matrix((encoded.values, encoded.indices, encoded.starts), shape=(len(texts), len(known)))

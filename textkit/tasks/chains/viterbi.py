"""The best path of each record (Viterbi 1967)."""

import numpy as np

from textkit.tasks.chains.chain import Chain, Labels
from textkit.tasks.chains.messages import messages, most_likely, steps
from textkit.types import Bounds, Scores


def viterbi(chain: Chain, logits: Scores, bounds: Bounds) -> Labels:
    """The labels (N,) of each record's best allowed path.

    Of equal paths it is the one whose last label has the lower id, then the one before the last, and so on.
    """
    best = messages(chain, logits, bounds, most_likely)
    lasts = bounds[1:][np.diff(bounds) > 0] - 1
    labels = np.zeros(len(logits), dtype=np.int64)
    labels[lasts] = (best[lasts] + chain.end).argmax(axis=1)
    into = np.ascontiguousarray(chain.transitions.T)
    for step, records in steps(bounds, len(chain.start)):
        words = bounds[records + 1] - 1 - step
        # Where a path came from is found again rather than kept, which would be a number for each word and label.
        labels[words] = (best[words] + into[labels[words + 1]]).argmax(axis=1)
    return labels

"""Sums over all paths of a chain: how likely a label is at a word, or a whole segment (forward-backward, Rabiner 1989).

The probability of exactly one segment, summed over everything that may stand around it, is the constrained
forward-backward of Culotta and McCallum (2004).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from textkit.tasks.chains.chain import FORBIDDEN, Chain, Labels, Reals, path_scores
from textkit.tasks.chains.messages import log_sum, messages
from textkit.types import Bounds, Scores


class Segment(NamedTuple):
    """The labels `path`, not empty, at the words of a record from `start` on, all inside it.

    `continues` are the labels that would make the segment longer if the next word had one of them.
    """

    record: int
    start: int
    path: tuple[int, ...]
    continues: tuple[int, ...]


def log_partition(chain: Chain, logits: Scores, bounds: Bounds) -> Reals:
    """The logarithm of the summed exponentials of all paths: (R,), 0 for an empty record."""
    return _totals(chain, messages(chain, logits, bounds, log_sum), bounds)


def marginals(chain: Chain, logits: Scores, bounds: Bounds) -> Scores:
    """The probability of each label at each word, given the whole record: (N, C), rows sum to 1."""
    before = messages(chain, logits, bounds, log_sum)
    through = before + _messages_back(chain, logits, bounds) - logits  # the word itself is in both
    shares = np.exp(through - through.max(axis=1, keepdims=True))
    probabilities: Scores = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
    return probabilities


def segment_probabilities(chain: Chain, logits: Scores, bounds: Bounds, segments: Sequence[Segment]) -> Reals:
    """How likely each segment is, given its record, with a next word that does not continue it: (segments,)."""
    if not segments:
        return np.zeros(0)
    before = messages(chain, logits, bounds, log_sum)
    after = _messages_back(chain, logits, bounds)
    records = np.array([segment.record for segment in segments])
    firsts = bounds[records] + np.array([segment.start for segment in segments])
    lengths = np.array([len(segment.path) for segment in segments])
    cuts = np.concatenate([[0], np.cumsum(lengths)])
    labels = np.concatenate([segment.path for segment in segments]).astype(np.int64)
    first_labels, last_labels = labels[cuts[:-1]], labels[cuts[1:] - 1]

    words = np.repeat(firsts - cuts[:-1], lengths) + np.arange(len(labels))
    ends = np.zeros_like(chain.start)
    within = path_scores(Chain(ends, ends, chain.transitions), logits[words], cuts, labels)
    entering = before[firsts, first_labels] - logits[firsts, first_labels]  # the first word is counted within
    nexts = firsts + lengths
    leaving = chain.transitions[last_labels] + after[np.minimum(nexts, len(logits) - 1)]
    for row, segment in enumerate(segments):
        leaving[row, list(segment.continues)] = FORBIDDEN
    last_in_record = nexts == bounds[records + 1]
    left = np.where(last_in_record, chain.end[last_labels], log_sum(leaving.T))
    logs: Reals = entering + within + left - _totals(chain, before, bounds)[records]
    return np.exp(np.minimum(logs, 0.0))


def _totals(chain: Chain, before: Reals, bounds: Bounds) -> Reals:
    filled = np.flatnonzero(np.diff(bounds))
    totals = np.zeros(len(bounds) - 1)
    totals[filled] = log_sum((before[bounds[filled + 1] - 1] + chain.end).T)
    return totals


def _messages_back(chain: Chain, logits: Scores, bounds: Bounds) -> Reals:
    """The paths from each word, and with it, to its record's end: those of the mirrored chain over mirrored records."""
    mirror = _mirror(bounds)
    return messages(chain.mirrored(), logits[mirror], bounds, log_sum)[mirror]


def _mirror(bounds: Bounds) -> Labels:
    """Where each word stands once every record is reversed; its own inverse."""
    mirrored: Labels = np.repeat(bounds[:-1] + bounds[1:] - 1, np.diff(bounds)) - np.arange(bounds[-1])
    return mirrored

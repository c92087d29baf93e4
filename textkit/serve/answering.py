"""A turn of a model: the texts of several requests in one pass, each request's records as `predict` gives them."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from textkit.inference.answers import answer_all, bounds_of
from textkit.inference.explaining import Explainer
from textkit.inference.predictor import Predictor

Record = dict[str, Any]


class Options(NamedTuple):
    """How much of an answer is wanted (see `Predictor.predict`)."""

    top_k: int | None = None
    min_score: float | None = None
    explain: bool = False


class Piece(NamedTuple):
    """Some of a request's texts: those that are answered in one turn."""

    texts: Sequence[str]
    options: Options


def answer(predictor: Predictor, pieces: Sequence[Piece]) -> list[list[Record]]:
    """The records of each piece, in order."""
    records = _together(predictor, [piece for piece in pieces if not piece.options.explain])
    return [
        _explained(predictor, piece)
        if piece.options.explain
        else list(islice(records[piece.options], len(piece.texts)))
        for piece in pieces
    ]


def _together(predictor: Predictor, pieces: Sequence[Piece]) -> dict[Options, Iterator[Record]]:
    """One pass over the texts of all pieces; records in the order of the pieces, by what is wanted of them."""
    texts: dict[Options, list[str]] = {}
    for piece in pieces:
        texts.setdefault(piece.options, []).extend(piece.texts)
    prepared = predictor.prepare([text for group in texts.values() for text in group])
    bounds = bounds_of(prepared.items)
    logits = answer_all(predictor.session, prepared.encoded, (int(bounds[-1]), len(predictor.labels)))
    found, start = {}, 0
    for options, group in texts.items():
        end = start + len(group)
        rows = bounds[start : end + 1]
        records = predictor.decoder.records(
            prepared.items[start:end],
            logits[rows[0] : rows[-1]],
            rows - rows[0],
            top_k=options.top_k,
            min_score=options.min_score,
        )
        found[options] = iter([{"text": text, **record} for text, record in zip(group, records, strict=True)])
        start = end
    return found


def _explained(predictor: Predictor, piece: Piece) -> list[Record]:
    """By occlusion, the method that needs the exported graph alone."""
    options = piece.options
    prepared = predictor.prepare(piece.texts)
    return Explainer(predictor).answer(prepared, top_k=options.top_k, min_score=options.min_score)


def check(predictor: Predictor, options: Options) -> None:
    """Ask the decoder about nothing.

    Raises:
        UsageError: this model's answers have no use for one of the options.
    """
    nothing = np.zeros((0, len(predictor.labels)), dtype=np.float32)
    predictor.decoder.records(
        [], nothing, np.zeros(1, dtype=np.int64), top_k=options.top_k, min_score=options.min_score
    )

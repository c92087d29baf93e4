"""lstm: a bidirectional LSTM over words, read off where each direction ends."""

from dataclasses import replace
from typing import Literal

from textkit.models.lstm_attn import MODEL as ATTENTIVE
from textkit.models.lstm_attn import RecurrentOptions


class LstmOptions(RecurrentOptions):
    """The sizes of `lstm-attn`, pooled otherwise."""

    pooling: Literal["attention", "mean", "max", "last"] = "last"


MODEL = replace(
    ATTENTIVE,
    summary="bidirectional LSTM over words and character n-grams",
    options=LstmOptions,
)

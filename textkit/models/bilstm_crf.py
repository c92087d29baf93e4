"""bilstm-crf: a BiLSTM over words and their characters under a CRF (Lample et al. 2016; Ma and Hovy 2016)."""

from dataclasses import replace
from typing import Literal

from textkit.models.lstm_attn import MODEL as ATTENTIVE
from textkit.models.lstm_attn import RecurrentOptions


class BilstmCrfOptions(RecurrentOptions):
    """The sizes of `lstm-attn`, with a CRF in the place of attention."""

    pooling: Literal["attention", "mean", "max", "last"] = "last"
    crf: bool = True


MODEL = replace(
    ATTENTIVE,
    summary="BiLSTM over words and characters under a CRF",
    tasks=("tagging",),
    options=BilstmCrfOptions,
    recipes={"tagging": ATTENTIVE.recipes["tagging"]},
)

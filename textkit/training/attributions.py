"""The methods of explaining that need torch, by name."""

from typing import Literal

from textkit.inference.attribution import Attribution
from textkit.inference.predictor import Predictor
from textkit.training.attention_weights import AttentionWeights
from textkit.training.integrated_gradients import IntegratedGradients


def attribution_of(predictor: Predictor, method: Literal["attention", "gradients"]) -> Attribution:
    """The method for the network that `predictor` runs.

    Raises:
        UsageError: the model does not have what the method needs.
    """
    return AttentionWeights(predictor) if method == "attention" else IntegratedGradients(predictor)

"""What a training minimises: the task's loss with its weights and its smoothing, or that of the network's own CRF."""

from functools import partial

import numpy as np
import torch
from torch import nn

from textkit.config.sections import GradientSection
from textkit.models.layers.losses import LOSSES, Loss
from textkit.training.label_weights import label_weights
from textkit.training.material import Material


def objective(module: nn.Module, material: Material, settings: GradientSection, device: str) -> Loss:
    """The loss of `module`, the sum over the answers of a batch."""
    crf = getattr(module, "crf", None)
    if crf is not None:
        loss: Loss = crf
        return loss
    weights = None
    if settings.class_weights == "auto":
        found = label_weights(material.train_targets, len(material.labels))
        weights = torch.from_numpy(found.astype(np.float32)).to(device)
    return partial(LOSSES[material.task.loss], label_smoothing=settings.label_smoothing, weights=weights)

"""What is minimised: the task's loss with the weights and the smoothing asked for, or a CRF's own."""

from typing import Any, Literal

import numpy as np
import pytest
import torch
from torch import nn

from textkit.config.sections import GradientSection
from textkit.models import find_model
from textkit.models.layers.crf import crf_for
from textkit.models.layers.losses import binary_cross_entropy, cross_entropy
from textkit.tasks import tasks
from textkit.training.label_weights import label_weights
from textkit.training.material import Material
from textkit.training.objective import objective

CLASSES = np.array([0, 0, 0, 1], dtype=np.int64)
SETS = np.array([[1, 0], [1, 0], [1, 0], [0, 1]], dtype=np.float32)
LOGITS = torch.tensor([[0.5, -1.0], [2.0, 0.3], [0.0, 0.0], [-1.0, 1.5]])


def material(task: str, targets: Any) -> Material:
    return Material(find_model("lstm"), tasks.load(task), ["a", "b"], [], targets, [], targets)


def settings(weights: Literal["none", "auto"] = "none", smoothing: float = 0.0) -> GradientSection:
    return GradientSection(batch_size=4, class_weights=weights, label_smoothing=smoothing)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize(
    ("task", "targets", "loss"),
    [("classification", CLASSES, cross_entropy), ("multilabel", SETS, binary_cross_entropy)],
)
@pytest.mark.parametrize("weights", ["none", "auto"])
def test_the_loss_is_the_tasks(
    task: str, targets: Any, loss: Any, weights: Literal["none", "auto"], smoothing: float
) -> None:
    found = objective(nn.Linear(1, 1), material(task, targets), settings(weights, smoothing), "cpu")
    expected = torch.tensor(label_weights(targets, 2), dtype=torch.float32) if weights == "auto" else None
    truth = torch.from_numpy(targets)
    assert torch.equal(found(LOGITS, truth), loss(LOGITS, truth, smoothing, expected))


@pytest.mark.parametrize(("task", "targets"), [("classification", CLASSES), ("multilabel", SETS)])
def test_weights_make_a_mistake_at_a_rare_label_dearer(task: str, targets: Any) -> None:
    """Of one pair of wrong answers, one at the common label and one at the rare, the rare one's share grows."""
    shares = []
    for weights in ("none", "auto"):
        loss = objective(nn.Linear(1, 1), material(task, targets), settings(weights), "cpu")
        truth = torch.from_numpy(targets)
        common, rare = (float(loss(-20 * LOGITS[row : row + 1], truth[row : row + 1])) for row in (0, 3))
        shares.append(rare / (common + rare))
    assert shares[1] > shares[0]


def test_a_crf_brings_its_own() -> None:
    network = nn.Linear(1, 1)
    network.crf = crf_for(["B-X", "O"])
    assert objective(network, material("tagging", CLASSES), settings(), "cpu") is network.crf

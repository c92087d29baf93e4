"""What a student loses by answering otherwise than its teacher, at a temperature (Hinton, Vinyals and Dean 2015).

B rows, W words of a row, C labels. Sums over the answers, as the losses of labels are, times the squared temperature,
which keeps the size of the gradients.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from textkit.models.layers.losses import Loss
from textkit.types import IGNORED


def classes(logits: Tensor, taught: Tensor, real: Tensor, temperature: float) -> Tensor:
    """The divergence of the student's classes from the teacher's: logits (..., C) both, `real` (...) of what counts."""
    student, teacher = ((each / temperature).log_softmax(-1) for each in (logits, taught))
    divergence = functional.kl_div(student, teacher, reduction="none", log_target=True).sum(-1)
    return temperature**2 * divergence.masked_fill(~real, 0.0).sum()


def label_sets(logits: Tensor, taught: Tensor, real: Tensor, temperature: float) -> Tensor:
    """The same of label sets, whose every label is a choice between yes and no: logits (B, C) both, `real` (B, C)."""
    student, teacher = (torch.stack([each, torch.zeros_like(each)], -1) for each in (logits, taught))
    return classes(student, teacher, real, temperature)


def taught_loss(module: nn.Module, of_labels: Loss, kind: str, *, soft: float, temperature: float) -> Loss:
    """The loss (logits, targets, taught): `soft` of it is the teacher's part, the rest that of the labels.

    Args:
        kind: the task's loss, `cross_entropy` or `binary_cross_entropy`.
    """
    crf = getattr(module, "crf", None)
    of_teacher = label_sets if kind == "binary_cross_entropy" else classes

    def loss(logits: Tensor, targets: Tensor, taught: Tensor) -> Tensor:
        if crf is not None:
            imitated = crf.imitate(logits, targets, taught, temperature)
        else:
            imitated = of_teacher(logits, taught, targets != IGNORED, temperature)
        weighed: Tensor = soft * imitated
        return weighed if soft == 1 else weighed + (1 - soft) * of_labels(logits, targets)

    return loss

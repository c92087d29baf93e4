"""Going on from another run's weights: its vocabulary and sizes are kept, the head follows the new labels."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from textkit.errors import UsageError
from textkit.reporter import Reporter
from textkit.run import Run
from textkit.training.weights import CRF, load_weights

_HEADS = ("head", "classifier")


def init_from(module: nn.Module, run: Run, labels: Sequence[str], reporter: Reporter) -> None:
    """Copy the weights of `run` into `module`; of the head, the rows whose label is among `labels`.

    A CRF is taken over where the labels are the same.

    Raises:
        UsageError: the networks differ in more than their labels.
    """
    theirs, ours = load_weights(run), module.state_dict()
    old = {label: row for row, label in enumerate(run.labels())}
    shared = [label for label in labels if label in old]
    head = _output_layer(module, len(labels))
    if differing := sorted(
        name
        for name in theirs.keys() | ours.keys()
        if not name.startswith((head, CRF))
        and (name not in theirs or name not in ours or theirs[name].shape != ours[name].shape)
    ):
        raise UsageError(
            f"{run.path} is built otherwise: {differing[0]} does not fit",
            f"leave out the flags that change the sizes; {run.config_file} has those it was trained with",
        )
    with torch.no_grad():
        for name, tensor in ours.items():
            if name.startswith(CRF):
                if name in theirs and run.labels() == list(labels):
                    tensor.copy_(theirs[name])
                continue
            if not name.startswith(head):
                tensor.copy_(theirs[name])
                continue
            for row, label in enumerate(labels):
                if label in old and theirs[name].shape[1:] == tensor.shape[1:]:
                    tensor[row] = theirs[name][old[label]]
    reporter.note(f"weights of {run.name}; labels known to it: {', '.join(shared) or 'none'}")


def start_at_shares(module: nn.Module, truth: NDArray[Any]) -> None:
    """Let an untrained head answer every text with the share of each label in `truth` (rows, labels).

    Labels of sets are rare: a head that starts at a half for each spends its first steps on unlearning that (the prior
    of Lin et al. 2017, Focal Loss).
    """
    shares = np.clip(truth.mean(axis=0), 1 / (len(truth) + 1), 1 - 1 / (len(truth) + 1))
    bias = module.get_submodule(_output_layer(module, truth.shape[1]).removesuffix(".")).bias
    if isinstance(bias, Tensor):
        with torch.no_grad():
            bias.copy_(torch.from_numpy(np.log(shares / (1 - shares))))


def _output_layer(module: nn.Module, labels: int) -> str:
    """The prefix of the linear layer with a row for each label: one that is called a head, or the last."""
    names = [
        name for name, each in module.named_modules() if isinstance(each, nn.Linear) and each.out_features == labels
    ]
    return f"{next((name for name in names if name.startswith(_HEADS)), names[-1])}."

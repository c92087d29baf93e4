"""All that changes while training, as one file: weights, optimizer, random states, place in the data, best score.

The file is a safetensors file with the tensors, and everything else as JSON under one metadata key. It is written
beside and renamed, so there is always one whole checkpoint; training on from it is training on from that step, to the
bit, with the same versions, device, precision and threads.
"""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim import Optimizer

from textkit.atomic import replacing
from textkit.errors import DataError
from textkit.training.schedules import Plateau

_KEY = "state"


@dataclass
class Place:
    """Where the training stands; counted in optimizer steps."""

    step: int = 0
    epoch: int = 0
    steps_in_epoch: int = 0
    epoch_loss: float = 0.0  # summed over the answers of this epoch
    epoch_answers: int = 0
    best: float | None = None
    kept_epoch: int = 0
    stale: int = 0
    seconds: float = 0.0
    tokens: int = 0


@dataclass
class State:
    """The moving parts of one training."""

    module: nn.Module
    optimizer: Optimizer
    plateau: Plateau
    place: Place = field(default_factory=Place)

    def save(self, path: Path) -> None:
        """Write everything, all or nothing."""
        tensors = {f"module.{name}": tensor for name, tensor in self.module.state_dict().items()}
        for number, moments in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{number}.{name}": tensor for name, tensor in moments.items()}
        tensors["random.torch"] = torch.get_rng_state()
        if next(self.module.parameters()).is_cuda:
            tensors["random.cuda"] = torch.cuda.get_rng_state()
        content = {
            "place": vars(self.place),
            "plateau": vars(self.plateau),
            "random": {"python": random.getstate(), "numpy": _numpy_state()},
        }
        with replacing(path) as beside:
            save_file(
                {name: tensor.contiguous() for name, tensor in tensors.items()},
                beside,
                {_KEY: json.dumps(content)},
            )

    def load(self, path: Path) -> None:
        """Restore what `save` wrote into a state built alike.

        Raises:
            DataError: the file is damaged.
        """
        try:
            with safe_open(path, framework="pt") as file:
                content = json.loads(file.metadata()[_KEY])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
        except SafetensorError as error:
            raise DataError(
                f"the checkpoint is damaged: {error}", "delete the run and start anew", path=str(path)
            ) from None
        self.module.load_state_dict(_under("module.", tensors))
        self._load_optimizer(_under("optimizer.", tensors))
        torch.set_rng_state(tensors["random.torch"])
        if "random.cuda" in tensors and next(self.module.parameters()).is_cuda:
            torch.cuda.set_rng_state(tensors["random.cuda"])
        version, words, gauss = content["random"]["python"]
        random.setstate((version, tuple(words), gauss))
        name, keys, *rest = content["random"]["numpy"]
        np.random.set_state((name, np.array(keys, dtype=np.uint32), *rest))
        self.place = Place(**content["place"])
        self.plateau = Plateau(**content["plateau"])

    def _load_optimizer(self, tensors: dict[str, Tensor]) -> None:
        moments: dict[int, dict[str, Tensor]] = {}
        for name, tensor in tensors.items():
            number, _, key = name.partition(".")
            moments.setdefault(int(number), {})[key] = tensor
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": moments, "param_groups": groups})


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _numpy_state() -> list[Any]:
    name, keys, *rest = np.random.get_state(legacy=True)
    return [name, np.asarray(keys).tolist(), *rest]

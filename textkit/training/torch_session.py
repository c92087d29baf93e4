"""The session of a run whose network is run by torch."""

from typing import cast

import torch
from torch import nn

from textkit.errors import DataError, MissingError
from textkit.inference.threads import choose_threads
from textkit.models import find_model
from textkit.run import Run
from textkit.training.device import autocast_for, choose_device, choose_precision
from textkit.training.loop import answer
from textkit.training.weights import load_weights
from textkit.types import Arrays, Scores, Session

_CPU_TOKENS = 1_024  # what a step computes stays in the cores' caches


class TorchSession(Session):
    """Logits of a torch module, as numpy arrays."""

    def __init__(self, module: nn.Module, device: str = "cpu", precision: str = "fp32") -> None:
        self.module = module
        self.device = device
        self.batch_tokens = _CPU_TOKENS if device == "cpu" else Session.batch_tokens
        self._context = autocast_for(device, precision)

    def run(self, inputs: Arrays) -> Scores:
        self.module.eval()
        with torch.inference_mode(), self._context():
            logits = answer(self.module, inputs, self.device)
        return cast(Scores, logits.float().cpu().numpy())


def build_module(run: Run) -> nn.Module:
    """The network of a run, with fresh weights.

    Raises:
        UsageError, MissingError: the zoo no longer has the model.
    """
    name = run.manifest().model
    entry = find_model(name)
    if entry.build is None:
        raise MissingError(f"{run.path}: {name} is no network", "the run is damaged: train it again")
    return entry.build(run.model)


def open_torch_session(
    run: Run, device: str = "auto", threads: int | None = None, precision: str = "auto"
) -> TorchSession:
    """The network of `run` with its weights; "auto" is fp32.

    Raises:
        DataError: the weights are damaged or do not fit the architecture.
    """
    module = build_module(run)
    try:
        module.load_state_dict(load_weights(run))
    except RuntimeError as error:
        raise DataError(f"weights cannot be loaded: {str(error).splitlines()[0]}", path=str(run.weights)) from None
    return session_of(module, device, threads, precision)


def session_of(module: nn.Module, device: str, threads: int | None, precision: str = "auto") -> TorchSession:
    """A session on the device, with the CPU threads and in the precision asked for; "auto" is fp32."""
    torch.set_num_threads(choose_threads(threads))
    chosen = choose_device(device).value
    wanted = choose_precision("fp32" if precision == "auto" else precision, chosen).value
    return TorchSession(module.to(chosen), chosen, wanted)

"""Device and precision: chosen once, with the reason, and kept for a resumed training."""

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, NamedTuple

import torch

from textkit.errors import MissingError, UsageError


class Choice(NamedTuple):
    """What was chosen and why."""

    value: str
    reason: str


def choose_device(wanted: str = "auto") -> Choice:
    """The device to compute on.

    Raises:
        UsageError: no such kind of device is known.
        MissingError: the device is not there.
    """
    if wanted == "auto":
        if torch.cuda.is_available():
            return Choice("cuda", f"auto: {torch.cuda.get_device_name()}")
        if torch.backends.mps.is_available():
            return Choice("mps", "auto: Apple GPU")
        return Choice("cpu", "auto: no GPU found")
    kind, _, number = wanted.partition(":")
    if kind not in ("cpu", "cuda", "mps") or (number and not number.isdigit()):
        raise UsageError(f"unknown device '{wanted}'", "known devices: auto, cpu, cuda, cuda:N, mps")
    if kind == "cuda" and int(number or 0) >= torch.cuda.device_count():
        raise MissingError(
            f"no device {wanted}: {torch.cuda.device_count()} CUDA devices are visible",
            "use --device auto or cpu",
        )
    if kind == "mps" and not torch.backends.mps.is_available():
        raise MissingError("no device mps: this is no Apple GPU", "use --device auto or cpu")
    return Choice(wanted, "as asked")


def choose_precision(wanted: str, device: str, pays_on_cpu: bool = False) -> Choice:
    """The precision of the matrix products; weights stay in fp32. `pays_on_cpu`: the model gains from bf16 there."""
    if wanted != "auto":
        if wanted == "bf16" and device.startswith("cuda") and not torch.cuda.is_bf16_supported():
            raise MissingError(f"{device} has no bf16", "use --set training.precision=fp32")
        return Choice(wanted, "as asked")
    if device.startswith("cuda") and torch.cuda.is_bf16_supported():
        return Choice("bf16", "auto: the GPU has bf16")
    if device == "cpu" and pays_on_cpu and torch.cpu._is_avx512_bf16_supported():
        return Choice("bf16", "auto: this CPU multiplies in bf16")
    if pays_on_cpu:
        return Choice("fp32", f"auto: {device} has no bf16")
    return Choice("fp32", "auto: on a CPU, bf16 makes recurrent models no faster")


def autocast_for(device: str, precision: str) -> Callable[[], AbstractContextManager[Any]]:
    """The context in which a network of this precision answers."""
    if precision == "fp32":
        return contextlib.nullcontext
    return partial(torch.autocast, device.partition(":")[0], dtype=torch.bfloat16)

"""Devices and precision come with their reason, and what is not there is said."""

import pytest
import torch

from textkit.errors import MissingError, UsageError
from textkit.inference.threads import choose_threads
from textkit.training.device import choose_device, choose_precision


def test_auto_takes_the_cpu_where_there_is_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choose_device() == ("cpu", "auto: no GPU found")


def test_auto_takes_the_gpu_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "A GPU")
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: True)
    assert choose_device() == ("cuda", "auto: A GPU")
    assert choose_precision("auto", "cuda").value == "bf16"


def test_a_gpu_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    with pytest.raises(MissingError, match="0 CUDA devices"):
        choose_device("cuda:1")


@pytest.mark.parametrize("name", ["gpu", "cuda:x", ""])
def test_an_unknown_device(name: str) -> None:
    with pytest.raises(UsageError, match="unknown device"):
        choose_device(name)


def test_precision_as_asked() -> None:
    assert choose_precision("bf16", "cpu") == ("bf16", "as asked")
    assert choose_precision("auto", "cpu").value == "fp32"


def test_threads() -> None:
    assert choose_threads(3) == 3
    assert choose_threads(None) >= 1

"""A checkpoint is everything, and a damaged write leaves the last one."""

import os
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from textkit.training.schedules import Plateau
from textkit.training.state import Place, State


def fresh() -> State:
    module = nn.Sequential(nn.Linear(3, 4), nn.Dropout(0.5), nn.Linear(4, 2))
    return State(module, torch.optim.AdamW(module.parameters(), lr=0.1, fused=True), Plateau(0.5))


def step(state: State) -> torch.Tensor:
    state.optimizer.zero_grad()
    loss = state.module(torch.randn(5, 3)).square().mean() + random.random() + np.random.random()
    loss.backward()
    state.optimizer.step()
    state.place.step += 1
    return loss.detach()


def test_what_follows_a_checkpoint_is_the_same_again(tmp_path: Path) -> None:
    torch.manual_seed(5)
    state = fresh()
    for _ in range(3):
        step(state)
    state.place.best, state.plateau.factor = 0.75, 0.25
    state.save(tmp_path / "state")
    losses = [step(state) for _ in range(3)]

    torch.manual_seed(99)
    again = fresh()
    again.load(tmp_path / "state")
    assert again.place == Place(step=3, best=0.75)
    assert again.plateau == Plateau(0.5, factor=0.25)
    assert [step(again) for _ in range(3)] == losses
    for mine, theirs in zip(state.module.parameters(), again.module.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_the_same_state_is_the_same_bytes(tmp_path: Path) -> None:
    torch.manual_seed(5)
    state = fresh()
    step(state)
    for name in ("one", "two"):
        state.save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_failed_write_leaves_the_last_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = fresh()
    state.save(tmp_path / "state")
    before = (tmp_path / "state").read_bytes()
    step(state)

    def full(*paths: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        state.save(tmp_path / "state")
    assert (tmp_path / "state").read_bytes() == before
    assert os.listdir(tmp_path) == ["state"]

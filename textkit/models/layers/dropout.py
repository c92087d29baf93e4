"""Dropout for CPUs, where torch draws its random numbers one after the other."""

import numpy as np
import torch
from torch import Tensor, nn

_LEVELS = 256


class BytewiseDropout(nn.Dropout):
    """Dropout (Srivastava et al. 2014) whose mask is made of random bytes, on the CPU.

    A rate is a number of 256ths there: 0.1 is 26 of them. The bytes follow from torch's random state: a training that
    is resumed, or an activation that is computed again, has the same mask.
    """

    def forward(self, input: Tensor) -> Tensor:
        dropped = round(self.p * _LEVELS)
        if not self.training or not dropped or input.device.type != "cpu":
            return super().forward(input)
        seed = int(torch.randint(2**62, ()))
        drawn = np.random.Generator(np.random.SFC64(seed)).integers(_LEVELS, size=input.numel(), dtype=np.uint8)
        kept = torch.from_numpy(drawn).view(input.shape) >= dropped
        return input * kept.to(input.dtype).mul_(_LEVELS / (_LEVELS - dropped))


def drop_bytewise(network: nn.Module) -> None:
    """Put it in the place of every `nn.Dropout` of `network`."""
    for parent in list(network.modules()):
        for name, child in parent.named_children():
            if type(child) is nn.Dropout:
                setattr(parent, name, BytewiseDropout(child.p))

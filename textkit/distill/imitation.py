"""What an encoder loses by thinking otherwise than its teacher: hidden states and attention maps, layer by layer.

Each layer of the student is held against the teacher's at the same share of the depth (Jiao et al. 2020, TinyBERT):
hidden states by the mean squared difference of normalised vectors, attention maps by their divergence (Wang et al.
2020, MiniLM). The teacher reads every batch beside its student, for its states are too many to be kept.

B texts, L tokens, H units, A heads.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from textkit.errors import UsageError
from textkit.models.layers.losses import Loss
from textkit.training.lesson import Autocast
from textkit.types import IGNORED

_PROJECTIONS = {
    "bert": ("attention.self.query", "attention.self.key"),
    "distilbert": ("attention.q_lin", "attention.k_lin"),
}


class Watched:
    """An encoder whose layers leave behind what they compute, in the order of its layers."""

    def __init__(self, network: Any, what: str) -> None:
        self.network, self.config = network, network.config
        encoder = network.base_model
        self.layers = list((encoder.transformer if self.config.model_type == "distilbert" else encoder.encoder).layer)
        self.inputs: dict[str, Tensor] = {}
        self.states: dict[int, Tensor] = {}
        self.queries: dict[int, Tensor] = {}
        self.keys: dict[int, Tensor] = {}
        network.register_forward_pre_hook(self._keep_inputs, with_kwargs=True)
        for place, layer in enumerate(self.layers):
            if what == "states":
                layer.register_forward_hook(partial(_keep, self.states, place))
                continue
            names = _PROJECTIONS[self.config.model_type]
            for name, kept in zip(names, (self.queries, self.keys), strict=True):
                layer.get_submodule(name).register_forward_hook(partial(_keep, kept, place))

    def attention(self, place: int) -> Tensor:
        """The logarithm of a layer's attention, (B, A, L, L), from each token to each."""
        heads = int(self.config.num_attention_heads)
        split = [
            each.view(*each.shape[:2], heads, -1).transpose(1, 2).float()
            for each in (self.queries[place], self.keys[place])
        ]
        scores = split[0] @ split[1].transpose(2, 3) * split[0].shape[-1] ** -0.5
        mask = self.inputs["attention_mask"].bool()
        found: Tensor = scores.masked_fill(~mask[:, None, None], torch.finfo(scores.dtype).min).log_softmax(-1)
        return found

    def _keep_inputs(self, module: nn.Module, args: Any, kwargs: dict[str, Tensor]) -> None:
        self.inputs = kwargs


def _keep(where: dict[int, Tensor], place: int, module: nn.Module, args: Any, output: Any) -> None:
    where[place] = output[0] if isinstance(output, tuple) else output


def imitating(
    module: nn.Module, teacher: nn.Module, loss: Loss, *, hidden: float, attention: float, autocast: Autocast
) -> Loss:
    """`loss` and what the student's layers differ from the teacher's, weighed: by 1, as an answer's loss is.

    Raises:
        UsageError: the two cannot be compared.
    """
    parts: list[tuple[float, Callable[[], Tensor]]] = []
    watched = []
    for weight, what, compare in ((hidden, "states", _states), (attention, "attention", _attentions)):
        if weight:
            pair = Watched(module, what), Watched(teacher, what)
            _check(*pair, what)
            watched.append(pair)
            parts.append((weight, partial(compare, *pair)))
    teacher.requires_grad_(False).eval()

    def total(logits: Tensor, *truths: Tensor) -> Tensor:
        with torch.no_grad(), autocast():
            teacher(**watched[0][0].inputs)
        found = loss(logits, *truths)
        # the loss is a sum over answers, words or labels, and is divided by their number; layers differ by the row
        answers_a_row = (truths[0] != IGNORED).sum() / len(logits)
        for weight, differ in parts:
            found = found + weight * answers_a_row * differ()
        return found

    return total


def _check(student: Watched, teacher: Watched, what: str) -> None:
    ours, theirs = student.config, teacher.config
    if what == "states" and ours.hidden_size != theirs.hidden_size:
        raise UsageError(
            f"hidden states of {ours.hidden_size} and {theirs.hidden_size} units cannot be compared",
            "leave out --hidden; --attention compares encoders of any width",
        )
    if what == "attention" and ours.num_attention_heads != theirs.num_attention_heads:
        raise UsageError(
            f"{ours.num_attention_heads} and {theirs.num_attention_heads} heads of attention cannot be compared",
            "leave out --attention",
        )


def _pairs(student: Watched, teacher: Watched) -> list[tuple[int, int]]:
    """Each layer of the student, and the teacher's at the same share of the depth."""
    ours, theirs = len(student.layers), len(teacher.layers)
    return [(place, (place + 1) * theirs // ours - 1) for place in range(ours)]


def _states(student: Watched, teacher: Watched) -> Tensor:
    """The squared distance of normalised states, the mean over tokens and layers; summed over the rows."""
    mask = student.inputs["attention_mask"].float()
    shares = mask / mask.sum(1, keepdim=True)
    pairs = _pairs(student, teacher)
    total = shares.new_zeros(())
    for ours, theirs in pairs:
        student_state, teacher_state = (
            functional.layer_norm(each.float(), each.shape[-1:])
            for each in (student.states[ours], teacher.states[theirs])
        )
        total = total + ((student_state - teacher_state).square().mean(-1) * shares).sum()
    return total / len(pairs)


def _attentions(student: Watched, teacher: Watched) -> Tensor:
    """The divergence of the student's attention, the mean over heads, tokens and layers; summed over the rows."""
    mask = student.inputs["attention_mask"].float()
    shares = mask / mask.sum(1, keepdim=True)
    pairs = _pairs(student, teacher)
    total = shares.new_zeros(())
    for ours, theirs in pairs:
        divergence = functional.kl_div(
            student.attention(ours), teacher.attention(theirs), reduction="none", log_target=True
        ).sum(-1)  # (B, A, L)
        total = total + (divergence.mean(1) * shares).sum()
    return total / len(pairs)

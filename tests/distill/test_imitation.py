"""Layers held against layers: what is watched is what transformers itself gives away."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.encoders import tiny_encoder
from textkit.distill.imitation import Watched, imitating
from textkit.errors import UsageError

BATCH = {
    "input_ids": torch.tensor([[1, 7, 8, 9, 2], [1, 10, 2, 0, 0]]),
    "attention_mask": torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]),
}

WORTH = torch.zeros(2, dtype=torch.int64)
"""One answer a row."""


def network(kind: str, **changes: Any) -> Any:
    from transformers import AutoModelForSequenceClassification

    folder = tiny_encoder(kind)
    return AutoModelForSequenceClassification.from_pretrained(folder, attn_implementation="eager", **changes).eval()


def nothing(logits: Tensor, *truths: Tensor) -> Tensor:
    return logits.sum() * 0


@pytest.mark.parametrize("kind", ["bert", "distilbert"])
def test_the_attention_is_that_of_transformers(kind: str) -> None:
    module = network(kind)
    watched = Watched(module, "attention")
    with torch.inference_mode():
        theirs = module(**BATCH, output_attentions=True).attentions
        for place, expected in enumerate(theirs):
            real = BATCH["attention_mask"].bool()
            found = watched.attention(place).exp().transpose(1, 2)[real]
            assert torch.allclose(found, expected.transpose(1, 2)[real], atol=1e-6)


@pytest.mark.parametrize("kind", ["bert", "distilbert"])
def test_the_states_are_those_of_transformers(kind: str) -> None:
    module = network(kind)
    watched = Watched(module, "states")
    with torch.inference_mode():
        theirs = module(**BATCH, output_hidden_states=True).hidden_states[1:]
        assert all(torch.equal(watched.states[place], expected) for place, expected in enumerate(theirs))


def test_who_is_the_teacher_loses_nothing_and_whoever_is_not_does() -> None:
    student, teacher, other = network("bert"), network("bert"), network("bert")
    with torch.no_grad():
        other.bert.encoder.layer[0].attention.self.query.weight.mul_(3)
    for module, loses in ((student, False), (other, True)):
        loss = imitating(module, teacher, nothing, hidden=1.0, attention=1.0, autocast=torch.no_grad)
        found = loss(module(**BATCH).logits, WORTH)
        assert (found.item() > 1e-4) == loses


def test_gradients_reach_the_student_alone() -> None:
    student, teacher = network("distilbert"), network("bert")
    with torch.no_grad():
        student.distilbert.transformer.layer[0].ffn.lin1.weight.mul_(2)
    loss = imitating(student, teacher, nothing, hidden=1.0, attention=1.0, autocast=torch.no_grad)
    loss(student(**BATCH).logits, WORTH).backward()
    assert student.distilbert.transformer.layer[0].ffn.lin1.weight.grad.abs().sum() > 0
    assert all(parameter.grad is None for parameter in teacher.parameters())


def test_padding_has_no_say() -> None:
    student, teacher = network("distilbert"), network("bert")
    loss = imitating(student, teacher, nothing, hidden=1.0, attention=1.0, autocast=torch.no_grad)
    alone = {name: each[1:, :3] for name, each in BATCH.items()}
    first = {name: each[:1] for name, each in BATCH.items()}
    apart = sum(loss(student(**each).logits, WORTH[:1]).item() for each in (first, alone))
    assert loss(student(**BATCH).logits, WORTH).item() == pytest.approx(apart, rel=1e-5)


def test_encoders_of_other_shapes_are_refused() -> None:
    narrow = network("distilbert", dim=16, n_heads=1, hidden_dim=32, ignore_mismatched_sizes=True)
    with pytest.raises(UsageError, match="hidden states of 16 and 32"):
        imitating(narrow, network("bert"), nothing, hidden=1.0, attention=0.0, autocast=torch.no_grad)
    with pytest.raises(UsageError, match="1 and 2 heads"):
        imitating(narrow, network("bert"), nothing, hidden=0.0, attention=1.0, autocast=torch.no_grad)

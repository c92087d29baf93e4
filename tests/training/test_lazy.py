"""Lazy optimizers: a table by the rows that a step has read, anything else as torch does it."""

import copy

import pytest
import torch
from torch import nn

from textkit.training.lazy import SPARSE_FROM, LazyAdam, LazyAdamW, clip_gradients, make_sparse


def table(sparse: bool) -> nn.Embedding:
    torch.manual_seed(0)
    return nn.Embedding(6, 4, sparse=sparse)


def step(embedding: nn.Embedding, optimizer: torch.optim.Optimizer, rows: list[int], clip: float = 0.0) -> None:
    optimizer.zero_grad()
    embedding(torch.tensor(rows)).sin().mul(torch.arange(1.0, 5.0)).sum().backward()
    if clip:
        clip_gradients(embedding, clip)
    optimizer.step()


@pytest.mark.parametrize(
    ("lazy", "whole", "decay"), [(LazyAdamW, torch.optim.AdamW, 0.1), (LazyAdam, torch.optim.Adam, 0.0)]
)
def test_rows_that_every_step_reads_move_as_in_the_whole_table(lazy: type, whole: type, decay: float) -> None:
    one, other = table(sparse=True), table(sparse=False)
    optimizers = (
        lazy(one.parameters(), lr=0.1, weight_decay=decay),
        whole(other.parameters(), lr=0.1, weight_decay=decay),
    )
    for _ in range(4):
        for embedding, optimizer in zip((one, other), optimizers, strict=True):
            step(embedding, optimizer, [0, 1, 2, 3, 4, 5, 0, 3], clip=0.5)
    torch.testing.assert_close(one.weight, other.weight)


def test_rows_that_are_not_read_stay() -> None:
    embedding = table(sparse=True)
    before = embedding.weight.detach().clone()
    optimizer = LazyAdamW(embedding.parameters(), lr=0.1, weight_decay=0.1)
    for _ in range(3):
        step(embedding, optimizer, [1, 4, 1])
    moved = (embedding.weight.detach() != before).any(dim=1)
    assert moved.tolist() == [False, True, False, False, True, False]


def test_dense_gradients_are_the_base_class_s_business() -> None:
    one, other = table(sparse=False), table(sparse=False)
    pairs = (one, LazyAdamW(one.parameters(), lr=0.1)), (other, torch.optim.AdamW(other.parameters(), lr=0.1))
    for embedding, optimizer in pairs:
        step(embedding, optimizer, [1, 2])
    assert torch.equal(one.weight, other.weight)


@pytest.mark.parametrize("largest", [0.1, 1e6])
def test_sparse_gradients_are_clipped_with_the_others(largest: float) -> None:
    norms = []
    for sparse in (True, False):
        network = nn.ModuleList([table(sparse), nn.Linear(4, 2)])
        torch.manual_seed(1)
        nn.init.normal_(network[1].weight)  # type: ignore[arg-type]
        network[1](network[0](torch.tensor([1, 2, 2]))).sum().backward()
        clip_gradients(network, largest)
        gradients = [each.grad.to_dense() for each in network.parameters() if each.grad is not None]
        norms.append(torch.nn.utils.get_total_norm(gradients))
    torch.testing.assert_close(*norms)
    assert norms[0] <= largest * 1.0001


def test_the_state_is_saved_and_loaded_as_any_other() -> None:
    one, other = table(sparse=True), table(sparse=True)
    first, second = (LazyAdamW(each.parameters(), lr=0.1) for each in (one, other))
    step(one, first, [1, 2])
    other.load_state_dict(one.state_dict())
    second.load_state_dict(copy.deepcopy(first.state_dict()))
    for embedding, optimizer in ((one, first), (other, second)):
        step(embedding, optimizer, [2, 3])
    assert torch.equal(one.weight, other.weight)


@pytest.mark.parametrize(("pieces", "trained", "sparse"), [(SPARSE_FROM // 8, True, True), (100, True, False)])
def test_large_tables_of_encoders_become_sparse(pieces: int, trained: bool, sparse: bool) -> None:
    from transformers import BertConfig, BertForSequenceClassification

    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8}
    network = BertForSequenceClassification(BertConfig(vocab_size=pieces, **sizes))
    make_sparse(network)
    assert network.base_model.get_input_embeddings().sparse == sparse
    network.base_model.embeddings.requires_grad_(False)
    make_sparse(network)
    assert not network.base_model.get_input_embeddings().sparse

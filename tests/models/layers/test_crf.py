"""The loss is that of numpy's chain, its gradient that of autograd, and neither sees padding."""

import numpy as np
import pytest
import torch
from torch import Tensor

from textkit.models.layers import crf
from textkit.models.layers.crf import LinearChainCRF
from textkit.tasks.chains.chain import Chain, path_scores
from textkit.tasks.chains.marginals import log_partition, marginals
from textkit.tasks.chains.viterbi import viterbi
from textkit.types import IGNORED

LENGTHS = (3, 7, 1, 5, 7, 2)


def layer(labels: int, constrained: bool, dtype: torch.dtype = torch.float64) -> LinearChainCRF:
    """A layer as if learned; constrained, no label follows the one before it and the last one starts nothing."""
    moves = ~torch.ones(labels, labels, dtype=torch.bool).tril(-1).triu(-1)
    made = LinearChainCRF(labels, moves, torch.arange(labels) < labels - 1) if constrained else LinearChainCRF(labels)
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter)
    return made.to(dtype)


def batch(labels: int, lengths: tuple[int, ...] = LENGTHS, size: float = 2.0) -> tuple[Tensor, Tensor]:
    """Logits and the best paths of a chain that is constrained as `layer` is, padded."""
    logits = torch.randn(len(lengths), max(lengths), labels, dtype=torch.float64) * size
    masks = layer(labels, constrained=True)
    free = Chain.free(masks.allowed_transitions.numpy(), masks.allowed_starts.numpy())
    targets = torch.full(logits.shape[:2], IGNORED)
    for row, length in enumerate(lengths):
        words = torch.randn(length, labels).numpy()
        targets[row, :length] = torch.from_numpy(viterbi(free, words, np.array([0, length])))
    return logits, targets


def chain_of(learned: LinearChainCRF) -> Chain:
    scores = (parameter.detach().double().numpy() for parameter in (learned.start, learned.end, learned.transitions))
    return Chain.constrained(*scores, learned.allowed_transitions.numpy(), learned.allowed_starts.numpy())


def ragged(logits: Tensor, targets: Tensor) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    real = targets != IGNORED
    bounds = np.concatenate([[0], np.cumsum(real.sum(1).numpy())])
    return logits.detach()[real].float().numpy(), bounds, targets[real].numpy()


@pytest.mark.parametrize("constrained", [False, True])
@pytest.mark.parametrize("lengths", [LENGTHS, (1,), (4, 4), (1, 1, 9)])
@pytest.mark.parametrize("labels", [2, 5, 20])
def test_the_loss_is_that_of_numpy(labels: int, lengths: tuple[int, ...], constrained: bool) -> None:
    torch.manual_seed(labels)
    learned = layer(labels, constrained, torch.float32)
    logits, targets = batch(labels, lengths)
    words, bounds, truth = ragged(logits, targets)
    chain = chain_of(learned)
    wanted = log_partition(chain, words, bounds) - path_scores(chain, words, bounds, truth)
    assert learned(logits.float(), targets).item() == pytest.approx(wanted.sum(), rel=1e-5, abs=1e-4)


@pytest.mark.parametrize("constrained", [False, True])
def test_gradients_are_those_of_finite_differences(constrained: bool) -> None:
    torch.manual_seed(0)
    learned = layer(3, constrained)
    logits, targets = batch(3)

    def loss(words: Tensor, *_: Tensor) -> Tensor:
        return learned(words, targets)

    assert torch.autograd.gradcheck(loss, (logits.requires_grad_(), *learned.parameters()))


def test_the_gradient_of_the_words_is_their_marginals_less_the_truth() -> None:
    torch.manual_seed(0)
    learned = layer(5, constrained=True)
    logits, targets = batch(5)
    learned(logits.requires_grad_(), targets).backward()
    words, bounds, truth = ragged(logits, targets)
    wanted = marginals(chain_of(learned), words, bounds) - np.eye(5)[truth]
    np.testing.assert_allclose(logits.grad[targets != IGNORED].numpy(), wanted, atol=1e-5)
    assert not logits.grad[targets == IGNORED].any()


@pytest.mark.parametrize("constrained", [False, True])
def test_both_recursions_agree(constrained: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    learned = layer(6, constrained)
    logits, targets = batch(6)
    found = []
    for recursion in (crf.log_partition, crf._in_logs):
        monkeypatch.setattr(crf, "log_partition", recursion)
        words = logits.clone().requires_grad_()
        loss = learned(words, targets)
        found.append([loss, *torch.autograd.grad(loss, [words, *learned.parameters()])])
    for scaled, in_logs in zip(*found, strict=True):
        torch.testing.assert_close(scaled, in_logs)


@pytest.mark.parametrize("content", [1e4, float("inf"), float("nan")])
def test_padding_says_nothing(content: float) -> None:
    torch.manual_seed(0)
    learned = layer(4, constrained=True)
    logits, targets = batch(4)
    found = []
    for filled in (logits, logits.masked_fill((targets == IGNORED)[..., None], content)):
        words = filled.clone().requires_grad_()
        loss = learned(words, targets)
        found.append([loss, *torch.autograd.grad(loss, [words, *learned.parameters()])])
    for plain, other in zip(*found, strict=True):
        assert torch.equal(plain, other)


@pytest.mark.parametrize("constrained", [False, True])
@pytest.mark.parametrize("size", [30.0, 100.0, 1e4])
def test_extreme_logits_are_summed_exactly(size: float, constrained: bool) -> None:
    torch.manual_seed(0)
    learned = layer(5, constrained, torch.float32)
    logits, targets = batch(5, size=size)
    words = logits.float().requires_grad_()
    loss = learned(words, targets)
    loss.backward()
    rows, bounds, truth = ragged(logits, targets)
    chain = chain_of(learned)
    wanted = log_partition(chain, rows, bounds) - path_scores(chain, rows, bounds, truth)
    assert loss.item() == pytest.approx(wanted.sum(), rel=1e-5)
    given = marginals(chain, rows, bounds) - np.eye(5)[truth]
    np.testing.assert_allclose(words.grad[targets != IGNORED].numpy(), given, atol=2e-2 if size > 1e3 else 1e-4)
    assert all(parameter.grad.isfinite().all() for parameter in learned.parameters())


def test_extreme_transitions_stay_finite() -> None:
    torch.manual_seed(0)
    learned = layer(4, constrained=True, dtype=torch.float32)
    torch.nn.init.normal_(learned.transitions, std=1e4)
    logits, targets = batch(4)
    learned(logits.float(), targets).backward()
    assert all(parameter.grad.isfinite().all() for parameter in learned.parameters())


def test_a_word_a_label_at_first_costs_what_cross_entropy_does() -> None:
    torch.manual_seed(0)
    logits, targets = batch(4)
    wanted = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")
    torch.testing.assert_close(LinearChainCRF(4)(logits, targets), wanted)


def test_rows_add_up() -> None:
    torch.manual_seed(0)
    learned = layer(4, constrained=True)
    logits, targets = batch(4)
    parts = sum(learned(logits[row : row + 2], targets[row : row + 2]) for row in (0, 2, 4))
    torch.testing.assert_close(learned(logits, targets), parts)


def test_it_computes_in_full_precision_under_autocast() -> None:
    torch.manual_seed(0)
    learned = layer(5, constrained=False, dtype=torch.float32)
    logits, targets = batch(5)
    words = logits.bfloat16()
    plain = learned(words.float(), targets)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        mixed = learned(words.requires_grad_(), targets)
        assert mixed.dtype == torch.float32
        assert torch.equal(mixed, plain)
        (gradient,) = torch.autograd.grad(mixed, [learned.transitions])
    (wanted,) = torch.autograd.grad(plain, [learned.transitions])
    assert torch.equal(gradient, wanted)


def test_constraints_are_not_saved() -> None:
    assert set(layer(3, constrained=True).state_dict()) == {"start", "end", "transitions"}


def test_a_book_in_one_row() -> None:
    torch.manual_seed(0)
    learned = layer(3, constrained=True, dtype=torch.float32)
    logits, targets = batch(3, (20_000, 2))
    words = logits.float().requires_grad_()
    learned(words, targets).backward()
    rows, bounds, truth = ragged(logits, targets)
    wanted = marginals(chain_of(learned), rows, bounds) - np.eye(3)[truth]
    np.testing.assert_allclose(words.grad[targets != IGNORED].numpy(), wanted, atol=1e-4)

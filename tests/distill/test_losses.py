"""What a student loses by answering otherwise than its teacher; of a CRF against every path there is."""

import itertools

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from textkit.distill.losses import classes, label_sets, taught_loss
from textkit.models.layers.crf import LinearChainCRF, crf_for
from textkit.models.layers.losses import cross_entropy
from textkit.types import IGNORED

REAL = torch.ones(4, dtype=torch.bool)


def draw(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("temperature", [1.0, 4.0])
def test_an_equal_answer_costs_nothing(temperature: float) -> None:
    logits = draw(4, 3)
    assert classes(logits, logits + 5, REAL, temperature).item() == pytest.approx(0, abs=1e-9)


def test_the_divergence_is_the_cross_entropy_less_the_teachers_entropy() -> None:
    logits, taught = draw(4, 3), draw(4, 3, seed=1)
    shares = (taught / 2).softmax(-1)
    expected = -(shares * (logits / 2).log_softmax(-1)).sum() + (shares * shares.log()).sum()
    assert classes(logits, taught, REAL, 2.0).item() == pytest.approx(4 * expected.item())


def test_at_high_temperatures_the_gradient_is_that_of_matching_logits() -> None:
    """Hinton et al. 2015, equation 4: of zero-mean logits it is the difference over the number of classes."""
    logits, taught = (each - each.mean(-1, keepdim=True) for each in (draw(4, 3), draw(4, 3, seed=1)))
    logits.requires_grad_()
    classes(logits, taught, REAL, 1e3).backward()
    assert torch.allclose(logits.grad, (logits - taught).detach() / 3, atol=1e-2)


def test_what_is_not_real_counts_nothing() -> None:
    logits, taught = draw(4, 3), draw(4, 3, seed=1)
    real = torch.tensor([True, False, True, False])
    rows = classes(logits[real], taught[real], REAL[:2], 2.0)
    assert classes(logits, taught, real, 2.0).item() == pytest.approx(rows.item())


def test_label_sets_are_choices_between_yes_and_no() -> None:
    logits, taught = draw(4, 3), draw(4, 3, seed=1)
    shares = (taught / 2).sigmoid()
    entropy = -(shares * shares.log() + (1 - shares) * (1 - shares).log()).sum()
    expected = functional.binary_cross_entropy_with_logits(logits / 2, shares, reduction="sum") - entropy
    found = label_sets(logits, taught, torch.ones(4, 3, dtype=torch.bool), 2.0)
    assert found.item() == pytest.approx(4 * expected.item())


def test_the_loss_weighs_teacher_and_labels() -> None:
    def of_labels(logits: Tensor, targets: Tensor) -> Tensor:
        return cross_entropy(logits, targets, 0.0, None)

    logits, taught, targets = draw(4, 3), draw(4, 3, seed=1), torch.tensor([0, 1, 2, IGNORED])
    loss = taught_loss(nn.Linear(1, 1), of_labels, "cross_entropy", soft=0.75, temperature=2.0)
    expected = 0.75 * classes(logits, taught, targets != IGNORED, 2.0) + 0.25 * of_labels(logits, targets)
    assert loss(logits, targets, taught).item() == pytest.approx(expected.item())


LABELS = ["O", "B-X", "I-X"]


def tagger() -> LinearChainCRF:
    crf = crf_for(LABELS).double()
    with torch.no_grad():
        for number, parameter in enumerate(crf.parameters()):
            parameter.copy_(draw(*parameter.shape, seed=7 + number))
    return crf


def by_enumeration(crf: LinearChainCRF, logits: Tensor, taught: Tensor, temperature: float) -> float:
    """The cross-entropy over all paths of one row, forbidden moves worth 0 in the teacher's mean."""

    def score(path: tuple[int, ...], forbidden: float) -> Tensor:
        total = crf.start[path[0]] if crf.allowed_starts[path[0]] else torch.tensor(forbidden)
        for word, label in enumerate(path):
            total = total + logits[word, label]
        for before, after in itertools.pairwise(path):
            allowed = crf.allowed_transitions[before, after]
            total = total + (crf.transitions[before, after] if allowed else torch.tensor(forbidden))
        return (total + crf.end[path[-1]]) / temperature

    paths = list(itertools.product(range(len(LABELS)), repeat=len(logits)))
    partition = torch.stack([score(path, float("-inf")) for path in paths]).logsumexp(0)
    chances = taught / temperature
    chances[0, ~crf.allowed_starts] = float("-inf")
    chances = chances.softmax(-1)
    mean = torch.zeros(())
    for path in paths:
        mean = mean + torch.stack([chances[word, label] for word, label in enumerate(path)]).prod() * score(path, 0.0)
    return (temperature**2 * (partition - mean)).item()


@pytest.mark.parametrize("temperature", [1.0, 2.0])
def test_a_crf_imitates_as_the_sum_over_all_paths_says(temperature: float) -> None:
    crf, lengths = tagger(), (4, 1, 3)
    logits, taught = draw(3, 4, 3, seed=3), draw(3, 4, 3, seed=4)
    targets = torch.full((3, 4), IGNORED)
    for row, length in enumerate(lengths):
        targets[row, :length] = 0
    expected = sum(
        by_enumeration(crf, logits[row, :length], taught[row, :length], temperature)
        for row, length in enumerate(lengths)
    )
    with torch.no_grad():
        assert crf.imitate(logits, targets, taught, temperature).item() == pytest.approx(expected)


def test_a_teacher_who_is_sure_of_a_path_is_a_label() -> None:
    crf, logits, targets = tagger(), draw(1, 4, 3, seed=3), torch.tensor([[0, 1, 2, 0]])
    sure = 200.0 * functional.one_hot(targets, 3).double()
    assert crf.imitate(logits, targets, sure, 1.0).item() == pytest.approx(crf(logits, targets).item())

"""A linear-chain conditional random field over padded batches, as a loss (Lafferty, McCallum and Pereira 2001).

B rows, W words, C labels. Scores are in nats. `textkit.tasks.chains` decodes what is learned here.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from textkit.tasks.chains.chain import FORBIDDEN
from textkit.text.schemes import allowed_transitions
from textkit.types import IGNORED


class LinearChainCRF(nn.Module):
    """Scores `start` (C,), `end` (C,) and `transitions` (C, C), [from, to], learned with those of the words.

    All begin at zero: words stand alone at first and need no symmetry broken, for each label has logits of its own.
    Moves outside `allowed_transitions` (C, C) and `allowed_starts` (C,), boolean, have no part in the sum over paths;
    the masks follow from the labels and are not in the state dict.
    """

    allowed_transitions: Tensor
    allowed_starts: Tensor

    def __init__(
        self, labels: int, allowed_transitions: Tensor | None = None, allowed_starts: Tensor | None = None
    ) -> None:
        super().__init__()
        self.start = nn.Parameter(torch.zeros(labels))
        self.end = nn.Parameter(torch.zeros(labels))
        self.transitions = nn.Parameter(torch.zeros(labels, labels))
        everything = torch.ones(labels, labels, dtype=torch.bool)
        moves = everything if allowed_transitions is None else allowed_transitions
        starts = everything[0] if allowed_starts is None else allowed_starts
        self.register_buffer("allowed_transitions", moves, persistent=False)
        self.register_buffer("allowed_starts", starts, persistent=False)

    def forward(self, logits: Tensor, targets: Tensor) -> Tensor:
        """The negative log-likelihood of the true paths, summed over the rows.

        `targets` (B, W) are label ids, -100 to the right of a row's last word; a row has a word at least, and its path
        is allowed. `logits` (B, W, C) may hold anything there. Computed in float32, or float64 if the logits are.
        """
        with torch.autocast(logits.device.type, enabled=False):
            chain = self._chain(logits, targets, 1.0)
            return (chain.log_partition() - chain.path_scores()).sum()

    def imitate(self, logits: Tensor, targets: Tensor, taught: Tensor, temperature: float) -> Tensor:
        """The cross-entropy of the paths' distribution from a teacher's, who gives each word by itself `taught`
        logits (B, W, C); summed over the rows, times the squared temperature.

        Both are softened by `temperature`. A teacher's chance of a move is the product of its labels', and what it
        gives to forbidden moves, which nothing learned could change, is left out. A first word's chances are those of
        the labels that may begin.
        """
        with torch.autocast(logits.device.type, enabled=False):
            chain = self._chain(logits, targets, temperature)
            softened = (taught[chain.order] / temperature).transpose(0, 1).to(chain.words)
            first = softened[0].masked_fill(chain.words[0] <= FORBIDDEN / 2, float("-inf"))
            chances = torch.cat([first[None], softened[1:]]).softmax(-1)
            return temperature**2 * (chain.log_partition() - chain.expected_scores(chances)).sum()

    def _chain(self, logits: Tensor, targets: Tensor, temperature: float) -> "_Chain":
        lengths, order = (targets != IGNORED).sum(1).sort(descending=True)
        targets = targets[order].T  # (W, B) from here on: a step is a slice, and its rows come first
        real = targets != IGNORED
        words = logits.to(torch.promote_types(logits.dtype, torch.float32))[order].transpose(0, 1) / temperature
        words = words.contiguous().masked_fill(~real[..., None], 0.0)
        words = words - words.detach().amax(2, keepdim=True)  # no difference to the loss, but small numbers
        start = (self.start / temperature).masked_fill(~self.allowed_starts, FORBIDDEN).to(words)
        # a path that begins where none may is a stretch out of the middle of a sentence: its start is free
        begins = torch.where(self.allowed_starts[targets[0]][:, None], start, 0.0)
        words = torch.cat([(words[0] + begins)[None], words[1:]])
        transitions = (self.transitions / temperature).masked_fill(~self.allowed_transitions, FORBIDDEN).to(words)
        return _Chain(words, targets, lengths, order, transitions, (self.end / temperature).to(words))


class _Chain(NamedTuple):
    """A batch of chains, the longest row first, with words before rows."""

    words: Tensor
    """(W, B, C), zero beyond a row's last word; the first has the scores of beginning with a label in it."""
    targets: Tensor
    """(W, B)"""
    lengths: Tensor
    """(B,)"""
    order: Tensor
    """(B,) which row of the batch each is."""
    transitions: Tensor
    """(C, C)"""
    end: Tensor
    """(C,)"""

    def log_partition(self) -> Tensor:
        """The logarithm (B,) of the summed exponentials of all paths."""
        return log_partition(self.words, self.lengths, torch.zeros_like(self.end), self.end, self.transitions)

    def path_scores(self) -> Tensor:
        """The scores (B,) of the paths `targets`."""
        nothing = torch.zeros_like(self.end)
        return path_scores(self.words, self.targets, self.lengths, nothing, self.end, self.transitions)

    def expected_scores(self, chances: Tensor) -> Tensor:
        """The mean scores (B,) of paths whose words have `chances` (W, B, C) by themselves; forbidden moves score 0."""
        chances = chances * (self.targets != IGNORED)[..., None]
        words, moves = (each.masked_fill(each <= FORBIDDEN / 2, 0.0) for each in (self.words, self.transitions))
        emitted = (chances * words).sum((0, 2))
        moved = ((chances[:-1] @ moves) * chances[1:]).sum((0, 2))
        last = chances[self.lengths - 1, torch.arange(len(self.lengths), device=chances.device)]
        return emitted + moved + last @ self.end


def crf_for(labels: Sequence[str]) -> LinearChainCRF:
    """A CRF over tags, which allows the moves that their scheme does."""
    return LinearChainCRF(len(labels), *map(torch.from_numpy, allowed_transitions(labels)))


def path_scores(
    words: Tensor, targets: Tensor, lengths: Tensor, start: Tensor, end: Tensor, transitions: Tensor
) -> Tensor:
    """The scores (B,) of the paths `targets` (W, B) through `words` (W, B, C)."""
    real, labels = targets != IGNORED, targets.clamp(min=0)
    emitted = words.gather(2, labels[..., None])[..., 0] * real
    moved = transitions[labels[:-1], labels[1:]] * real[1:]
    last = labels.gather(0, lengths[None] - 1)[0]
    return start[labels[0]] + emitted.sum(0) + moved.sum(0) + end[last]


def log_partition(words: Tensor, lengths: Tensor, start: Tensor, end: Tensor, transitions: Tensor) -> Tensor:
    """The logarithm (B,) of the summed exponentials of all paths through `words` (W, B, C), the longest row first."""
    partition, sound = _Scaled.apply(words, lengths, start, end, transitions)  # type: ignore[no-untyped-call]
    return cast(Tensor, partition) if sound else _in_logs(words, lengths, start, end, transitions)


def _in_logs(words: Tensor, lengths: Tensor, start: Tensor, end: Tensor, transitions: Tensor) -> Tensor:
    """The forward recursion in logarithms: B x C x C exponentials a step, but of scores of any size."""
    sums = start + words[0]
    for step in range(1, len(words)):
        moved = torch.logsumexp(sums[:, :, None] + transitions, 1) + words[step]
        sums = torch.where((step < lengths)[:, None], moved, sums)
    return torch.logsumexp(sums + end, 1)


class _Scaled(torch.autograd.Function):
    """The partition by the scaled forward recursion, its gradient by the backward one (Rabiner 1989, section V.A).

    In probabilities a step is one matrix product, and the gradients are the expected counts of labels and moves, so
    that autograd has nothing to unroll. A label far behind another at the same word may round to zero there. That does
    no harm as long as every sum over the moves into a label is far above the smallest number: what was lost was too
    small to count in it. The second result says whether that holds.
    """

    @staticmethod
    def forward(
        ctx: Any, words: Tensor, lengths: Tensor, start: Tensor, end: Tensor, transitions: Tensor
    ) -> tuple[Tensor, Tensor]:
        steps, rows, _ = words.shape
        counts = (torch.arange(steps, device=words.device)[:, None] < lengths).sum(1).tolist()
        moves, emitted = transitions.exp(), words.exp()
        before, arrived = torch.zeros_like(words), torch.ones_like(words)
        scales = words.new_ones(steps, rows, 1)
        arrived[0] = start.exp()
        for step, count in enumerate(counts):
            if step:
                torch.mm(before[step - 1, :count], moves, out=arrived[step, :count])
            joint = arrived[step, :count] * emitted[step, :count]
            torch.sum(joint, 1, keepdim=True, out=scales[step, :count])
            torch.div(joint, scales[step, :count], out=before[step, :count])
        last = lengths - 1, torch.arange(rows, device=words.device)
        ending = end.exp()
        total = before[last] @ ending
        partition = scales[..., 0].log().sum(0) + total.log()
        smallest = torch.finfo(words.dtype).tiny * 1e10
        sound = (arrived[1:] > smallest).all() & (total > smallest).all() & partition.isfinite().all()
        ctx.counts, ctx.last = counts, last
        ctx.save_for_backward(before, emitted / scales, moves, ending / total[:, None])
        ctx.mark_non_differentiable(sound)
        return partition, sound

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, weights: Tensor, _: Tensor) -> tuple[Tensor | None, ...]:
        before, emitted, moves, ending = ctx.saved_tensors
        with torch.autocast(before.device.type, enabled=False):  # whoever calls backward may have it on
            after, onward = torch.zeros_like(before), torch.zeros_like(before)
            after[ctx.last] = ending
            for step in range(len(before) - 1, 0, -1):
                count = ctx.counts[step]
                torch.mul(after[step, :count], emitted[step, :count], out=onward[step, :count])
                torch.mm(onward[step, :count], moves.T, out=after[step - 1, :count])
            labels = before * after * weights[:, None]
            onward *= weights[:, None]
            moved = before[:-1].flatten(0, 1).T @ onward[1:].flatten(0, 1) * moves
            return labels, None, labels[0].sum(0), labels[ctx.last].sum(0), moved

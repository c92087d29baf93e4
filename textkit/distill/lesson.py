"""The lesson of one distillation: the rows that the teacher answers, and the loss that its answers make."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from textkit.config.sections import DistillationSection, ModelSection
from textkit.distill.augment import augment
from textkit.distill.imitation import imitating
from textkit.distill.losses import taught_loss
from textkit.distill.teaching import teaching_of
from textkit.distill.vectors import has_words, start_from
from textkit.errors import UsageError
from textkit.inference.predictor import Predictor
from textkit.models.encoders.frozen import is_frozen
from textkit.models.layers.losses import Loss
from textkit.reporter import Reporter
from textkit.run import Run
from textkit.tasks import Task
from textkit.text.vectorizers import Vectorizer
from textkit.text.vectorizers.pretrained import PretrainedPieces
from textkit.training.lesson import Autocast, Taught
from textkit.training.torch_session import open_torch_session
from textkit.types import Input


@dataclass
class Distillation:
    """What a student hears of its teacher (`training/lesson.py`)."""

    predictor: Predictor
    run: Run
    section: DistillationSection
    unlabelled: Sequence[Input]
    same_pieces: bool
    """Whether the student reads the very pieces that its teacher does."""
    seed: int
    reporter: Reporter

    @property
    def teacher(self) -> str:
        return self.run.name

    def rows(self, labelled: int) -> int:
        """With the variants and the texts without labels."""
        return labelled * (1 + self.section.augment) + len(self.unlabelled)

    def teach(self, task: Task, labels: Sequence[str], inputs: Sequence[Input], targets: NDArray[Any]) -> Taught:
        """The rows, then variants of them and the texts without labels, whose labels are the teacher's answers."""
        section = self.section
        variants = augment(inputs, section.augment, mask=section.mask, stretch=section.stretch, seed=self.seed)
        more = list(chain(variants, self.unlabelled))
        if more:
            self.reporter.note(f"{len(more):,} texts beside the {len(inputs):,} with labels: the teacher labels them")
        everything = [*inputs, *more]
        logits, decisions = teaching_of(self.predictor, everything, self.reporter)
        order = [self.predictor.labels.index(label) for label in labels]
        if order != list(range(len(labels))):
            raise UsageError(f"the labels of {self.teacher} are not those of its dataset now", "train it again")
        truth = np.concatenate([targets, decisions[len(targets) :].astype(targets.dtype)])
        return Taught(everything, truth, logits)

    def begin(self, module: nn.Module, vectorizer: Vectorizer, options: ModelSection) -> None:
        """Words start from the teacher's vectors, unless others are asked for."""
        theirs = self.predictor.vectorizer
        others = getattr(options, "pretrained_embeddings", None)
        if not self.section.vectors or others or not isinstance(theirs, PretrainedPieces):
            return
        if has_words(module, vectorizer):
            network: Any = open_torch_session(self.run, "cpu").module
            table = network.get_input_embeddings().weight.detach().float().numpy()
            words = start_from(module, vectorizer, table, theirs)
            self.reporter.note(f"{words:,} words start from the vectors of {self.teacher}")

    def loss(self, module: nn.Module, of_labels: Loss, device: str, autocast: Autocast) -> Loss:
        """That of labels and the teacher's probabilities, and of layers where they are compared."""
        section = self.section
        kind = self.predictor.task.loss
        loss = taught_loss(module, of_labels, kind, soft=section.soft, temperature=section.temperature)
        if not section.hidden and not section.attention:
            return loss
        if not self.same_pieces:
            raise UsageError(
                "--hidden and --attention compare the layers of two encoders that read the same pieces",
                "--student distilbert, of a teacher that is a BERT or a DistilBERT; or leave them out",
            )
        if is_frozen(module):
            raise UsageError("of a frozen encoder no layer can learn from its teacher's", "leave out --freeze encoder")
        teacher = open_torch_session(self.run, device).module
        return imitating(module, teacher, loss, hidden=section.hidden, attention=section.attention, autocast=autocast)

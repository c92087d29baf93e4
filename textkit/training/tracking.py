"""The test split, watched while a network is trained: for a picture of its learning, and for no choice."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray
from torch import nn

from textkit.config.settings import Config
from textkit.data import store
from textkit.errors import MissingError
from textkit.evaluation.scoring import score
from textkit.inference.answers import answer_all, bounds_of
from textkit.run import Run
from textkit.tasks import Learned
from textkit.text.cleaning import Cleaning
from textkit.text.vectorizers import Vectorizer, encode
from textkit.training.material import Material
from textkit.training.torch_session import TorchSession
from textkit.training.validation import Validation
from textkit.types import Bounds, Encoded


@dataclass
class Tracking:
    """The rows of the test split, and what a module scores there by what was learned on validation."""

    encoded: Encoded
    bounds: Bounds
    targets: NDArray[Any]

    @classmethod
    def of(cls, run: Run, config: Config, material: Material, vectorizer: Vectorizer) -> "Tracking":
        """
        Raises:
            MissingError: the prepared dataset is gone.
        """
        trained_on = run.manifest().dataset
        dataset = store.find(trained_on["name"], trained_on["hash"])
        if dataset is None:
            raise MissingError(f"the prepared {trained_on['name']} is gone", "textkit prepare makes it again")
        rows, task = dataset.split("test"), material.task
        inputs = Cleaning(**config.preprocessing.model_dump())(rows.inputs)
        targets = task.encode(rows.targets, material.labels)
        return cls(encode(vectorizer, inputs, task.level), bounds_of(inputs), targets)

    def __call__(self, validate: Validation, module: nn.Module, learned: Learned) -> dict[str, float]:
        """The figures of an epoch, each as `test_...`; thresholds and transitions are those that validation learned."""
        task, labels = validate.task, validate.labels
        with validate.autocast():
            session = TorchSession(module, validate.device)
            logits = answer_all(session, self.encoded, (len(self.targets), len(labels)))
        scores = score(task, task.decoder(labels, learned), self.targets, logits, self.bounds, labels)
        return {f"test_{name}": value for name, value in scores.items() if isinstance(value, float)}

"""The test split, watched while a network is trained: for a picture of its learning, and for no choice."""

from dataclasses import replace

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
from textkit.training.torch_session import TorchSession
from textkit.training.validation import Validation


class Tracking:
    """Scores a module on the test split, by what was learned on validation."""

    def __init__(self, run: Run, config: Config, vectorizer: Vectorizer, validate: Validation) -> None:
        """
        Raises:
            MissingError: the prepared dataset is gone.
        """
        trained_on = run.manifest().dataset
        dataset = store.find(trained_on["name"], trained_on["hash"])
        if dataset is None:
            raise MissingError(f"the prepared {trained_on['name']} is gone", "textkit prepare makes it again")
        rows, task = dataset.split("test"), validate.task
        inputs = Cleaning(**config.preprocessing.model_dump())(rows.inputs)
        self.test = replace(
            validate,
            encoded=encode(vectorizer, inputs, task.level),
            bounds=bounds_of(inputs),
            targets=task.encode(rows.targets, validate.labels),
        )

    def __call__(self, module: nn.Module, learned: Learned) -> dict[str, float]:
        """The figures of an epoch, each as `test_...`; thresholds and transitions are those in `learned`."""
        test = self.test
        with test.autocast():
            session = TorchSession(module, test.device)
            logits = answer_all(session, test.encoded, (len(test.targets), len(test.labels)))
        decoder = test.task.decoder(test.labels, learned)
        scores = score(test.task, decoder, test.targets, logits, test.bounds, test.labels)
        return {f"test_{name}": value for name, value in scores.items() if isinstance(value, float)}

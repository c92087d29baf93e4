"""What a student starts as, and what its control does."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

import textkit
from tests.encoders import tiny_encoder
from textkit.distill.student import student_of
from textkit.models import ModelEntry
from textkit.reporter import Silent
from textkit.run import Run
from textkit.tasks import tasks

QUERY = "attention.{}.weight"


@pytest.fixture
def teacher(reviews: Path) -> Run:
    training = {"threads": 1, "precision": "fp32", "batch_size": 16, "epochs": 2, "lr": 3e-3}
    return textkit.train(str(reviews), f"hf:{tiny_encoder('bert')}", config={"training": training})


def weights_at_first(entry: ModelEntry, folder: Path) -> Any:
    """The query weights of its first layer, before any training."""
    folder.mkdir()
    options = entry.options(name="distilbert")
    vectorizer = entry.vectorize(options, [])
    entry.describe(folder, options, vectorizer, ["bad", "good"], tasks.load("classification"))
    assert entry.build is not None
    assert entry.warm_start is not None
    network = entry.build(folder)
    entry.warm_start(network, options, vectorizer, Silent())
    return network.state_dict()[f"distilbert.transformer.layer.0.{QUERY.format('q_lin')}"].numpy()


def test_a_student_starts_from_its_teacher_and_its_control_from_what_that_was(teacher: Run, tmp_path: Path) -> None:
    student = student_of("distilbert", teacher, 1, True)
    ours, alone = (
        weights_at_first(entry, tmp_path / name)
        for name, entry in (("student", student.entry), ("control", student.control))
    )
    name = f"encoder.layer.0.{QUERY.format('self.query')}"
    before = load_file(tiny_encoder("bert") / "model.safetensors")
    untrained = before.get(name, before.get(f"bert.{name}"))
    taught = load_file(teacher.weights)[f"bert.{name}"]
    assert np.array_equal(ours, taught)
    assert np.array_equal(alone, untrained)
    assert not np.array_equal(ours, alone)


def test_another_network_starts_as_the_zoo_has_it(teacher: Run) -> None:
    student = student_of("lstm", teacher, None, True)
    assert student.entry is student.control
    assert not student.shared

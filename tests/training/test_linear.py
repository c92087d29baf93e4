"""The linear model's two ways: classes by scikit-learn, sets of labels by the regression of many labels."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import textkit
from tests.labelled import labelled, with_a_rare_label, write_flags, write_labelled
from textkit.reporter import Silent


class Warned(Silent):
    """Remembers what it was warned of."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warn(self, message: str) -> None:
        self.warnings.append(message)


@pytest.mark.parametrize("task", ["classes", "sets"])
def test_too_few_steps_are_said(task: str, reviews: Path, tmp_path: Path) -> None:
    data = reviews if task == "classes" else write_labelled(tmp_path / "notices.csv")
    for steps, said in ((2, 1), (500, 0)):
        reporter = Warned()
        textkit.train(str(data), "tfidf", config={"training": {"max_iter": steps}}, reporter=reporter)
        assert len([each for each in reporter.warnings if "not converged after 2 steps" in each]) == said


def test_sets_take_a_stronger_penalty_unless_asked_otherwise(tmp_path: Path) -> None:
    data = str(write_labelled(tmp_path / "notices.csv"))
    plain, strong = (
        textkit.train(data, "tfidf", config={"training": training} if training else {}) for training in ({}, {"c": 0.1})
    )
    assert "c = 3.0" in plain.config_file.read_text()
    assert np.abs(load_file(strong.weights)["weights"]).max() < np.abs(load_file(plain.weights)["weights"]).max()


def test_there_is_a_column_for_each_label(tmp_path: Path) -> None:
    run = textkit.train(str(write_labelled(tmp_path / "notices.jsonl")), "tfidf")
    arrays = load_file(run.weights)
    assert arrays["weights"].shape[1] == len(arrays["bias"]) == len(run.labels()) == 4
    assert run.manifest().parameters == arrays["weights"].size + 4


def write_classes(path: Path, rows: int) -> Path:
    """Notices with one class: whether they have the rare label."""
    lines = [f"{text},{'comet' if 'comet' in labels else 'usual'}" for text, labels in with_a_rare_label(rows)]
    path.write_text("\n".join(["text,label", *lines]) + "\n", encoding="utf-8")
    return path


def test_weights_of_classes_are_answered_more_often_where_they_are_rare(tmp_path: Path) -> None:
    data = str(write_classes(tmp_path / "notices.csv", 400))
    recalls = []
    for weights in ("none", "auto"):
        run = textkit.train(data, "tfidf", config={"training": {"class_weights": weights, "c": 0.3}})
        recalls.append(textkit.evaluate(run, split="train").scores["per_label"]["comet"]["recall"])
    assert recalls[0] < 0.5 < recalls[1]


@pytest.mark.parametrize("weights", ["none", "auto"])
def test_a_class_that_no_row_shows_is_unlikely_and_nothing_worse(weights: str, tmp_path: Path) -> None:
    rows = [f"{text} {row},{label}" for row in range(30) for text, label in (("good film", "a"), ("bad meal", "c"))]
    lines = [f"{row},{split}" for split in ("train", "validation", "test") for row in rows] + ["odd thing,b,train"]
    path = tmp_path / "three.csv"
    path.write_text("\n".join(["text,label,split", *lines]) + "\n", encoding="utf-8")
    config = {"data": {"limit": 12}, "training": {"class_weights": weights, "seed": 2}}  # not the one of 61
    run = textkit.train(str(path), "tfidf", config=config)
    assert not load_file(run.weights)["weights"][:, 1].any()
    predictor = textkit.load(run)
    assert predictor.labels == ["a", "b", "c"]
    answers = predictor.predict(["good film", "bad meal"])
    assert [answer["label"] for answer in answers] == ["a", "c"]
    assert all(0 < answer["scores"]["b"] < 0.2 for answer in answers)


def test_a_label_that_no_row_shows_is_not_answered(tmp_path: Path) -> None:
    notices = [(text, [*labels, *["comet"] * (row % 40 == 0)]) for row, (text, labels) in enumerate(labelled(200))]
    data = write_flags(tmp_path / "notices.csv", notices)
    run = textkit.train(str(data), "tfidf", config={"data": {"limit": 10}})
    answers = textkit.load(run).predict([text for text, _ in notices])
    assert not any("comet" in answer["labels"] for answer in answers)

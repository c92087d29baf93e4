"""A linear model is trained to its optimum, and its margins become probabilities."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import textkit
from tests.labelled import labelled, with_a_rare_label, write_flags, write_labelled
from textkit.reporter import Silent
from textkit.run import Run


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
        textkit.train(data, "tfidf", config={"training": training} if training else {})
        for training in ({}, {"c": 1e-3})
    )
    assert "c = 0.05" in plain.config_file.read_text()
    learned = [textkit.evaluate(run, split="train").scores["loss"] for run in (plain, strong)]
    assert learned[0] < learned[1]


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
        run = textkit.train(data, "tfidf", config={"training": {"class_weights": weights, "c": 0.1}})
        recalls.append(textkit.evaluate(run, split="train").scores["per_label"]["comet"]["recall"])
    assert recalls[0] < 0.5 < recalls[1]


def mean_confidence(run: Run, texts: list[str]) -> float:
    answers = textkit.load(run).predict(texts)
    return float(np.mean([answer["scores"][answer["label"]] for answer in answers]))


@pytest.mark.parametrize("wrong", [0.1, 0.3])
def test_a_model_is_as_sure_as_it_is_right(wrong: float, tmp_path: Path) -> None:
    generator = np.random.default_rng(5)
    good = generator.random(2000) < 0.5
    right = generator.random(2000) > wrong
    texts = [f"{'fine' if each else 'awful'} meal {row}" for row, each in enumerate(good)]
    lines = [f"{text},{'good' if each else 'bad'}" for text, each in zip(texts, good == right, strict=True)]
    path = tmp_path / "meals.csv"
    path.write_text("\n".join(["text,label", *lines]) + "\n", encoding="utf-8")
    run = textkit.train(str(path), "tfidf")
    assert run.metrics()["validation"]["ece"] < 0.1


def test_few_validation_rows_make_no_model_certain(tmp_path: Path) -> None:
    rows = [f"{text} {row},{label}" for row in range(6) for text, label in (("good film", "a"), ("bad meal", "c"))]
    path = tmp_path / "two.csv"
    path.write_text(
        "\n".join(
            ["text,label,split", *(f"{row},{split}" for split in ("train", "validation", "test") for row in rows)]
        ),
        encoding="utf-8",
    )
    run = textkit.train(str(path), "tfidf")
    assert 0.8 < mean_confidence(run, ["good film", "bad meal"]) < 0.99


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

"""The model card: honest words, and front matter that the hub reads."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import ModelCard

import textkit
from tests.reporting.conftest import Subjects
from textkit.reporter import Silent
from textkit.reporting.card import card_of, escaped, keep_card
from textkit.reporting.card_data import front_matter
from textkit.run import Manifest, Run


def manifest(**changes: Any) -> Manifest:
    dataset = {"name": "clickbait", "title": "clickbait", "hash": "0", "source": "mirror", "synthetic": False}
    dataset |= {"subset": False, "dataset": "clickbait", **changes.pop("dataset", {})}
    return Manifest(model="tfidf", task="classification", runtime="numpy", dataset=dataset, seed=1, **changes)


def data_of(written: Manifest, metrics: dict[str, Any]) -> dict[str, Any]:
    return dict(ModelCard(f"---\n{front_matter(written, metrics, 'run')}\n---\n").data.to_dict())


def test_a_training_writes_a_card(trained: dict[str, Path]) -> None:
    card = ModelCard((trained["sets"] / "README.md").read_text(encoding="utf-8"))
    assert card.data.library_name == "textkit"
    assert card.data.pipeline_tag == "text-classification"
    assert card.data.language is None
    assert "On validation" in card.text


@pytest.mark.parametrize(("task", "figure"), [("classes", "accuracy"), ("sets", "micro F1"), ("entities", "span F1")])
def test_an_evaluation_fills_the_test_scores_in(task: str, figure: str, subject: Subjects) -> None:
    of = subject(task)
    card = ModelCard(card_of(of.run))
    assert "On test of" in card.text
    assert figure in card.text
    scores = json.loads(of.run.metrics_file.read_text())["test"]
    assert {result.dataset_split for result in card.data.eval_results} == {"test"}
    assert all(result.metric_value in scores.values() for result in card.data.eval_results)


def test_the_scores_are_those_of_the_run() -> None:
    metrics = {"test": {"accuracy": 0.9, "macro_f1": 0.8}, "validation": {"accuracy": 1.0}}
    (result,) = data_of(manifest(), metrics)["model-index"][0]["results"]
    assert {each["name"]: each["value"] for each in result["metrics"]} == {"accuracy": 0.9, "macro F1": 0.8}
    assert result["dataset"]["split"] == "test"


def test_without_test_scores_those_of_validation_stand() -> None:
    (result,) = data_of(manifest(), {"validation": {"accuracy": 1.0}})["model-index"][0]["results"]
    assert result["dataset"]["split"] == "validation"


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"dataset": "clickbait"}, "mit"),
        ({"dataset": "20newsgroups"}, None),
        ({"dataset": "reviews.csv"}, None),
        ({"dataset": "clickbait", "synthetic": True}, None),
    ],
)
def test_a_licence_is_given_only_where_the_dataset_has_one(named: dict[str, Any], expected: str | None) -> None:
    assert data_of(manifest(dataset=named), {}).get("license") == expected


@pytest.mark.parametrize(
    ("named", "expected"),
    [("clickbait", ["clickbait"]), ("hub:org/data:config", ["org/data"]), ("reviews.csv", None)],
)
def test_a_dataset_is_named_only_where_others_can_find_it(named: str, expected: list[str] | None) -> None:
    assert data_of(manifest(dataset={"dataset": named}), {}).get("datasets") == expected


@pytest.mark.parametrize(
    ("pretrained", "base"), [("org/bert@main", "org/bert"), ("/home/ann/bert", None), (None, None)]
)
def test_the_base_model_is_a_repository_or_nothing(pretrained: str | None, base: str | None) -> None:
    assert data_of(manifest(pretrained=pretrained), {}).get("base_model") == base


def test_a_stand_in_and_synthetic_data_are_said(subject: Subjects) -> None:
    of = subject("sets")
    told = replace(of.manifest, stand_in="MiniLM-L6", dataset={**of.manifest.dataset, "synthetic": True})
    of.run.write_manifest(told)
    card = card_of(of.run)
    assert "stand-in: MiniLM-L6" in card
    assert "SYNTHETIC" in card
    assert "it has read invented texts only" in card


def test_paths_stay_out(subject: Subjects) -> None:
    of = subject("entities")
    of.run.write_manifest(replace(of.manifest, command="textkit train /home/ann/secret.csv --out /srv/x"))
    card = card_of(of.run)
    assert str(of.run.path.parent) not in card
    assert "/home" not in card
    assert "/srv" not in card


def test_a_linear_run_does_not_claim_to_open_in_transformers(trained: dict[str, Path]) -> None:
    assert "AutoTokenizer" not in card_of(Run(trained["sets"]))


def test_words_stay_words_in_markdown() -> None:
    assert escaped("a|b <i>\n*c*") == r"a\|b \<i\> \*c\*"


def test_a_card_that_cannot_be_written_is_a_warning(trained: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    warned: list[str] = []
    reporter = Silent()
    monkeypatch.setattr(reporter, "warn", warned.append, raising=False)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("textkit.reporting.card.write_text", refuse)
    keep_card(Run(trained["sets"]), reporter)
    assert "the model card is not kept" in warned[0]


def test_an_encoder_says_how_transformers_opens_it(subject: Subjects) -> None:
    of = subject("sets")
    (of.run.model / "config.json").write_text('{"architectures": ["BertForSequenceClassification"]}')
    assert "AutoModelForSequenceClassification.from_pretrained" in card_of(of.run)


def test_from_python_too(reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    assert "It was not examined" in (run.path / "README.md").read_text(encoding="utf-8")
    textkit.evaluate(run)
    assert "On test of" in (run.path / "README.md").read_text(encoding="utf-8")

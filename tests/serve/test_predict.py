"""POST /predict: the records of `textkit predict`, from the model that is named."""

from pathlib import Path

import pytest

import textkit
from tests.serve.conftest import Start, error

TEXTS = ["The film was great", "", "The hotel was awful 🤖", "Ünïcode\nand lines\u2028"]


@pytest.mark.parametrize("name", ["reviews", "notices", "reports"])
def test_records_are_those_of_predict(name: str, start: Start, runs: dict[str, Path]) -> None:
    answer = start(name).client.post("/predict", json={"texts": TEXTS})
    assert answer.status_code == 200
    assert answer.json() == {"model": name, "predictions": textkit.load(runs[name]).predict(TEXTS)}


def test_a_single_text_is_a_list_of_one(start: Start) -> None:
    (record,) = start().client.post("/predict", json={"texts": "The film was great"}).json()["predictions"]
    assert record["label"] == "good"


def test_models_are_chosen_by_name_and_the_first_is_the_default(start: Start) -> None:
    client = start("notices", "reviews").client
    assert client.post("/predict", json={"texts": "great"}).json()["model"] == "notices"
    assert client.post("/predict", json={"texts": "great", "model": "reviews"}).json()["model"] == "reviews"


def test_an_unknown_model_is_guessed_at(start: Start) -> None:
    answer = start().client.post("/predict", json={"texts": "great", "model": "review"})
    assert error(answer) == (404, "unknown_model")
    assert answer.json()["error"]["hint"] == "did you mean 'reviews'?"


def test_top_k_and_threshold(start: Start) -> None:
    asked = {"texts": "the", "top_k": 1, "threshold": 1}
    (record,) = start().client.post("/predict", json=asked).json()["predictions"]
    assert record["label"] is None
    assert len(record["scores"]) == 1


def test_an_option_that_the_model_has_no_use_for_is_refused(start: Start) -> None:
    answer = start("reports").client.post("/predict", json={"texts": "Anna", "top_k": 1})
    assert error(answer) == (422, "not_for_this_model")
    assert "top_k" in answer.json()["error"]["message"]


def test_entities_are_where_they_are_in_the_text(start: Start) -> None:
    text = "🤖 Anna Bell met Carl in Paris ."
    (record,) = start("reports").client.post("/predict", json={"texts": text}).json()["predictions"]
    assert record["entities"]
    assert all(text[each["start"] : each["end"]] == each["text"] for each in record["entities"])


def test_an_explanation_weighs_the_words_of_the_text(start: Start) -> None:
    text = "The film was great"
    (record,) = start().client.post("/predict", json={"texts": text, "explain": True}).json()["predictions"]
    weights = {each["text"]: each["weight"] for each in record["explanation"]["words"]}
    assert max(weights, key=lambda word: weights[word]) == "great"


def test_a_fault_of_ours_is_told_without_its_inside(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start()
    monkeypatch.setattr("textkit.inference.linear.LinearSession.run", lambda *_: 1 / 0)
    answer = server.client.post("/predict", json={"texts": "great"})
    assert error(answer) == (500, "internal")
    assert "division" not in answer.text

"""The test split, watched while training: seen in the history, and without a part in the training."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.encoders import tiny_encoder
from tests.labelled import TINY_SETS, write_labelled
from tests.reviews import TINY
from tests.tagged import TINY_TAGGER, write_conll
from textkit.errors import UsageError
from textkit.run import Run


def train(data: Path, model: str, config: dict[str, Any], **training: Any) -> Run:
    return textkit.train(str(data), model, config={**config, "training": {**config["training"], **training}})


def history(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.history_file.read_text(encoding="utf-8").splitlines()]


def test_watching_changes_nothing_of_the_model(reviews: Path) -> None:
    plain, watched = (train(reviews, "lstm-attn", TINY, track_test=tracked) for tracked in (False, True))
    digests = {hashlib.sha256(run.weights.read_bytes()).hexdigest() for run in (plain, watched)}
    assert len(digests) == 1


def test_the_history_has_the_figures_of_test(reviews: Path) -> None:
    run = train(reviews, "lstm-attn", TINY, track_test=True)
    records = history(run)
    assert all({"test_loss", "test_accuracy"} <= record.keys() for record in records)
    best = records[run.metrics()["validation"]["epoch"] - 1]
    scored = textkit.evaluate(run).scores
    assert best["test_accuracy"] == pytest.approx(scored["accuracy"], abs=1e-6)
    assert best["test_loss"] == pytest.approx(scored["loss"], abs=1e-4)


def test_without_it_test_is_not_looked_at(reviews: Path) -> None:
    assert not any(key.startswith("test_") for record in history(train(reviews, "lstm-attn", TINY)) for key in record)


def test_thresholds_are_those_of_validation(tmp_path: Path) -> None:
    run = train(write_labelled(tmp_path / "notices.csv"), "lstm-attn", TINY_SETS, track_test=True, epochs=3)
    best = history(run)[run.metrics()["validation"]["epoch"] - 1]
    assert best["test_micro_f1"] == pytest.approx(textkit.evaluate(run).scores["micro_f1"], abs=1e-6)


def test_transitions_are_those_of_the_epoch(tmp_path: Path) -> None:
    data = write_conll(tmp_path / "sentences.conll", 80)
    run = train(data, "bilstm-crf", {**TINY_TAGGER, "data": {"column": "3"}}, track_test=True, epochs=2)
    best = history(run)[run.metrics()["validation"]["epoch"] - 1]
    assert best["test_span_f1"] == pytest.approx(textkit.evaluate(run).scores["span_f1"], abs=1e-6)


def test_a_frozen_encoder_learns_alike_and_is_watched(reviews: Path) -> None:
    config = {"model": {"freeze": "encoder"}, "training": {"epochs": 2, "threads": 1}}
    model = f"hf:{tiny_encoder('bert')}"
    digests = set()
    for tracked in (False, True):
        run = train(reviews, model, config, track_test=tracked)
        digests.add(hashlib.sha256(run.weights.read_bytes()).hexdigest())
    assert len(digests) == 1
    best = history(run)[run.metrics()["validation"]["epoch"] - 1]
    assert best["test_loss"] == pytest.approx(textkit.evaluate(run).scores["loss"], abs=1e-4)


def test_the_transformers_trainer_cannot_watch(reviews: Path) -> None:
    config = {"training": {"trainer": "hf", "batch_size": 16, "batch_tokens": None, "threads": 1}}
    with pytest.raises(UsageError, match="cannot honour --track-test"):
        train(reviews, f"hf:{tiny_encoder('bert')}", config, track_test=True)


def test_a_linear_model_has_no_epochs_to_watch(reviews: Path) -> None:
    with pytest.raises(UsageError, match="track_test"):
        textkit.train(str(reviews), "tfidf", config={"training": {"track_test": True}})

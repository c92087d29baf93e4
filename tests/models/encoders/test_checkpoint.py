"""Label sets to transformers and back: a run is a checkpoint, and a checkpoint answers."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import textkit
from tests.encoders import tiny_encoder
from tests.labelled import LABELS, labelled, write_labelled
from textkit.errors import DataError
from textkit.run import Run

FAST = {"threads": 1, "precision": "fp32", "batch_size": 16, "epochs": 3, "lr": 3e-3}
TEXTS = [text for text, _ in labelled(12, seed=3)]


def train(folder: Path, kind: str, **training: Any) -> Run:
    config = {"training": {**FAST, **training}}
    return textkit.train(str(write_labelled(folder / "notices.csv")), f"hf:{tiny_encoder(kind)}", config=config)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A fine-tuned tiny BERT; tests only read it."""
    folder = tmp_path_factory.mktemp("checkpoint")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        patch.setenv("TEXTKIT_RUNS", str(folder / "runs"))
        return train(folder, "bert")


def theirs(folder: Path) -> Any:
    """Probabilities (texts, labels) by transformers alone."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    network = AutoModelForSequenceClassification.from_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    with torch.inference_mode():
        return network(**tokenizer(TEXTS, padding=True, return_tensors="pt")).logits.sigmoid().numpy()


def test_transformers_loads_the_run_and_agrees(run: Run) -> None:
    from transformers import AutoModelForSequenceClassification

    config = AutoModelForSequenceClassification.from_pretrained(run.model).config
    assert config.problem_type == "multi_label_classification"
    assert config.id2label == dict(enumerate(LABELS))
    predictor = textkit.load(run, threads=1)
    ours = predictor.decoder.probabilities(*predictor.logits(TEXTS))
    np.testing.assert_allclose(ours, theirs(run.model), atol=1e-6)


def test_its_loss_there_is_ours(run: Run) -> None:
    """What `problem_type` is for: given truth values, transformers itself takes the same mean over the same cells."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    predictor, sets = textkit.load(run, threads=1), [labels for _, labels in labelled(12, seed=3)]
    truth = predictor.task.encode(sets, LABELS)
    network = AutoModelForSequenceClassification.from_pretrained(run.model)
    inputs = AutoTokenizer.from_pretrained(run.model)(TEXTS, padding=True, return_tensors="pt")
    with torch.inference_mode():
        loss = float(network(**inputs, labels=torch.from_numpy(truth)).loss)
    logits, bounds = predictor.logits(TEXTS)
    assert predictor.decoder.loss(logits, bounds, truth) == pytest.approx(loss, abs=1e-5)


def test_a_checkpoint_of_label_sets_answers_with_sets(run: Run) -> None:
    predictor = textkit.load(f"hf:{run.model}", threads=1)
    assert predictor.task.target == "labels"
    for record, likely in zip(predictor.predict(TEXTS), theirs(run.model), strict=True):
        assert set(record["labels"]) == {label for label, share in zip(LABELS, likely, strict=True) if share >= 0.5}
        assert [record["scores"][label] for label in LABELS] == pytest.approx(likely.tolist(), abs=1e-5)


def test_a_checkpoint_knows_nothing_of_the_runs_thresholds(run: Run) -> None:
    own, foreign = (textkit.load(name, threads=1) for name in (run, f"hf:{run.model}"))
    assert set(own.learned) == {"thresholds"}
    assert not foreign.learned
    pairs = zip(own.predict(TEXTS), foreign.predict(TEXTS), strict=True)
    assert all(one["scores"] == other["scores"] for one, other in pairs)


def test_a_checkpoint_is_scored_on_a_file(run: Run, tmp_path: Path) -> None:
    data = write_labelled(tmp_path / "more.csv", rows=60, seed=7)
    scores = textkit.evaluate(f"hf:{run.model}", data=str(data)).scores
    assert scores["rows"] == 60
    assert {name: scores[name] for name in scores["at_half"]} == scores["at_half"]


def test_a_run_is_an_encoder_to_start_from(run: Run, reviews: Path) -> None:
    """Its head is for sets, so a new one is made; what it says it is, is what the new run is for."""
    second = textkit.train(str(reviews), f"hf:{run.model}", config={"training": {**FAST, "epochs": 1}})
    config = json.loads((second.model / "config.json").read_text())
    assert config["problem_type"] is None
    assert textkit.load(f"hf:{second.model}", threads=1).predict(["great"])[0]["label"] in ("bad", "good")


@pytest.mark.parametrize("kind", ["distilbert", "roberta"])
def test_other_architectures_say_it_too(kind: str, tmp_path: Path) -> None:
    from transformers import AutoModelForSequenceClassification

    run = train(tmp_path, kind, epochs=1)
    config = AutoModelForSequenceClassification.from_pretrained(run.model).config
    assert config.problem_type == "multi_label_classification"
    predictor = textkit.load(run, threads=1)
    ours = predictor.decoder.probabilities(*predictor.logits(TEXTS))
    np.testing.assert_allclose(ours, theirs(run.model), atol=1e-6)


def test_a_single_output_is_no_set_of_labels(run: Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(run.model, tmp_path / "one"))
    config = json.loads((folder / "config.json").read_text())
    config |= {"id2label": {"0": "art"}, "label2id": {"art": 0}}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(DataError, match="and 1 labels"):
        textkit.load(f"hf:{folder}")

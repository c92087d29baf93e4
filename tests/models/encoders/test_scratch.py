"""Encoders of random weights: nothing is fetched, their pieces are learned, transformers loads them."""

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import textkit
from tests.encoders import tiny_encoder
from tests.tagged import write_conll
from textkit.errors import MissingError
from textkit.models import find_model
from textkit.models.encoders import entry
from textkit.models.encoders.scratch import small_config
from textkit.run import Run
from textkit.types import Sentence

FAST = {"threads": 1, "precision": "fp32", "batch_size": 16, "epochs": 2, "lr": 1e-3}
FAMILIES = ("bert", "distilbert", "roberta", "minilm")
TEXTS = ["The film was great", "an AWFUL meal", ""]


def train(data: Path, name: str = "bert", training: dict[str, Any] | None = None, **model: Any) -> Run:
    config = {"model": {"from_scratch": "tiny", **model}, "training": {**FAST, **(training or {})}}
    return textkit.train(str(data), name, config=config)


def pieces(name: str, inputs: list[Any], **model: Any) -> Any:
    """The vectorizer that a model from scratch learns."""
    found = find_model(name)
    return found.vectorize(found.options(name=name, from_scratch="tiny", **model), inputs)


@pytest.fixture(autouse=True)
def _nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    find = entry.locate

    def refuse(repo: str, *rest: Any) -> Any:
        assert Path(repo).is_dir(), "pretrained weights were looked for"
        return find(repo, *rest)

    monkeypatch.setattr(entry, "locate", refuse)


@pytest.mark.parametrize("name", FAMILIES)
def test_transformers_loads_it_and_agrees(name: str, reviews: Path) -> None:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    run = train(reviews, name)
    network = AutoModelForSequenceClassification.from_pretrained(run.model)
    assert network.config.model_type == ("bert" if name == "minilm" else name)
    batch = AutoTokenizer.from_pretrained(run.model)(TEXTS, padding=True, return_tensors="pt")
    with torch.inference_mode():
        theirs = network(**batch).logits.numpy()
    np.testing.assert_allclose(textkit.load(run).logits(TEXTS)[0], theirs, atol=1e-5)
    manifest = run.manifest()
    assert (manifest.title, manifest.pretrained, manifest.stand_in) == (f"{name} (from scratch, tiny)", None, None)


def test_it_learns(reviews: Path) -> None:
    run = train(reviews, training={"epochs": 8})
    assert run.metrics()["validation"]["accuracy"] > 0.9


def test_one_seed_gives_one_file(reviews: Path) -> None:
    first, second = (train(reviews, training={"epochs": 1}) for _ in range(2))
    assert first.weights.read_bytes() == second.weights.read_bytes()
    assert (first.model / "tokenizer.json").read_bytes() == (second.model / "tokenizer.json").read_bytes()


@pytest.mark.parametrize("architecture", ["bert", "distilbert", "roberta"])
@pytest.mark.parametrize(
    ("size", "layers", "units", "heads"), [("tiny", 2, 128, 2), ("mini", 4, 256, 4), ("small", 4, 512, 8)]
)
def test_sizes(architecture: str, size: str, layers: int, units: int, heads: int) -> None:
    from transformers import AutoModel

    config = small_config(architecture, size, pieces=50)
    network = AutoModel.from_config(config)
    inner = {tuple(each.shape) for each in network.parameters()}
    assert (config.num_hidden_layers, config.hidden_size, config.num_attention_heads) == (layers, units, heads)
    assert {(50, units), (4 * units, units)} <= inner


def test_of_hf_it_takes_the_architecture(reviews: Path) -> None:
    run = train(reviews, f"hf:{tiny_encoder('distilbert')}", training={"epochs": 1})
    config = json.loads((run.model / "config.json").read_text())
    assert (config["model_type"], config["dim"], config["hidden_dim"]) == ("distilbert", 128, 512)


def test_of_hf_a_config_that_cannot_be_reached_is_missing(reviews: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="config of someone/nowhere"):
        train(reviews, "hf:someone/nowhere")
    assert not list((tmp_path / "runs").iterdir())


def test_the_longest_texts_are_read_to_the_last_position(reviews: Path) -> None:
    for name in ("bert", "roberta"):
        run = train(reviews, name, max_tokens=10_000, training={"epochs": 1})
        assert textkit.load(run).vectorizer.options()["max_tokens"] == 512
        assert textkit.load(run).predict(["great " * 2_000])[0]["label"] in ("good", "bad")


@pytest.mark.parametrize(
    ("casing", "words", "tells"),
    [("auto", False, False), ("auto", True, True), ("cased", False, True), ("uncased", True, False)],
)
def test_letter_case_tells_for_words_or_where_it_is_asked_for(casing: str, words: bool, tells: bool) -> None:
    texts = ["Anna met a bell", "a bell met Anna"] * 5
    learned = pieces("minilm", [Sentence.of_words(text.split()) for text in texts] if words else texts, casing=casing)
    upper, lower = (learned.tokenizer.encode(text).ids for text in ("Anna", "anna"))
    assert (upper != lower) == tells


def test_special_pieces_stand_around_every_text() -> None:
    learned = pieces("bert", ["a film", "a meal"] * 5)
    assert learned.tokenizer.encode("a film").tokens[:2] == ["[CLS]", "a"]
    assert learned.tokenizer.encode("a film").tokens[-1] == "[SEP]"
    assert (learned.pad, learned.unknown) == (0, 1)


def test_a_tagger_from_scratch(tmp_path: Path) -> None:
    run = train(write_conll(tmp_path / "reports.conll"), training={"epochs": 12}, crf=True)
    assert run.metrics()["validation"]["span_f1"] > 0.8
    assert textkit.load(run).predict([["Anna", "Bell", "met", "Carl"]])[0]["entities"]


def test_another_run_goes_on_from_it(reviews: Path) -> None:
    first = train(reviews, training={"epochs": 1})
    second = textkit.train(str(reviews), "bert", init=first.path, config={"training": {**FAST, "epochs": 1}})
    assert len(textkit.load(second).vectorizer) == len(textkit.load(first).vectorizer)


def test_it_takes_a_higher_rate_and_more_epochs_unless_asked_for(reviews: Path) -> None:
    def settings(**training: Any) -> tuple[float, int]:
        run = textkit.train(
            str(reviews),
            "bert",
            config={
                "model": {"from_scratch": "tiny"},
                "training": {"threads": 1, "precision": "fp32", "least_steps": 0, **training},
            },
        )
        found = tomllib.loads(run.config_file.read_text())["training"]
        return found["lr"], found["epochs"]

    assert settings() == (5e-4, 8)
    assert settings(lr=1e-3, epochs=1) == (1e-3, 1)

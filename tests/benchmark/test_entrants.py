"""Which models are one model under two names."""

from dataclasses import replace
from pathlib import Path

import pytest

from textkit.benchmark.entrants import Entrant, stand_alike
from textkit.run import Manifest, begin

CARRIED = "sentence-transformers/all-MiniLM-L6-v2"
MINILM = Manifest("minilm", "classification", "torch", {}, 1, pretrained=CARRIED, parameters=22_713_986)
BERT = replace(MINILM, model="bert", stand_in="MiniLM-L6")
DISTILBERT = replace(MINILM, model="distilbert", stand_in="MiniLM-L6", parameters=17_389_826)
LSTM = Manifest("lstm", "classification", "torch", {}, 1, parameters=500_000)


def entrant(manifest: Manifest, folder: Path, weights: str) -> Entrant:
    files = {"model/model.safetensors": weights, "config.toml": f"other {weights}"}
    return Entrant(manifest.model, (begin(folder / weights, replace(manifest, files=files)),))


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (BERT, MINILM, True),
        (MINILM, BERT, True),
        (BERT, DISTILBERT, False),
        (MINILM, replace(MINILM), False),  # two recipes of one model may be compared
        (LSTM, replace(LSTM, model="lstm-attn"), False),
        (BERT, replace(BERT, stand_in=None, pretrained="google-bert/bert-base-uncased"), False),
    ],
)
def test_a_stand_in_is_the_model_that_stands_in(first: Manifest, second: Manifest, alike: bool, tmp_path: Path) -> None:
    assert stand_alike(entrant(first, tmp_path, "a"), entrant(second, tmp_path, "b")) is alike


def test_equal_weights_are_one_model_whatever_the_name(tmp_path: Path) -> None:
    one, other = entrant(LSTM, tmp_path / "here", "a"), entrant(replace(LSTM, model="x"), tmp_path / "there", "a")
    assert stand_alike(one, other)

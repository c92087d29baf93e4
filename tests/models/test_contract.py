"""What every model of the zoo must do, toy models included."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import textkit
from tests.encoders import KINDS, tiny_encoder
from tests.reviews import write_reviews
from textkit.evaluation.scoring import score
from textkit.inference.predictor import Predictor
from textkit.models import find_model, zoo
from textkit.run import Run

ENCODERS = ("bert", "distilbert", "roberta", "minilm", "hf")  # one code for all of them: met as tiny ones of each kind
NAMES = [*(name for name in zoo.names() if name not in ENCODERS), "bag", *(f"hf:tiny-{kind}" for kind in KINDS)]
pytestmark = pytest.mark.usefixtures("toys")


def model_of(name: str) -> str:
    """The name to train: a tiny encoder is known by its folder."""
    kind = name.removeprefix("hf:tiny-")
    return f"hf:{tiny_encoder(kind)}" if kind != name else name


def config_of(name: str, **training: Any) -> dict[str, Any]:
    """Settings under which the model learns ten rows by heart, or a small corpus soon."""
    if find_model(name).trainer == "linear":
        return {}
    if name.startswith("hf:"):
        training = {"precision": "fp32", "batch_size": 8, **training, "lr": 3e-3}
    return {"training": {"threads": 1, "lr": 0.02, "warmup": 0.0, "schedule": "constant", **training}}


def ten_rows(folder: Path) -> Path:
    """Ten rows that are train, validation and test alike."""
    texts = [(f"{word} number {number}", word[0]) for number, word in enumerate(["apple", "pear"] * 5)]
    lines = [f"{text},{label},{split}" for split in ("train", "valid", "test") for text, label in texts]
    path = folder / "ten.csv"
    path.write_text("text,label,split\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """One run of each model, trained when first asked for."""
    return {}


def run_of(name: str, trained: dict[str, Run], factory: pytest.TempPathFactory) -> Run:
    if name not in trained:
        folder = factory.mktemp(name)
        out = folder / "run"
        config = config_of(name, epochs=3)
        trained[name] = textkit.train(
            str(write_reviews(folder / "reviews.csv")), model_of(name), out=out, config=config
        )
    return trained[name]


@pytest.mark.parametrize("name", [*zoo.names(), "bag"])
def test_an_entry_says_what_it_is(name: str) -> None:
    entry = zoo.load(name)
    assert entry.summary
    assert entry.tasks
    assert (entry.build is None) == (entry.trainer == "linear")
    for section, settings in entry.recipe.items():
        schema = {"model": entry.options, "training": entry.training}[section]
        assert settings.keys() <= schema.model_fields.keys()


@pytest.mark.parametrize("name", NAMES)
def test_it_learns_ten_rows_by_heart(name: str, tmp_path: Path) -> None:
    run = textkit.train(str(ten_rows(tmp_path)), model_of(name), config=config_of(name, epochs=20))
    assert textkit.evaluate(run).scores["accuracy"] == 1.0


@pytest.mark.parametrize("name", NAMES)
def test_a_loaded_run_gives_the_scores_of_its_training(
    name: str, trained: dict[str, Run], tmp_path_factory: pytest.TempPathFactory
) -> None:
    run = run_of(name, trained, tmp_path_factory)
    predictor = textkit.load(run.path)
    rows = textkit.prepare([str(run.path.parent / "reviews.csv")]).split("validation")
    truth = predictor.task.encode(rows.targets, predictor.labels)
    again = score(predictor.task, truth, predictor.probabilities(rows.texts), predictor.labels)
    then = run.metrics()["validation"]
    assert again["confusion"] == then["confusion"]
    assert again["ece"] == pytest.approx(then["ece"], abs=1e-5)


RAGGED = ["", "great", "The film was awful and the meal was not", "word " * 300, "Ünïcode 🤖 e\u0301 שלום", "great"]


@pytest.mark.parametrize("name", NAMES)
def test_batched_equals_single(name: str, trained: dict[str, Run], tmp_path_factory: pytest.TempPathFactory) -> None:
    predictor: Predictor = textkit.load(run_of(name, trained, tmp_path_factory))
    together = predictor.probabilities(RAGGED, batch_size=len(RAGGED))
    alone = np.concatenate([predictor.probabilities([text]) for text in RAGGED])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert np.isfinite(together).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_run_can_be_moved(name: str, trained: dict[str, Run], tmp_path_factory: pytest.TempPathFactory) -> None:
    import shutil

    run = run_of(name, trained, tmp_path_factory)
    before = textkit.load(run).predict(RAGGED)
    moved = shutil.copytree(run.path, tmp_path_factory.mktemp("elsewhere") / "moved")
    assert textkit.load(moved).predict(RAGGED) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_run_holds_what_its_manifest_says(
    name: str, trained: dict[str, Run], tmp_path_factory: pytest.TempPathFactory
) -> None:
    import hashlib

    run = run_of(name, trained, tmp_path_factory)
    manifest = run.manifest()
    assert "model/model.safetensors" in manifest.files
    for path, digest in manifest.files.items():
        assert hashlib.sha256((run.path / path).read_bytes()).hexdigest() == digest
    assert not [path for path in run.path.rglob("*") if path.suffix in (".pkl", ".pt", ".bin", ".joblib")]
    assert not run.checkpoint.exists()

"""Words of a student that start where its teacher has them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import textkit
from tests.encoders import tiny_encoder
from tests.reviews import TINY, write_reviews
from textkit.config.settings import from_tables
from textkit.distill import distilling, lesson
from textkit.distill.vectors import principal
from textkit.errors import Interrupted
from textkit.inference.predictor import Predictor
from textkit.models.layers.embedding import WordEmbedding
from textkit.text.vectorizers.pretrained import PretrainedPieces
from textkit.training.torch_session import open_torch_session


def distances(vectors: Any) -> Any:
    return np.linalg.norm(vectors[:, None] - vectors[None], axis=-1)


@pytest.mark.parametrize("dimensions", [8, 20])
def test_enough_dimensions_keep_every_distance(dimensions: int) -> None:
    vectors = np.random.default_rng(0).normal(size=(30, 8)).astype(np.float32)
    found = principal(vectors, dimensions)
    assert found.shape == (30, 8)
    np.testing.assert_allclose(distances(found), distances(vectors), atol=1e-4)


def test_few_dimensions_are_those_that_tell_most() -> None:
    noise = np.random.default_rng(0)
    spread = noise.normal(size=(200, 6)) * [0.1, 9, 0.1, 0.1, 4, 0.1]
    found = principal(spread.astype(np.float32), 2)
    np.testing.assert_allclose(found.std(axis=0), spread[:, [1, 4]].std(axis=0), rtol=0.02)


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    folder = tmp_path_factory.mktemp("vectors")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        path = write_reviews(folder / "reviews.csv")
        config = {"training": {"threads": 1, "precision": "fp32", "epochs": 1}}
        run = textkit.train(str(path), f"hf:{tiny_encoder('bert')}", out=folder / "run", config=config)
        return textkit.load(run, threads=1)


def begun(teacher: Predictor, monkeypatch: pytest.MonkeyPatch, **extra: Any) -> tuple[WordEmbedding, list[str], Any]:
    """The embedding of a student before its first step, its words, and its weights as the seed made them."""
    kept: list[Any] = []
    begin = lesson.Distillation.begin

    def noting(self: Any, module: Any, vectorizer: Any, options: Any) -> None:
        before = module.embedding.words.weight.detach().clone()
        begin(self, module, vectorizer, options)
        kept[:] = [module.embedding.words.weight.detach().clone(), list(vectorizer.vocabulary), before]
        raise KeyboardInterrupt  # its training is of no interest here

    assert teacher.run is not None
    monkeypatch.setenv("TEXTKIT_HOME", str(teacher.run.path.parent / "home"))
    monkeypatch.setattr(lesson.Distillation, "begin", noting)
    tables = {"training": TINY["training"], **extra}
    tables["model"] = {**TINY["model"], "name": "lstm", "embedding_dim": 64, **extra.get("model", {})}
    with pytest.raises(Interrupted):
        distilling.distill(teacher, from_tables(tables, "test"), control=False)
    return kept[0], kept[1], kept[2]


def test_words_of_a_student_lie_as_they_do_in_its_teacher(
    teacher: Predictor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    weights, words, before = begun(teacher, monkeypatch)
    assert teacher.run is not None
    assert isinstance(teacher.vectorizer, PretrainedPieces)
    network: Any = open_torch_session(teacher.run, "cpu").module
    table = network.get_input_embeddings().weight.detach().numpy()
    theirs = distances(np.stack([table[pieces].mean(axis=0) for pieces in teacher.vectorizer.pieces_of(words)]))
    ours = distances(weights[2:, : table.shape[1]].numpy())
    ratio = ours.sum() / theirs.sum()
    np.testing.assert_allclose(ours, ratio * theirs, atol=1e-4 * ours.max())
    assert float(weights[2:].std()) == pytest.approx(float(before[2:].std()), rel=0.1)
    assert torch.equal(weights[:2], before[:2])


@pytest.mark.parametrize("others", ["no", "file"])
def test_a_student_may_start_as_it_would_alone(
    others: str, teacher: Predictor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    extra: dict[str, Any] = {"distillation": {"vectors": False}}
    if others == "file":
        (tmp_path / "glove.txt").write_text("great" + " 0.5" * 64 + "\n")
        extra = {"model": {"pretrained_embeddings": str(tmp_path / "glove.txt")}}
    weights, _, before = begun(teacher, monkeypatch, **extra)
    assert torch.equal(weights, before)

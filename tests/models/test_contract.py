"""What every model of the zoo must do in each of its tasks, toy models included."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import textkit
from tests.encoders import KINDS, tiny_encoder
from tests.labelled import Labelled, write_flags, write_labelled
from tests.reviews import write_reviews
from tests.tagged import Tagged, conll, tagged, write_conll
from textkit.evaluation.scoring import score
from textkit.inference.graph import GraphSession
from textkit.inference.predictor import Predictor
from textkit.models import find_model, zoo
from textkit.run import Run
from textkit.types import Sentence

ENCODERS = ("bert", "distilbert", "roberta", "minilm", "hf")  # one code for all of them: met as tiny ones of each kind
pytestmark = [pytest.mark.usefixtures("toys"), pytest.mark.exports]


class Case(NamedTuple):
    """A model in a task; of a tagger perhaps with a CRF that it need not have."""

    name: str
    task: str
    crf: bool = False

    def __str__(self) -> str:
        return f"{self.name}, {self.task}{', crf' * self.crf}"


def _cases() -> list[Case]:
    cases = [Case(name, task) for name in zoo.names() if name not in ENCODERS for task in zoo.load(name).tasks]
    cases += [Case(f"hf:tiny-{kind}", "classification") for kind in KINDS]
    cases += [Case(f"hf:tiny-{kind}", "multilabel") for kind in ("bert", "distilbert")]  # heads with and without pooler
    cases += [Case(f"hf:tiny-{kind}", "tagging") for kind in ("bert", "roberta", "sentencepiece")]  # three tokenizers
    return [*cases, Case("bag", "classification"), Case("lstm", "tagging", True), Case("hf:tiny-bert", "tagging", True)]


CASES = pytest.mark.parametrize("case", _cases(), ids=str)
NETWORKS = pytest.mark.parametrize("case", [case for case in _cases() if case.name != "tfidf"], ids=str)
LEARNED = {"classification": "accuracy", "multilabel": "subset_accuracy", "tagging": "span_f1"}
"""The figure that is 1 when all is known by heart."""
TOLD = {"classification": "confusion", "multilabel": "thresholds", "tagging": "error_kinds"}
"""What the scores of each task have besides numbers."""


def model_of(name: str) -> str:
    """The name to train: a tiny encoder is known by its folder."""
    kind = name.removeprefix("hf:tiny-")
    return f"hf:{tiny_encoder(kind)}" if kind != name else name


def config_of(case: Case, **training: Any) -> dict[str, Any]:
    """Settings under which the model learns ten rows by heart, or a small corpus soon."""
    if find_model(case.name).trainer == "linear":
        return {}
    if case.name.startswith("hf:"):
        training = {
            "precision": "fp32",
            "batch_size": 8 if case.task == "classification" else 4,
            **training,
            "lr": 1e-3 if case.task == "multilabel" else 3e-3,
        }
    model = {"crf": True} if case.crf else {}
    if case.task == "tagging" and not case.name.startswith("hf:"):
        model |= {"hidden": 16, "embedding_dim": 32, "ngram_dim": 16, "ngram_buckets": 512}
        training = {"batch_size": 4, **training}
    return {
        "model": model,
        "training": {"threads": 1, "lr": 0.02, "warmup": 0.0, "schedule": "constant", **training},
    }


def ten_rows(case: Case, folder: Path) -> Path:
    """Ten rows that are train, validation and test alike."""
    if case.task == "tagging":
        return ten_sentences(folder)
    if case.task == "multilabel":
        return ten_notices(folder)
    texts = [(f"{word} number {number}", word[0]) for number, word in enumerate(["apple", "pear"] * 5)]
    lines = [f"{text},{label},{split}" for split in ("train", "valid", "test") for text, label in texts]
    path = folder / "ten.csv"
    path.write_text("text,label,split\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def ten_notices(folder: Path) -> Path:
    sets = [("apple", ["a"]), ("pear", ["p"]), ("meal", ["a", "p"]), ("film", []), ("apple", ["a"])]
    rows: list[Labelled] = [(f"{text} number {number}", labels) for number, (text, labels) in enumerate(sets * 2)]
    path = folder / "ten"
    path.mkdir()
    for split in ("train", "valid", "test"):
        write_flags(path / f"{split}.csv", rows)
    return path


def ten_sentences(folder: Path) -> Path:
    rows: list[Tagged] = [
        (
            ["apple", "pie", ("and", "or")[number % 2], "pear", str(number)],
            ["B-X", "I-X", "O", ("B-Y", "O")[number % 2], "O"],
        )
        for number in range(9)
    ]
    path = folder / "ten"
    path.mkdir()
    for split in ("train", "valid", "test"):
        (path / f"{split}.conll").write_text(conll([*rows, (["pear"], ["B-Y"])]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> dict[Case, Run]:
    """One run of each model and task, trained when first asked for."""
    return {}


def data_of(case: Case, folder: Path) -> Path:
    if case.task == "tagging":
        return write_conll(folder / "news.conll", rows=120)
    if case.task == "multilabel":
        return write_labelled(folder / "notices.csv")
    return write_reviews(folder / "reviews.csv")


def run_of(case: Case, trained: dict[Case, Run], factory: pytest.TempPathFactory) -> Run:
    if case not in trained:
        folder = factory.mktemp("run")
        config = config_of(case, epochs=2 if case.task == "tagging" else 3)
        trained[case] = textkit.train(
            str(data_of(case, folder)), model_of(case.name), out=folder / "run", config=config
        )
    return trained[case]


@pytest.mark.parametrize("name", [*zoo.names(), "bag"])
def test_an_entry_says_what_it_is(name: str) -> None:
    entry = zoo.load(name)
    assert entry.summary
    assert entry.tasks
    assert (entry.build is None) == (entry.trainer == "linear")
    assert entry.recipes.keys() <= set(entry.tasks)
    for recipe in (entry.recipe, *entry.recipes.values()):
        for section, settings in recipe.items():
            schema = {"model": entry.options, "training": entry.training}[section]
            assert settings.keys() <= schema.model_fields.keys()


@CASES
def test_it_learns_ten_rows_by_heart(case: Case, tmp_path: Path) -> None:
    epochs = 60 if case.task == "multilabel" and case.name.startswith("hf:") else 20  # four sets, not two classes
    run = textkit.train(str(ten_rows(case, tmp_path)), model_of(case.name), config=config_of(case, epochs=epochs))
    scores = textkit.evaluate(run).scores
    assert scores["rows"] == 10
    assert scores[LEARNED[case.task]] == 1.0


@CASES
def test_a_loaded_run_gives_the_scores_of_its_training(
    case: Case, trained: dict[Case, Run], tmp_path_factory: pytest.TempPathFactory
) -> None:
    run = run_of(case, trained, tmp_path_factory)
    predictor = textkit.load(run.path, threads=1)
    assert predictor.task.level == ("word" if case.task == "tagging" else "text")
    (data,) = (path for path in run.path.parent.iterdir() if path.is_file())
    rows = textkit.prepare([str(data)]).split("validation")
    truth = predictor.task.encode(rows.targets, predictor.labels)
    again = score(predictor.task, predictor.decoder, truth, *predictor.logits(rows.inputs), predictor.labels)
    then = run.metrics()["validation"]
    assert again[TOLD[case.task]] == then[TOLD[case.task]]
    assert again["per_label"] == then["per_label"]
    assert again["ece"] == pytest.approx(then["ece"], abs=1e-5)
    assert again["loss"] == pytest.approx(then["loss"], abs=1e-5)


RAGGED = ["", "great", "The film was awful and the meal was not", "word " * 300, "Ünïcode 🤖 e\u0301 שלום", "great"]


def inputs_of(case: Case) -> list[Any]:
    if case.task != "tagging":
        return RAGGED
    # a number in each word, so that windows which are mixed up are seen
    sentences = [*([word + str(place % 7) for place, word in enumerate(text.split())] for text in RAGGED), ["Z" * 400]]
    return [Sentence.of_words(words) for words in sentences]


@CASES
def test_batched_equals_single(case: Case, trained: dict[Case, Run], tmp_path_factory: pytest.TempPathFactory) -> None:
    predictor: Predictor = textkit.load(run_of(case, trained, tmp_path_factory), threads=1)
    inputs = inputs_of(case)
    together, bounds = predictor.logits(inputs, batch_size=len(inputs))
    assert together.shape == (bounds[-1], len(predictor.labels))
    alone = [predictor.logits([each])[0] for each in inputs]
    assert [len(each) for each in alone] == np.diff(bounds).tolist()
    np.testing.assert_allclose(together, np.concatenate(alone), atol=1e-5)
    assert np.isfinite(together).all()


@NETWORKS
def test_exported_equals_torch(case: Case, trained: dict[Case, Run], tmp_path_factory: pytest.TempPathFactory) -> None:
    from textkit.training.torch_session import open_torch_session

    run = run_of(case, trained, tmp_path_factory)
    found = run.manifest().exports["fp32"]
    assert found["max_difference"] <= 1e-4
    assert found["exporter"] == "trace"  # the faster graph: falling back to the other exporter would pass unseen
    graph = textkit.load(run, threads=2)
    assert isinstance(graph.session, GraphSession)
    network = Predictor.of_run(run, open_torch_session(run, "cpu", 1))
    inputs = inputs_of(case)
    expected, _ = network.logits(inputs)
    for batch_size in (1, 2, len(inputs)):
        np.testing.assert_allclose(graph.logits(inputs, batch_size=batch_size)[0], expected, atol=1e-4)


@NETWORKS
def test_it_can_be_quantized(case: Case, trained: dict[Case, Run], tmp_path_factory: pytest.TempPathFactory) -> None:
    run = run_of(case, trained, tmp_path_factory)
    found = textkit.api.export(run, precision="int8", max_drop=1.0)
    assert found["bytes"] < run.manifest().exports["fp32"]["bytes"]
    assert textkit.load(run, precision="int8", threads=1).predict(RAGGED)


@CASES
def test_a_run_can_be_moved(case: Case, trained: dict[Case, Run], tmp_path_factory: pytest.TempPathFactory) -> None:
    import shutil

    run = run_of(case, trained, tmp_path_factory)
    before = textkit.load(run, threads=1).predict(RAGGED)
    assert [record["text"] for record in before] == RAGGED
    moved = shutil.copytree(run.path, tmp_path_factory.mktemp("elsewhere") / "moved")
    assert textkit.load(moved, threads=1).predict(RAGGED) == before


@CASES
def test_a_run_holds_what_its_manifest_says(
    case: Case, trained: dict[Case, Run], tmp_path_factory: pytest.TempPathFactory
) -> None:
    import hashlib

    run = run_of(case, trained, tmp_path_factory)
    manifest = run.manifest()
    assert manifest.task == case.task
    assert "model/model.safetensors" in manifest.files
    assert ("thresholds.json" in manifest.files) == (case.task == "multilabel")
    assert ("model/crf.safetensors" in manifest.files) == (case.crf or case.name == "bilstm-crf")
    for path, digest in manifest.files.items():
        assert hashlib.sha256((run.path / path).read_bytes()).hexdigest() == digest
    assert not [path for path in run.path.rglob("*") if path.suffix in (".pkl", ".pt", ".bin", ".joblib")]
    assert not run.checkpoint.exists()


@pytest.mark.parametrize("case", [Case("lstm", "tagging"), Case("hf:tiny-bert", "tagging")], ids=str)
def test_parts_of_speech_are_learned_as_well(case: Case, tmp_path: Path) -> None:
    path = write_conll(tmp_path / "news.conll", rows=120)
    config = {**config_of(case, epochs=8), "data": {"column": "pos"}}
    run = textkit.train(str(path), model_of(case.name), config=config)
    assert run.labels() == ["NOUN", "OTHER", "PROPN", "PUNCT", "VERB"]
    assert textkit.evaluate(run).scores["token_accuracy"] > 0.95
    (record,) = textkit.load(run, threads=1).predict([tagged(1)[0][0]])
    assert record["entities"] == []

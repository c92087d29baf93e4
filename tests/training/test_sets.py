"""Trainings on label sets: thresholds that are found, kept, guarded and applied, and weights for rare labels."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score

import textkit
from tests.encoders import tiny_encoder
from tests.labelled import LABELS, TINY_SETS, labelled, with_a_rare_label, write_flags, write_labelled
from tests.reviews import TINY
from textkit.config.settings import Setting
from textkit.errors import DataError, Interrupted, MissingError, UsageError
from textkit.evaluation.thresholds import fit_thresholds
from textkit.run import Run
from textkit.training import gradient, trainer

FAST: dict[str, Any] = {**TINY_SETS, "training": {**TINY_SETS["training"], "epochs": 3}}
ENCODER = {"training": {"threads": 1, "precision": "fp32", "batch_size": 16, "epochs": 2, "lr": 3e-3}}
SETTINGS: dict[str, dict[str, Any]] = {"tfidf": {}, "lstm": FAST, "lstm-attn": FAST, "hf": ENCODER}
MODELS = pytest.mark.parametrize("model", SETTINGS)
Trained = Callable[..., Run]


def train(data: Path, model: str, out: Path | None = None, resume: bool = False, **training: Any) -> Run:
    config = {**SETTINGS[model], "training": {**SETTINGS[model].get("training", {}), **training}}
    name = f"hf:{tiny_encoder('bert')}" if model == "hf" else model
    return textkit.train(str(data), name, out=out, resume=resume, config=config)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The run of a model and a kind of thresholds, trained when first asked for; tests only read it."""
    runs: dict[tuple[str, str], Run] = {}

    def of(model: str, thresholds: str = "per-label") -> Run:
        if (model, thresholds) not in runs:
            folder = tmp_path_factory.mktemp("sets")
            data = write_labelled(folder / "notices.csv")
            runs[model, thresholds] = train(data, model, folder / "run", thresholds=thresholds)
        return runs[model, thresholds]

    return of


def copy_of(run: Run, folder: Path) -> Run:
    return Run(Path(shutil.copytree(run.path, folder / "copy")))


def load(run: Run) -> Any:
    return textkit.load(run, threads=1)


def kept(run: Run) -> dict[str, float]:
    return dict(json.loads(run.thresholds_file.read_text())["thresholds"])


@MODELS
def test_thresholds_are_kept_and_hashed(model: str, trained: Trained) -> None:
    run = trained(model)
    document = json.loads(run.thresholds_file.read_text())
    assert (document["kind"], document["metric"]) == ("per-label", "micro_f1")
    assert list(document["thresholds"]) == run.labels() == LABELS
    assert all(0 < threshold < 1 for threshold in kept(run).values())
    digest = hashlib.sha256(run.thresholds_file.read_bytes()).hexdigest()
    assert run.manifest().files["thresholds.json"] == digest


@MODELS
def test_thresholds_are_the_best_for_validation(model: str, trained: Trained) -> None:
    run = trained(model)
    predictor = load(run)
    rows = textkit.prepare([str(run.path.parent / "notices.csv")]).split("validation")
    probabilities = predictor.decoder.probabilities(*predictor.logits(rows.inputs))
    best = fit_thresholds(predictor.task.encode(rows.targets, LABELS), probabilities, per_label=True)
    np.testing.assert_allclose(list(kept(run).values()), best, atol=1e-5)


@MODELS
@pytest.mark.parametrize("thresholds", ["per-label", "half"])
def test_a_loaded_run_scores_as_its_training_said(model: str, thresholds: str, trained: Trained) -> None:
    run = trained(model, thresholds)
    then = run.metrics()["validation"]
    again = textkit.evaluate(run, split="validation").scores
    for key in ("rows", "micro_f1", "macro_f1", "samples_f1", "subset_accuracy", "thresholds", "at_half", "intervals"):
        assert again[key] == then[key]
    assert again["per_label"].keys() == then["per_label"].keys()
    assert again["loss"] == pytest.approx(then["loss"], abs=1e-5)


@MODELS
def test_predictions_are_what_reaches_its_threshold(model: str, trained: Trained) -> None:
    run = trained(model)
    texts = [text for text, _ in labelled(60, seed=4)]
    for record in load(run).predict(texts):
        reached = [label for label, score in record["scores"].items() if score >= kept(run)[label]]
        assert record["labels"] == reached  # both from the likeliest down


def test_thresholds_make_a_difference(trained: Trained) -> None:
    texts = [text for text, _ in labelled(60, seed=4)]
    records = load(trained("lstm")).predict(texts)
    at_half = [[label for label, score in record["scores"].items() if score >= 0.5] for record in records]
    assert at_half != [record["labels"] for record in records]


@pytest.mark.parametrize("model", ["tfidf", "lstm"])
def test_at_half_there_is_nothing_to_keep(model: str, trained: Trained) -> None:
    run = trained(model, "half")
    assert not run.thresholds_file.exists()
    assert "thresholds.json" not in run.manifest().files
    for record in load(run).predict([text for text, _ in labelled(60, seed=4)]):
        assert record["labels"] == [label for label, score in record["scores"].items() if score >= 0.5]
    scores = textkit.evaluate(run).scores
    assert scores["thresholds"] == dict.fromkeys(LABELS, 0.5)
    assert scores["at_half"] == {name: scores[name] for name in scores["at_half"]}


@pytest.mark.parametrize("model", ["tfidf", "lstm"])
def test_scores_say_what_half_would_have_given(model: str, trained: Trained) -> None:
    run = trained(model)
    notices = labelled(80, seed=9)
    data = write_flags(run.path.parent / "more.csv", notices)
    scores = textkit.evaluate(run, data=str(data)).scores
    assert scores["thresholds"] == kept(run)
    truth = np.array([[label in labels for label in LABELS] for _, labels in notices])
    records = load(run).predict([text for text, _ in notices])
    by_half = np.array([[record["scores"][label] >= 0.5 for label in LABELS] for record in records])
    by_own = np.array([[label in record["labels"] for label in LABELS] for record in records])
    for found, answers in ((scores["at_half"], by_half), (scores, by_own)):
        assert found["micro_f1"] == pytest.approx(f1_score(truth, answers, average="micro"), abs=1e-6)
        assert found["macro_f1"] == pytest.approx(f1_score(truth, answers, average="macro"), abs=1e-6)
        assert found["subset_accuracy"] == pytest.approx(accuracy_score(truth, answers), abs=1e-6)


def test_one_threshold_for_all_is_the_default(trained: Trained, tmp_path: Path) -> None:
    run = train(write_labelled(tmp_path / "notices.csv"), "tfidf")
    assert json.loads(run.thresholds_file.read_text())["kind"] == "global"
    assert len(set(kept(run).values())) == 1


def test_thresholds_are_the_best_for_the_metric_asked_for(tmp_path: Path) -> None:
    data = write_flags(tmp_path / "notices.csv", with_a_rare_label(300))
    found = {}
    for metric in ("micro_f1", "macro_f1"):
        run = train(data, "tfidf", c=0.1, thresholds="per-label", threshold_metric=metric)
        assert json.loads(run.thresholds_file.read_text())["metric"] == metric
        found[metric] = run.metrics()["validation"]
    assert found["macro_f1"]["macro_f1"] >= found["micro_f1"]["macro_f1"]
    assert found["micro_f1"]["micro_f1"] >= found["macro_f1"]["micro_f1"]


@pytest.mark.parametrize("model", ["tfidf", "lstm"])
def test_missing_thresholds_are_refused_by_name(model: str, trained: Trained, tmp_path: Path) -> None:
    run = copy_of(trained(model), tmp_path)
    run.thresholds_file.unlink()
    with pytest.raises(MissingError, match=r"copy/thresholds\.json is missing"):
        load(run)


@pytest.mark.parametrize("model", ["tfidf", "lstm"])
def test_damaged_thresholds_are_refused_by_name(model: str, trained: Trained, tmp_path: Path) -> None:
    run = copy_of(trained(model), tmp_path)
    run.thresholds_file.write_text(run.thresholds_file.read_text().replace("0.", "0.9", 1))
    with pytest.raises(DataError, match=r"copy/thresholds\.json: differs from what the manifest says"):
        load(run)


@pytest.mark.parametrize(
    "content", ["[]", '{"thresholds": {"art": 0.5}}', '{"thresholds": [0.5, 0.5, 0.5, 0.5]}', '{"thresholds": "half"}']
)
def test_thresholds_of_other_labels_are_refused_by_name(content: str, trained: Trained, tmp_path: Path) -> None:
    """Also where someone has made the manifest fit."""
    run = copy_of(trained("tfidf"), tmp_path)
    run.thresholds_file.write_text(content)
    manifest = json.loads(run.manifest_file.read_text())
    manifest["files"]["thresholds.json"] = hashlib.sha256(content.encode()).hexdigest()
    run.manifest_file.write_text(json.dumps(manifest))
    with pytest.raises(DataError, match=r"copy/thresholds\.json: not the thresholds of this run's labels"):
        load(run)


def test_a_run_with_thresholds_can_be_moved(trained: Trained, tmp_path: Path) -> None:
    run = trained("lstm")
    texts = [text for text, _ in labelled(20, seed=5)]
    assert load(copy_of(run, tmp_path)).predict(texts) == load(run).predict(texts)


@pytest.mark.parametrize("model", ["tfidf", "lstm"])
def test_class_weights_find_more_of_a_rare_label(model: str, tmp_path: Path) -> None:
    data = write_flags(tmp_path / "notices.csv", with_a_rare_label(400))
    recalls = []
    for weights in ("none", "auto"):
        more = {"epochs": 8} if model == "lstm" else {}
        run = train(data, model, class_weights=weights, thresholds="half", **more)
        recalls.append(textkit.evaluate(run, split="train").scores["per_label"]["comet"]["recall"])
    assert recalls[0] < 0.5 < recalls[1]


def test_class_weights_find_more_of_a_rare_class(tmp_path: Path) -> None:
    rows = [f"{text},{'comet' if 'comet' in labels else 'usual'}" for text, labels in with_a_rare_label(400)]
    (tmp_path / "notices.csv").write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")
    recalls = []
    for weights in ("none", "auto"):
        run = train(tmp_path / "notices.csv", "lstm", class_weights=weights, epochs=6)
        recalls.append(textkit.evaluate(run, split="train").scores["per_label"]["comet"]["recall"])
    assert recalls[0] < 0.5 < recalls[1]


def test_a_table_of_flags_and_lists_of_labels_are_learned_alike(tmp_path: Path) -> None:
    one, other = (train(write_labelled(tmp_path / f"notices.{suffix}"), "lstm") for suffix in ("csv", "jsonl"))
    assert one.manifest().files["model/model.safetensors"] == other.manifest().files["model/model.safetensors"]
    assert kept(one) == kept(other)


@pytest.mark.parametrize("metric", ["micro_f1", "subset_accuracy", "average_precision", "loss"])
def test_the_best_epoch_is_the_metrics(metric: str, tmp_path: Path) -> None:
    asked = {} if metric == "micro_f1" else {"metric": metric}  # it is the default
    run = train(write_labelled(tmp_path / "notices.csv"), "lstm", epochs=6, **asked)
    records = [json.loads(line) for line in run.history_file.read_text().splitlines()]
    sign = 1 if metric == "loss" else -1
    best = min(records, key=lambda record: (sign * record[metric], record["epoch"]))
    scores = run.metrics()["validation"]
    assert (scores["epoch"], scores[metric]) == (best["epoch"], pytest.approx(best[metric], abs=1e-6))
    assert 0.1 < records[-1]["train_loss"] / records[-1]["loss"] < 10  # means of the same cells


def test_what_was_stopped_resumes_to_the_same_weights_and_thresholds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_labelled(tmp_path / "notices.csv", rows=120)
    straight = train(data, "lstm", tmp_path / "straight", checkpoint_seconds=0, class_weights="auto")

    def stop(training: Any, *_: object) -> None:
        if training.state.place.step == 5:
            raise Interrupted("stopped")

    with monkeypatch.context() as patch:
        patch.setattr(gradient._Training, "_stop_if_asked", stop)
        with pytest.raises(Interrupted):
            train(data, "lstm", tmp_path / "stopped", checkpoint_seconds=0, class_weights="auto")
    assert not Run(tmp_path / "stopped").thresholds_file.exists()
    options = {"resume": True, "checkpoint_seconds": 0, "class_weights": "auto"}
    resumed = train(data, "lstm", tmp_path / "stopped", **options)
    assert resumed.manifest().files == straight.manifest().files
    assert resumed.metrics() == straight.metrics()


def test_init_goes_on_from_label_sets_and_not_from_classes(trained: Trained, reviews: Path, tmp_path: Path) -> None:
    data = str(write_labelled(tmp_path / "notices.csv"))
    still = {"training": {"epochs": 1, "lr": 1e-12, "threads": 1}}
    second = textkit.train(data, "lstm", init=trained("lstm").path, config=still)
    assert second.metrics()["validation"]["loss"] == pytest.approx(
        trained("lstm").metrics()["validation"]["loss"], abs=1e-4
    )
    classes = textkit.train(str(reviews), "lstm", config={**TINY, "training": {**TINY["training"], "epochs": 1}})
    with pytest.raises(UsageError, match="a run for classification, and the dataset is for multilabel"):
        textkit.train(data, "lstm", init=classes.path, config=still)


def test_long_texts_are_answered_by_all_their_windows(tmp_path: Path) -> None:
    notices = [(f"{text} {'town ' * 40}{text}", labels) for text, labels in labelled(60)]
    data = write_flags(tmp_path / "notices.csv", notices)
    settings = [
        Setting("data.dataset", str(data), "dataset"),
        Setting("model.name", "hf:" + str(tiny_encoder("bert")), ""),
    ]
    settings += [
        Setting("model.long", "windows", ""),
        Setting("model.overlap", 4, ""),
        Setting("model.max_tokens", 32, ""),
    ]
    settings += [Setting(f"training.{key}", value, "") for key, value in ENCODER["training"].items()]
    run = trainer.train(settings)
    then, again = run.metrics()["validation"], textkit.evaluate(run, split="validation").scores
    assert again["loss"] == pytest.approx(then["loss"], abs=1e-5)
    assert again["micro_f1"] == then["micro_f1"]

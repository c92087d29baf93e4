"""Which settings fit the task of a dataset: what is refused, and that a kept config is not."""

from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.encoders import tiny_encoder
from tests.labelled import TINY_SETS, write_labelled
from tests.reviews import TINY
from tests.tagged import TINY_TAGGER, write_conll
from textkit.config.settings import Setting, from_file
from textkit.errors import UsageError
from textkit.run import Run
from textkit.training import trainer

ENCODER = {"training": {"epochs": 1, "least_steps": 0, "threads": 1, "precision": "fp32"}}


def train(data: Path, model: str, *asked: Setting, config: Any = None, **training: Any) -> Run:
    settings = [Setting("data.dataset", str(data), "dataset"), Setting("model.name", model, "model")]
    tables = {**(config or {}), "training": {**(config or {}).get("training", {}), **training}}
    settings += [Setting(f"{name}.{key}", value, "c.toml") for name in tables for key, value in tables[name].items()]
    return trainer.train([*settings, *asked])


@pytest.mark.parametrize("model", ["tfidf", "lstm"])
@pytest.mark.parametrize(
    ("key", "value"),
    [("thresholds", "per-label"), ("thresholds", "half"), ("threshold_metric", "macro_f1")],
)
def test_thresholds_are_refused_for_classes(model: str, key: str, value: str, reviews: Path) -> None:
    flag = f"--{key.replace('_', '-')}"
    for asked in ([Setting(f"training.{key}", value, flag)], []):
        with pytest.raises(UsageError) as caught:
            train(reviews, model, *asked, **({} if asked else {key: value}))
        assert (
            str(caught.value) == f"{flag} is for sets of labels, and this dataset is for classification\nleave it out"
        )


def test_thresholds_are_refused_for_tags(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--thresholds is for sets of labels, and this dataset is for tagging"):
        train(write_conll(tmp_path / "news.conll", rows=60), "lstm", thresholds="per-label")


@pytest.mark.parametrize("origin", ["--thresholds", "--set"])
def test_a_flag_is_refused_though_it_asks_for_the_default(origin: str, reviews: Path) -> None:
    with pytest.raises(UsageError, match="--thresholds is for sets of labels"):
        train(reviews, "tfidf", Setting("training.thresholds", "global", origin))


def test_thresholds_in_the_environment_are_asked_for(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTKIT_TRAINING_THRESHOLDS", "half")
    with pytest.raises(UsageError, match="--thresholds is for sets of labels"):
        train(reviews, "tfidf")


def test_a_metric_of_thresholds_that_are_not_found_is_refused(tmp_path: Path) -> None:
    data = write_labelled(tmp_path / "notices.csv", rows=60)
    with pytest.raises(UsageError, match="--threshold-metric is for thresholds that are found"):
        train(data, "tfidf", thresholds="half", threshold_metric="macro_f1")


@pytest.mark.parametrize(("model", "options"), [("bilstm-crf", {}), ("lstm", {"crf": True})])
def test_class_weights_under_a_crf_are_refused(model: str, options: dict[str, Any], tmp_path: Path) -> None:
    data = write_conll(tmp_path / "news.conll", rows=60)
    config = {"model": {**TINY_TAGGER["model"], **options}, "training": TINY_TAGGER["training"]}
    with pytest.raises(UsageError) as caught:
        train(data, model, config=config, class_weights="auto")
    assert str(caught.value) == "a CRF's loss knows no class weights\nleave out --class-weights, or --crf"


def test_class_weights_of_tags_are_taken_without_one(tmp_path: Path) -> None:
    data = write_conll(tmp_path / "news.conll", rows=60)
    assert train(data, "lstm", config=TINY_TAGGER, class_weights="auto", epochs=1).labels()


def test_a_crf_over_label_sets_is_refused(tmp_path: Path) -> None:
    data = write_labelled(tmp_path / "notices.csv", rows=60)
    with pytest.raises(UsageError, match="--crf is for words: this dataset labels whole texts"):
        train(data, "lstm", config={**TINY_SETS, "model": {**TINY_SETS["model"], "crf": True}})


@pytest.mark.parametrize("metric", ["accuracy", "span_f1"])
def test_a_metric_of_other_tasks_is_refused_for_label_sets(metric: str, tmp_path: Path) -> None:
    data = write_labelled(tmp_path / "notices.csv", rows=60)
    with pytest.raises(UsageError, match=f"--metric {metric} is no figure of this dataset") as caught:
        train(data, "lstm", config=TINY_SETS, metric=metric)
    assert "one of: micro_f1, macro_f1, weighted_f1, samples_f1, subset_accuracy" in str(caught.value.hint)


def test_figures_of_label_sets_are_refused_for_classes(reviews: Path) -> None:
    with pytest.raises(UsageError, match="--metric samples_f1 is no figure of this dataset"):
        train(reviews, "lstm", config=TINY, metric="samples_f1")


def test_a_model_that_does_not_serve_label_sets_names_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="bilstm-crf does not serve multilabel") as caught:
        train(write_labelled(tmp_path / "notices.csv", rows=60), "bilstm-crf")
    assert "tfidf" in str(caught.value.hint)


@pytest.mark.parametrize("data", ["classes", "sets", "tags"])
@pytest.mark.parametrize("model", ["tfidf", "lstm", "hf"])
def test_the_config_that_a_run_keeps_is_taken_as_it_is(data: str, model: str, reviews: Path, tmp_path: Path) -> None:
    """It names every setting, those that are for other tasks among them."""
    if (data, model) == ("tags", "tfidf"):
        return
    path = {
        "classes": lambda: reviews,
        "sets": lambda: write_labelled(tmp_path / "notices.csv", rows=60),
        "tags": lambda: write_conll(tmp_path / "news.conll", rows=60),
    }[data]()
    config = {"tfidf": {}, "lstm": TINY, "hf": ENCODER}[model]
    name = f"hf:{tiny_encoder('bert')}" if model == "hf" else model
    first = train(path, name, config=config, **({} if model == "tfidf" else {"epochs": 1}))
    again = trainer.train(from_file(first.config_file))
    assert again.manifest().files == first.manifest().files
    assert textkit.load(again, **({} if model == "tfidf" else {"threads": 1})).labels == first.labels()

"""Cross-validation: a run for each fold, the average of their scores, going on after an interruption, refusals."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import textkit
from tests.labelled import TINY_SETS, write_labelled
from tests.reviews import TINY
from textkit.config.settings import Setting, from_file
from textkit.data import store
from textkit.errors import DataError, Interrupted, MissingError, UsageError
from textkit.folds import Folds, all_folds
from textkit.reporter import Silent
from textkit.run import FINISHED, UNFINISHED, all_runs
from textkit.training import folds as crossing
from textkit.training import gradient, trainer

QUICK: dict[str, Any] = {**TINY, "training": {**TINY["training"], "epochs": 1, "checkpoint_seconds": 0}}


def texts_of(run: Any, split: str) -> list[str]:
    """The texts of a split of the dataset that a run was trained on."""
    trained_on = run.manifest().dataset
    dataset = store.find(trained_on["name"], trained_on["hash"])
    assert dataset is not None
    return dataset.split(split).texts


def stop_in_fold(number: int, patch: pytest.MonkeyPatch) -> None:
    """The user stops the training of this fold after its first step."""

    def stop(training: Any, *_: object) -> None:
        if training.run.path.name == f"fold-{number}":
            raise Interrupted("stopped")

    patch.setattr(gradient._Training, "_stop_if_asked", stop)


def test_each_row_is_test_once(reviews: Path) -> None:
    folds = textkit.cross_validate(str(reviews), "tfidf", folds=3)
    assert [run.name for run in folds.runs] == ["fold-1", "fold-2", "fold-3"]
    tests = [texts_of(run, "test") for run in folds.runs]
    assert sorted(text for test in tests for text in test) == sorted(
        line.rpartition(",")[0] for line in reviews.read_text().splitlines()[1:]
    )
    for run, test in zip(folds.runs, tests, strict=True):
        assert not set(test) & {*texts_of(run, "train"), *texts_of(run, "validation")}


@pytest.mark.parametrize("model", ["tfidf", "lstm"])
def test_averages_are_those_of_the_runs(model: str, tmp_path: Path) -> None:
    data, config = str(write_labelled(tmp_path / "notices.csv", rows=120)), TINY_SETS if model == "lstm" else {}
    folds = textkit.cross_validate(data, model, folds=3, config=config)
    content = folds.content()
    assert (content["status"], content["folds"], content["task"]) == (FINISHED, 3, "multilabel")
    validations = [run.metrics()["validation"] for run in folds.runs]
    for name in ("micro_f1", "macro_f1", "samples_f1", "subset_accuracy", "loss", "average_precision"):
        figures = [scores[name] for scores in validations]
        assert content["validation"]["by_fold"][name] == figures
        assert content["validation"][name] == pytest.approx(np.mean(figures), abs=1e-6)
        assert content["validation"]["sd"][name] == pytest.approx(np.std(figures, ddof=1), abs=1e-6)
    assert content["validation"]["rows"] == sum(scores["rows"] for scores in validations)
    average = textkit.evaluate_folds(folds.path)
    assert average["rows"] == 120  # every row is scored by a model that has not seen it
    assert average == folds.content()["test"]
    assert average["by_fold"]["micro_f1"] == [run.metrics()["test"]["micro_f1"] for run in folds.runs]
    assert folds.content()["validation"] == content["validation"]


def test_folds_have_a_place_of_their_own(reviews: Path, tmp_path: Path) -> None:
    first = textkit.cross_validate(str(reviews), "tfidf", folds=2)
    second = textkit.cross_validate(str(reviews), "tfidf", folds=2)
    assert [folds.path for folds in (first, second)] == [
        tmp_path / "runs" / name for name in ("reviews-tfidf-folds", "reviews-tfidf-folds-2")
    ]
    assert [folds for folds, _ in all_folds()] == [first, second]
    assert list(all_runs()) == []  # and none of their runs is the newest


def test_the_title_is_that_of_all_folds(reviews: Path) -> None:
    config = {"data": {"limit": 100}, "preprocessing": {"lowercase": True}}
    content = textkit.cross_validate(str(reviews), "tfidf", folds=2, config=config).content()
    assert content["title"] == "tfidf (lower case, 100 rows)"
    assert content["dataset_title"] == "reviews"
    noted = {"data": {"drop_labels": ["fair"]}}
    reviews.write_text(reviews.read_text() + "".join(f"so so {row},fair\n" for row in range(9)))
    content = textkit.cross_validate(str(reviews), "tfidf", folds=2, config=noted).content()
    assert content["dataset_title"] == "reviews (without fair)"


def test_each_fold_is_trained_as_its_own_config_says(reviews: Path) -> None:
    folds = textkit.cross_validate(str(reviews), "lstm", folds=2, config=QUICK)
    assert folds.runs[0].manifest().dataset["title"] == "reviews (fold 1 of 2)"
    again = trainer.train(from_file(folds.runs[1].config_file))
    assert again.manifest().files == folds.runs[1].manifest().files


@pytest.mark.parametrize("named", [True, False])
def test_resuming_goes_on_where_it_was_stopped(
    named: bool, reviews: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "crossed" if named else None
    options: dict[str, Any] = {"folds": 3, "out": out, "config": QUICK}
    straight = textkit.cross_validate(str(reviews), "lstm", folds=3, out=tmp_path / "straight", config=QUICK)
    with monkeypatch.context() as patch:
        stop_in_fold(2, patch)
        with pytest.raises(Interrupted):
            textkit.cross_validate(str(reviews), "lstm", **options)
    folds = Folds(out or tmp_path / "runs" / "reviews-lstm-folds")
    assert folds.content()["status"] == UNFINISHED
    first = folds.runs[0].manifest()
    assert first.status == FINISHED
    assert folds.runs[1].checkpoint.is_dir()
    assert not folds.runs[2].path.exists()
    resumed = textkit.cross_validate(str(reviews), "lstm", resume=True, **options)
    assert resumed == folds
    assert resumed.runs[0].manifest() == first  # its times included
    assert [run.manifest().files for run in resumed.runs] == [run.manifest().files for run in straight.runs]
    assert resumed.content()["validation"] == straight.content()["validation"]


class Notes(Silent):
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


def test_where_there_is_nothing_to_resume_it_begins(reviews: Path) -> None:
    reporter = Notes()
    folds = textkit.cross_validate(str(reviews), "tfidf", folds=2, resume=True, reporter=reporter)
    assert folds.content()["status"] == FINISHED
    assert "nothing to resume: starting from the beginning" in reporter.notes
    assert [note for note in reporter.notes if note.startswith("fold ")] == ["fold 1 of 2", "fold 2 of 2"]


def test_resuming_a_finished_one_changes_nothing(reviews: Path, tmp_path: Path) -> None:
    folds = textkit.cross_validate(str(reviews), "tfidf", folds=2, out=tmp_path / "crossed")
    textkit.evaluate_folds(folds)
    before = folds.content(), [run.manifest() for run in folds.runs]
    assert textkit.cross_validate(str(reviews), "tfidf", folds=2, out=folds.path, resume=True) == folds
    assert (folds.content(), [run.manifest() for run in folds.runs]) == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"folds": 3}, "folds: 2 before, 3 now"),
        ({"model": "lstm"}, "model: tfidf before, lstm now"),
        ({"config": {"training": {"c": 1.0}}}, r"training\.c: 0\.3 before, 1\.0 now"),
    ],
)
def test_resuming_otherwise_is_refused_with_both(
    changed: dict[str, Any], said: str, reviews: Path, tmp_path: Path
) -> None:
    options: dict[str, Any] = {"model": "tfidf", "folds": 2, "out": tmp_path / "crossed"}
    folds = textkit.cross_validate(str(reviews), **options)
    before = folds.content()
    with pytest.raises(UsageError, match=said):
        textkit.cross_validate(str(reviews), **{**options, **changed}, resume=True)
    assert folds.content() == before


def test_resuming_on_other_data_is_refused(reviews: Path, tmp_path: Path) -> None:
    options: dict[str, Any] = {"model": "tfidf", "folds": 2, "out": tmp_path / "crossed"}
    textkit.cross_validate(str(reviews), **options)
    reviews.write_text(reviews.read_text() + "a late one,good\n")
    with pytest.raises(UsageError, match="begun on other data"):
        textkit.cross_validate(str(reviews), **options, resume=True)


def test_a_taken_folder_is_refused(reviews: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").write_text("mine")
    for resume in (False, True):
        with pytest.raises(UsageError, match="taken exists"):
            textkit.cross_validate(str(reviews), "tfidf", folds=2, out=tmp_path / "taken", resume=resume)
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["thesis.txt"]


def test_what_fails_at_its_start_leaves_nothing(reviews: Path, tmp_path: Path) -> None:
    config = {"data": {"label_column": "stars"}}
    for out in (None, tmp_path / "crossed"):
        with pytest.raises(DataError, match="no column 'stars'"):
            textkit.cross_validate(str(reviews), "tfidf", folds=2, out=out, config=config)
    assert not (tmp_path / "crossed").exists()
    assert not list((tmp_path / "runs").iterdir())


def test_one_training_is_no_cross_validation(reviews: Path) -> None:
    with pytest.raises(UsageError, match=r"data\.folds without data\.fold is a cross-validation"):
        textkit.train(str(reviews), "tfidf", config={"data": {"folds": 3}})
    with pytest.raises(UsageError, match="belong together"):
        textkit.train(str(reviews), "tfidf", config={"data": {"fold": 3}})


def test_a_single_fold_can_be_trained(reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf", config={"data": {"folds": 3, "fold": 2}})
    assert run.manifest().dataset["title"] == "reviews (fold 2 of 3)"
    assert textkit.evaluate(run).scores["rows"] == 80


def test_a_cross_validation_needs_the_number_of_its_folds(reviews: Path) -> None:
    settings = [Setting("data.dataset", str(reviews), "dataset"), Setting("model.name", "tfidf", "model")]
    with pytest.raises(UsageError, match="needs the number of its folds"):
        crossing.cross_validate(settings)
    with pytest.raises(UsageError, match=r"data\.folds = 1"):
        textkit.cross_validate(str(reviews), "tfidf", folds=1)


def test_what_is_not_finished_is_not_scored(reviews: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        stop_in_fold(2, patch)
        with pytest.raises(Interrupted):
            textkit.cross_validate(str(reviews), "lstm", folds=2, out=tmp_path / "crossed", config=QUICK)
    with pytest.raises(UsageError, match="crossed is not finished"):
        textkit.evaluate_folds(tmp_path / "crossed")


def test_what_is_no_cross_validation_is_not_scored(reviews: Path, tmp_path: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    for path in (run.path, tmp_path / "nowhere"):
        with pytest.raises(MissingError, match=r"is no cross-validation: it has no folds\.json"):
            textkit.evaluate_folds(path)


def test_a_cross_validation_is_no_run(reviews: Path) -> None:
    folds = textkit.cross_validate(str(reviews), "tfidf", folds=2)
    with pytest.raises(UsageError) as caught:
        textkit.load(folds.path)
    assert str(caught.value) == f"{folds.path} is a cross-validation\nname one of its runs: {folds.path}/fold-1"
    assert textkit.load(folds.path / "fold-1").predict(["The film was superb"])[0]["label"] == "good"


def test_a_damaged_one_is_named(reviews: Path) -> None:
    folds = textkit.cross_validate(str(reviews), "tfidf", folds=2)
    for content in (b"{", b"[]", json.dumps({"folds": "two"}).encode()):
        folds.file.write_bytes(content)
        with pytest.raises(DataError, match=r"folds\.json"):
            folds.content()
        assert list(all_folds()) == []

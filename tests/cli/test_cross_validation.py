"""--folds at the command line: train, eval, runs, and what a cross-validation is refused for."""

import json
from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.cli.conftest import Command
from tests.labelled import write_labelled
from textkit.folds import Folds
from textkit.run import write_json


@pytest.fixture
def crossed(reviews: Path) -> Folds:
    """A finished cross-validation of two folds."""
    return textkit.cross_validate(str(reviews), "tfidf", folds=2)


def test_train_eval_and_list(textkit_cli: Command, tmp_path: Path) -> None:
    path = write_labelled(tmp_path / "notices.csv", rows=120)
    trained = textkit_cli("train", path, "-m", "tfidf", "--folds", 3)
    assert trained.code == 0
    for part in ("tfidf on notices", "mean of 3", "95% interval", "by fold", "micro F1", "by label"):
        assert part in trained.out
    folder = tmp_path / "runs" / "notices-tfidf-folds"
    assert "fold 3 of 3" in trained.err
    assert f"next: textkit eval {folder}" in trained.err
    table = textkit_cli("eval", folder)
    assert table.code == 0
    for part in ("mean of 3", "120 rows", "subset accuracy", "weather"):
        assert part in table.out
    document = json.loads(textkit_cli("eval", folder, "--json").out)
    assert (document["run"], document["split"], document["folds"], document["rows"]) == (str(folder), "test", 3, 120)
    assert len(document["by_fold"]["micro_f1"]) == 3
    listed = textkit_cli("runs").out
    for part in ("notices-tfidf-folds", "3 folds, finished", f"{document['micro_f1']:.4f}"):
        assert part in listed


def test_json_of_a_training_is_complete(textkit_cli: Command, reviews: Path, tmp_path: Path) -> None:
    answer = textkit_cli("train", reviews, "-m", "tfidf", "--folds", 2, "--json", "--out", tmp_path / "crossed")
    document = json.loads(answer.out)
    assert document.items() >= {"run": str(tmp_path / "crossed"), "folds": 2, "status": "finished"}.items()
    assert document["task"] == "classification"
    validation = document["validation"]
    for name in ("accuracy", "macro_f1", "ece", "loss"):
        low, high = validation["intervals"][name]
        assert low <= validation[name] <= high
        assert len(validation["by_fold"][name]) == 2
        assert validation["sd"][name] >= 0
    assert validation["per_label"].keys() == {"bad", "good"}


def test_runs_json_holds_what_the_folds_score(textkit_cli: Command, crossed: Folds) -> None:
    (listed,) = json.loads(textkit_cli("runs", "--json").out)
    assert listed == {"run": str(crossed.path), **crossed.content()}


def test_eval_writes_each_runs_scores_and_the_average(textkit_cli: Command, crossed: Folds) -> None:
    document = json.loads(textkit_cli("eval", crossed.path, "--split", "validation", "--json").out)
    assert crossed.content()["validation"] == {
        key: value for key, value in document.items() if key not in ("run", "split")
    }
    textkit_cli("eval", crossed.path)
    assert crossed.content()["test"]["by_fold"]["accuracy"] == [
        run.metrics()["test"]["accuracy"] for run in crossed.runs
    ]


def test_one_of_its_runs_is_a_run_like_any_other(textkit_cli: Command, crossed: Folds) -> None:
    answer = textkit_cli("predict", crossed.path / "fold-2", stdin="The film was superb\n")
    assert json.loads(answer.out)["label"] == "good"
    assert json.loads(textkit_cli("eval", crossed.path / "fold-2", "--json").out)["rows"] == 120


@pytest.mark.parametrize("words", [["predict", "FOLDS"], ["predict", "--run", "FOLDS"], ["predict", "FOLDS", "-"]])
def test_it_does_not_predict(words: list[str], textkit_cli: Command, crossed: Folds) -> None:
    answer = textkit_cli(*(crossed.path if word == "FOLDS" else word for word in words), stdin="great\n")
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err == (
        f"error: {crossed.path} is a cross-validation\n  name one of its runs: {crossed.path}/fold-1\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["eval", "FOLDS", "--data", "clickbait"], 2, "a cross-validation is scored on its own folds"),
        (["eval", "FOLDS", "--errors", "3"], 2, "are for one run"),
        (["eval", "FOLDS", "--device", "cuda"], 2, "it is computed on one CPU thread"),
        (["runs", "show", "FOLDS"], 2, "is a cross-validation"),
        (["train", "DATA", "-m", "lstm", "--folds", "3", "--init", "FOLDS/fold-1"], 2, "leave out --init"),
        (["train", "DATA", "-m", "tfidf", "--folds", "1"], 2, "data.folds = 1"),
        (["train", "DATA", "-m", "tfidf", "--folds", "500"], 3, "cannot make 500 folds"),
        (["train", "DATA", "-m", "tfidf", "--folds", "2", "--out", "FOLDS"], 2, "exists"),
        (["train", "DATA", "-m", "tfidf", "--folds", "2", "--thresholds", "half"], 2, "--thresholds is for sets"),
    ],
)
def test_what_cannot_be_done_is_refused(
    words: list[str], code: int, said: str, textkit_cli: Command, crossed: Folds, reviews: Path
) -> None:
    named = [word.replace("FOLDS", str(crossed.path)).replace("DATA", str(reviews)) for word in words]
    before = crossed.content()
    answer = textkit_cli(*named)
    assert answer.code == code
    assert said in answer.err
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert crossed.content() == before
    assert [path.name for path in crossed.path.parent.iterdir()] == [crossed.path.name]


def test_a_fold_that_is_stopped_is_gone_on_with(
    textkit_cli: Command, reviews: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from textkit.errors import Interrupted
    from textkit.training import folds

    train = folds.train

    def stop_before_the_second(settings: Any, **options: Any) -> Any:
        if any(each.key == "data.fold" and each.value == 2 for each in settings):
            raise Interrupted("stopped", "go on with the same command and --resume")
        return train(settings, **options)

    words = ["train", reviews, "-m", "tfidf", "--folds", 2]
    with monkeypatch.context() as patch:
        patch.setattr(folds, "train", stop_before_the_second)
        stopped = textkit_cli(*words)
    assert stopped.code == 130
    assert "--resume" in stopped.err
    assert "2 folds, unfinished" in textkit_cli("runs").out
    (listed,) = json.loads(textkit_cli("runs", "--json").out)
    refused = textkit_cli("eval", listed["run"])
    assert refused.code == 2
    assert "is not finished" in refused.err
    resumed = textkit_cli(*words, "--resume")
    assert resumed.code == 0
    assert "fold-1 is finished already" in resumed.err
    assert "2 folds, finished" in textkit_cli("runs").out


def test_it_is_removed_as_a_run_is(textkit_cli: Command, crossed: Folds) -> None:
    assert textkit_cli("runs", "remove", crossed.path).code == 2  # a pipe cannot say yes
    assert crossed.path.is_dir()
    assert textkit_cli("runs", "remove", crossed.path, "--yes").code == 0
    assert not crossed.path.exists()


def test_a_damaged_one_does_not_hide_the_others(textkit_cli: Command, crossed: Folds, tmp_path: Path) -> None:
    other = tmp_path / "runs" / "another" / "folds.json"
    other.parent.mkdir()
    write_json(other, ["what is this"])
    (listed,) = json.loads(textkit_cli("runs", "--json").out)
    assert listed["run"] == str(crossed.path)
    answer = textkit_cli("eval", other.parent)
    assert answer.code == 3
    assert f"{other}: this is not what a cross-validation keeps" in answer.err

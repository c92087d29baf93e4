"""prepare, eval, runs, models, datasets, info: what they answer, as tables and as JSON."""

import json
from pathlib import Path

import pytest

import textkit
from tests.cli.conftest import Command


def test_prepare_answers_with_a_report(textkit_cli: Command, reviews: Path) -> None:
    document = json.loads(textkit_cli("prepare", reviews, "--json").out)
    assert document["report"]["splits"] == {"train": 192, "validation": 24, "test": 24}
    assert document["labels"] == ["bad", "good"]
    assert Path(document["path"], "dataset.json").is_file()
    table = textkit_cli("prepare", reviews).out
    for part in ("train", "validation", "test", "240 rows", "copies", "letter case alone"):
        assert part in table


def test_prepare_offline_says_that_the_sample_is_synthetic(textkit_cli: Command) -> None:
    answer = textkit_cli("prepare", "clickbait")
    assert "SYNTHETIC" in answer.err
    assert "clickbait (SYNTHETIC sample)" in answer.out


def test_eval_says_what_the_figures_mean(textkit_cli: Command, reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    document = json.loads(textkit_cli("eval", run.path, "--json").out)
    low, high = document["intervals"]["accuracy"]
    assert low <= document["accuracy"] <= high
    assert document["baselines"]["majority"] < document["accuracy"]
    assert document["split"] == "test"
    assert run.metrics()["test"]["accuracy"] == document["accuracy"]
    table = textkit_cli("eval").out
    for part in ("95% interval", "precision", "confusion", "commonest label alone", "calibration error"):
        assert part in table


def test_eval_shows_the_surest_errors(textkit_cli: Command, reviews: Path, tmp_path: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    wrong = tmp_path / "wrong.csv"
    rows = [f"The film was {word} {number},{label}" for number in range(60) for word, label in WRONG]
    wrong.write_text("text,label\n" + "\n".join(rows) + "\n")
    document = json.loads(textkit_cli("eval", run.path, "--data", wrong, "--json", "--errors", 3).out)
    assert (document["rows"], document["split"]) == (180, "all")
    assert len(document["errors"]) == 3
    scores = [error["score"] for error in document["errors"]]
    assert scores == sorted(scores, reverse=True)
    error = document["errors"][0]
    assert error["label"] != error["predicted"]
    assert error["origin"].startswith("wrong.csv:")


WRONG = [("great", "good"), ("awful", "bad"), ("superb", "bad")]


def test_runs_are_listed_shown_and_removed(textkit_cli: Command, reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    (listed,) = json.loads(textkit_cli("runs", "--json").out)
    assert listed["run"] == str(run.path)
    assert "tfidf" in textkit_cli("runs").out
    shown = json.loads(textkit_cli("runs", "show", run.path, "--json").out)
    assert shown["metrics"]["validation"]["accuracy"] == run.metrics()["validation"]["accuracy"]
    assert 'name = "tfidf"' in shown["config"]
    assert textkit_cli("runs", "remove", run.path).code == 2  # a pipe cannot say yes
    assert run.path.is_dir()
    assert textkit_cli("runs", "remove", run.path, "--yes").code == 0
    assert not run.path.exists()


def test_runs_remove_refuses_what_is_no_run(textkit_cli: Command, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    assert textkit_cli("runs", "remove", tmp_path / "thesis", "--yes").code == 4
    assert (tmp_path / "thesis").is_dir()


def test_models_and_datasets(textkit_cli: Command) -> None:
    assert {entry["model"] for entry in json.loads(textkit_cli("models", "--json").out)} >= {"tfidf", "lstm-attn"}
    assert "model.hidden" in textkit_cli("models", "lstm-attn").out
    (clickbait,) = [
        entry for entry in json.loads(textkit_cli("datasets", "--json").out) if entry["dataset"] == "clickbait"
    ]
    assert clickbait["rows"] == 32_000
    assert "MIT" in textkit_cli("datasets", "clickbait").out


@pytest.mark.parametrize("verb", ["models", "datasets"])
def test_an_unknown_entry_is_refused(verb: str, textkit_cli: Command) -> None:
    assert textkit_cli(verb, "nonesuch").code == 2


def test_info_gives_reasons(textkit_cli: Command) -> None:
    document = json.loads(textkit_cli("info", "--json", "--device", "cpu").out)
    assert document["device"] == {"value": "cpu", "reason": "as asked"}
    assert document["precision"]["reason"]
    assert document["versions"]["torch"]
    assert "home" in document["folders"]


def test_scoring_rows_that_were_trained_on_is_said(textkit_cli: Command, reviews: Path) -> None:
    textkit.train(str(reviews), "tfidf")
    answer = textkit_cli("eval", "--data", reviews)
    assert "was trained on 192 of these 240 rows: the scores flatter it" in answer.err
    assert "commonest label alone" in answer.out


def test_a_file_without_splits_has_no_train_split(textkit_cli: Command, reviews: Path) -> None:
    textkit.train(str(reviews), "tfidf")
    answer = textkit_cli("eval", "--data", reviews, "--split", "train")
    assert answer.code == 2
    assert "brings no splits" in answer.err


def test_scores_of_a_run_that_cannot_be_written_are_shown(
    textkit_cli: Command, reviews: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    textkit.train(str(reviews), "tfidf")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("textkit.run.Run.write_metrics", refuse)
    answer = textkit_cli("eval")
    assert answer.code == 0
    assert "accuracy" in answer.out
    assert "the scores are not kept" in answer.err


def test_the_next_command_carries_the_flags(textkit_cli: Command, tmp_path: Path) -> None:
    rows = [f"{word} {number};{word}" for number in range(20) for word in ("good", "bad")]
    (tmp_path / "a file.csv").write_text("what;how\n" + "\n".join(rows) + "\n")
    answer = textkit_cli(
        "prepare", tmp_path / "a file.csv", "--delimiter", ";", "--text-column", "what", "--label-column", "how"
    )
    assert f"next: textkit train '{tmp_path}/a file.csv' --model lstm-attn --text-column what" in answer.err
    assert "--delimiter ';'" in answer.err


def test_the_settings_of_a_run_are_shown_as_toml(textkit_cli: Command, reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    assert "[training]" in textkit_cli("runs", "show", run.path).out


def test_the_catalogue_takes_no_column_names(textkit_cli: Command) -> None:
    answer = textkit_cli("prepare", "clickbait", "--text-column", "x")
    assert answer.code == 2
    assert "--text-column is for files of your own" in answer.err

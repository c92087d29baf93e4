"""eval --report and --fit-temperature; the cards that verbs leave behind."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def run(textkit_cli: Command, reviews: Path, tmp_path: Path) -> Path:
    """A run in a folder of its own, made by the command line."""
    assert textkit_cli("train", reviews, "--model", "tfidf", "--out", tmp_path / "run").code == 0
    return tmp_path / "run"


def test_train_leaves_a_card(run: Path) -> None:
    card = (run / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\n")
    assert "On test of" not in card


def test_eval_fills_the_card_in_and_writes_no_report_unasked(textkit_cli: Command, run: Path) -> None:
    assert textkit_cli("eval", run).code == 0
    assert "On test of" in (run / "README.md").read_text(encoding="utf-8")
    assert not (run / "report.html").exists()


def test_eval_writes_a_report(textkit_cli: Command, run: Path) -> None:
    answer = textkit_cli("eval", run, "--report", "--fit-temperature", "--json")
    document = json.loads(answer.out)
    assert document["report"] == str(run / "report.html")
    assert Path(document["report"]).is_file()
    assert document["temperature"] == json.loads((run / "metrics.json").read_text())["test"]["temperature"]
    assert f"report: {run / 'report.html'}" in answer.err


def test_a_temperature_can_be_had_without_a_report(textkit_cli: Command, run: Path) -> None:
    document = json.loads(textkit_cli("eval", run, "--fit-temperature", "--json").out)
    assert document["temperature"]["ece_before"] == document["ece"]
    assert not (run / "report.html").exists()


def test_a_report_on_other_data_does_not_take_the_place_of_the_own(
    textkit_cli: Command, run: Path, tmp_path: Path
) -> None:
    card = (run / "README.md").read_text(encoding="utf-8")
    rows = ["text,label", *(f"The film was {word},{label}" for word, label in [("great", "good"), ("poor", "bad")])]
    (tmp_path / "new films.csv").write_text("\n".join(rows) + "\n")
    document = json.loads(textkit_cli("eval", run, "--data", tmp_path / "new films.csv", "--report", "--json").out)
    assert Path(document["report"]).name == "report-new-films-csv.html"
    assert not (run / "report.html").exists()
    assert (run / "README.md").read_text(encoding="utf-8") == card


def test_examples_are_for_reports(textkit_cli: Command, run: Path) -> None:
    answer = textkit_cli("eval", run, "--include-examples")
    assert answer.code == 2
    assert "add --report" in answer.err


def test_a_report_that_cannot_be_written_is_an_error(
    textkit_cli: Command, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "report.html")

    monkeypatch.setattr("textkit.reporting.make.write_text", refuse)
    answer = textkit_cli("eval", run, "--report")
    assert answer.code == 4
    assert "permission denied" in answer.err


def test_the_flag_of_tracking_reaches_the_history(textkit_cli: Command, reviews: Path, tmp_path: Path) -> None:
    flags = ("--epochs", 1, "--track-test", "--no-export", "--set", "model.hidden=8", "--set", "model.ngram_buckets=64")
    assert textkit_cli("train", reviews, "--model", "lstm", "--out", tmp_path / "lstm", *flags).code == 0
    (record,) = map(json.loads, (tmp_path / "lstm" / "history.jsonl").read_text().splitlines())
    assert "test_accuracy" in record


@pytest.mark.parametrize("flag", ["--report", "--fit-temperature"])
def test_a_cross_validation_has_no_report(flag: str, textkit_cli: Command, tmp_path: Path) -> None:
    (tmp_path / "folds.json").write_text("{}")
    answer = textkit_cli("eval", tmp_path, flag)
    assert answer.code == 2
    assert "fold-1" in answer.err

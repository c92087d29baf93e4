"""The pages of eval, compare and benchmark; what train logs for TensorBoard; the cards that verbs leave behind."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.test_benchmark import invented
from tests.reporting.pages import Page, found_at, must_fetch_nothing
from textkit.benchmark import benchmarking


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


def test_eval_explains_its_examples(textkit_cli: Command, run: Path) -> None:
    flags = ("--report", "--include-examples", "--explain", "occlusion", "--errors", 0, "--json")
    document = json.loads(textkit_cli("eval", run, *flags).out)
    html = (run / "report.html").read_text(encoding="utf-8")
    assert Page(html).all("mark")
    must_fetch_nothing(html)
    assert document["explained"]["method"] == "occlusion"
    for figure in document["explained"]["faithfulness"].values():
        assert f"{figure:z.4f}" in html


def test_explanations_change_no_figure(textkit_cli: Command, run: Path) -> None:
    plain = json.loads(textkit_cli("eval", run, "--json").out)
    flags = ("--report", "--include-examples", "--explain", "occlusion")
    document = json.loads(textkit_cli("eval", run, *flags, "--json").out)
    assert {key: document[key] for key in plain} == plain


@pytest.mark.parametrize("flags", [(), ("--report",)])
def test_explanations_need_texts(flags: tuple[str, ...], textkit_cli: Command, run: Path) -> None:
    answer = textkit_cli("eval", run, *flags, "--explain", "occlusion")
    assert answer.code == 2
    assert "add --report --include-examples" in answer.err


def test_a_method_that_the_model_has_not_is_refused_before_the_evaluation(textkit_cli: Command, run: Path) -> None:
    answer = textkit_cli("eval", run, "--report", "--include-examples", "--explain", "attention")
    assert answer.code == 2
    assert "does not pool" in answer.err
    assert "test" not in json.loads((run / "metrics.json").read_text())


@pytest.fixture
def other(textkit_cli: Command, reviews: Path, tmp_path: Path) -> Path:
    """A run that has seen eight rows."""
    assert textkit_cli("train", reviews, "--model", "tfidf", "--limit", 8, "--out", tmp_path / "few").code == 0
    return tmp_path / "few"


def test_compare_writes_a_page_into_the_current_folder(
    textkit_cli: Command, run: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = textkit_cli("compare", run, other, "--report", "--json")
    document = json.loads(answer.out)
    assert document["report"] == "compare-run-few.html"
    assert "report: compare-run-few.html" in answer.err
    html = (tmp_path / "compare-run-few.html").read_text(encoding="utf-8")
    must_fetch_nothing(html)
    figures = Page(html).figures
    assert len(figures) > 20
    for place, value in figures:
        assert value == found_at(document, place), place


def test_the_page_of_one_model_under_two_names_tells_no_path(textkit_cli: Command, run: Path, tmp_path: Path) -> None:
    answer = textkit_cli("compare", run, run, "--report", "--include-examples", "--out", tmp_path / "page.html")
    assert answer.code == 0
    words = Page((tmp_path / "page.html").read_text(encoding="utf-8")).text
    assert "tfidf (run) and tfidf (run) are one model" in words
    assert str(tmp_path) not in words


def test_compare_writes_nothing_unasked(
    textkit_cli: Command, run: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert textkit_cli("compare", run, other).code == 0
    assert not list(tmp_path.glob("*.html"))


@pytest.mark.parametrize("flags", [("--include-examples",), ("--out", "page.html")])
def test_flags_of_the_page_need_the_page(flags: tuple[str, ...], textkit_cli: Command, run: Path) -> None:
    answer = textkit_cli("compare", run, run, *flags)
    assert answer.code == 2
    assert "add --report" in answer.err


def test_benchmark_writes_a_page_beside_its_figures(
    textkit_cli: Command, reviews: Path, run: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmarking, "measure", invented)
    answer = textkit_cli("benchmark", run, other, "--out", tmp_path / "out", "--report", "--json")
    document = json.loads(answer.out)
    page = tmp_path / "out" / "report.html"
    assert document["report"] == str(page)
    html = page.read_text(encoding="utf-8")
    must_fetch_nothing(html)
    assert str(tmp_path) not in html
    kept = json.loads((page.parent / "benchmark.json").read_text())
    figures = Page(html).figures
    assert len(figures) > 20
    for place, value in figures:
        assert value == found_at(kept, place), place
    assert kept["recommendation"][0] in Page(html).text


SMALL_TRAINING = (
    *("train", "--model", "lstm", "--tensorboard", "--no-export"),
    *("--set", "model.hidden=8", "--set", "model.ngram_buckets=64"),
)


def test_train_logs_plots_beside_the_scalars(textkit_cli: Command, reviews: Path, tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    assert textkit_cli(*SMALL_TRAINING, reviews, "--epochs", 2, "--out", tmp_path / "lstm").code == 0
    events = EventAccumulator(str(tmp_path / "lstm" / "tensorboard"))
    events.Reload()
    tags = ["validation/confusion", "validation/labels", "validation/reliability"]
    assert events.Tags()["images"] == tags
    best = json.loads((tmp_path / "lstm" / "metrics.json").read_text())["validation"]["epoch"]
    records = map(json.loads, (tmp_path / "lstm" / "history.jsonl").read_text().splitlines())
    (step,) = (record["step"] for record in records if record["epoch"] == best)
    assert [events.Images(tag)[0].step for tag in tags] == [step] * 3


def test_plots_that_cannot_be_logged_are_no_fault_of_the_training(
    textkit_cli: Command, reviews: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("textkit.reporting.logged.log_plots", refuse)
    answer = textkit_cli(*SMALL_TRAINING, reviews, "--epochs", 1, "--out", tmp_path / "lstm")
    assert answer.code == 0
    assert "its plots are not logged" in answer.err


def test_a_repeat_takes_the_place_of_the_page(
    textkit_cli: Command, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmarking, "measure", invented)
    page = tmp_path / "out" / "report.html"
    for reports in (["--report"], ["--report"], []):
        assert textkit_cli("benchmark", run, "--out", tmp_path / "out", *reports).code == 0
        assert page.is_file() == bool(reports)

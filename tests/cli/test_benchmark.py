"""textkit benchmark: tables, one JSON document, files that are whole or absent, refusals."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from textkit.benchmark import benchmarking, kept, measuring, writing
from textkit.benchmark.figures import Latency, Speed, Throughput
from textkit.benchmark.measuring import Titled
from textkit.run import runs_folder

TINY_LSTM = [
    *("--set", "model.embedding_dim=16", "--set", "model.ngram_dim=8", "--set", "model.ngram_buckets=256"),
    *("--set", "model.hidden=8", "--epochs", "1", "--limit", "100"),
]


def invented(jobs: Sequence[Titled], *_: object) -> list[Speed]:
    """The first is the slowest, and restless."""
    speeds = []
    for place in range(len(jobs)):
        seconds = [1.0, 1.0, 1.0] if place else [1.0, 1.4, 1.8]
        latency = Latency.of([[0.1 / (place + 1)]] * 3)
        speeds.append(Speed(latency, Throughput.of(seconds, [10] * 3, [80] * 3, 8, {}), 0.1, 50.0))
    return speeds


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speeds are invented."""
    monkeypatch.setattr(benchmarking, "measure", invented)


def test_models_are_trained_measured_and_compared(
    textkit_cli: Command, reviews: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "_ROUND_S", 0.01)
    answer = textkit_cli(
        "benchmark", "tfidf", "lstm", "--data", reviews, *TINY_LSTM, "--rounds", 1, "--threads", 1, "--json"
    )
    document = json.loads(answer.out)
    assert [model["model"] for model in document["models"]] == ["tfidf", "lstm"]
    for model in document["models"]:
        low, high = model["score"]["low"], model["score"]["high"]
        assert low <= model["score"]["mean"] <= high
        assert 0 < model["latency_ms"]["p50"] <= model["latency_ms"]["p95"] <= model["latency_ms"]["p99"]
        for figure in ("peak_megabytes", "disk_megabytes", "parameters", "load_seconds", "train_seconds"):
            assert model[figure] > 0
        assert model["throughput"]["tokens"] > model["throughput"]["records"] > 0
        assert set(model["throughput"]["trials"]) == {"own", "8", "32", "128"}
    assert document["models"][0]["train_tokens_per_second"] is None
    assert document["recommendation"]
    assert json.loads((runs_folder() / "benchmarks" / "reviews" / "benchmark.json").read_text()) == {
        key: value for key, value in document.items() if key != "folder"
    }


@pytest.mark.usefixtures("quick")
def test_tables_show_what_a_choice_needs(textkit_cli: Command, reviews: Path, tmp_path: Path) -> None:
    answer = textkit_cli("benchmark", "tfidf", "lstm", "--data", reviews, *TINY_LSTM, "--out", tmp_path / "out")
    assert answer.code == 0
    for part in (
        "accuracy",
        "95% interval",
        "points to the best",
        "p50 ms",
        "texts/s",
        "memory MB",
        "parameters",
        "take ",
    ):
        assert part in answer.out
    assert max(map(len, answer.out.splitlines())) <= 110
    assert "tfidf has no training.epochs: --epochs is for the others" in answer.err
    assert "warning: tfidf (100 rows): rounds differ by 22%" in answer.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["benchmark.json", "pareto.png", "pareto.svg"]


@pytest.mark.usefixtures("quick")
def test_a_repeat_only_measures(textkit_cli: Command, reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = textkit_cli("benchmark", "tfidf", "--data", reviews, "--json")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr(kept, "train", refuse)
    second = textkit_cli("benchmark", "tfidf", "--data", reviews, "--json")
    assert (second.code, second.out) == (0, first.out)
    assert "tfidf, seed 1: trained before" in second.err


def test_an_interrupted_measuring_leaves_nothing_half_written(
    textkit_cli: Command, reviews: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(benchmarking, "measure", interrupt)
    answer = textkit_cli("benchmark", "tfidf", "--data", reviews, "--out", tmp_path / "out")
    assert (answer.code, answer.out) == (130, "")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("quick")
def test_a_folder_of_something_else_is_refused_before_the_training(
    textkit_cli: Command, reviews: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.tex").touch()
    monkeypatch.setattr(writing, "write_json", None)
    answer = textkit_cli("benchmark", "tfidf", "--data", reviews, "--out", tmp_path / "thesis")
    assert answer.code == 2
    assert "holds something else" in answer.err


@pytest.mark.usefixtures("quick")
def test_flags_of_files_reach_the_data(textkit_cli: Command, tmp_path: Path) -> None:
    rows = [f"{number} {word};{word}" for number in range(30) for word in ("good", "bad")]
    (tmp_path / "data.csv").write_text("what;how\n" + "\n".join(rows) + "\n")
    reading = ["--delimiter", ";", "--text-column", "what", "--label-column", "how"]
    answer = textkit_cli("benchmark", "tfidf", "--data", tmp_path / "data.csv", *reading, "--json")
    assert json.loads(answer.out)["records"] == 6


@pytest.mark.usefixtures("quick")
def test_seeds_are_named_in_the_table(textkit_cli: Command, reviews: Path) -> None:
    answer = textkit_cli("benchmark", "tfidf", "--data", reviews, "--seeds", 2, "--limit", 60)
    assert "tfidf (60 rows), 2 seeds" in answer.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "nothing to benchmark"),
        (["tfid"], "did you mean 'tfidf'?"),
        (["tfidf", "--precision", "fp8"], "'fp8' is none"),
        (["tfidf", "--budget", "soon"], "'soon' is no stretch of time"),
        (["tfidf", "--baseline", "spacy"], "hf-pipeline"),
        (["tfidf", "--set", "training.cc=3"], "did you mean 'training.c'?"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_or_two(
    arguments: list[str], message: str, textkit_cli: Command, reviews: Path
) -> None:
    answer = textkit_cli("benchmark", *arguments, *(["--data", reviews] if arguments else []))
    assert answer.code == 2
    assert message in answer.err
    assert answer.err.partition("error: ")[2].strip().count("\n") <= 1


def test_a_run_needs_no_flags_of_files(textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("benchmark", linear_run, "--text-column", "text")
    assert answer.code == 2
    assert "--text-column: the runs bring their own data" in answer.err

"""A benchmark from names to a recommendation: what is trained, kept, measured and refused. Speeds are invented."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.reviews import TINY, write_reviews
from textkit.benchmark import benchmarking, kept
from textkit.benchmark.benchmarking import benchmark
from textkit.benchmark.budget import Bounded, TooLongError
from textkit.benchmark.conditions import Conditions
from textkit.benchmark.entering import Terms
from textkit.benchmark.figures import Latency, Speed, Throughput
from textkit.benchmark.measuring import Titled
from textkit.benchmark.result import Benchmark
from textkit.config.settings import Setting, from_tables
from textkit.errors import Interrupted, MissingError, UsageError
from textkit.home import home
from textkit.run import Run, all_runs, newest
from textkit.training import gradient

SMALL = from_tables({**TINY, "training": {**TINY["training"], "epochs": 1, "checkpoint_seconds": 0}}, "test")
QUIET = Conditions(threads=1, rounds=2)


def invented(jobs: Sequence[Titled], *_: object) -> list[Speed]:
    """The first is the slowest."""
    return [
        Speed(Latency.of([[0.1 / (place + 1)]]), Throughput.of([1.0], [10], [80], None, {}), 0.1, 50.0)
        for place in range(len(jobs))
    ]


@pytest.fixture(autouse=True)
def _without_measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmarking, "measure", invented)


def run_benchmark(*names: object, **options: Any) -> Benchmark:
    return benchmark([str(name) for name in names], **{"conditions": QUIET, **options})


def refuse_to_train(*_: object, **__: object) -> Run:
    raise AssertionError("trained again")


def test_what_is_trained_is_kept_apart_and_never_the_newest(reviews: Path) -> None:
    found = run_benchmark("tfidf", data=str(reviews))
    (run,) = found.lines[0].contestant.entrant.runs
    assert run.path.parent == home() / "benchmarks"
    assert run.manifest().kind == "benchmark"
    assert not list(all_runs())
    with pytest.raises(MissingError, match="no finished run"):
        newest()


def test_a_repeat_trains_nothing_and_finds_the_same_scores(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run_benchmark("tfidf", "lstm", data=str(reviews), terms=Terms(SMALL))
    monkeypatch.setattr(kept, "train", refuse_to_train)
    second = run_benchmark("tfidf", "lstm", data=str(reviews), terms=Terms(SMALL))
    assert [line.score for line in second.lines] == [line.score for line in first.lines]
    assert second.document()["models"] == first.document()["models"]


@pytest.mark.parametrize(
    "terms",
    [Terms(seeds=(2,)), Terms([Setting("data.limit", 100, "--limit")]), Terms([Setting("training.c", 2.0, "")])],
)
def test_what_changes_the_result_is_another_training(
    terms: Terms, reviews: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_benchmark("tfidf", data=str(reviews))
    monkeypatch.setattr(kept, "train", refuse_to_train)
    with pytest.raises(AssertionError, match="trained again"):
        run_benchmark("tfidf", data=str(reviews), terms=terms)


def test_each_seed_has_a_training_and_the_score_is_their_mean(reviews: Path) -> None:
    limit = [Setting("data.limit", 60, "--limit")]
    found = run_benchmark("tfidf", data=str(reviews), terms=Terms(limit, seeds=(1, 2, 3)))
    line = found.lines[0]
    assert [run.manifest().seed for run in line.contestant.entrant.runs] == [1, 2, 3]
    assert line.score is not None
    assert line.score.mean == pytest.approx(sum(line.score.by_seed) / 3)


def test_an_interrupted_training_goes_on(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise Interrupted("stopped", "--resume")

    with monkeypatch.context() as patch:
        patch.setattr(gradient._Training, "_stop_if_asked", stop)
        with pytest.raises(Interrupted) as caught:
            run_benchmark("lstm", data=str(reviews), terms=Terms(SMALL))
    assert caught.value.hint == "the same command goes on from there"
    (begun,) = (path for path in (home() / "benchmarks").iterdir() if path.is_dir())
    assert (begun / "checkpoint").is_dir()
    found = run_benchmark("lstm", data=str(reviews), terms=Terms(SMALL))
    assert found.lines[0].contestant.entrant.runs[0].path == begun


def test_a_budget_leaves_what_fits_and_a_repeat_knows_it(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forecast(self: Bounded, done: float, total: float) -> None:
        raise TooLongError(total, 10.0)

    three = [*SMALL, Setting("training.epochs", 3, "--epochs")]
    with monkeypatch.context() as patch:
        patch.setattr(Bounded, "_consider", forecast)
        found = run_benchmark("lstm", data=str(reviews), terms=Terms(three, budget=25.0))
    assert found.lines[0].contestant.entrant.bounded == "stopped by the budget: 2 of 3 epochs"
    monkeypatch.setattr(kept, "train", refuse_to_train)
    again = run_benchmark("lstm", data=str(reviews), terms=Terms(three, budget=25.0))
    assert again.document()["models"] == found.document()["models"]


def test_a_training_within_its_budget_is_whole(reviews: Path) -> None:
    found = run_benchmark("lstm", data=str(reviews), terms=Terms(SMALL, budget=3600.0))
    assert found.lines[0].contestant.entrant.bounded is None


def test_runs_are_measured_as_they_are(reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    before = sorted(path for path in run.path.rglob("*") if path.is_file())
    found = run_benchmark(run.path)
    assert found.lines[0].contestant.title == f"{run.name} (tfidf)"
    assert sorted(path for path in run.path.rglob("*") if path.is_file()) == before
    assert found.advice == [f"{run.name} (tfidf): nothing here to compare it with"]


def test_names_are_trained_on_the_data_of_the_runs_beside_them(reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf", config={"data": {"limit": 100}})
    found = run_benchmark(run.path, "lstm", terms=Terms(SMALL))
    other = found.lines[1].contestant.entrant.manifest
    assert other.dataset["hash"] == run.manifest().dataset["hash"]
    assert other.title == "lstm"  # the run's limit is its own
    assert [line.contestant.title for line in found.lines] == [f"{run.name} ({run.manifest().title})", "lstm"]


def test_runs_of_other_data_are_refused(reviews: Path, tmp_path: Path) -> None:
    first = textkit.train(str(reviews), "tfidf")
    second = textkit.train(str(write_reviews(tmp_path / "others.csv", seed=1)), "tfidf")
    with pytest.raises(UsageError, match="its test rows are not those of"):
        run_benchmark(first.path, second.path)
    with pytest.raises(UsageError, match="its test rows are not those of"):
        run_benchmark(second.path, data=str(reviews))


def test_other_hashes_of_the_same_rows_are_no_other_data(reviews: Path, tmp_path: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    copy = tmp_path / "copy.csv"
    copy.write_text(reviews.read_text())
    assert run_benchmark(run.path, "tfidf", data=str(copy)).lines[0].score is not None


def test_a_copy_of_a_run_is_not_ranked_against_it(reviews: Path, tmp_path: Path) -> None:
    first, second = (textkit.train(str(reviews), "tfidf", out=tmp_path / name) for name in ("one", "two"))
    found = run_benchmark(first.path, second.path)
    assert found.lines[1].against is not None
    assert found.lines[1].against.same_as == 0
    assert found.advice[-1] == "two (tfidf) has the same weights as one (tfidf): not ranked"


def test_a_stand_in_is_refused_where_strict(reviews: Path) -> None:
    with pytest.raises(MissingError, match="a stand-in is refused"):
        run_benchmark("bert", data=str(reviews), terms=Terms(strict=True))


def test_settings_go_to_the_models_that_have_them(reviews: Path) -> None:
    found = run_benchmark("tfidf", "lstm", data=str(reviews), terms=Terms(SMALL))
    assert "hidden = 8" in found.lines[1].contestant.entrant.runs[0].config_file.read_text()


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (Setting("training.epoch", 1, "--set"), "training.epochs"),
        (Setting("training.seed", 3, "--set"), "the benchmark's to choose"),
        (Setting("data.folds", 3, "--set"), "measured on the same rows"),
        (Setting("data.split_seed", 5, "--set"), "measured on the same rows"),
    ],
)
def test_wrong_settings_are_refused_before_anything_is_trained(
    setting: Setting, message: str, reviews: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "train", refuse_to_train)
    with pytest.raises(UsageError, match=message):
        run_benchmark("lstm", "tfidf", data=str(reviews), terms=Terms([setting]))


def test_settings_without_a_training_are_refused(reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    with pytest.raises(UsageError, match="--epochs, --budget: nothing is trained"):
        run_benchmark(run.path, terms=Terms([Setting("training.epochs", 1, "--epochs")], budget=5.0))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "nothing to benchmark"),
        (["tfidf", "tfidf"], "named twice"),
        (["tfidff"], "neither a model nor the folder of a run"),
        (["tfidf:x"], "not a family"),
    ],
)
def test_wrong_names_are_refused(names: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run_benchmark(*names)


def test_a_model_beats_a_folder_of_its_name(reviews: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tfidf").mkdir()
    assert run_benchmark("tfidf", data=str(reviews)).lines[0].contestant.title == "tfidf"


def test_a_linear_model_has_one_precision_and_no_pipeline(reviews: Path) -> None:
    both = Conditions(("fp32", "int8"), threads=1)
    found = run_benchmark("tfidf", data=str(reviews), conditions=both)
    assert [line.contestant.precision for line in found.lines] == ["fp32"]
    with pytest.raises(UsageError, match="there is no pipeline"):
        run_benchmark("tfidf", data=str(reviews), conditions=Conditions(pipeline=True, threads=1))


def test_each_precision_is_a_line_of_its_own_and_missing_graphs_are_made(reviews: Path) -> None:
    both = Conditions(("fp32", "int8"), threads=1)
    found = run_benchmark("lstm", data=str(reviews), terms=Terms(SMALL), conditions=both)
    assert [line.contestant.title for line in found.lines] == ["lstm, fp32", "lstm, int8"]
    assert set(found.lines[0].contestant.entrant.manifest.exports) == {"fp32", "int8"}
    assert found.lines[1].disk_bytes < found.lines[0].disk_bytes
    assert found.lines[1].against is not None
    assert found.lines[1].against.same_as is None  # one model in two precisions may well be compared


def test_an_int8_graph_is_for_the_cpu() -> None:
    with pytest.raises(UsageError, match="computed on the CPU"):
        Conditions(("int8",), device="cuda", threads=1)


def test_training_speed_is_of_what_was_read(reviews: Path) -> None:
    found = run_benchmark("lstm", "tfidf", data=str(reviews), terms=Terms(SMALL))
    run = found.lines[0].contestant.entrant.runs[0]
    rows = [line.split(",")[0] for line in reviews.read_text().splitlines()]
    rate, seconds = found.lines[0].train_tokens_per_second, run.manifest().train_seconds
    assert rate is not None
    assert seconds is not None
    assert 0 < rate * seconds < sum(len(row.split()) + 2 for row in rows)
    assert found.lines[1].train_tokens_per_second is None

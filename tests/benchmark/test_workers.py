"""Processes that are measured: what they answer, what they load, how their end is told."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import textkit
from tests.reviews import TINY, write_reviews
from textkit.benchmark.measuring import Titled
from textkit.benchmark.worker import TEXTKIT, Job
from textkit.benchmark.workers import Worker, working
from textkit.errors import MissingError

TEXTS = ["The film was great", "The meal was awful"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished linear run; tests only read it."""
    folder = tmp_path_factory.mktemp("linear")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        return textkit.train(str(write_reviews(folder / "reviews.csv")), "tfidf", out=folder / "run").path


def job(run: Path) -> Titled:
    return Titled("tfidf", Job(TEXTKIT, str(run), "fp32", 1, "cpu"))


def test_a_worker_answers_and_ends_with_the_block(run: Path) -> None:
    with working([job(run)]) as [worker]:
        assert worker.load_seconds > 0
        singly = worker.ask({"singly": TEXTS})
        assert [seconds > 0 for seconds in singly["seconds"]] == [True, True]
        assert worker.ask({"together": TEXTS, "batch_size": None})["seconds"] > 0
        assert worker.ask({"together": TEXTS, "batch_size": 1})["peak_megabytes"] > 1
        assert worker.ask({"count": TEXTS})["tokens"] == textkit.load(run).prepare(TEXTS).encoded.lengths.sum()
        assert worker.process.poll() is None
    assert worker.process.returncode == 0


def test_a_worker_that_is_killed_is_told_in_one_line(run: Path) -> None:
    with working([job(run)]) as [worker]:
        worker.process.kill()
        worker.process.wait()
        with pytest.raises(MissingError) as caught:
            worker.ask({"singly": TEXTS})
    assert caught.value.message == f"the process that measures tfidf was killed by signal {signal.SIGKILL.value}"
    assert caught.value.hint is not None


def test_a_worker_that_fails_says_why_in_one_line(run: Path) -> None:
    with pytest.raises(MissingError) as caught, working([job(run / "gone")]):
        pass
    reason = f"{run / 'gone'} is no run: it has no manifest.json"
    assert caught.value.message == f"the process that measures tfidf ended with exit code 1: {reason}"


def test_workers_end_when_something_else_fails(run: Path) -> None:
    started: list[Worker] = []

    def interrupted() -> None:
        with working([job(run), job(run)]) as workers:
            started.extend(workers)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [worker.process.poll() is not None for worker in started] == [True, True]


def test_what_a_model_prints_is_no_answer(run: Path) -> None:
    program = (
        "from textkit.benchmark import worker\nkept = worker._replies()\nprint('noise')\nworker._reply(kept, {})\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert list(json.loads(done.stdout)) == ["peak_megabytes"]
    assert done.stderr == "noise\n"


@pytest.mark.exports
def test_no_torch_is_loaded_where_a_graph_answers(tmp_path: Path) -> None:
    run = textkit.train(str(write_reviews(tmp_path / "reviews.csv")), "lstm", config=TINY)
    program = (
        "import sys\n"
        "from textkit.benchmark.worker import Job, answer, open_model\n"
        f"model = open_model(Job({TEXTKIT!r}, {str(run.path)!r}, 'fp32', 1, 'cpu'))\n"
        "answer(model, {'singly': ['good', 'bad']})\n"
        "print({name.partition('.')[0] for name in sys.modules})\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "'onnxruntime'" in done.stdout
    assert not {name for name in ("torch", "transformers", "sklearn", "matplotlib") if f"'{name}'" in done.stdout}

"""textkit distill: three models and one table."""

import json
from pathlib import Path

import pytest

import textkit
from tests.reviews import TINY, write_reviews
from textkit.cli.shell.app import main
from textkit.run import Run

SMALL = [f"--set=model.{key}={value}" for key, value in TINY["model"].items()]
FAST = [*SMALL, "--epochs", "6", "--batch-size", "16", "--lr", "0.01", "--threads", "1", "--rounds", "1"]


@pytest.fixture
def teacher(reviews: Path) -> Run:
    return textkit.train(str(reviews), "tfidf")


def test_the_answer_has_all_three_and_what_came_of_it(teacher: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["distill", str(teacher.path), "--student", "lstm", *FAST, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"teacher", "student", "control"} <= found.keys()
    assert found["run"] == found["student"]["run"]
    assert found["kept"] == pytest.approx(found["student"]["score"]["mean"] / found["teacher"]["score"]["mean"])
    assert found["against_control"]["metric"] == "accuracy"
    assert found["student"]["throughput"]["records"] > 0


def test_the_table_names_every_part(teacher: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["distill", str(teacher.path), "--student", "lstm", *FAST, "--no-control"]) == 0
    answer = capsys.readouterr().out
    assert "teacher" in answer
    assert "student" in answer
    assert "control  " not in answer
    assert "there is no control" in answer


def test_a_file_of_texts_is_read(teacher: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = write_reviews(tmp_path / "more.csv", rows=30, seed=5)
    arguments = ["distill", str(teacher.path), "--student", "lstm", *FAST, "--no-control", "--unlabelled", str(more)]
    assert main(arguments) == 0
    assert "30 texts beside the" in capsys.readouterr().err


def test_a_bad_record_is_named_by_its_line(teacher: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text('{"text": "fine"}\n{"text": 3}\n', encoding="utf-8")
    assert main(["distill", str(teacher.path), "--student", "lstm", *FAST, "--unlabelled", str(more)]) == 3
    assert f"{more}:2" in capsys.readouterr().err


def test_a_student_that_falls_too_far_behind_is_told_by_the_exit_code(
    teacher: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = ["--set=training.lr=1e-6", "--no-control", "--max-drop", "0.01"]
    assert main(["distill", str(teacher.path), "--student", "lstm", *FAST[:-8], "--rounds", "1", *slow]) == 5
    said = capsys.readouterr()
    assert "more than --max-drop 0.01" in said.err
    assert "teacher" in said.out  # the figures are there all the same


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--text-column", "text"], 2, "--text-column is for --unlabelled"),
        (["--unlabelled", "nowhere.txt"], 4, "nowhere.txt"),
        (["--temperature", "-1"], 2, "--temperature"),
        (["--set", "training.seed=abc"], 2, "training.seed"),
    ],
)
def test_mistakes_are_told(
    teacher: Run, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    assert main(["distill", str(teacher.path), "--student", "lstm", *arguments]) == code
    assert message in capsys.readouterr().err


def test_resume_needs_the_teachers_name(teacher: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["distill", "--student", "lstm", "--resume"]) == 2
    assert "name the run that teaches" in capsys.readouterr().err

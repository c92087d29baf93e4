"""The shell of all verbs: help, errors and their exit codes, what goes to which stream."""

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import textkit
import textkit.errors as textkit_errors
from tests.cli.conftest import Command
from textkit.cli.shell.app import verbs
from textkit.cli.shell.settings import SETTING_FLAGS
from textkit.config.sections import DataSection, PreprocessingSection
from textkit.models import zoo


def test_help_lists_every_verb(textkit_cli: Command) -> None:
    answer = textkit_cli("--help")
    assert answer.code == 0
    assert all(f"\n  {name} " in answer.out for name in verbs.names())


def test_no_arguments_show_the_help(textkit_cli: Command) -> None:
    assert "Commands:" in textkit_cli().out


@pytest.mark.parametrize("verb", verbs.names())
def test_every_verb_explains_every_flag_and_shows_an_example(verb: str, textkit_cli: Command) -> None:
    answer = textkit_cli(verb, "-h")
    assert answer.code == 0
    assert f"textkit {verb}" in answer.out.partition("Options:")[0].partition("\n")[2]
    lines = answer.out.partition("Options:\n")[2].splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("  -") and len(line.split("  ", 2)) < 3:
            assert following.startswith("     "), f"{line.strip()} has no explanation"


def test_every_setting_flag_is_a_setting_of_some_model() -> None:
    known = {f"data.{key}" for key in DataSection.model_fields}
    known |= {f"preprocessing.{key}" for key in PreprocessingSection.model_fields}
    for name in zoo.names():
        known |= {f"model.{key}" for key in zoo.load(name).options.model_fields}
        known |= {f"training.{key}" for key in zoo.load(name).training.model_fields}
    assert {flag.key for flag in SETTING_FLAGS} <= known


def test_version(textkit_cli: Command) -> None:
    assert textkit_cli("--version").out == f"textkit {textkit.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["trian"], 2, "error: unknown command 'trian'\n  did you mean 'train'?\n"),
        (["train", "--lernrate", "1"], 2, "error: no such option: --lernrate"),
        (["train", "clickbate", "-m", "tfidf"], 2, "error: unknown dataset 'clickbate'\n  did you mean 'clickbait'?\n"),
        (
            ["train", "clickbait", "--model", "lstm-atn"],
            2,
            "error: unknown model 'lstm-atn'\n  did you mean 'lstm-attn'?\n",
        ),
        (["train", "-m", "tfidf"], 2, "error: no dataset is named\n  textkit train DATASET"),
        (
            ["train", "clickbait"],
            2,
            "error: no model is named\n  --model M, one of: bert, bilstm-crf, distilbert, hf, lstm, lstm-attn, ",
        ),
        (["train", "clickbait", "-m", "tfidf", "--epochs", "3"], 2, "--epochs: tfidf has no training.epochs"),
        (["train", "clickbait", "-m", "lstm", "--set", "training.lrr=1"], 2, "did you mean 'training.lr'?"),
        (["train", "clickbait", "-m", "lstm", "--lr", "high"], 2, "--lr"),
        (["train", "clickbait", "-m", "lstm", "--lr", "-1"], 2, "training.lr = -1.0"),
        (["train", "nowhere.csv", "-m", "tfidf"], 4, "error: nowhere.csv does not exist"),
        (["prepare", "clickbait", "--source", "remote"], 4, "error: "),
        (["eval", "nowhere"], 4, "error: nowhere is no run: it has no manifest.json"),
        (["eval"], 4, "error: no finished run in"),
        (["predict", "nowhere"], 2, "error: 'nowhere' is neither a run"),
        (["runs", "remove"], 2, "error: remove needs the folder of a run"),
        (["info", "--device", "gpu"], 2, "error: unknown device 'gpu'"),
    ],
)
def test_an_error_says_what_and_how_to_mend_it(
    arguments: list[str], code: int, said: str, textkit_cli: Command
) -> None:
    answer = textkit_cli(*arguments)
    assert answer.code == code
    assert said in answer.err
    assert answer.out == ""
    assert "Traceback" not in answer.err


def test_all_problems_of_a_config_are_reported_at_once(textkit_cli: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[training]\nlr = -1\nepoch = 3\n[model]\npooling = 'middle'\n")
    answer = textkit_cli("train", "clickbait", "-m", "lstm", "--config", tmp_path / "bad.toml", "--dropout", 2)
    assert answer.code == 2
    for part in ("training.lr", "training.epoch;", "did you mean 'training.epochs'?", "model.pooling", "--dropout"):
        assert part in answer.err


def test_debug_shows_the_traceback(textkit_cli: Command) -> None:
    answer = textkit_cli("eval", "nowhere", "--debug")
    assert "Traceback" in answer.err
    assert answer.code == 4


def test_a_fault_of_ours_is_called_so(textkit_cli: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textkit.data.prepare.prepare", lambda *_, **__: 1 / 0)
    answer = textkit_cli("prepare", "clickbait")
    assert answer.code == 1
    assert answer.err.startswith("error: a fault of textkit itself: ZeroDivisionError")


def test_a_csv_without_the_label_column_names_those_it_has(textkit_cli: Command, tmp_path: Path) -> None:
    (tmp_path / "reviews.csv").write_text("text,stars,author\ngood,5,me\n")
    answer = textkit_cli("train", tmp_path / "reviews.csv", "-m", "tfidf")
    assert answer.code == 3
    assert "reviews.csv:1: no label column; the columns are: text, stars, author" in answer.err
    assert "--label-column" in answer.err
    misspelt = textkit_cli("train", tmp_path / "reviews.csv", "-m", "tfidf", "--label-column", "star")
    assert misspelt.code == 3
    assert "did you mean 'stars'?" in misspelt.err


def test_the_answer_is_on_stdout_and_everything_else_on_stderr(textkit_cli: Command, reviews: Path) -> None:
    answer = textkit_cli("train", reviews, "-m", "tfidf", "--json")
    document = json.loads(answer.out)
    assert document["model"] == "tfidf"
    assert document["validation"]["accuracy"] > 0.9
    assert "reviews" in answer.err
    assert textkit_cli("train", reviews, "-m", "tfidf", "--json", "--quiet").err == ""


@pytest.mark.parametrize("variable", [None, "NO_COLOR", "TERM"])
def test_colour_and_motion_only_on_a_willing_terminal(variable: str | None, reviews: Path) -> None:
    environment = {**os.environ, "TERM": "xterm-256color"} | ({variable: "dumb"} if variable else {})
    environment.pop("NO_COLOR", None) if variable != "NO_COLOR" else None
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "textkit", "train", str(reviews), "-m", "tfidf"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 4096):
                seen += chunk
        except OSError:  # the other end of the terminal is closed
            pass
        assert process.wait() == 0
    os.close(ours)
    assert b"validation accuracy" in seen
    assert (b"\x1b[" in seen) == (variable is None)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("pre", ["prepare", "predict"]),
        ("train click", ["clickbait"]),
        ("train reviews.c", []),  # the shell offers files
        ("train clickbait --model lstm", ["lstm", "lstm-attn"]),
        ("benchmark tfidf distil", ["distilbert"]),
        ("compare runs/mine runs/", ["runs/mine"]),
        ("serve ", ["runs/mine"]),
    ],
)
def test_shell_completion(words: str, offered: list[str], linear_run: Path, tmp_path: Path) -> None:
    shutil.copytree(linear_run, tmp_path / "runs" / "mine")
    number = words.count(" ") + 1
    asked = {"_TEXTKIT_COMPLETE": "complete_bash", "COMP_WORDS": f"textkit {words}", "COMP_CWORD": str(number)}
    environment = {**os.environ, **asked, "TEXTKIT_RUNS": "runs"}
    script = Path(sys.executable).parent / "textkit"
    done = subprocess.run([script], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == offered


def test_a_setting_in_the_environment_that_nobody_knows_is_said(
    textkit_cli: Command, reviews: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEXTKIT_TRAINING_LRR", "3")
    assert "warning: TEXTKIT_TRAINING_LRR is no setting of tfidf" in textkit_cli("train", reviews, "-m", "tfidf").err


def test_a_list_of_texts_is_asked_for(linear_run: Path) -> None:
    with pytest.raises(textkit_errors.UsageError, match="list of texts"):
        textkit.load(linear_run).predict("a single text")

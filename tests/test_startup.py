"""What a command does not load, it does not wait for. Asked in fresh processes, by module name."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import textkit
from tests.reviews import write_reviews

HEAVY = {"torch", "transformers", "sklearn", "scipy", "datasets", "pydantic", "pandas", "pyarrow"}


def loaded_by(*arguments: str, stdin: str = "") -> set[str]:
    """Top-level modules loaded by a run of the command line."""
    program = (
        "import json, sys\n"
        "from textkit.cli.shell.app import main\n"
        "try:\n    code = main(sys.argv[1:])\n"
        "except SystemExit as stop:\n    code = stop.code\n"
        "print('\\n' + json.dumps([code, sorted({name.partition('.')[0] for name in sys.modules})]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], input=stdin, capture_output=True, text=True, check=True
    )
    code, names = json.loads(done.stdout.splitlines()[-1])
    assert not code, done.stderr
    return set(names)


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("train", "--help"), ("predict", "-h")])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert not loaded_by(*arguments) & (HEAVY | {"numpy", "rich"})


def test_importing_textkit_loads_nothing_heavy() -> None:
    program = "import sys, textkit; print({name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {name for name in HEAVY | {"numpy", "typer"} if f"'{name}'" in done.stdout}


def test_predicting_with_a_linear_run_loads_numpy_alone(tmp_path: Path) -> None:
    run = textkit.train(str(write_reviews(tmp_path / "reviews.csv")), "tfidf")
    assert not loaded_by("predict", str(run.path), stdin="The film was great\n") & HEAVY


@pytest.mark.exports
def test_predicting_with_a_graph_loads_onnxruntime_beside_numpy(tmp_path: Path) -> None:
    small = {"embedding_dim": 8, "ngram_buckets": 16, "ngram_dim": 8, "hidden": 8}
    config = {"model": small, "training": {"epochs": 1, "threads": 1}}
    run = textkit.train(str(write_reviews(tmp_path / "reviews.csv")), "lstm", config=config)
    loaded = loaded_by("predict", str(run.path), stdin="The film was great\n")
    assert "onnxruntime" in loaded
    assert not loaded & (HEAVY | {"onnx", "onnxscript"})


def test_the_console_script_is_there() -> None:
    script = Path(sys.executable).parent / "textkit"
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout == f"textkit {textkit.__version__}\n"

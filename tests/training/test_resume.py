"""Killed at any point, even inside a checkpoint's write, a training resumes to the weights of the undisturbed one."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import textkit
from tests.reviews import TINY, write_reviews
from textkit.errors import Interrupted
from textkit.run import Run
from textkit.training import gradient

KILLS = 20
FEWEST = 15  # kills that must have struck before the training was through

# Trains in forked children, so that torch is imported once. A child is killed from outside after a random time, or
# kills itself inside a write: after some bytes of a checkpoint are there, before it is renamed into its place.
DRIVER = """
import json, os, random, signal, sys, time
from pathlib import Path
import textkit, textkit.atomic, textkit.training.gradient, torch
from textkit.training import trainer

data, out, config, kills = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3]), int(sys.argv[4])
draw = random.Random(7)

def train(strike=None):
    if strike is not None:
        flush, count = textkit.atomic._flush, [0]
        def flush_or_die(path):
            count[0] += 1
            if count[0] == strike:
                os.kill(os.getpid(), signal.SIGKILL)
            flush(path)
        textkit.atomic._flush = flush_or_die
    textkit.train(data, "lstm-attn", out=out, resume=True, config=config)

def finished():
    manifest = out / "manifest.json"
    return manifest.is_file() and json.loads(manifest.read_text())["status"] == "finished"

struck = []
for number in range(kills):
    if finished():
        break
    inside = number % 2
    child = os.fork()
    if not child:
        train(draw.randint(1, 60) if inside else None)
        os._exit(0)
    if not inside:
        time.sleep(draw.uniform(0.05, 0.8))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        struck.append("inside a write" if inside else "anywhere")
child = os.fork()
if not child:
    train()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print(json.dumps(struck))
"""


def drive(data: Path, out: Path, kills: int) -> list[str]:
    config = {**TINY, "training": {**TINY["training"], "epochs": 40, "batch_size": 16, "checkpoint_seconds": 0}}
    arguments = [sys.executable, "-c", DRIVER, str(data), str(out), json.dumps(config), str(kills)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_killed_at_twenty_points_it_ends_with_the_same_weights(tmp_path: Path) -> None:
    data = write_reviews(tmp_path / "reviews.csv")
    drive(data, tmp_path / "straight", kills=0)
    struck = drive(data, tmp_path / "killed", kills=KILLS)
    assert len(struck) >= FEWEST
    assert set(struck) == {"inside a write", "anywhere"}
    straight, killed = Run(tmp_path / "straight"), Run(tmp_path / "killed")
    assert straight.manifest().files == killed.manifest().files
    assert history(straight) == history(killed)
    assert straight.metrics() == killed.metrics()
    assert not list(killed.path.rglob("checkpoint*"))


def history(run: Run) -> list[dict[str, float]]:
    records = [json.loads(line) for line in run.history_file.read_text().splitlines()]
    return [{key: value for key, value in record.items() if key != "seconds"} for record in records]


def test_ctrl_c_finishes_the_step_saves_and_says_how_to_go_on(tmp_path: Path) -> None:
    data = write_reviews(tmp_path / "reviews.csv")
    sizes = [f"--set=model.{key}={value}" for key, value in TINY["model"].items()]
    command = [sys.executable, "-m", "textkit", "train", str(data), "-m", "lstm-attn", "--threads", "1", *sizes]
    command += ["--batch-size", "16", "--epochs", "400"]
    with subprocess.Popen([*command, "--out", str(tmp_path / "run")], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = ""
        while "epoch 1/" not in said:
            said += process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said += process.stderr.read()
        assert process.wait() == 130
    assert "warning: stopping" in said
    assert "--resume" in said.splitlines()[-1]
    assert "Traceback" not in said
    run = Run(tmp_path / "run")
    assert run.manifest().status == "unfinished"
    assert (run.checkpoint / "state.safetensors").is_file()


def test_ctrl_c_after_the_last_step_says_how_to_go_on_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    data = write_reviews(tmp_path / "reviews.csv")
    straight = textkit.train(str(data), "lstm-attn", out=tmp_path / "straight", config=TINY)
    monkeypatch.setattr(gradient, "save_weights", stopped)
    with pytest.raises(Interrupted, match="is not finished") as caught:
        textkit.train(str(data), "lstm-attn", out=tmp_path / "run", config=TINY)
    assert "--resume" in str(caught.value.hint)
    monkeypatch.undo()
    resumed = textkit.train(str(data), "lstm-attn", out=tmp_path / "run", config=TINY, resume=True)
    assert resumed.manifest().files == straight.manifest().files


def test_a_second_ctrl_c_stops_at_once() -> None:
    program = (
        "import time\n"
        "from textkit.training.interrupt import stop_on_signal\n"
        "from textkit.reporter import Silent\n"
        "with stop_on_signal(Silent()) as stop:\n"
        "    print('ready', flush=True)\n"
        "    while not stop: time.sleep(0.01)\n"
        "    print('asked', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == b"asked\n"
        started = time.monotonic()
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait() != 0
        assert time.monotonic() - started < 5

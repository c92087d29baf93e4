"""The transformers Trainer with a recipe of textkit: the same steps, the same figures, and what it is refused for.

Where a batch holds all rows their order does not matter, and without dropout nothing else is left to chance: then both
trainers take the same steps. What remains is rounding, for the sums run in another order.
"""

import hashlib
import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

import textkit
from tests.encoders import tiny_encoder
from tests.labelled import write_labelled
from tests.reviews import write_reviews
from tests.tagged import write_conll
from textkit.config.sections import GradientSection
from textkit.errors import Interrupted, MissingError, UsageError
from textkit.reporter import Progress, Silent
from textkit.run import UNFINISHED, Manifest, Run, all_runs

ROUNDING = 2e-4
WHOLE = {"batch_size": 1000, "warmup": 0.0, "schedule": "constant", "lr": 5e-3, "epochs": 14}
HEAD = {"pooler.dense.weight", "pooler.dense.bias"}
FAST = {"threads": 1, "precision": "fp32", "batch_size": 16, "epochs": 2, "lr": 3e-3}


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder without dropout."""
    folder = tmp_path_factory.mktemp("still") / "bert"
    shutil.copytree(tiny_encoder("bert"), folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(
        json.dumps({**config, "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0})
    )
    return folder


@pytest.fixture
def few(tmp_path: Path) -> Path:
    return write_reviews(tmp_path / "few.csv", rows=120)


def train(data: Path, trainer: str, encoder: Path, *, model: Any = None, reporter: Any = None, **training: Any) -> Run:
    config = {"model": model or {}, "training": {**FAST, "trainer": trainer, **training}}
    return textkit.train(str(data), f"hf:{encoder}", config=config, reporter=reporter)


def history(run: Run, key: str) -> np.ndarray[Any, Any]:
    return np.array([json.loads(line)[key] for line in run.history_file.read_text().splitlines()])


def apart(runs: list[Run], key: str) -> float:
    one, other = (history(run, key) for run in runs)
    return float(np.abs(one - other).max())


def both(data: Path, encoder: Path, **training: Any) -> list[Run]:
    return [train(data, trainer, encoder, **training) for trainer in ("textkit", "hf")]


@pytest.mark.parametrize(
    "training",
    [
        {},
        {"batch_size": 16, "accumulate": 6, "clip_norm": 0.3, "weight_decay": 0.1, "label_smoothing": 0.1},
    ],
    ids=lambda training: " ".join(training) or "plain",
)
def test_both_trainers_take_the_same_steps(training: dict[str, Any], few: Path, still: Path) -> None:
    runs = both(few, still, **{**WHOLE, **training})
    assert history(runs[0], "loss")[-1] < 0.6  # far enough from where both began
    assert apart(runs, "loss") < ROUNDING
    assert apart(runs, "train_loss") < ROUNDING
    one, other = (load_file(run.weights) for run in runs)
    assert all(np.allclose(one[name], other[name], atol=2e-3) for name in one)


def test_in_bf16_as_well(few: Path, still: Path) -> None:
    runs = both(few, still, **{**WHOLE, "precision": "bf16", "epochs": 3})
    assert runs[1].manifest().precision == "bf16"
    assert apart(runs, "loss") < 10 * ROUNDING  # numbers of three digits


@pytest.mark.parametrize("schedule", ["linear", "cosine"])
def test_their_schedules_lie_half_a_step_apart(schedule: str, few: Path, still: Path) -> None:
    """textkit takes the rate in the middle of a step, the Trainer at its start; losses differ by what that moves."""
    runs = both(few, still, **{**WHOLE, "schedule": schedule, "epochs": 8})
    assert apart(runs, "learning_rate") < 0.6 * np.abs(np.diff(history(runs[1], "learning_rate"))).max()
    assert apart(runs, "loss") < 0.05


def test_in_batches_both_learn(reviews: Path, still: Path) -> None:
    for run in both(reviews, still, epochs=8, schedule="linear", warmup=0.1):
        assert run.metrics()["validation"]["accuracy"] > 0.8
        assert history(run, "step").tolist() == list(range(12, 97, 12))


def test_taggers_take_the_same_steps(tmp_path: Path, still: Path) -> None:
    data = write_conll(tmp_path / "reports.conll", rows=60)
    runs = both(data, still, **{**WHOLE, "epochs": 10})
    assert history(runs[0], "loss")[-1] < 0.8 * history(runs[0], "loss")[0]
    assert apart(runs, "loss") < ROUNDING
    assert apart(runs, "train_loss") < ROUNDING
    assert len(textkit.load(runs[1]).predict(["Anna Bell met Carl in Oslo ."])[0]["tags"]) == 7


@pytest.mark.parametrize("weights", ["none", "auto"])
def test_label_sets_take_the_same_steps(weights: str, tmp_path: Path, still: Path) -> None:
    data = write_labelled(tmp_path / "notices.csv", rows=60)
    runs = both(data, still, **{**WHOLE, "epochs": 10, "class_weights": weights, "label_smoothing": 0.1})
    assert history(runs[0], "train_loss")[-1] < 0.98 * history(runs[0], "train_loss")[0]
    assert apart(runs, "loss") < ROUNDING
    assert apart(runs, "train_loss") < ROUNDING
    kept = [json.loads(run.thresholds_file.read_text())["thresholds"] for run in runs]
    assert kept[1] == pytest.approx(kept[0], abs=2e-3)


@pytest.mark.parametrize("kind", ["bert", "distilbert", "roberta"])
def test_both_optimizers_decay_the_same_weights(kind: str, tmp_path: Path) -> None:
    from transformers import AutoModelForSequenceClassification, Trainer

    from textkit.training.hf_recipe import arguments_for
    from textkit.training.optimizer import make_optimizer

    network = AutoModelForSequenceClassification.from_pretrained(tiny_encoder(kind))
    names = {parameter: name for name, parameter in network.named_parameters()}
    settings = GradientSection(batch_size=8)
    arguments = arguments_for(settings, Manifest("hf", "classification", "torch", {}, 1), 8, tmp_path)
    found = [
        {names[each]: (group["weight_decay"], group["betas"], group["eps"]) for each in group["params"]}
        for optimizer in (make_optimizer(network, settings), Trainer(network, arguments).create_optimizer())
        for group in [{**group} for group in optimizer.param_groups]
    ]
    ours, theirs = found[0] | found[1], found[2] | found[3]
    assert ours == theirs
    assert len({decay for decay, *_ in ours.values()}) == 2


def test_the_run_is_like_any_other(reviews: Path) -> None:
    run = train(reviews, "hf", tiny_encoder("bert"), epochs=3)
    assert run.manifest().title.endswith("(transformers Trainer)")
    assert run.manifest().parameters > 0
    assert not run.checkpoint.exists()
    best = run.metrics()["validation"]
    assert best["accuracy"] == history(run, "accuracy").max() == history(run, "accuracy")[best["epoch"] - 1]
    assert textkit.load(run).predict(["The film was great"])[0]["label"] in ("good", "bad")
    config = {"training": {**FAST, "epochs": 1, "trainer": "hf"}}
    again = textkit.train(str(reviews), run.manifest().model, init=run.path, config=config)
    assert again.manifest().init == run.name


def test_a_frozen_encoder_leaves_only_the_head(reviews: Path) -> None:
    run = train(reviews, "hf", tiny_encoder("bert"), model={"freeze": "encoder"})
    before, after = load_file(tiny_encoder("bert") / "model.safetensors"), load_file(run.weights)
    assert {name for name in before if not np.array_equal(before[name], after[f"bert.{name}"])} <= HEAD


def test_patience_stops_early(reviews: Path) -> None:
    run = train(reviews, "hf", tiny_encoder("bert"), epochs=30, patience=2, lr=1e-9)
    assert len(history(run, "epoch")) == 3


def test_the_last_epoch_is_kept_where_that_is_asked_for(reviews: Path) -> None:
    run = train(reviews, "hf", tiny_encoder("bert"), epochs=30, patience=2, lr=1e-9, keep="last")
    assert run.metrics()["validation"]["epoch"] == 3


class Listening(Silent):
    """Remembers what it was told, and may ask to stop after the first step."""

    def __init__(self, stops: bool = False) -> None:
        self.said: list[str] = []
        self.stops = stops

    def note(self, message: str) -> None:
        self.said.append(message)

    warn = note

    @contextmanager
    def track(self, label: str, total: float | None) -> Iterator[Progress]:
        def progress(done: float, note: str = "") -> None:
            if self.stops and label == "training":
                os.kill(os.getpid(), signal.SIGINT)

        yield progress


def test_stopped_it_leaves_nothing(reviews: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore Ctrl-C
    try:
        with pytest.raises(Interrupted, match="after step 1;"):
            train(reviews, "hf", tiny_encoder("bert"), reporter=Listening(stops=True))
    finally:
        signal.signal(signal.SIGINT, before)
    assert not list(all_runs())
    assert train(reviews, "hf", tiny_encoder("bert"), epochs=1).weights.is_file()


def test_what_was_killed_begins_anew_and_comes_out_the_same(reviews: Path) -> None:
    run, listening = train(reviews, "hf", tiny_encoder("bert")), Listening()
    weights = hashlib.sha256(run.weights.read_bytes()).hexdigest()
    run.write_manifest(replace(run.manifest(), status=UNFINISHED))
    config = {"training": {**FAST, "trainer": "hf"}}
    textkit.train(str(reviews), f"hf:{tiny_encoder('bert')}", resume=True, config=config, reporter=listening)
    assert any("starting from the beginning" in message for message in listening.said)
    assert hashlib.sha256(run.weights.read_bytes()).hexdigest() == weights
    assert history(run, "epoch").tolist() == [1, 2]


def test_batches_of_tokens_become_batches_of_sequences(reviews: Path) -> None:
    listening = Listening()
    run = train(reviews, "hf", tiny_encoder("bert"), batch_size=None, batch_tokens=256, epochs=1, reporter=listening)
    said = next(message for message in listening.said if message.startswith("batches of"))
    assert history(run, "step")[-1] == -(-192 // int(said.split()[2]))


def test_nobody_else_speaks(reviews: Path, capfd: pytest.CaptureFixture[str]) -> None:
    tiny_encoder("bert")
    capfd.readouterr()
    train(reviews, "hf", tiny_encoder("bert"), model={"gradient_checkpointing": True}, epochs=1)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("training", "flag"),
    [
        ({"schedule": "plateau"}, "--schedule plateau"),
        ({"schedule": "exponential"}, "--schedule exponential"),
        ({"optimizer": "adam"}, "--optimizer adam"),
        ({"layer_decay": 0.9}, "--layer-decay"),
        ({"device": "cuda:1"}, "--device cuda:1"),
    ],
)
def test_what_the_trainer_lacks_is_refused(training: dict[str, Any], flag: str, reviews: Path) -> None:
    with pytest.raises(UsageError, match=f"cannot honour {flag}"):
        train(reviews, "hf", tiny_encoder("bert"), **training)
    assert not list(all_runs())


def test_a_crf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot honour --crf"):
        train(write_conll(tmp_path / "reports.conll"), "hf", tiny_encoder("bert"), model={"crf": True})


def test_other_models_have_no_such_trainer(reviews: Path) -> None:
    with pytest.raises(UsageError, match="trainer"):
        textkit.train(str(reviews), "lstm-attn", config={"training": {"trainer": "hf"}})


def test_accelerate_that_is_not_installed_is_named(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "accelerate", None)
    with pytest.raises(MissingError, match="accelerate is not installed"):
        train(reviews, "hf", tiny_encoder("bert"))

"""One workload, answered by textkit in each precision and by a pipeline of transformers at its best batch size."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import textkit
from measuring.agreement import compare
from measuring.flops import encoder_flops
from measuring.interleaved import in_turn, spread
from measuring.machine import environment, matmul_rate
from measuring.one_pass import Pass
from measuring.passes import make_pass
from measuring.timed import Timed
from measuring.workloads import Workload, write_lines
from textkit.api import Precision

PRECISIONS: tuple[Precision, ...] = ("fp32", "int8", "bf16")
_BATCH_SIZES = ("1", "8", "32")
_TRIAL_ROWS = 128
_PIPELINE = "pipeline"


@dataclass(frozen=True)
class Amount:
    """What there is to do: records, the pieces they are read as, and the FLOP which that takes."""

    records: int
    tokens: int
    flop: float


def measure_side_by_side(workload: Workload, folder: Path, rounds: int, threads: int) -> dict[str, Any]:
    """Every side's figures over the rounds, and how far the answers agree."""
    run, inputs = workload.run, workload.inputs
    asked, amount = _prepare(workload, folder, threads)
    trials = _try_batch_sizes(asked, folder, inputs)
    passes = _passes(asked, min(trials, key=lambda size: trials[size]), folder)
    env = environment(threads)
    rates = [matmul_rate(threads)]
    found = in_turn({side: partial(make_pass, each, env) for side, each in passes.items()}, rounds)
    rates.append(matmul_rate(threads))
    result = {
        "run": run.manifest().title,
        "dataset": run.manifest().dataset["title"],
        "threads": threads,
        "rounds": rounds,
        "records": amount.records,
        "tokens": amount.tokens,
        "gigaflop": round(amount.flop / 1e9, 3),
        "matmul_gigaflop_per_second": round(max(rates) / 1e9, 1),
        "batch_size": int(passes[_PIPELINE].setting),
        "batch_size_trials": trials,
        "sides": {side: _figures(side, timed, found[_PIPELINE], amount, max(rates)) for side, timed in found.items()},
        "agreement": compare(run, inputs, workload.targets, PRECISIONS, threads),
    }
    if asked.level == "text":
        result["labels_differing"] = _labels_differing(passes)
    return result


def _prepare(workload: Workload, folder: Path, threads: int) -> tuple[Pass, Amount]:
    """The files, and a pass over them that leaves open who makes it."""
    predictor = textkit.load(workload.run, device="cpu", threads=threads)
    lengths = predictor.encode(workload.inputs).lengths
    amount = Amount(len(workload.inputs), int(lengths.sum()), encoder_flops(workload.run, lengths))
    asked = Pass(
        tool=_PIPELINE,
        setting="",
        run=str(workload.run.path),
        level=predictor.task.level,
        max_tokens=predictor.vectorizer.options()["max_tokens"],
        threads=threads,
        warm_up=str(write_lines(folder / "warm-up.txt", workload.warm_up)),
        texts=str(write_lines(folder / "texts.txt", workload.inputs)),
        answers=str(folder / "answers.jsonl"),
    )
    return asked, amount


def _try_batch_sizes(asked: Pass, folder: Path, inputs: Sequence[Any]) -> dict[str, float]:
    """Seconds of the pipeline by batch size, over texts from all parts of the file."""
    few = write_lines(folder / "trial.txt", inputs[:: math.ceil(len(inputs) / _TRIAL_ROWS)])
    trial, env = asked._replace(texts=str(few)), environment(asked.threads)
    return {size: round(make_pass(trial._replace(setting=size), env).seconds, 4) for size in _BATCH_SIZES}


def _passes(asked: Pass, batch_size: str, folder: Path) -> dict[str, Pass]:
    """The pass of each side, by its name."""
    sides = {
        _PIPELINE: asked._replace(setting=batch_size),
        **{f"textkit {precision}": asked._replace(tool="textkit", setting=precision) for precision in PRECISIONS},
    }
    return {side: each._replace(answers=str(folder / f"{side}.jsonl")) for side, each in sides.items()}


def _figures(side: str, found: list[Timed], pipeline: list[Timed], amount: Amount, rate: float) -> dict[str, Any]:
    """Rates follow from the median; the share of the machine is that of fp32, for other precisions multiply faster."""
    seconds, theirs = (spread([each.seconds for each in timed]) for timed in (found, pipeline))
    median = seconds["median"]
    figures = {
        "seconds": seconds,
        "records_per_second": round(amount.records / median, 1),
        "tokens_per_second": round(amount.tokens / median),
        "times_the_pipeline": round(theirs["median"] / median, 3),
        "peak_megabytes": round(max(each.peak_megabytes for each in found)),
    }
    if side in (_PIPELINE, "textkit fp32"):
        figures["share_of_matmul_rate"] = round(amount.flop / median / rate, 4)
    return figures


def _labels_differing(passes: dict[str, Pass]) -> dict[str, int]:
    """Texts whose label in a side's file is not that in the pipeline's."""
    expected = _labels(passes[_PIPELINE])
    return {
        side: sum(ours != theirs for ours, theirs in zip(_labels(asked), expected, strict=True))
        for side, asked in passes.items()
        if side != _PIPELINE
    }


def _labels(asked: Pass) -> list[str]:
    lines = Path(asked.answers).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return [json.loads(line)["label"] for line in lines]

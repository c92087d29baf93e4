"""What models score, how fast they answer and what they take, of `benchmark.json`."""

from collections.abc import Iterator, Mapping
from typing import Any

from textkit.reporting.amounts import duration, milliseconds, p_value, parameters, rate
from textkit.reporting.report import Cell, Number, Section, Table, Text, at, score
from textkit.reporting.wording import figure_name

Document = Mapping[str, Any]


def scores(document: Document) -> Section:
    """The score of each model with its interval, and what a paired test says of its distance to the best."""
    rows: list[list[Cell]] = [
        [
            _title(each),
            *(score(each["score"][name], place + at("score", name)) for name in ("mean", "low", "high")),
            *_against(each, place, best=each["title"] == document["best"]),
        ]
        for place, each in _models(document)
        if each["score"]
    ]
    figure = figure_name(document["metric"])
    said = Text(
        "The interval of a score says what it might have been on other records, and with several seeds after another "
        "training as well. Points to the best, and p, come from paired tests on the same records; p is corrected for "
        "the number of models (Holm). Above 0.05 a difference is within noise."
    )
    columns = ["model", figure, "from", "to", "points to the best", "from", "to", "p"]
    return Section("scores", "Scores", [said, Table(f"{figure} on test, with 95% intervals.", columns, rows)])


def speeds(document: Document) -> Section:
    """Latency of one text, throughput of many."""
    several = document["measured"]["rounds"] > 1
    rows: list[list[Cell]] = [
        [
            each["title"],
            *(
                Number(each["latency_ms"][name], milliseconds(each["latency_ms"][name]), place + at("latency_ms", name))
                for name in ("p50", "p95", "p99")
            ),
            *(
                Number(each["throughput"][name], rate(each["throughput"][name]), place + at("throughput", name))
                for name in ("records", "tokens")
            ),
            str(each["throughput"]["batch_size"] or "own"),
            _spread(each, place) if several else "-",
        ]
        for place, each in _models(document)
    ]
    columns = ["model", "p50 ms", "p95", "p99", "texts/s", "tokens/s", "batch", "spread"]
    said = Text(
        "Milliseconds are of a call with one text, half, 95 and 99 of a hundred calls within them. Texts and tokens a "
        "second are of one call with many texts, at the batch size that was fastest. The spread is the median absolute "
        "deviation between rounds, as a share of their median."
    )
    measured = document["measured"]
    where = f"{measured['device']}, threads: {measured['threads']}, rounds: {measured['rounds']}"
    return Section("speed", "Speed", [said, Table(f"How fast they answer ({where}).", columns, rows)])


def costs(document: Document) -> Section:
    """Memory, disk, parameters, time of training."""
    rows = [_cost(each, place) for place, each in _models(document)]
    columns = ["model", "memory MB", "disk MB", "parameters", "training", "tokens/s"]
    return Section("costs", "What they take", [Table("What a prediction takes, and a training.", columns, rows)])


def _models(document: Document) -> Iterator[tuple[str, Document]]:
    """Where the document has each model, and what it has."""
    return ((at("models", place), each) for place, each in enumerate(document["models"]))


def _title(model: Document) -> str:
    seeds = len(model["seeds"])
    return f"{model['title']}, {seeds} seeds" if seeds > 1 else str(model["title"])


def _against(model: Document, place: str, *, best: bool) -> list[Cell]:
    """Points to the best with their interval, and p; words where there is nothing to compare."""
    beside = model["against_best"]
    if best or beside is None:
        return ["best", "", "", ""]
    if beside["comparison"] is None:
        return ["same weights", "", "", "not ranked"]
    comparison, within = beside["comparison"], place + at("against_best")
    low, high = comparison["interval"]
    return [
        _points(comparison["difference"], within + at("comparison", "difference")),
        _points(low, within + at("comparison", "interval", 0)),
        _points(high, within + at("comparison", "interval", 1)),
        Number(beside["p"], p_value(beside["p"]), within + at("p")),
    ]


def _points(share: float, key: str) -> Number:
    """A difference of scores, in hundredths as it is shown."""
    return Number(share, f"{100 * share:+.1f}", key)


def _spread(model: Document, place: str) -> Number:
    """The greater of latency's and throughput's."""
    figures = {name: model[name]["rounds"]["deviation"] for name in ("latency_ms", "throughput")}
    name = max(figures, key=lambda each: figures[each])
    return Number(figures[name], f"{figures[name]:.0%}", place + at(name, "rounds", "deviation"))


def _cost(model: Document, place: str) -> list[Cell]:
    """Of a pipeline, which has the weights of another line, what differs."""
    memory, disk = model["peak_megabytes"], model["disk_megabytes"]
    taken: list[Cell] = [
        Number(memory, f"{memory:,.0f}", place + at("peak_megabytes")),
        Number(disk, f"{disk:,.1f}", place + at("disk_megabytes")),
    ]
    if not model["score"]:
        return [model["title"], *taken, "", "", ""]
    seconds, tokens = model["train_seconds"], model["train_tokens_per_second"]
    return [
        f"{model['title']}; {model['bounded']}" if model["bounded"] else model["title"],
        *taken,
        Number(model["parameters"], parameters(model["parameters"]), place + at("parameters")),
        "-" if seconds is None else Number(seconds, duration(seconds), place + at("train_seconds")),
        "-" if tokens is None else Number(tokens, rate(tokens), place + at("train_tokens_per_second")),
    ]

"""The page of a benchmark: its figures are those of benchmark.json, and neither page nor picture tells a path."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.reporting.pages import Page, found_at, must_fetch_nothing
from textkit.benchmark.plot import Point, write_plot
from textkit.reporting.contest import contest_report, write_contest
from textkit.reporting.page import page_of
from textkit.run import Manifest

DATASET = {"title": "reviews", "hash": "abc", "source": "file", "synthetic": False, "subset": False}
MANIFEST = Manifest(model="tfidf", task="classification", runtime="numpy", dataset=DATASET, seed=1)


def line(title: str, latency: float, **other: Any) -> dict[str, Any]:
    """A model in the document."""
    rounds = {"median": latency, "deviation": 0.125, "outliers": 0}
    return {
        "title": title,
        "seeds": [1],
        "score": {"metric": "accuracy", "mean": 0.91, "low": 0.85, "high": 0.95, "by_seed": [0.91]},
        "against_best": {"comparison": None, "p": None, "same_as": None},
        "latency_ms": {"p50": latency, "p95": 2 * latency, "p99": 3 * latency, "calls": 10, "rounds": rounds},
        "throughput": {"records": 1234.5, "tokens": 98765.4, "batch_size": 32, "rounds": {**rounds, "deviation": 0.25}},
        "peak_megabytes": 151.5,
        "disk_megabytes": 14.25,
        "parameters": 22_700_000,
        "train_seconds": 120.0,
        "train_tokens_per_second": 2345.6,
        "bounded": None,
        **other,
    }


COMPARISON = {"difference": -0.012, "interval": [-0.03, 0.004]}
MODELS = [
    line("tfidf", 0.25, against_best={"comparison": COMPARISON, "p": 0.0004, "same_as": None}, seeds=[1, 2]),
    line("minilm", 4.5),
    line("bert", 4.6, against_best={"comparison": None, "p": None, "same_as": 1}, bounded="2 of 4 epochs"),
    line("minilm, hf-pipeline", 19.0, score=None, against_best=None),
]
DOCUMENT = {
    "dataset": "reviews",
    "dataset_hash": "abc",
    "metric": "accuracy",
    "records": 400,
    "models": MODELS,
    "best": "minilm",
    "recommendation": ["take minilm: the best score, 91.0", "to go faster: tfidf is 18x faster"],
    "against_pipelines": ["minilm: 4.2x as fast as hf-pipeline for one text"],
    "warnings": ["bert: rounds differ by 25%"],
    "measured": {
        "machine": {"cpu": "a processor", "cores": 8, "platform": "Linux"},
        "device": "cpu",
        "threads": 4,
        "rounds": 5,
        "texts": 400,
        "versions": {"textkit-nlp": "1"},
    },
}


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("picture") / "pareto.svg"
    points = [Point(f"model {number}", 1.0 + number, 0.9, 0.8, 0.95, 14.0) for number in range(7)]
    write_plot(points, "reviews", "accuracy", [path])
    return path.read_text(encoding="utf-8")


def page(picture: str, document: dict[str, Any] = DOCUMENT, manifest: Manifest = MANIFEST) -> Page:
    return Page(page_of(contest_report(document, [("tfidf", manifest)], picture), {}))


def test_the_figures_are_those_of_the_document(picture: str) -> None:
    figures = page(picture).figures
    for place, value in figures:
        assert value == found_at(DOCUMENT, place), place
    places = {place for place, _ in figures}
    assert {f"/models/{number}/latency_ms/p99" for number in range(4)} <= places
    assert {
        "/models/0/against_best/comparison/interval/0",
        "/models/0/against_best/p",
        "/models/2/score/high",
    } <= places
    assert "/models/0/throughput/rounds/deviation" in places


def test_the_page_is_written_beside_the_picture_and_fetches_nothing(picture: str, tmp_path: Path) -> None:
    (tmp_path / "pareto.svg").write_text(picture, encoding="utf-8")
    path = write_contest(DOCUMENT, [("tfidf", MANIFEST)], tmp_path)
    html = path.read_text(encoding="utf-8")
    assert path == tmp_path / "report.html"
    must_fetch_nothing(html)
    assert (Page(html).unbalanced, Page(html).open) == ([], [])


def test_the_picture_follows_light_and_dark(picture: str) -> None:
    html = page_of(contest_report(DOCUMENT, [], picture), {})
    drawing = html[html.index("<svg") : html.index("</svg>")]
    assert "#" not in drawing.replace("url(#", "").replace('href="#', "")
    assert 'role="img"' in drawing
    assert "tfidf 0.9100 at 0.25 ms" in drawing


def test_recommendation_and_warnings_stand_first(picture: str) -> None:
    report = contest_report(DOCUMENT, [], picture)
    assert report.verdict[0] == "take minilm: the best score, 91.0."
    assert len(report.verdict) == 3
    assert report.warnings == ["bert: rounds differ by 25%."]


def test_what_is_not_ranked_is_said(picture: str) -> None:
    words = page(picture).text
    for part in ("same weights", "not ranked", "tfidf, 2 seeds", "bert; 2 of 4 epochs", "< 0.001", "-1.2"):
        assert part in words


def test_one_round_has_no_spread(picture: str) -> None:
    once = {**DOCUMENT, "measured": {**DOCUMENT["measured"], "rounds": 1}}
    assert not [place for place, _ in page(picture, once).figures if "deviation" in place]


def test_paths_stay_out_of_words_and_picture(picture: str) -> None:
    model = "hf:/home/ann bell/models/bert"
    models = [{**MODELS[0], "title": f"{model}, fp32"}, *MODELS[1:]]
    document = {**DOCUMENT, "models": models, "recommendation": [f"take {model}, fp32: the best score"]}
    found = page(picture, document, replace(MANIFEST, model=model))
    assert "ann" not in found.text.replace("tfidf", "").split()
    assert "/home" not in found.text
    assert "take hf:bert, fp32" in found.text
    assert not found.all("svg")

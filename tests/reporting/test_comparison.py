"""The page of two runs: its figures are those of the document, nobody is ranked above itself, and no path is told."""

import json
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.reporting.pages import Page, found_at, must_fetch_nothing
from textkit.benchmark.comparing import compare_runs
from textkit.reporting.comparison import comparison_file, comparison_report, write_comparison
from textkit.reporting.page import page_of
from textkit.reporting.report import LONG
from textkit.run import Run

Compared = tuple[dict[str, Any], list[Run | None]]


@pytest.fixture(scope="module")
def compared(trained: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """The document of a network and a linear model on the same rows, and the two."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(trained["classes"].parent / "home"))
        reviews = trained["classes"].parent / "reviews.csv"
        config = {"data": {"limit": 8}}
        linear = textkit.train(str(reviews), "tfidf", out=tmp_path_factory.mktemp("other") / "few", config=config)
        first, second = textkit.load(trained["classes"]), textkit.load(linear)
        document = {"runs": [str(trained["classes"]), str(linear.path)], **asdict(compare_runs(first, second))}
    return json.loads(json.dumps(document)), [first.run, second.run]


def undrawn(document: dict[str, Any], runs: list[Run | None], **options: Any) -> Page:
    report = comparison_report(document, runs, **options)
    return Page(page_of(report, {plot.name: "" for plot in report.plots}))


def test_the_figures_are_those_of_the_document(compared: Compared) -> None:
    document, runs = compared
    figures = undrawn(document, runs).figures
    for place, value in figures:
        assert value == found_at(document, place), place
    places = {place for place, _ in figures}
    assert {"/comparison/difference", "/comparison/interval/1", "/comparison/p", "/by_label/0/p"} <= places
    assert {f"/by_length/{part}/comparison/interval/0" for part in range(len(document["by_length"]))} <= places


def test_the_page_is_whole_and_fetches_nothing(compared: Compared, tmp_path: Path) -> None:
    document, runs = compared
    write_comparison(document, runs, tmp_path / "page.html", include_examples=True)
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    page = Page(html)
    must_fetch_nothing(html)
    assert (page.unbalanced, page.open) == ([], [])
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert max(ids.values()) == 1
    assert len(page.all("svg")) == len(page.all("figcaption")) == 2
    assert len(page.all("caption")) == len(page.all("table"))


def test_the_verdict_stands_first(compared: Compared) -> None:
    document, runs = compared
    report = comparison_report(document, runs)
    assert report.verdict == [f"{document['words']}."]
    assert report.headlines[0].figure.value == document["comparison"]["difference"]


def test_paths_stay_out(compared: Compared) -> None:
    document, runs = compared
    assert runs[0]
    assert runs[1]
    titles = {side: f"tfidf ({run.path})" for side, run in zip(("first", "second"), (runs[0], runs[1]), strict=True)}
    page = undrawn({**document, **titles, "words": f"{titles['first']} is better"}, runs, include_examples=True)
    assert "tfidf (classes) is better." in page.text
    for run in (runs[0], runs[1]):
        assert str(run.path.parent) not in page.text


def test_texts_are_shown_only_when_asked_for(compared: Compared) -> None:
    document, runs = compared
    text = document["disagreements"][0]["text"]
    assert text not in undrawn(document, runs).text
    assert text in undrawn(document, runs, include_examples=True).text


def test_one_model_under_two_names_is_not_ranked(compared: Compared) -> None:
    document, runs = compared
    report = comparison_report({**document, "same_model": True}, runs)
    assert report.headlines == []
    assert [each.name for each in report.sections] == ["scores", "disagreements", "provenance"]


def test_of_many_labels_the_plot_has_those_that_differ_most(compared: Compared) -> None:
    document, runs = compared
    part = document["by_label"][0]
    many = [
        {**part, "name": f"label {number}", "comparison": {**part["comparison"], "p": 1 / (1 + number)}}
        for number in range(LONG + 5)
    ]
    report = comparison_report({**document, "by_label": many}, runs)
    (plot,) = (each for each in report.plots if each.name == "by-label")
    drawn = [label.get_text() for label in plot.draw().axes[0].get_yticklabels()]
    assert drawn == [f"label {number}" for number in range(5, LONG + 5)]
    assert f"{LONG} of {LONG + 5}" in plot.caption


def test_what_must_not_be_overlooked_is_said_once(compared: Compared, monkeypatch: pytest.MonkeyPatch) -> None:
    document, runs = compared
    assert runs[0]
    manifest = runs[0].manifest()
    synthetic = replace(manifest, dataset={**manifest.dataset, "synthetic": True})
    monkeypatch.setattr(Run, "manifest", lambda self: synthetic)
    assert sum("SYNTHETIC" in warning for warning in comparison_report(document, runs).warnings) == 1


def test_a_checkpoint_of_others_has_no_provenance(compared: Compared) -> None:
    document, runs = compared
    name = "hf:/home/ann bell/bert"
    page = undrawn({**document, "runs": [document["runs"][0], name], "second": name}, [runs[0], None])
    assert "The second run, hf:bert: a checkpoint that is no run of textkit." in page.text
    assert "ann" not in page.text


def test_the_page_is_named_after_the_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "my run").mkdir()
    monkeypatch.chdir(tmp_path / "my run")
    assert comparison_file(["runs/first/", "."]) == Path("compare-first-my-run.html")
    assert comparison_file(["hf:ann/bert", "b"]) == Path("compare-bert-b.html")

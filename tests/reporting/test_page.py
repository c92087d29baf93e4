"""The page of a report: its figures are those of the run, and nothing in it leaves it."""

import getpass
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.reporting.conftest import TASKS, Reported, Subjects
from tests.reporting.pages import Page, found_at, must_fetch_nothing
from textkit.errors import UsageError
from textkit.inference.evaluation import evaluate
from textkit.reporter import Silent
from textkit.reporting.make import report_of, subject_of, temper, write_report
from textkit.reporting.page import page_of
from textkit.reporting.subject import Subject

SECTIONS = {"scores", "confusion", "labels", "curves", "calibration", "lengths", "examples", "provenance"}
All = dict[str, Reported]


def undrawn(subject: Subject) -> Page:
    """The page without its drawings, which take most of its time."""
    report = report_of(subject)
    return Page(page_of(report, {plot.name: "" for plot in report.plots}))


@pytest.mark.parametrize("task", TASKS)
def test_the_figures_are_those_of_the_metrics(task: str, reported: All) -> None:
    metrics = json.loads(reported[task].subject.run.metrics_file.read_text())["test"]
    figures = Page(reported[task].html).figures
    assert len({place for place, _ in figures}) > 15
    for place, value in figures:
        assert value == found_at(metrics, place), place


@pytest.mark.parametrize("task", TASKS)
def test_every_figure_with_an_interval_is_shown(task: str, reported: All) -> None:
    places = {place for place, _ in Page(reported[task].html).figures}
    for name in reported[task].subject.scores["intervals"]:
        assert {f"/{name}", f"/intervals/{name}/0", f"/intervals/{name}/1"} <= places


@pytest.mark.parametrize("task", TASKS)
def test_the_elements_are_balanced_and_their_ids_unique(task: str, reported: All) -> None:
    page = Page(reported[task].html)
    assert page.unbalanced == []
    assert page.open == []
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert {name for name, times in ids.items() if times > 1} == set()


@pytest.mark.parametrize("task", TASKS)
def test_nothing_is_fetched(task: str, reported: All) -> None:
    must_fetch_nothing(reported[task].html)


@pytest.mark.parametrize("task", TASKS)
def test_references_lead_to_ids_of_the_page(task: str, reported: All) -> None:
    ids = {attributes["id"] for _, attributes in Page(reported[task].html).elements if "id" in attributes}
    named = re.findall(r'(?:href="|url\()#([^")]+)', reported[task].html)
    assert named
    assert set(named) <= ids


@pytest.mark.parametrize("task", TASKS)
def test_drawings_have_words_and_tables_captions(task: str, reported: All) -> None:
    page = Page(reported[task].html)
    drawings = page.all("svg")
    assert len(drawings) == len(page.all("figcaption")) >= 5
    assert all(each["role"] == "img" and len(each["aria-label"]) > 20 for each in drawings)
    assert len(page.all("caption")) == len(page.all("table"))
    assert len(page.all("h1")) == 1
    assert len(page.all("h2")) == len(page.all("section"))


@pytest.mark.parametrize("task", TASKS)
def test_drawings_follow_light_and_dark(task: str, reported: All) -> None:
    html = reported[task].html
    drawings = "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))
    assert set(re.findall(r"#[0-9a-f]{6}\b", drawings)) == set()
    used, drawn = (set(re.findall(r"var\((--[\w-]+)\)", part)) for part in (html, drawings))
    light, dark = (set(re.findall(r"(--[\w-]+):", rules)) for rules in re.findall(r":root \{(.*?)\}", html, re.DOTALL))
    assert drawn <= light == dark
    assert used <= set(re.findall(r"(--[\w-]+):", html))


@pytest.mark.parametrize("task", TASKS)
def test_every_plot_is_a_file_as_well(task: str, reported: All) -> None:
    run = reported[task].subject.run
    names = {path.name for path in (run.path / "plots").iterdir()}
    expected = {"confusion", "labels", "precision-recall", "reliability", "lengths"}
    assert {f"{name}.{kind}" for name in expected for kind in ("svg", "png")} <= names
    assert ("learning.svg" in names) == run.history_file.is_file()


@pytest.mark.parametrize("task", TASKS)
def test_paths_and_names_of_users_stay_out(task: str, reported: All) -> None:
    run = reported[task].subject.run
    drawings = [path.read_text(encoding="utf-8") for path in (run.path / "plots").glob("*.svg")]
    for text in (reported[task].html, *drawings):
        assert str(run.path.parent) not in text
        assert f"{Path.home()}/" not in text
        assert f"/{getpass.getuser()}/" not in text


@pytest.mark.parametrize("task", TASKS)
def test_texts_are_shown_only_when_asked_for(task: str, reported: All) -> None:
    page = Page(reported[task].html)
    texts = [text for text in reported[task].subject.answered.rows.texts if len(text) > 20]
    assert not any(text in page.text for text in texts)
    assert "--include-examples" in page.text


@pytest.mark.parametrize("task", TASKS)
def test_with_examples_errors_and_hard_ones_are_shown(task: str, subject: Subjects) -> None:
    of = subject(task, include_examples=True)
    page = undrawn(of)
    assert "The hardest examples" in page.text
    assert any(text in page.text for text in of.answered.rows.texts)
    assert str(of.run.path.parent) not in page.text


def test_labels_and_texts_are_escaped(subject: Subjects) -> None:
    of = subject("sets", include_examples=True)
    evil = "<script>alert('&')</script>"
    of.answered.rows.texts[:] = [evil] * len(of.answered.rows.texts)
    page = undrawn(of)
    assert not page.all("script")
    assert evil in page.text


def test_the_sections_are_there(reported: All) -> None:
    assert {each["id"] for each in Page(reported["classes"].html).all("h2")} == SECTIONS | {"learning"}
    assert {each["id"] for each in Page(reported["sets"].html).all("h2")} == SECTIONS


def test_a_report_of_another_split_is_a_page_of_its_own_and_always_the_same(subject: Subjects) -> None:
    of = subject("sets")
    other = subject_of(evaluate(of.answered.predictor, split="validation"), own_data=True)
    path = write_report(other)
    first = path.read_bytes()
    assert path.name == "report-validation.html"
    assert (of.run.path / "plots-validation" / "lengths.svg").is_file()
    assert write_report(other).read_bytes() == first


@pytest.mark.parametrize("task", TASKS)
def test_a_temperature_is_kept_beside_the_calibration_error(task: str, reported: All) -> None:
    of = reported[task].subject
    kept = json.loads(of.run.metrics_file.read_text())["test"]["temperature"]
    assert kept["ece_before"] == of.scores["ece"]
    assert kept["loss_before"] == of.scores["loss"]
    assert 0 <= kept["ece_after"] <= 1
    assert ("/temperature/ece_after", kept["ece_after"]) in Page(reported[task].html).figures


@pytest.mark.parametrize("task", TASKS)
def test_a_temperature_fitted_on_the_split_itself_lowers_its_loss(task: str, subject: Subjects) -> None:
    of = subject(task)
    own = subject_of(evaluate(of.answered.predictor, split="validation"), own_data=True)
    kept = temper(own, Silent()).scores["temperature"]
    assert kept["loss_after"] <= kept["loss_before"] + 1e-6


def test_what_must_not_be_overlooked_stands_first(subject: Subjects) -> None:
    of = subject("sets")
    dataset = {**of.manifest.dataset, "synthetic": True}
    manifest = replace(of.manifest, stand_in="MiniLM-L6", dataset=dataset)
    warnings = report_of(replace(of, manifest=manifest)).warnings
    assert any("stand-in: MiniLM-L6" in warning for warning in warnings)
    assert any("SYNTHETIC" in warning for warning in warnings)


def test_a_checkpoint_of_others_has_no_run_to_report_in(subject: Subjects) -> None:
    of = subject("sets")
    predictor = replace(of.answered.predictor, run=None)
    found = evaluate(of.answered.predictor)
    with pytest.raises(UsageError, match="is no run"):
        subject_of(replace(found, answered=replace(found.answered, predictor=predictor)), own_data=True)

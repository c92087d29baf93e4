"""Explanations in a report: words shaded by weight, sentences around what is explained, faithfulness in words."""

from dataclasses import replace
from pathlib import Path

import pytest

import textkit
from tests.reporting.conftest import TASKS, Subjects
from tests.reporting.pages import Page
from textkit.inference.explaining import Explainer, Explanation
from textkit.reporting.make import report_of
from textkit.reporting.page import page_of
from textkit.reporting.reasons import with_reasons
from textkit.reporting.report import Shaded
from textkit.reporting.subject import Subject
from textkit.reporting.texts import shaded


def explained(text: str, weights: dict[str, float], span: tuple[int, int] | None = None) -> Shaded:
    places = [(text.index(word), text.index(word) + len(word)) for word in weights]
    return shaded(text, Explanation(places, list(weights.values()), "occlusion", "good", None, span))


def section_of(subject: Subject) -> Page:
    """The page with its examples alone."""
    report = report_of(subject)
    examples = [each for each in report.sections if each.name == "examples"]
    return Page(page_of(replace(report, sections=examples), {}))


def with_occlusion(subject: Subject) -> Subject:
    return with_reasons(subject, Explainer(subject.answered.predictor))


def test_words_are_shaded_by_their_share_of_the_largest_weight() -> None:
    found = explained("a fine, dull\nday", {"a": 0.5, "fine": 0.1, "dull": -0.3, "day": 0.02})
    assert "".join(each.text for each in found.stretches) == "a fine, dull day"
    assert {each.text: each.level for each in found.stretches if each.weight is not None} == {
        "a": 5,
        "fine": 1,
        "dull": -3,
        "day": 0,
    }


def test_a_long_text_is_cut_around_what_is_explained() -> None:
    words = [f"word{number}" for number in range(100, 400)]
    text = " ".join(words)
    start = text.index("word250")
    found = explained(text, dict.fromkeys(words, 0.1) | {"word100": 0.9, "word250": 0.9}, (start, start + 7))
    shown = "".join(each.text for each in found.stretches)
    assert found.about == "good word250"
    assert shown.startswith("… word2")
    assert shown.endswith(" …")
    assert len(shown) <= 304
    assert {each.text for each in found.stretches if each.level == 5} == {"word250"}


def test_a_text_that_is_one_endless_word_is_cut() -> None:
    (only,) = explained("x" * 1000, {"x" * 1000: 0.5}).stretches
    assert len(only.text) == 300


@pytest.mark.parametrize("task", TASKS)
def test_the_examples_are_shaded_and_the_weights_are_the_explanations(task: str, subject: Subjects) -> None:
    of = with_occlusion(subject(task, include_examples=True))
    page = section_of(of)
    assert of.reasons
    weights = {
        f"{weight:+.4f}"
        for explanations in of.reasons.explanations.values()
        for each in explanations
        for weight in each.weights
    }
    titles = [mark["title"] for mark in page.all("mark") if "title" in mark]
    assert titles
    assert set(titles) <= weights


@pytest.mark.parametrize("task", TASKS)
def test_the_faithfulness_is_told_in_words(task: str, subject: Subjects) -> None:
    of = with_occlusion(subject(task, include_examples=True))
    assert of.reasons
    words = section_of(of).text
    for figure in of.reasons.faithfulness.values():
        assert f"{figure:z.4f}" in words
    assert f"mean of {of.reasons.answers} answers" in words


def test_what_is_no_better_than_chance_is_called_so(subject: Subjects) -> None:
    of = with_occlusion(subject("classes", include_examples=True))
    assert of.reasons
    useless = of.reasons._replace(faithfulness={"comprehensiveness": 0.01, "chance": 0.02})
    assert "explain nothing" in section_of(replace(of, reasons=useless)).text


def test_where_nothing_can_be_explained_that_is_said(subject: Subjects) -> None:
    of = with_occlusion(subject("entities", include_examples=True))
    assert of.reasons
    nothing = of.reasons._replace(
        faithfulness={}, answers=0, explanations={record: [] for record in of.reasons.explanations}
    )
    page = section_of(replace(of, reasons=nothing))
    assert "There was nothing to explain" in page.text
    assert any(text in page.text for text in of.answered.rows.texts)


def test_shades_are_told_apart_without_colours(subject: Subjects) -> None:
    report = report_of(with_occlusion(subject("classes", include_examples=True)))
    html = page_of(report, {plot.name: "" for plot in report.plots})
    assert {"for level-5", "against level-5"} <= {mark["class"] for mark in Page(html).all("mark")}
    assert "--line: solid" in html
    assert "--line: dotted" in html


def test_other_methods_are_named(subject: Subjects, trained: dict[str, Path]) -> None:
    of = subject("classes", include_examples=True)
    found = with_reasons(of, textkit.api.load_explainer(trained["classes"], method="attention"))
    assert "Words are shaded by attention" in section_of(found).text

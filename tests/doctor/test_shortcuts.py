"""The shortcut probe, on corpora that can be solved without reading and on some that cannot."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from tests.doctor.corpora import only
from tests.doctor.patients import Rows, of_texts, of_words
from textkit.doctor.patient import Finding, Patient
from textkit.doctor.shortcuts import CHECKS, shortcuts

WORDS = [f"{first}{second}" for first in ("ba", "ke", "lo", "mi", "nu") for second in ("do", "ra", "ti", "su", "fe")]


def sentence(draw: random.Random) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(draw.randint(5, 9)))


def made(change: Callable[[str, int, random.Random], str], rows: int = 600, labels: int = 2, seed: int = 0) -> Patient:
    """Texts of chance, each changed by its label's number."""
    draw = random.Random(seed)
    numbers = [draw.randrange(labels) for _ in range(rows)]
    every = [(change(sentence(draw), number, draw), "abcdef"[number]) for number in numbers]
    return of_texts(every[: rows // 2], (), every[rows // 2 :])


def families(patient: Patient) -> dict[str, Finding]:
    return {finding.figures["family"]: finding for finding in shortcuts(patient)}


@pytest.mark.parametrize("labels", [2, 5])
def test_where_labels_are_chance_nothing_predicts_them(labels: int) -> None:
    assert not list(CHECKS[0](made(lambda text, label, draw: text, labels=labels)))


def test_what_is_in_the_words_is_no_shortcut() -> None:
    assert not families(made(lambda text, label, draw: f"{text[:8]} {('good', 'evil')[label]} {text[8:]}"))


@pytest.mark.parametrize(
    ("family", "change"),
    [
        ("letter case", lambda text, label, draw: text.title() if label else text),
        ("length", lambda text, label, draw: f"{text} {text}" if label else text),
        ("punctuation", lambda text, label, draw: f"{text}!" if label else text),
        ("digits", lambda text, label, draw: f"{text[:4]}{draw.randrange(99)} {text}" if label else text),
        ("first word", lambda text, label, draw: f"{('the', 'why')[label]} {text}"),
        ("last word", lambda text, label, draw: f"{text} {('now', 'ago')[label]}"),
    ],
)
def test_a_family_that_says_it_all_is_a_problem(family: str, change: Callable[[str, int, random.Random], str]) -> None:
    found = families(made(change))
    assert family in found
    assert found[family].severity == "problem"
    assert found[family].figures["accuracy"] > 0.95
    assert found[family].kind == "shortcut"


@pytest.mark.parametrize(("right", "severity"), [(0.97, "problem"), (0.82, "warning"), (0.69, "note")])
def test_how_far_it_goes_beyond_the_commonest_answer_is_how_grave_it_is(right: float, severity: str) -> None:
    patient = made(lambda text, label, draw: text.title() if (draw.random() < right) == bool(label) else text, 2000)
    finding = families(patient)["letter case"]
    assert finding.severity == severity
    assert finding.figures["score"] == pytest.approx(2 * right - 1, abs=0.08)


def test_the_rows_are_those_of_test_that_are_told_by_it() -> None:
    patient = made(lambda text, label, draw: text.title() if label else text)
    finding = families(patient)["letter case"]
    assert set(finding.rows) <= set(patient.rows("test").tolist())
    assert len(finding.rows) == round(finding.figures["accuracy"] * 300)


def test_the_message_says_what_and_how() -> None:
    finding = families(made(lambda text, label, draw: text.title() if label else text))["letter case"]
    assert finding.message.startswith("letter case alone is right on the label for 100% of the test rows")
    assert "the share of capitalised words is 1 for 'b' and 0 for 'a' on average" in finding.message
    assert "--lowercase" in finding.advice


def test_the_table_holds_every_family() -> None:
    table = families(made(lambda text, label, draw: text.title() if label else text))["letter case"].figures["families"]
    assert list(table) == [
        "the whole surface", "letter case", "length", "punctuation", "digits", "first word", "last word"
    ]  # fmt: skip
    assert table["letter case"]["score"] > 0.9 > table["digits"]["score"]


def test_a_few_lucky_rows_prove_nothing() -> None:
    patient = of_texts([("Ab", "a"), ("cd", "b")] * 20, (), [("Ef", "a"), ("gh", "b")] * 2)
    assert not families(patient)


def test_an_uneven_corpus_has_a_high_commonest_answer() -> None:
    draw = random.Random(0)
    rows = [(sentence(draw), "b" if draw.random() < 0.05 else "a") for _ in range(1000)]
    assert not families(of_texts(rows[:500], (), rows[500:]))


def test_what_only_all_families_together_tell() -> None:
    """Each of three signs is right three times in four; most of them together more often."""

    def change(text: str, label: int, draw: random.Random) -> str:
        signs = [(draw.random() < 0.72) == bool(label) for _ in range(3)]
        text = text.title() if signs[0] else text
        text = f"{text}!" if signs[1] else text
        return f"why {text}" if signs[2] else f"the {text}"

    found = families(made(change, 3000))
    assert found["the whole surface"].severity == "warning"
    assert "first word, last word together are right on the label" in found["the whole surface"].message
    assert {finding.severity for family, finding in found.items() if family != "the whole surface"} == {"note"}


def of_sets(rows: int) -> Rows:
    draw = random.Random(0)
    found = []
    for _ in range(rows):
        labels = [label for label in "abc" if draw.random() < 0.3]
        text = sentence(draw)
        found.append((text.title() if "b" in labels else text, labels))
    return found


def test_of_sets_of_labels_each_is_asked_for_by_itself() -> None:
    rows = of_sets(800)
    patient = of_texts(rows[:500], (), rows[500:], task="multilabel")
    finding = only(shortcuts, patient)
    assert finding.message.startswith("letter case alone is right on whether a text is 'b' for 100%")
    assert list(finding.figures["strongest"]) == ["whether a text is 'b'"]
    assert all("b" in patient.targets[row] for row in finding.rows)


def test_tags_are_not_asked_for() -> None:
    assert not list(shortcuts(of_words([("Anna is here", "B-X O O")] * 50, (), [("Bob is here", "B-X O O")] * 50)))


def test_nothing_is_said_without_test() -> None:
    assert not list(shortcuts(of_texts([("Ab", "a"), ("cd", "b")] * 20)))


def test_a_test_of_one_label_has_nothing_to_tell() -> None:
    assert not list(shortcuts(of_texts([("Ab", "a"), ("cd", "b")] * 20, (), [("Ef", "a")] * 9)))


def test_the_same_seed_gives_the_same_findings() -> None:
    patient = made(lambda text, label, draw: text.title() if label else text)
    first, second = (families(patient)["letter case"] for _ in range(2))
    assert first.figures == second.figures
    assert np.array_equal(first.rows, second.rows)

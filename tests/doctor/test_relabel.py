"""Rows worth relabelling: found where labels were replaced, and quiet where rows are clean or hard."""

import random

import pytest

from tests.doctor.corpora import only
from tests.doctor.patients import Rows, of_texts, of_words
from textkit.doctor.patient import Patient
from textkit.doctor.relabel import CHECKS, suspect_labels

TOPICS = {
    "sport": ["goal", "match", "team", "coach", "player", "league", "cup", "referee", "stadium", "season", "striker"],
    "food": ["soup", "bread", "cheese", "kitchen", "recipe", "oven", "salt", "butter", "dinner", "chef", "sauce"],
    "money": ["bank", "market", "share", "profit", "price", "trade", "bond", "rate", "loan", "fund", "dollar"],
}
COMMON = [
    "the",
    "a",
    "this",
    "new",
    "old",
    "big",
    "small",
    "today",
    "people",
    "said",
    "after",
    "before",
    "with",
    "from",
]


def text_of(topics: list[str], draw: random.Random, mixed: float = 0.1) -> str:
    """Few or many words of the topics, and words of none; a share `mixed` of the topical words is of any topic."""
    every = [word for words in TOPICS.values() for word in words]
    words = [draw.choice(TOPICS[topic]) for topic in topics for _ in range(draw.randint(1, 8))]
    words = [draw.choice(every) if draw.random() < mixed else word for word in words]
    words += [draw.choice(COMMON) for _ in range(6)]
    draw.shuffle(words)
    return " ".join(words)


def drawn(rows: int, seed: int = 0, labels: int = 3, mixed: float = 0.1) -> list[tuple[str, str]]:
    draw = random.Random(seed)
    names = list(TOPICS)[:labels]
    return [(text_of([label], draw, mixed), label) for label in (draw.choice(names) for _ in range(rows))]


def replaced(rows: Rows, count: int) -> tuple[list[tuple[str, str]], set[int]]:
    """The rows with the labels of some replaced, and which those are."""
    names = sorted({label for _, label in rows})
    chosen = set(random.Random(1).sample(range(len(rows)), count))
    other = {name: names[number - 1] for number, name in enumerate(names)}
    return [(text, other[label] if row in chosen else label) for row, (text, label) in enumerate(rows)], chosen


def divided(rows: Rows, task: str = "classification") -> Patient:
    at = len(rows) * 8 // 10, len(rows) * 9 // 10
    return of_texts(rows[: at[0]], rows[at[0] : at[1]], rows[at[1] :], task=task)


@pytest.mark.parametrize("labels", [2, 3])
def test_a_clean_corpus_has_no_finding(labels: int) -> None:
    assert not list(CHECKS[0](divided(drawn(600, labels=labels))))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_hard_rows_with_right_labels_are_no_finding(seed: int) -> None:
    """So many words are of other topics that a fifth of the rows cannot be told."""
    assert not list(suspect_labels(divided(drawn(900, seed=seed, mixed=0.6))))


@pytest.mark.parametrize("labels", [2, 3])
def test_replaced_labels_are_found_in_all_splits(labels: int) -> None:
    rows, wrong = replaced(drawn(900, labels=labels), 45)
    finding = only(suspect_labels, divided(rows))
    found = set(finding.rows)
    assert len(found & wrong) >= 0.7 * len(wrong)
    assert len(found & wrong) >= 0.8 * len(found)
    assert any(row >= 810 for row in found)
    assert finding.figures["share"] == round(len(found) / 900, 6)
    assert finding.severity == "note"


def test_the_first_rows_say_what_they_should_be() -> None:
    clean = drawn(900)
    rows, wrong = replaced(clean, 45)
    finding = only(suspect_labels, divided(rows))
    assert set(finding.rows[:10]) <= wrong
    for row, first in zip(finding.rows, finding.figures["first"][:10], strict=False):
        assert first["origin"] == f"a.csv:{row + 2}"
        assert (first["given"], first["suggested"]) == (rows[row][1], clean[row][1])
        assert 0.5 < first["probability"] <= 1


def test_copies_do_not_vouch_for_each_other() -> None:
    """A mislabelled text that is there twice is found all the same."""
    rows, wrong = replaced(drawn(900), 45)
    found = set(only(suspect_labels, divided([*rows, *[rows[row] for row in sorted(wrong)]])).rows)
    assert len(found) > 0.7 * 90


def test_labels_of_few_rows_are_left_out() -> None:
    rows, _ = replaced(drawn(900), 45)
    draw = random.Random(3)
    tiny = [(text_of(["sport"], draw), "rare") for _ in range(9)]
    finding = only(suspect_labels, divided([*rows, *tiny]))
    assert finding.figures["examined"] == 900
    assert max(finding.rows) < 900


def test_where_all_labels_have_few_rows_nothing_is_said() -> None:
    rows = [(text, f"{label} {number // 9}") for number, (text, label) in enumerate(drawn(200))]
    assert not list(suspect_labels(divided(rows)))


@pytest.mark.parametrize("rows", [0, 99])
def test_of_few_rows_nothing_can_be_said(rows: int) -> None:
    assert not list(suspect_labels(of_texts(replaced(drawn(99), 20)[0][:rows])))


def test_one_label_is_enough_for_no_question() -> None:
    assert not list(suspect_labels(divided([(text, "sport") for text, _ in drawn(200)])))


def of_sets(rows: int, wrong: int) -> tuple[Rows, set[int]]:
    """Texts of any number of topics; of some it is wrong whether they are of food."""
    draw = random.Random(0)
    topics = [[name for name in TOPICS if draw.random() < 0.4] for _ in range(rows)]
    texts = [text_of(each, draw) for each in topics]
    chosen = set(draw.sample(range(rows), wrong))
    labels = [sorted(set(each) ^ {"food"}) if row in chosen else each for row, each in enumerate(topics)]
    return list(zip(texts, labels, strict=True)), chosen


def test_of_sets_each_label_is_judged_by_itself() -> None:
    rows, wrong = of_sets(1200, 60)
    finding = only(suspect_labels, divided(rows, task="multilabel"))
    found = set(finding.rows)
    assert len(wrong & found) > 0.4 * len(wrong)
    assert len(wrong & found) > 0.6 * len(found)
    assert {each["suggested"] for each in finding.figures["first"]} <= {"food", "not food"}


def test_well_labelled_sets_have_no_finding() -> None:
    assert not list(suspect_labels(divided(of_sets(1200, 0)[0], task="multilabel")))


def test_tags_are_not_judged_here() -> None:
    assert not list(suspect_labels(of_words([("Anna is here", "B-X O O")] * 200)))


def test_the_same_seed_gives_the_same_rows() -> None:
    patient = divided(replaced(drawn(900), 45)[0])
    first, second = (only(suspect_labels, patient) for _ in range(2))
    assert first == second

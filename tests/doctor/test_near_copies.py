"""Near copies, against all pairs compared exactly."""

import json
import random

import numpy as np
import pytest

from tests.doctor.corpora import corpus, distinct, only
from textkit.doctor.minhash import jaccard, shingles
from textkit.doctor.near_copies import THRESHOLD, near_copies, near_leakage_share, near_pairs
from textkit.doctor.patient import Patient

RAIN = "The rain in Spain stays mainly in the plain, they say"
SNOW = "Snow has fallen in the Alps for the third week running"


def everyone(patient: Patient) -> tuple[set[int], set[int]]:
    """The rows with a near copy in their split, and those of test and validation with one in train: all by all."""
    texts = [" ".join(text.casefold().split()) for text in patient.texts]
    sets = [shingles(text) for text in texts]
    within, across = set(), set()
    known = {texts[row] for row in patient.rows("train")}
    for row in range(len(patient)):
        if patient.splits[row] and texts[row] in known:
            continue
        for other in range(len(patient)):
            alike = texts[row] != texts[other] and jaccard(sets[row], sets[other]) >= THRESHOLD
            if (
                alike
                and patient.splits[row] == patient.splits[other]
                and not (patient.splits[other] and texts[other] in known)
            ):
                within.add(row)
            elif alike and patient.splits[row] and not patient.splits[other]:
                across.add(row)
    return within, across


def found(patient: Patient) -> tuple[set[int], set[int]]:
    within, across = near_pairs(patient)
    return {row for pair in within for row in pair[:2]}, {pair.row for pair in across}


def templated(count: int, seed: int) -> Patient:
    """Texts of one pattern, some of them near copies: nearly all share a bucket with nearly all."""
    draw = random.Random(seed)
    places = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(40)]
    texts = list(dict.fromkeys(_forecast(draw, places) for _ in range(count)))
    train, validation = int(0.8 * len(texts)), int(0.9 * len(texts))
    return corpus(texts[:train], texts[train:validation], texts[validation:], seed=seed)


def _forecast(draw: random.Random, places: list[str]) -> str:
    one, other = draw.choices(places, k=2)
    return f"the weather in {one} and {other} will be sunny with {draw.randint(0, 40)} degrees"


def test_a_clean_corpus_has_no_near_copies() -> None:
    assert not list(near_copies(corpus(distinct(80), distinct(10, first=80), distinct(10, first=90))))
    assert not list(near_copies(corpus()))


def test_near_copies_in_a_split() -> None:
    finding = only(near_copies, corpus([RAIN, SNOW, f"{RAIN}!", *distinct(20)], ["x"], ["y"]))
    assert finding.kind == "near_duplicates"
    assert finding.severity == "warning"
    assert finding.rows == [0, 2]
    assert finding.figures["rows"] == 2
    ((row, other, similarity),) = finding.figures["pairs"]
    assert (row, other) == ("train.csv:2", "train.csv:4")
    assert similarity == pytest.approx(49 / 50)


def test_near_copies_across_splits() -> None:
    patient = corpus([RAIN, *distinct(20)], [SNOW], [SNOW.replace("third", "fourth"), f"And {RAIN}"])
    finding = only(near_copies, patient)
    assert finding.kind == "near_leakage"
    assert finding.severity == "problem"
    assert finding.rows == [23]  # that the text about snow is near one of validation is not told
    assert finding.figures["share"] == 0.5 == near_leakage_share(patient)
    assert finding.figures["pairs"][0][:2] == ["test.csv:3", "train.csv:2"]


def test_copies_are_not_told_again() -> None:
    patient = corpus([RAIN, RAIN.upper(), *distinct(20)], [f" {RAIN}"], [RAIN])
    assert not list(near_copies(patient))
    assert near_leakage_share(patient) == 0


def test_a_copy_of_a_near_copy_is_still_a_near_copy() -> None:
    patient = corpus([RAIN, *distinct(5)], [f"{RAIN}!"], [f"{RAIN}!"])
    assert found(patient) == (set(), {6, 7})


def test_few_near_copies_in_a_split_are_not_told_and_few_across_are_a_note() -> None:
    many = distinct(300)
    assert not list(near_copies(corpus([RAIN, f"{RAIN}!", *many])))
    assert only(near_copies, corpus([RAIN], ["x"], [f"{RAIN}!", *many])).severity == "note"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Thanks a lot", "Thanks a lot!"), ("-" * 60, "-" * 50), ("", " "), ("ha " * 20, "ha " * 30)],
    ids=["short", "a ruler", "empty", "laughter"],
)
def test_what_says_too_little_is_left_out(one: str, other: str) -> None:
    assert found(corpus([one, other])) == (set(), set())


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (
            "Bank raises its rates for the third time this year",
            "Bank raises its rate for the third time this year",
            True,
        ),
        ("21 Things Only People From Ohio Will Understand", "19 Things Only People From Ohio Will Understand", True),
        ("21 Things Only People From Ohio Will Understand", "21 Things Only Parents Of Twins Will Understand", False),
        ("Storm hits the coast of Wales", "Storm spares the coast of Kent", False),
        (
            "今天下午五点在北京举行了一场关于气候变化的国际会议各国代表出席",
            "今天下午五点在北京举行了一场关于气候变化的国际会议各国代表缺席",
            True,
        ),
    ],
)
def test_what_near_means(one: str, other: str, near: bool) -> None:
    assert (found(corpus([one, other]))[0] == {0, 1}) is near


def test_abstracts_with_a_few_words_changed_are_near_copies() -> None:
    draw = random.Random(0)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(2, 9))) for _ in range(500)]
    abstracts = [draw.choices(words, k=100) for _ in range(60)]
    changed = [
        [draw.choice(words) if place % 20 == 7 else word for place, word in enumerate(each)] for each in abstracts
    ]
    patient = corpus([" ".join(each) for each in abstracts], ["x"], [" ".join(each) for each in changed[:30]])
    assert found(patient) == everyone(patient)
    assert len(found(patient)[1]) == 30


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_missed_and_nothing_invented(seed: int) -> None:
    draw = random.Random(seed)
    base = distinct(150, words=5, first=1000 * seed)
    texts = [
        "".join(draw.choice("xyz") if draw.random() < rate else each for each in text)
        for text in base
        for rate in (0, draw.choice((0.01, 0.03, 0.05, 0.2)))
    ]
    draw.shuffle(texts)
    patient = corpus(texts[:200], texts[200:250], texts[250:], seed=seed)
    assert found(patient) == everyone(patient)


@pytest.mark.parametrize("seed", range(2))
def test_in_templates_nearly_every_row_finds_a_partner(seed: int) -> None:
    patient = templated(300, seed)
    for answer, truth in zip(found(patient), everyone(patient), strict=True):
        assert len(truth) > 5
        assert answer <= truth
        assert len(answer) >= 0.97 * len(truth)


def test_where_all_are_near_copies_all_are_found() -> None:
    texts = [f"{RAIN}, and it did so {number} times in the past" for number in range(10_000, 12_000)]
    patient = corpus(texts[:1600], texts[1600:1800], texts[1800:])
    within, across = found(patient)
    assert len(within) >= 0.999 * 2000
    assert len(across) >= 0.999 * 400


def test_every_pair_that_is_told_was_verified() -> None:
    patient = templated(300, 5)
    for pairs in near_pairs(patient):
        similarities = [pair.similarity for pair in pairs]
        assert similarities == sorted(similarities, reverse=True)
        for row, other, similarity in pairs:
            exact = jaccard(*(shingles(" ".join(patient.texts[each].casefold().split())) for each in (row, other)))
            assert similarity == exact >= THRESHOLD


def test_the_answer_depends_on_nothing_but_rows_and_seed() -> None:
    patient = templated(300, 7)
    assert near_pairs(patient) == near_pairs(patient)


def test_figures_and_rows_are_ready_for_json() -> None:
    patient = corpus([RAIN, f"{RAIN}!"], [f"{RAIN}?"], [f"{RAIN}!!"])
    findings = list(near_copies(patient))
    assert [each.kind for each in findings] == ["near_duplicates", "near_leakage"]
    for each in findings:
        json.dumps([each.figures, list(each.rows)])
        assert all(isinstance(row, int) and not isinstance(row, np.integer) for row in each.rows)

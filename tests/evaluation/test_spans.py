"""The scores of spans: those of seqeval in both of its modes, and each span in one pair."""

import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2

from textkit.evaluation.spans import HEADLINES, KINDS, pair_spans, score_spans, span_f1s
from textkit.text.schemes import Span, lenient_spans, strict_spans

Records = list[list[str]]

TAGS = st.sampled_from(["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"])


@st.composite
def tagged(draw: st.DrawFn) -> tuple[Records, Records]:
    """Truth and answers, valid or not; some answers are those of the truth, so that not all are wrong."""
    drawn = draw(st.lists(st.lists(st.tuples(TAGS, st.one_of(st.none(), TAGS)), max_size=8), min_size=1, max_size=5))
    truth = [[true for true, _ in record] for record in drawn]
    return truth, [[answer or true for true, answer in record] for record in drawn]


def of_seqeval(truth: Records, answers: Records, **mode: Any) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report: dict[str, Any] = classification_report(truth, answers, output_dict=True, zero_division=0, **mode)
    return report


@settings(deadline=None)
@given(tagged())
def test_equal_to_seqeval(case: tuple[Records, Records]) -> None:
    truth, answers = case
    report = score_spans(truth, answers)
    if not any(map(lenient_spans, truth + answers)):
        return  # seqeval averages over no labels
    lenient = of_seqeval(truth, answers)
    assert report["span_f1_lenient"] == pytest.approx(lenient["micro avg"]["f1-score"], abs=1e-6)
    for label, row in report["per_label"].items():
        assert row["f1_lenient"] == pytest.approx(lenient[label]["f1-score"], abs=1e-6)
    if not any(map(strict_spans, truth + answers)):
        return
    strict = of_seqeval(truth, answers, mode="strict", scheme=IOB2)
    averages = [strict.pop(f"{name} avg") for name in ("micro", "macro", "weighted")]
    for name, figure in (("span_precision", "precision"), ("span_recall", "recall"), ("span_f1", "f1-score")):
        assert report[name] == pytest.approx(averages[0][figure], abs=1e-6)
    assert report["macro_f1"] == pytest.approx(averages[1]["f1-score"], abs=1e-6)
    assert list(report["per_label"]) == list(strict)
    for label, row in report["per_label"].items():
        assert row["support"] == strict[label]["support"]
        for name, figure in (("precision", "precision"), ("recall", "recall"), ("f1", "f1-score")):
            assert row[name] == pytest.approx(strict[label][figure], abs=1e-6)


@given(tagged())
def test_each_span_is_in_one_pair(case: tuple[Records, Records]) -> None:
    for true_tags, answer_tags in zip(*case, strict=True):
        truth, answers = strict_spans(true_tags), strict_spans(answer_tags)
        pairs = pair_spans(truth, answers)
        assert sorted(pair.true for pair in pairs if pair.true) == truth
        assert sorted(pair.predicted for pair in pairs if pair.predicted) == answers
        for kind, true, predicted in pairs:
            if true is None or predicted is None:
                assert kind == ("missed" if true else "spurious")
            elif true[:2] == predicted[:2]:
                assert kind == ("correct" if true == predicted else "wrong_type")
            else:
                assert kind == "wrong_boundary"
                assert overlap(true, predicted)
        missed = [pair.true for pair in pairs if pair.kind == "missed" and pair.true]
        spurious = [pair.predicted for pair in pairs if pair.kind == "spurious" and pair.predicted]
        assert not any(overlap(one, other) for one in missed for other in spurious)


def overlap(one: Span, other: Span) -> bool:
    return bool(set(range(one.start, one.end)) & set(range(other.start, other.end)))


@settings(deadline=None)
@given(tagged())
def test_the_errors_add_up(case: tuple[Records, Records]) -> None:
    truth, answers = case
    report = score_spans(truth, answers)
    errors = report["error_kinds"]
    both = errors["correct"] + errors["wrong_type"] + errors["wrong_boundary"]
    assert both + errors["missed"] == sum(len(strict_spans(tags)) for tags in truth)
    assert both + errors["spurious"] == sum(len(strict_spans(tags)) for tags in answers)
    assert sum(row["count"] for row in report["type_confusion"]) == errors["wrong_type"]
    if report["invalid"] == 0:  # then there is one way to read the tags
        assert all(strict_spans(tags) == lenient_spans(tags) for tags in answers)


def spans(*places: tuple[int, int, str]) -> list[Span]:
    return [Span(*place) for place in places]


@pytest.mark.parametrize(
    ("truth", "answers", "kinds"),
    [
        ([(0, 2, "A")], [(0, 2, "A")], ["correct"]),
        ([(0, 2, "A")], [(0, 2, "B")], ["wrong_type"]),
        ([(0, 2, "A")], [(1, 3, "A")], ["wrong_boundary"]),
        ([(0, 2, "A")], [(1, 3, "B")], ["wrong_boundary"]),
        ([(0, 2, "A")], [(2, 3, "A")], ["missed", "spurious"]),
        # one answer over two spans goes to the first of them, two answers in one span: the first of them goes to it
        ([(0, 2, "A"), (2, 4, "A")], [(0, 4, "A")], ["wrong_boundary", "missed"]),
        ([(0, 4, "A")], [(0, 2, "A"), (2, 4, "A")], ["wrong_boundary", "spurious"]),
        # a chain of overlaps is undone in order
        ([(0, 2, "A"), (3, 5, "A")], [(1, 4, "A"), (4, 6, "A")], ["wrong_boundary", "wrong_boundary"]),
        ([], [], []),
    ],
)
def test_pairs_by_hand(
    truth: list[tuple[int, int, str]], answers: list[tuple[int, int, str]], kinds: list[str]
) -> None:
    assert [pair.kind for pair in pair_spans(spans(*truth), spans(*answers))] == kinds


def records(*tags: str) -> Records:
    return [of_record.split() for of_record in tags]


TRUTH = records(
    "B-ORG O B-PER O O B-LOC O",  # U.N. official Ekeus heads for Baghdad .
    "B-PER I-PER O O B-ORG I-ORG I-ORG O B-LOC",  # Nadim Ladki joined the Bank of Tokyo in Japan
    "O O B-ORG I-ORG",  # He reads China Daily
)
ANSWERS = records("B-ORG O B-PER I-PER O B-ORG O", "I-PER I-PER O O B-ORG O I-ORG O B-LOC", "O B-MISC O O")


def test_the_report_by_hand() -> None:
    """The counts, as conlleval gives them.

    strict   truth  answered  right       lenient  truth  answered  right
    LOC          2         1      1       LOC          2         1      1
    MISC         0         1      0       MISC         0         1      0
    ORG          3         3      1       ORG          3         4      1   ("Bank" and "Tokyo")
    PER          2         1      0       PER          2         2      1   (Nadim Ladki)
    all          7         6      2       all          7         8      3

    Right are U.N. and Japan; Baghdad is an ORG; the boundaries of Ekeus and of the bank are wrong; Nadim Ladki
    and China Daily are missed; "reads" is spurious. Invalid are the first I-PER and the last I-ORG of the second.
    """
    report = score_spans(TRUTH, ANSWERS)
    intervals = report.pop("intervals")
    assert report == {
        "span_f1": 0.307692,  # 2 * 2 / (7 + 6)
        "span_precision": 0.333333,
        "span_recall": 0.285714,
        "token_accuracy": 0.65,  # 5 of 7, 7 of 9, 1 of 4
        "span_f1_lenient": 0.4,  # 2 * 3 / (7 + 8)
        "macro_f1": 0.25,
        "invalid": 2,
        "scheme": "IOB2",
        "per_label": {
            "LOC": {"precision": 1.0, "recall": 0.5, "f1": 0.666667, "support": 2, "f1_lenient": 0.666667},
            "MISC": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 0, "f1_lenient": 0.0},
            "ORG": {"precision": 0.333333, "recall": 0.333333, "f1": 0.333333, "support": 3, "f1_lenient": 0.285714},
            "PER": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 2, "f1_lenient": 0.5},
        },
        "error_kinds": {"correct": 2, "wrong_type": 1, "wrong_boundary": 2, "missed": 2, "spurious": 1},
        "type_confusion": [{"true": "LOC", "predicted": "ORG", "count": 1}],
    }
    assert list(intervals) == list(HEADLINES)
    for name, (low, high) in intervals.items():
        assert 0 <= low <= report[name] <= high <= 1
        assert low < high


def test_the_few_figures_are_those_of_the_report() -> None:
    report = score_spans(TRUTH, ANSWERS)
    assert span_f1s(TRUTH, ANSWERS) == {name: report[name] for name in ("span_f1", "span_f1_lenient", "invalid")}


@pytest.mark.parametrize(
    ("answer", "invalid"),
    [
        ("O I-PER I-PER", 1),  # the second continues the first
        ("I-PER O I-PER", 2),
        ("B-PER I-LOC I-LOC", 1),
        ("B-PER I-PER B-PER", 0),
        ("I-PER I-LOC I-PER", 3),
    ],
)
def test_invalid_tags_are_counted(answer: str, invalid: int) -> None:
    assert score_spans([["O", "O", "O"]], [answer.split()])["invalid"] == invalid


def test_no_tag_is_continued_from_the_record_before() -> None:
    assert score_spans([["B-PER"], ["O"]], [["B-PER"], ["I-PER"]])["invalid"] == 1


def test_confused_types_come_commonest_first() -> None:
    report = score_spans(records("B-LOC B-PER B-LOC", "B-PER B-PER"), records("B-ORG B-LOC B-ORG", "B-PER B-ORG"))
    assert [tuple(row.values()) for row in report["type_confusion"]] == [
        ("LOC", "ORG", 2),
        ("PER", "LOC", 1),
        ("PER", "ORG", 1),
    ]


def test_all_right_leaves_the_doubt_of_few_sentences() -> None:
    report = score_spans(TRUTH, TRUTH)
    assert {report[name] for name in (*HEADLINES, "span_f1_lenient", "macro_f1")} == {1.0}
    assert list(report["intervals"].values()) == [[round(0.025 ** (1 / len(TRUTH)), 6), 1.0]] * 4


@pytest.mark.parametrize("tags", [[], [[]], [["O", "O"]]])
def test_no_spans_at_all(tags: Records) -> None:
    report = score_spans(tags, tags)
    assert (report["span_f1"], report["span_f1_lenient"], report["macro_f1"]) == (0.0, 0.0, 0.0)
    assert (report["per_label"], report["type_confusion"]) == ({}, [])
    assert report["error_kinds"] == dict.fromkeys(KINDS, 0)


@pytest.mark.parametrize(("truth", "answers"), [([["O"]], []), ([["O", "O"]], [["O"]])])
def test_a_tag_for_each_word_or_an_error(truth: Records, answers: Records) -> None:
    with pytest.raises(ValueError, match="zip"):
        score_spans(truth, answers)

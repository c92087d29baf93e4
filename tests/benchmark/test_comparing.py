"""Two runs on the same records: figures, parts, examples, the verdict, and what is refused."""

import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import textkit
from tests.labelled import LABELS, write_labelled
from tests.reviews import write_reviews
from tests.tagged import TINY_TAGGER, write_conll
from textkit.benchmark.comparing import compare_runs
from textkit.benchmark.verdict import Verdict, in_words, p_value, points
from textkit.errors import UsageError
from textkit.evaluation.paired import Comparison
from textkit.inference.evaluation import evaluate
from textkit.reporter import Silent
from textkit.run import Run


def write_split(path: Path, *, wrong: float = 0.0, test: int = 150) -> Path:
    """Reviews that say which split they are in; of train, a share has the wrong label. Test is the same for all."""
    draw = random.Random(1)
    lines = write_reviews(path, rows=400 + test).read_text().splitlines()
    found = ["text,label,split"]
    for number, line in enumerate(lines[1:]):
        text, label = line.rsplit(",", 1)
        split = "test" if number < test else "validation" if number < test + 50 else "train"
        if split == "train" and draw.random() < wrong:
            label = "bad" if label == "good" else "good"
        found.append(f"{text},{label},{split}")
    path.write_text("\n".join(found) + "\n")
    return path


class Listening(Silent):
    """Keeps what it is warned of."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def warn(self, message: str) -> None:
        self.heard.append(message)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """A good run, one that was taught nonsense, and one of a tagger; tests only read them."""
    folder = tmp_path_factory.mktemp("compared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        good, bad = write_split(folder / "good.csv"), write_split(folder / "bad.csv", wrong=0.5)
        return {
            "good": textkit.train(str(good), "tfidf", out=folder / "good"),
            "bad": textkit.train(str(bad), "tfidf", out=folder / "bad", config={"preprocessing": {"lowercase": True}}),
        }


def compared(first: Run | Path, second: Run | Path, **asked: Any) -> Verdict:
    return compare_runs(textkit.load(first), textkit.load(second), **asked)


def test_the_better_run_is_named(runs: dict[str, Run]) -> None:
    found = compared(runs["good"], runs["bad"])
    assert found.words.startswith("tfidf is better: accuracy 1.000 against 0.")
    assert "p < 0.001 (McNemar)" in found.words
    assert (found.first, found.second) == ("tfidf", "tfidf (lower case)")
    assert (found.records, found.split, found.same_model) == (150, "test", False)


def test_the_order_of_the_runs_turns_the_sign_and_not_the_verdict(runs: dict[str, Run]) -> None:
    one, other = compared(runs["good"], runs["bad"]), compared(runs["bad"], runs["good"])
    assert one.comparison.difference == -other.comparison.difference
    assert {each.words.partition(":")[0] for each in (one, other)} == {"tfidf is better"}


def test_the_figures_are_those_of_eval(runs: dict[str, Run]) -> None:
    found = compared(runs["good"], runs["bad"])
    scores = [evaluate(textkit.load(runs[name])).scores for name in ("good", "bad")]
    pairs = [(found.comparison, [each["accuracy"] for each in scores])]
    pairs += [(part.comparison, [each["per_label"][part.name]["f1"] for each in scores]) for part in found.by_label]
    for comparison, expected in pairs:
        assert [comparison.first, comparison.second] == pytest.approx(expected, abs=1e-6)
    assert [part.size for part in found.by_label] == [each["support"] for each in scores[0]["per_label"].values()]


def test_the_parts_by_length_make_up_the_whole(runs: dict[str, Run]) -> None:
    found = compared(runs["good"], runs["bad"])
    sizes = [part.size for part in found.by_length]
    assert (len(sizes), sum(sizes)) == (4, 150)
    whole = np.average([part.comparison.second for part in found.by_length], weights=sizes)
    assert whole == pytest.approx(found.comparison.second)


def test_p_of_the_parts_is_corrected(runs: dict[str, Run]) -> None:
    found = compared(runs["good"], runs["bad"])
    for parts in (found.by_label, found.by_length):
        least = min(parts, key=lambda part: part.comparison.p)
        assert least.p == min(1, len(parts) * least.comparison.p)


def test_outcomes_and_disagreements_are_counted(runs: dict[str, Run]) -> None:
    found = compared(runs["good"], runs["bad"], examples=3)
    assert sum(found.outcomes.values()) == 150
    apart = found.outcomes["only the first right"] - found.outcomes["only the second right"]
    assert apart / 150 == pytest.approx(found.comparison.difference)
    # of two labels, those who answer differently are never both wrong
    assert found.disagree == found.outcomes["only the first right"] + found.outcomes["only the second right"]
    assert len(found.disagreements) == 3
    for example in found.disagreements:
        assert example["first"] != example["second"]
        assert example["truth"] in (example["first"], example["second"])
        assert example["origin"].startswith("good.csv:")


def test_one_model_under_two_names_is_not_ranked(runs: dict[str, Run], tmp_path: Path) -> None:
    shutil.copytree(runs["good"].path, tmp_path / "copy")
    found = compared(runs["good"], tmp_path / "copy")
    assert found.same_model
    assert found.words.endswith("are one model, file by file, and neither is better")
    assert f"tfidf ({tmp_path / 'copy'})" in found.words  # titles are the same: the runs tell them apart


def test_the_same_weights_with_other_thresholds_are_another_model(tmp_path: Path) -> None:
    path = write_labelled(tmp_path / "notices.csv")
    one, other = (
        textkit.train(str(path), "tfidf", out=tmp_path / kind, config={"training": {"thresholds": kind}})
        for kind in ("per-label", "half")
    )
    assert one.weights.read_bytes() == other.weights.read_bytes()
    assert not compared(one, other).same_model


def test_other_rows_are_refused(runs: dict[str, Run], tmp_path: Path) -> None:
    other = textkit.train(str(write_split(tmp_path / "other.csv", test=120)), "tfidf", out=tmp_path / "other")
    with pytest.raises(UsageError, match="were to answer other rows") as refused:
        compared(runs["good"], other)
    assert "--data" in (refused.value.hint or "")
    new = write_reviews(tmp_path / "new.csv", rows=60, seed=9)
    assert compared(runs["good"], other, data=str(new)).records == 60


def test_other_labels_are_refused(runs: dict[str, Run], tmp_path: Path) -> None:
    path = write_reviews(tmp_path / "stars.csv")
    path.write_text(path.read_text().replace(",bad", ",poor"))
    other = textkit.train(str(path), "tfidf", out=tmp_path / "stars")
    with pytest.raises(UsageError, match="only good has bad; only stars has poor"):
        compared(runs["good"], other)


def test_other_tasks_are_refused(runs: dict[str, Run], tmp_path: Path) -> None:
    other = textkit.train(str(write_labelled(tmp_path / "notices.csv")), "tfidf", out=tmp_path / "sets")
    with pytest.raises(UsageError, match="good is for classification, sets for multilabel"):
        compared(runs["good"], other)


def test_rows_that_one_was_trained_on_are_told(runs: dict[str, Run], tmp_path: Path) -> None:
    reporter = Listening()
    first = textkit.train(str(write_split(tmp_path / "one.csv")), "tfidf", out=tmp_path / "one")
    compared(first, runs["bad"], data=str(write_reviews(tmp_path / "all.csv", rows=550)), reporter=reporter)
    assert reporter.heard == ["one was trained on 350 of these 550 rows: the scores flatter it"]


def test_label_sets_are_compared_by_micro_f1(tmp_path: Path) -> None:
    path = write_labelled(tmp_path / "notices.csv", rows=400)
    one, other = (
        textkit.train(str(path), "tfidf", out=tmp_path / kind, config={"training": {"thresholds": kind}})
        for kind in ("global", "half")
    )
    found = compared(one, other, split="validation")
    assert found.comparison.test.startswith("approximate randomisation")
    assert found.comparison.first == pytest.approx(one.metrics()["validation"]["micro_f1"], abs=1e-6)
    assert [part.name for part in found.by_label] == LABELS


def test_taggers_are_compared_by_spans(tmp_path: Path) -> None:
    path = write_conll(tmp_path / "news.conll", rows=160)
    short = {**TINY_TAGGER, "training": {**TINY_TAGGER["training"], "epochs": 1}}
    one, other = (
        textkit.train(str(path), "lstm", out=tmp_path / name, config=config)
        for name, config in (("long", TINY_TAGGER), ("short", short))
    )
    found = compared(one, other)
    assert found.comparison.metric == "span_f1"
    assert {part.name for part in found.by_label} == {"LOC", "PER"}
    example = found.disagreements[0]
    assert len(example["words"]) == len(example["truth"]) == len(example["first"]) == len(example["second"])


def test_a_difference_that_may_be_noise_makes_nobody_better() -> None:
    small = Comparison("micro_f1", 0.606, 0.604, 0.002, (-0.003, 0.007), 0.414, "approximate randomisation, 100 draws")
    assert in_words(small, "minilm", "tfidf", same_model=False) == (
        "minilm 0.606, tfidf 0.604 in micro-F1: the difference, 0.2 points [-0.3, 0.7], is within noise "
        "(p 0.41, approximate randomisation): nothing here says which is better"
    )


def test_the_verdict_speaks_from_the_side_of_the_better() -> None:
    large = Comparison("span_f1", 0.81, 0.85, -0.04, (-0.06, -0.02), 0.0004, "approximate randomisation, 100 draws")
    assert in_words(large, "lstm", "bert", same_model=False) == (
        "bert is better: span F1 (strict IOB2) 0.850 against 0.810, +4.0 points [2.0, 6.0], p < 0.001 "
        "(approximate randomisation)"
    )


def test_figures_in_words() -> None:
    assert [points(share) for share in (0.025, -0.0013, 0.0004, -0.0000001, 0)] == [
        "2.5",
        "-0.1",
        "0.04",
        "0.00",
        "0.00",
    ]
    assert [p_value(p) for p in (0.0002, 0.0123, 0.41, 1)] == ["p < 0.001", "p 0.012", "p 0.41", "p 1.00"]

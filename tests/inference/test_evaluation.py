"""A run of tags against a split: what truncation would lose, errors in context, and which data can be scored."""

from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.encoders import tiny_encoder
from tests.reviews import write_reviews
from tests.tagged import TINY_TAGGER, conll, tagged, write_conll, write_jsonl
from textkit.data.options import FileOptions
from textkit.errors import DataError, UsageError
from textkit.inference.evaluation import Evaluation, evaluate
from textkit.inference.predictor import Predictor


def _train(folder: Path, name: str, **config: Any) -> Predictor:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        run = textkit.train(str(write_conll(folder / "news.conll")), name, out=folder / "run", config=config)
    return textkit.load(run, threads=1)


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    return _train(tmp_path_factory.mktemp("lstm"), "lstm", **TINY_TAGGER)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    """A tagger that reads 16 pieces at a time, hardly trained."""
    training = {"threads": 1, "precision": "fp32", "batch_size": 32, "epochs": 1}
    model = {"max_tokens": 16, "overlap": 4}
    return _train(tmp_path_factory.mktemp("encoder"), f"hf:{tiny_encoder('bert')}", model=model, training=training)


def on(predictor: Predictor, sentences: list[tuple[list[str], list[str]]], folder: Path, **options: Any) -> Evaluation:
    path = folder / "given.conll"
    path.write_text(conll(sentences), encoding="utf-8")
    return evaluate(predictor, data=str(path), **options)


def test_entities_beyond_the_first_window_are_lost_to_truncation(encoder: Predictor, tmp_path: Path) -> None:
    digits = [str(number % 10) for number in range(20)]  # a piece each; 14 are read in the first window
    tags = ["O"] * 20
    tags[0], tags[10], tags[13], tags[14], tags[19] = "B-PER", "B-PER", "B-PER", "I-PER", "B-PER"
    short = (["1", "2"], ["B-LOC", "O"])
    scores = on(encoder, [(digits, tags), short], tmp_path).scores
    assert scores["truncation_loss"] == pytest.approx(2 / 5)  # the last, and the one that is cut in two


def test_what_the_first_window_has_read_is_not_lost(encoder: Predictor, tmp_path: Path) -> None:
    digits = [str(number % 10) for number in range(20)]
    tags = ["O"] * 13 + ["B-PER"] + ["O"] * 6  # the last word of the first window, with more context in the second
    assert on(encoder, [(digits, tags)], tmp_path).scores["truncation_loss"] == 0


def test_what_fits_one_window_loses_nothing(encoder: Predictor, tmp_path: Path) -> None:
    assert on(encoder, [(["1", "2"], ["B-PER", "O"])], tmp_path).scores["truncation_loss"] == 0


def test_who_reads_everything_says_nothing_of_truncation(tagger: Predictor, tmp_path: Path) -> None:
    assert "truncation_loss" not in on(tagger, tagged(5), tmp_path).scores


def test_a_file_is_scored_by_entities(tagger: Predictor, tmp_path: Path) -> None:
    found = on(tagger, tagged(40, seed=6), tmp_path)
    assert found.title == "given.conll"
    assert found.scores["split"] == "all"
    assert found.scores["rows"] == 40
    assert found.scores["words"] == sum(len(words) for words, _ in tagged(40, seed=6))
    assert found.scores["span_f1"] > 0.9
    assert found.scores["invalid"] == 0
    assert 0 < found.baselines["majority"] < 1


def test_of_both_forms_of_a_file_the_scores_are_the_same(tagger: Predictor, tmp_path: Path) -> None:
    files = [
        write(tmp_path / f"a.{suffix}", rows=30) for write, suffix in ((write_conll, "conll"), (write_jsonl, "jsonl"))
    ]
    one, other = (evaluate(tagger, data=str(path)).scores for path in files)
    assert {**one, "dataset": ""} == {**other, "dataset": ""}


def test_errors_are_the_commonest_with_a_sentence_that_has_them(tagger: Predictor, tmp_path: Path) -> None:
    wrong = (["Nobody", "was", "at", "home", "."], ["O", "O", "O", "B-LOC", "O"])
    right = (["Anna", "met", "Carl", "in", "Paris", "."], ["B-PER", "O", "B-PER", "O", "B-LOC", "O"])
    (error,) = on(tagger, [right, wrong, wrong, right], tmp_path).errors
    assert error["kind"] == "missed"
    assert error["count"] == 2
    assert (error["true_text"], error["true_label"]) == ("home", "LOC")
    assert error["predicted_label"] is None
    assert "home" in error["context"]
    assert error["origin"] == "given.conll:8"
    assert on(tagger, [right, wrong], tmp_path, errors=0).errors == []


def test_its_own_test_split_is_scored_and_kept(tmp_path: Path) -> None:
    run = textkit.train(str(write_conll(tmp_path / "news.conll")), "lstm", config=TINY_TAGGER)
    found = textkit.evaluate(run)
    kept = run.metrics()["test"]
    assert kept["span_f1"] == found.scores["span_f1"] > 0.9
    assert found.baselines.keys() == {"majority", "lookup", "lookup_span_f1"}
    assert textkit.evaluate(run, split="validation").scores["per_label"] == run.metrics()["validation"]["per_label"]


def test_parts_of_speech_are_no_entities_to_score(tagger: Predictor, tmp_path: Path) -> None:
    path = write_conll(tmp_path / "news.conll", rows=20)
    with pytest.raises(DataError, match="NOUN"):
        evaluate(tagger, data=str(path), options=FileOptions(column="pos"))


def test_data_for_the_other_task_is_refused(tagger: Predictor, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is for classification, and this run is for tagging"):
        evaluate(tagger, data=str(write_reviews(tmp_path / "reviews.csv")))
    classifier = textkit.load(textkit.train(str(tmp_path / "reviews.csv"), "tfidf"))
    with pytest.raises(DataError, match="is for tagging, and this run is for classification"):
        evaluate(classifier, data=str(write_conll(tmp_path / "news.conll")))
    with pytest.raises(UsageError, match="brings no splits"):
        evaluate(tagger, data=str(tmp_path / "news.conll"), split="validation")


def test_a_file_is_read_as_the_one_that_was_trained_on(tmp_path: Path) -> None:
    rows = write_reviews(tmp_path / "plain.csv").read_text(encoding="utf-8").splitlines()[1:]
    lines = [f"no matter,{row}" for row in rows]
    data = tmp_path / "reviews.csv"
    data.write_text("\n".join(["title,body,kind", *lines]) + "\n", encoding="utf-8")
    config = {"data": {"text_column": "body", "label_column": "kind"}}
    predictor = textkit.load(textkit.train(str(data), "tfidf", config=config))
    assert predictor.text_columns() == ["body"]
    found = evaluate(predictor, data=str(data))
    assert found.scores["accuracy"] > 0.95
    assert found.answered.rows.texts[0] != "no matter"


def test_a_file_without_rows_is_no_matter_of_splits(tmp_path: Path) -> None:
    predictor = textkit.load(textkit.train(str(write_reviews(tmp_path / "reviews.csv")), "tfidf"))
    (tmp_path / "empty.csv").write_text("text,label\n", encoding="utf-8")
    with pytest.raises(DataError, match="there are no rows in it"):
        evaluate(predictor, data=str(tmp_path / "empty.csv"))

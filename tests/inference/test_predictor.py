"""The predictor of taggers: one record for each input, offsets exact, whatever the text."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit
from tests.reviews import write_reviews
from tests.tagged import TINY_TAGGER, write_conll
from textkit.errors import UsageError
from textkit.inference.predictor import Predictor
from textkit.text.vectorizers import encode
from textkit.text.words import word_spans
from textkit.types import Sentence


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    """A small LSTM that knows invented reports; tests only read it."""
    folder = tmp_path_factory.mktemp("tagger")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        run = textkit.train(str(write_conll(folder / "news.conll")), "lstm", out=folder / "run", config=TINY_TAGGER)
    return textkit.load(run, threads=1)


def assert_exact(record: dict[str, Any], text: str) -> None:
    assert record["text"] == text
    assert record["tokens"] == [text[start:end] for start, end in word_spans(text)]
    assert len(record["tags"]) == len(record["tokens"])
    for entity in record["entities"]:
        assert text[entity["start"] : entity["end"]] == entity["text"] != ""
        assert 0 <= entity["score"] <= 1
    assert len(record["entities"]) == sum(tag.startswith("B-") for tag in record["tags"])


PARTS = [
    *("Anna", "Bell", "don't", " ", "e\u0301", "👩‍👩‍👧", "🇩🇪", "\u2028", "\x00", "\u200f"),
    *("שלום", "مرحبا", "北京大学", "ประเทศไทย"),
]
ODD = st.text(max_size=40) | st.lists(st.sampled_from(PARTS)).map("".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(ODD, max_size=5))
def test_one_record_for_each_text_with_exact_offsets(tagger: Predictor, texts: list[str]) -> None:
    records = tagger.predict(texts)
    assert len(records) == len(texts)
    for text, record in zip(texts, records, strict=True):
        assert_exact(record, text)


def test_threads_take_turns_at_the_vectorizer(tagger: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    most = 0

    def encode_slowly(*given: Any) -> Any:
        nonlocal most
        inside.append(1)
        most = max(most, len(inside))
        time.sleep(0.005)
        inside.pop()
        return encode(*given)

    monkeypatch.setattr("textkit.inference.predictor.encode", encode_slowly)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: tagger.predict(["Anna Bell met Carl in Paris ."]), range(8)))
    assert most == 1
    assert found == found[:1] * 8


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\n",
        "Paris",
        "Anna met Carl in Paris. " * 1_000,
        "👩‍👩‍👧 flew to 🇩🇪!",
        "cafe\u0301 in Cafe\u0301 Town",
        "安娜去北京大学。",
        "สวัสดีประเทศไทย",
        "אנה טסה לפריז.",
        "ذهبت آنا إلى باريس.",
        "\u202eAnna\u202c met\u00a0Carl",
    ],
)
def test_odd_texts_get_exact_offsets(tagger: Predictor, text: str) -> None:
    (record,) = tagger.predict([text])
    assert_exact(record, text)


def test_it_finds_what_it_was_trained_on(tagger: Predictor) -> None:
    (record,) = tagger.predict(["Anna Bell flew to Oslo and Cape Town."])
    found = [(entity["text"], entity["label"]) for entity in record["entities"]]
    assert found == [("Anna Bell", "PER"), ("Oslo", "LOC"), ("Cape Town", "LOC")]


def test_words_and_sentences_are_taken_as_they_are(tagger: Predictor) -> None:
    words = ["Anna", "Bell", "flew", "to", "Oslo", "."]
    of_words, of_sentence = tagger.predict([words, Sentence("Anna  Bell flew", [(0, 4), (6, 10), (11, 15)])])
    assert of_words["text"] == "Anna Bell flew to Oslo ."
    assert of_words["tokens"] == words
    assert [entity["text"] for entity in of_words["entities"]] == ["Anna Bell", "Oslo"]
    assert of_sentence["tokens"] == ["Anna", "Bell", "flew"]
    assert of_sentence["entities"][0]["text"] == "Anna  Bell"


def test_batches_change_nothing(tagger: Predictor) -> None:
    texts = ["Anna met Carl in Paris.", "", "Nobody was at home.", "Hugo flew to Rome and Bonn. " * 30]
    logits, bounds = tagger.logits([Sentence(text, word_spans(text)) for text in texts])
    assert bounds.tolist() == [0, 6, 6, 11, 221]
    for options in ({"batch_size": 1}, {"batch_size": 4}, {"batch_tokens": 10}, {"batch_tokens": 1_000}):
        again = tagger.logits([Sentence(text, word_spans(text)) for text in texts], **options)[0]
        np.testing.assert_allclose(again, logits, atol=1e-5)


def test_the_least_score_drops_entities(tagger: Predictor) -> None:
    text = "Anna flew to Oslo and Lima."
    every = tagger.predict([text])[0]["entities"]
    scores = sorted(entity["score"] for entity in every)
    (record,) = tagger.predict([text], min_score=scores[0] + 1e-4)
    assert record["entities"] == [entity for entity in every if entity["score"] > scores[0] + 1e-4]
    assert sum(tag.startswith("B-") for tag in record["tags"]) == len(record["entities"])
    assert tagger.predict([text], min_score=1.0)[0]["tags"] == ["O"] * 7


def test_a_tagger_has_no_list_of_best_scores(tagger: Predictor) -> None:
    with pytest.raises(UsageError, match="--top-k"):
        tagger.predict(["Anna"], top_k=2)


def test_a_single_text_is_no_list_of_texts(tagger: Predictor) -> None:
    with pytest.raises(UsageError, match="list of texts"):
        tagger.predict("Anna")


def test_lower_case_goes_by_word_and_leaves_the_text_alone(tmp_path: Path) -> None:
    path = write_conll(tmp_path / "news.conll", rows=60)
    config = {**TINY_TAGGER, "training": {**TINY_TAGGER["training"], "epochs": 1}, "preprocessing": {"lowercase": True}}
    tagger = textkit.load(textkit.train(str(path), "lstm", config=config), threads=1)
    shouted, said = tagger.predict(["ANNA MET İDA IN OSLO", "anna met i̇da in oslo"])
    assert shouted["text"] == "ANNA MET İDA IN OSLO"
    assert shouted["tokens"] == ["ANNA", "MET", "İDA", "IN", "OSLO"]
    assert shouted["tags"] == said["tags"]


def test_a_classifier_takes_texts_alone(tmp_path: Path) -> None:
    run = textkit.train(str(write_reviews(tmp_path / "reviews.csv", rows=60)), "tfidf")
    with pytest.raises(UsageError, match="list of texts"):
        textkit.load(run).predict([["great"]])  # type: ignore[list-item]

"""Explanations of a model that can be read: what its coefficients say is what its words weigh."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.errors import UsageError
from textkit.inference import explaining
from textkit.inference.attribution import MOST_TARGETS
from textkit.inference.explaining import Explainer, Explanation
from textkit.inference.occlusion import FEWEST_GROUPS, MOST_GROUPS, groups_of, most_groups, without
from textkit.inference.predictor import Predictor
from textkit.tasks import tasks
from textkit.text.cleaning import Cleaning
from textkit.text.vectorizers.words import Words
from textkit.text.words import word_spans
from textkit.types import Arrays, Scores, Sentence, Session

VOCABULARY = ["fine", "great", "poor", "Anna", "Oslo", "in"]
COEFFICIENTS = np.array([0, 0, 1.0, 2.0, -1.5, 0.25, 0.5, 0.0])  # by number: padding, unknown, then the vocabulary
ENTITIES = ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]


class OfText(Session):
    """The logit of the last label is the sum of the coefficients of the words, those of others are 0."""

    def __init__(self, labels: int) -> None:
        self.labels, self.rows = labels, 0

    def run(self, inputs: Arrays) -> Scores:
        self.rows += len(inputs["lengths"])
        logits = np.zeros((len(inputs["lengths"]), self.labels), dtype=np.float32)
        logits[:, -1] = COEFFICIENTS[inputs["words"]][inputs["positions"]].sum(1)
        return logits


class OfWords(Session):
    """Anna is a person and Oslo a place, the surer the more often `in` stands in the sentence; all else is outside."""

    def run(self, inputs: Arrays) -> Scores:
        words = inputs["words"][inputs["positions"]]
        logits = np.zeros((*words.shape, len(ENTITIES)), dtype=np.float32)
        logits[..., 4] = 3
        for word, label in ((5, 1), (6, 0)):
            logits[..., label] += (words == word) * (4 + (words == 7).sum(1, keepdims=True))
        return logits


def explainer(task: str = "classification", labels: Sequence[str] = ("bad", "good"), **options: Any) -> Explainer:
    session = OfWords() if task == "tagging" else OfText(len(labels))
    own = {"cleaning": Cleaning(), "learned": {}, **options}
    return Explainer(Predictor("toy", "toy", tasks.load(task), list(labels), Words(VOCABULARY), session=session, **own))


def log_odds(probability: float) -> float:
    return float(np.log(probability) - np.log1p(-probability))


def words_of(explanation: Explanation, text: str) -> list[str]:
    return [text[start:end] for start, end in explanation.words]


def test_the_occlusion_of_a_linear_model_is_what_its_coefficients_say() -> None:
    text = "a great, great meal in poor Oslo"
    ((found,),) = explainer().explain([text])
    assert words_of(found, text) == ["a", "great", ",", "great", "meal", "in", "poor", "Oslo"]
    likely = 1 / (1 + np.exp(-3.0))  # 2 + 2 - 1.5 + 0.5
    fallen = [log_odds(likely) - log_odds(likely - weight) for weight in found.weights]
    assert fallen == pytest.approx([0, 2, 0, 2, 0, 0, -1.5, 0.5], abs=1e-5)
    assert (found.label, found.method, found.group) == ("good", "occlusion", 1)


def test_what_speaks_for_the_other_label_weighs_less_than_nothing() -> None:
    ((found,),) = explainer().explain(["poor Anna poor"])
    assert found.label == "bad"
    assert np.sign(found.weights).tolist() == [1, -1, 1]


def test_faithfulness_is_the_drop_without_the_heaviest_fifth_beside_that_of_words_drawn() -> None:
    text = "a great film in fine Oslo and so on and"  # 10 words: 2 of them
    ((found,),) = explainer().explain([text])
    whole, rest = (1 / (1 + np.exp(-logit)) for logit in (3.5, 0.5))  # without `great` and `fine`
    assert found.faithfulness is not None
    assert found.faithfulness["comprehensiveness"] == pytest.approx(whole - rest, abs=1e-6)
    assert 0 <= found.faithfulness["chance"] < whole - rest


def test_draws_are_of_the_text_and_of_the_seed() -> None:
    text = "a great film in fine Oslo and so on and on"
    alone, beside = explainer().explain([text])[0], explainer().explain(["poor", text])[1]
    assert alone == beside
    other = [Explainer(explainer().predictor, seed=seed).explain([text])[0][0].faithfulness for seed in range(5)]
    assert len({each["chance"] for each in other if each is not None}) > 1


def test_of_a_text_without_words_there_is_nothing_to_say() -> None:
    for text in ("", " \n", "\u2028"):
        assert explainer().explain([text]) == [[Explanation([], [], "occlusion", "bad", None)]]


def test_of_one_word_the_word_is_all_there_is() -> None:
    ((found,),) = explainer().explain(["great"])
    drop = 1 / (1 + np.exp(-2.0)) - 0.5
    assert found.weights == pytest.approx([drop])
    assert found.faithfulness == pytest.approx({"comprehensiveness": drop, "chance": drop})


@pytest.mark.parametrize("block", [1, 40, 1 << 20])
def test_batched_equals_single(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "_BLOCK", block)
    texts = ["great", "", "a poor film in Oslo", "great " * 300, "fine"]
    assert explainer().explain(texts) == [explainer().explain([text])[0] for text in texts]


def test_every_label_of_a_set_is_explained_and_of_none_the_likeliest() -> None:
    labels, half = ["a", "b", "c"], np.array([0.4, 0.9, 0.9])
    found, none = explainer("multilabel", labels, learned={"thresholds": half}).explain(["great great", "poor"])
    assert [each.label for each in found] == ["c", "a"]
    assert found[0].weights == pytest.approx([1 / (1 + np.exp(-4.0)) - 1 / (1 + np.exp(-2.0))] * 2)
    assert found[1].weights == [0, 0]
    assert [each.label for each in none] == ["a"]


def test_each_entity_is_explained_by_words_that_keep_their_places() -> None:
    text = "Anna in Oslo, in"
    person, place = explainer("tagging", ENTITIES).explain([text])[0]
    assert (person.label, person.span, place.label, place.span) == ("PER", (0, 4), "LOC", (8, 12))
    assert words_of(person, text) == ["Anna", "in", "Oslo", ",", "in"]
    assert person.weights[0] > person.weights[1] == person.weights[4] > 0
    assert person.weights[2] == person.weights[3] == 0
    assert place.weights[2] == pytest.approx(person.weights[0])


def test_a_sentence_without_entities_has_no_explanation() -> None:
    assert explainer("tagging", ENTITIES).explain(["poor in", "", ["great"]]) == [[], [], []]


def test_of_tags_that_make_no_entities_the_least_certain_is_explained() -> None:
    ((found,),) = explainer("tagging", ["ADP", "NOUN", "NUM", "VERB", "X"]).explain(["fine Anna in Oslo"])
    assert (found.label, found.span) == ("X", (0, 4))


def test_no_more_than_the_first_entities_are_explained() -> None:
    assert len(explainer("tagging", ENTITIES).explain(["Anna in Oslo " * 40])[0]) == MOST_TARGETS


def test_of_many_words_groups_are_taken_out() -> None:
    text = "film " * 700 + "great" + " film" * 299
    ((found,),) = explainer().explain([text])
    assert (len(found.words), found.group) == (1000, 8)
    drop = 1 / (1 + np.exp(-2.0)) - 0.5  # of two groups of eight: words 696 to 703, and 700 to 707
    weights = np.array(found.weights)
    assert weights[700:704] == pytest.approx(drop / 8, rel=1e-5)
    assert weights[[696, 699, 704, 707]] == pytest.approx(drop / 16, rel=1e-5)
    assert not weights[:696].any()
    assert not weights[708:].any()


@settings(max_examples=50)
@given(st.integers(1, 3_000), st.integers(FEWEST_GROUPS, MOST_GROUPS))
def test_groups_hold_every_word_and_are_no_more_than_asked(words: int, most: int) -> None:
    groups = groups_of(words, most)
    assert len(groups) <= max(most, 1)
    assert {word for group in groups for word in group} == set(range(words))


def test_a_text_of_a_megabyte_is_asked_about_a_bounded_number_of_times() -> None:
    text = f"{'great' * 20} film " * 10_000
    asked = explainer()
    ((found,),) = asked.explain([text])
    assert len(found.words) == 20_000
    assert asked.predictor.session.rows < 2 * FEWEST_GROUPS  # type: ignore[attr-defined]
    assert most_groups("") == MOST_GROUPS


def test_what_is_left_out_leaves_a_space() -> None:
    text = "well-known? don't"
    sentence = Sentence(text, word_spans(text))
    assert sentence.words == ["well-known", "?", "do", "n't"]
    assert without(text, sentence, [1, 3]) == "well-known  do "
    left = without(sentence, sentence, [1])
    assert isinstance(left, Sentence)
    assert left.words == ["well-known", "", "do", "n't"]


PARTS = ["Anna", "don't", " ", "e\u0301", "👩‍👩‍👧", "🇩🇪", "\u2028", "\x00", "\u200f", "שלום", "مرحبا", "北京", "great"]
ODD = st.text(max_size=30) | st.lists(st.sampled_from(PARTS)).map("".join)


@settings(deadline=None, max_examples=60)
@given(ODD)
@pytest.mark.parametrize("task", ["classification", "tagging"])
def test_spans_are_words_of_the_raw_text(task: str, text: str) -> None:
    labels = ENTITIES if task == "tagging" else ("bad", "good")
    lower = Cleaning(lowercase=True, urls="mask")
    for found in explainer(task, labels, cleaning=lower).explain([text])[0]:
        assert found.words == word_spans(text)
        assert "".join(words_of(found, text)) == re.sub(r"\s", "", text)
        assert np.isfinite(found.weights).all()


def test_records_hold_one_explanation_or_a_list() -> None:
    single, several = explainer(), explainer("multilabel", ["a", "b"])
    (record,) = single.answer(single.predictor.prepare(["great Oslo"]), top_k=1)
    assert record["scores"].keys() == {"good"}
    assert record["explanation"].keys() == {"method", "label", "group", "words", "faithfulness"}
    assert [word["text"] for word in record["explanation"]["words"]] == ["great", "Oslo"]
    (record,) = several.answer(several.predictor.prepare(["great"]), batch_size=2)
    assert [each["label"] for each in record["explanation"]] == record["labels"] == ["b", "a"]


def test_a_label_that_is_not_answered_for_its_low_score_is_explained_nevertheless() -> None:
    asked = explainer()
    (record,) = asked.answer(asked.predictor.prepare(["great"]), min_score=0.99)
    assert (record["label"], record["explanation"]["label"]) == (None, "good")


def test_an_entity_says_where_it_stands() -> None:
    asked = explainer("tagging", ENTITIES)
    (record,) = asked.answer(asked.predictor.prepare(["in Oslo"]))
    (found,) = record["explanation"]
    assert (found["start"], found["end"], found["label"]) == (3, 7, "LOC")


def test_the_mean_is_over_all_that_was_explained() -> None:
    asked = explainer()
    assert asked.mean_faithfulness() == {}
    found: Iterable[Any] = [*asked.explain(["great film so far", ""]), *asked.explain(["poor"])]
    drops = [each.faithfulness["comprehensiveness"] for (each,) in found if each.faithfulness]
    assert len(drops) == 2
    assert asked.mean_faithfulness()["comprehensiveness"] == pytest.approx(np.mean(drops))


def test_variants_of_a_text_are_not_counted_as_texts() -> None:
    class Short(Words):
        def encode(self, texts: Sequence[str]) -> Any:
            return _Shortened(super().encode(texts), len(texts))

    asked = explainer()
    asked.predictor.vectorizer = Short(VOCABULARY)
    asked.explain(["great film", "poor film"])
    assert asked.predictor.shortened == 2


class _Shortened:
    """What an encoder that reads a part of each text gives."""

    def __init__(self, encoded: Any, shortened: int) -> None:
        self.encoded, self.shortened = encoded, shortened

    def __getattr__(self, name: str) -> Any:
        return getattr(self.encoded, name)


def test_a_single_text_is_no_list() -> None:
    with pytest.raises(UsageError, match="list of texts"):
        explainer().explain("great")

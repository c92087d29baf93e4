"""tagging: valid tags whatever the logits, entities with their offsets, and how sure each of them is."""

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.errors import DataError, UsageError
from textkit.inference.answers import bounds_of
from textkit.tasks import Learned
from textkit.tasks.tagging import TASK
from textkit.text.schemes import is_span_tag
from textkit.text.words import word_spans
from textkit.types import Bounds, Scores, Sentence

LABELS = ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]
POS = ["ADJ", "NOUN", "VERB"]


def learned(seed: int = 0, labels: int = len(LABELS)) -> Learned:
    """The transitions of a CRF that has learned anything."""
    draw = np.random.default_rng(seed)
    shapes = {"start": (labels,), "end": (labels,), "transitions": (labels, labels)}
    return {name: draw.normal(0, 2, shape).astype(np.float32) for name, shape in shapes.items()}


def logits_of(words: int, seed: int, labels: int = len(LABELS), scale: float = 3) -> Scores:
    return np.random.default_rng(seed).normal(0, scale, (words, labels)).astype(np.float32)


def sure(tags: list[str], labels: list[str] = LABELS) -> Scores:
    """Logits that leave no doubt."""
    return np.array([[30.0 if label == tag else 0.0 for label in labels] for tag in tags], dtype=np.float32)


def is_valid(tags: list[str]) -> bool:
    return all(not tag.startswith("I-") or before in (f"B-{tag[2:]}", tag) for before, tag in pairwise(["O", *tags]))


def tag(text: str | Sentence, logits: Scores, crf: Learned | None = None, **options: Any) -> dict[str, Any]:
    sentence = text if isinstance(text, Sentence) else Sentence(text, word_spans(text))
    decoder = TASK.decoder(LABELS, crf or {})
    return decoder.records([sentence], logits, bounds_of([sentence]), **options)[0]


LENGTHS = st.lists(st.integers(0, 7), max_size=6)


@settings(deadline=None)
@given(LENGTHS, st.integers(0, 2**32 - 1), st.booleans())
def test_what_is_decided_is_always_valid(lengths: list[int], seed: int, crf: bool) -> None:
    bounds: Bounds = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    decoder = TASK.decoder(LABELS, learned(seed) if crf else {})
    decisions = decoder.decide(logits_of(int(bounds[-1]), seed), bounds)
    assert decisions.dtype == np.int64
    for start, end in pairwise(bounds):
        assert is_valid([LABELS[number] for number in decisions[start:end]])


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(0, 2**32 - 1), st.booleans(), st.floats(0, 1))
def test_records_are_exact_whatever_the_text(text: str, seed: int, crf: bool, least: float) -> None:
    sentence = Sentence(text, word_spans(text))
    record = tag(sentence, logits_of(len(sentence.spans), seed), learned(seed) if crf else None, min_score=least)
    assert record["tokens"] == [text[start:end] for start, end in sentence.spans]
    assert len(record["tags"]) == len(record["tokens"])
    assert is_valid(record["tags"])
    assert len(record["entities"]) == sum(each.startswith("B-") for each in record["tags"])
    ends = 0
    for entity in record["entities"]:
        assert text[entity["start"] : entity["end"]] == entity["text"] != ""
        assert entity["start"] >= ends
        assert least - 1e-6 <= entity["score"] <= 1
        ends = entity["end"]


def test_entities_begin_and_end_with_their_words() -> None:
    record = tag("  Anna  Bell, of Paris", sure(["B-PER", "I-PER", "O", "O", "B-LOC"]))
    assert record["tokens"] == ["Anna", "Bell", ",", "of", "Paris"]
    assert record["tags"] == ["B-PER", "I-PER", "O", "O", "B-LOC"]
    assert record["entities"] == [
        {"start": 2, "end": 12, "text": "Anna  Bell", "label": "PER", "score": 1.0},
        {"start": 17, "end": 22, "text": "Paris", "label": "LOC", "score": 1.0},
    ]


def test_two_entities_that_touch_are_two() -> None:
    record = tag("Anna Bell Carl", sure(["B-PER", "B-PER", "I-PER"]))
    assert [entity["text"] for entity in record["entities"]] == ["Anna", "Bell Carl"]


def test_no_words_no_entities() -> None:
    assert tag("", np.zeros((0, 5), dtype=np.float32)) == {"tokens": [], "tags": [], "entities": []}


def with_scores(*scores: float) -> Scores:
    """Logits under which the true tags of Anna(B-PER) Bell(I-PER) met(O) Paris(B-LOC) have these probabilities."""
    logits = np.zeros((4, 5), dtype=np.float32)
    for row, (label, score) in enumerate(zip([1, 3, 4, 0], scores, strict=True)):
        logits[row, label] = np.log(4 * score / (1 - score))  # the other four share the rest
    return logits


def test_without_a_crf_an_entity_scores_the_geometric_mean_of_its_words() -> None:
    person, place = tag("Anna Bell met Paris", with_scores(0.9, 0.4, 0.8, 0.7))["entities"]
    assert person["score"] == pytest.approx((0.9 * 0.4) ** 0.5, abs=1e-6)
    assert place["score"] == pytest.approx(0.7, abs=1e-6)


@pytest.mark.parametrize(
    ("least", "tags"),
    [
        (0.0, ["B-PER", "I-PER", "O", "B-LOC"]),
        (0.59, ["B-PER", "I-PER", "O", "B-LOC"]),
        (0.61, ["O", "O", "O", "B-LOC"]),
        (0.71, ["O", "O", "O", "O"]),
    ],
)
@pytest.mark.parametrize("crf", [False, True])
def test_an_entity_below_the_least_score_is_dropped_with_its_tags(least: float, tags: list[str], crf: bool) -> None:
    none: Learned = {name: np.zeros_like(each) for name, each in learned().items()}
    logits = with_scores(0.9, 0.4, 0.8, 0.7)
    if crf:  # the same entities; their scores are those of whole spans
        scores = [entity["score"] for entity in tag("Anna Bell met Paris", logits, none)["entities"]]
        least = {0.0: 0.0, 0.59: min(scores) - 0.01, 0.61: min(scores) + 0.01, 0.71: max(scores) + 0.01}[least]
    record = tag("Anna Bell met Paris", logits, none if crf else None, min_score=least)
    assert record["tags"] == tags
    assert len(record["entities"]) == sum(each.startswith("B-") for each in tags)


def path_score(logits: Scores, crf: Learned, path: tuple[int, ...]) -> float:
    moves = sum(float(crf["transitions"][pair]) for pair in pairwise(path))
    words = sum(float(row[each]) for row, each in zip(logits, path, strict=True))
    return float(np.exp(float(crf["start"][path[0]]) + float(crf["end"][path[-1]]) + moves + words))


def brute_force(logits: Scores, crf: Learned, start: int, end: int, label: str) -> float:
    """The probability of an entity: of all valid paths, the share of those in which exactly it is found."""
    total = within = 0.0
    for path in product(range(len(LABELS)), repeat=len(logits)):
        tags = [LABELS[number] for number in path]
        if not is_valid(tags):
            continue
        score = path_score(logits, crf, path)
        total += score
        entity = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
        within += score * (tags[start:end] == entity and tags[end : end + 1] != [f"I-{label}"])
    return within / total


@pytest.mark.parametrize("seed", range(12))
def test_with_a_crf_an_entity_scores_the_probability_that_it_is_there(seed: int) -> None:
    logits, crf = logits_of(4, seed, scale=1), learned(seed)
    record = tag("a b c d", logits, crf)
    for entity in record["entities"]:
        start, end = entity["start"] // 2, (entity["end"] + 1) // 2
        expected = brute_force(logits, crf, start, end, entity["label"])
        assert entity["score"] == pytest.approx(expected, abs=1e-5)


def test_of_those_seeds_some_find_entities_of_several_words() -> None:
    found = [tag("a b c d", logits_of(4, seed, scale=1), learned(seed))["entities"] for seed in range(12)]
    assert {entity["end"] - entity["start"] for entities in found for entity in entities} >= {1, 3}


@settings(deadline=None)
@given(LENGTHS, st.integers(0, 2**32 - 1))
def test_probabilities_with_a_crf_are_marginals_that_sum_to_1(lengths: list[int], seed: int) -> None:
    bounds: Bounds = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    logits = logits_of(int(bounds[-1]), seed)
    probabilities = TASK.decoder(LABELS, learned(seed)).probabilities(logits, bounds)
    assert probabilities.shape == logits.shape
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    # no sentence begins inside an entity
    firsts = bounds[:-1][np.diff(bounds) > 0]
    assert not probabilities[firsts][:, [2, 3]].any()


def test_the_loss_of_a_crf_is_that_of_whole_sentences_per_word() -> None:
    logits, crf = logits_of(3, 5, scale=1), learned(5)
    truth = TASK.encode([["B-PER", "I-PER", "O"]], LABELS)

    valid = [path for path in product(range(5), repeat=3) if is_valid([LABELS[number] for number in path])]
    below = np.log(sum(path_score(logits, crf, path) for path in valid) / path_score(logits, crf, tuple(truth)))
    decoder = TASK.decoder(LABELS, crf)
    assert decoder.loss(logits, np.array([0, 3]), truth) == pytest.approx(below / 3, abs=1e-5)
    # an empty sentence before and after changes nothing
    assert decoder.loss(logits, np.array([0, 0, 3, 3]), truth) == pytest.approx(below / 3, abs=1e-5)


def test_parts_of_speech_stand_anywhere_and_make_no_entities() -> None:
    sentence = Sentence.of_words(["dogs", "bark"])
    (record,) = TASK.decoder(POS, {}).records([sentence], sure(["VERB", "VERB"], POS), bounds_of([sentence]))
    assert record == {"tokens": ["dogs", "bark"], "tags": ["VERB", "VERB"], "entities": []}
    decisions = TASK.decoder(POS, learned(1, len(POS))).decide(logits_of(6, 1, len(POS)), np.array([0, 4, 6]))
    assert set(decisions) <= {0, 1, 2}


def test_labels_without_b_make_entities_where_none_goes_on() -> None:
    labels = ["I-LOC", "I-PER", "O"]
    sentence = Sentence.of_words(["Anna", "Bell", "Rome", "sleeps"])
    logits = sure(["I-PER", "I-PER", "I-LOC", "O"], labels)
    (record,) = TASK.decoder(labels, {}).records([sentence], logits, bounds_of([sentence]))
    assert [entity["text"] for entity in record["entities"]] == ["Anna Bell", "Rome"]


def test_a_least_score_is_for_entities() -> None:
    with pytest.raises(UsageError, match="make none"):
        TASK.decoder(POS, {}).records([], logits_of(0, 0, 3), bounds_of([]), min_score=0.5)


def test_a_list_of_the_best_scores_is_for_texts() -> None:
    with pytest.raises(UsageError, match="--top-k"):
        tag("Anna", sure(["O"]), top_k=1)


@pytest.mark.parametrize(
    ("targets", "labels"),
    [
        ([["O", "B-PER"]], ["B-PER", "I-PER", "O"]),
        ([["B-LOC", "I-LOC"], ["B-PER"]], ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]),
        ([["B-PER-x"]], ["B-PER-x", "I-PER-x", "O"]),
        ([["O"], ["O", "O"]], ["O"]),
        ([["NOUN", "VERB"], [], ["ADJ"]], ["ADJ", "NOUN", "VERB"]),
        ([], []),
    ],
)
def test_labels_have_both_tags_of_every_type_and_none(targets: list[list[str]], labels: list[str]) -> None:
    assert TASK.labels(targets) == labels


def test_what_counts_are_entities_or_tags() -> None:
    assert list(TASK.names(["B-PER", "I-PER", "O", "B-PER", "B-LOC"])) == ["PER", "PER", "LOC"]
    assert list(TASK.names(["NOUN", "VERB", "NOUN"])) == ["NOUN", "VERB", "NOUN"]


def test_targets_are_numbers_one_after_the_other() -> None:
    encoded = TASK.encode([["O", "B-PER"], [], ["I-PER"]], LABELS)
    assert encoded.tolist() == [4, 1, 3]
    with pytest.raises(DataError, match=r"label 'B-ORG' \(2 rows\) is not known"):
        TASK.encode([["B-ORG", "O"], ["B-ORG"]], LABELS)


@given(st.lists(st.lists(st.sampled_from([*LABELS, "B-MISC"]), max_size=5), max_size=5))
def test_labels_of_entities_are_tags_of_a_scheme(targets: list[list[str]]) -> None:
    labels = TASK.labels(targets)
    assert all(is_span_tag(label) for label in labels)
    assert {label for target in targets for label in target} <= set(labels)

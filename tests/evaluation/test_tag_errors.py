"""What a tagger gets wrong most often: errors alike are one, and each is shown where it stands."""

from typing import Any

import pytest

from textkit.evaluation.tag_errors import commonest_errors
from textkit.types import Sentence


def errors(*records: tuple[str, str, str], most: int = 10) -> list[dict[str, Any]]:
    """Errors of records given as words, true tags and answers, each joined by spaces."""
    sentences = [Sentence.of_words(words.split()) for words, _, _ in records]
    truth, answers = ([record[place].split() for record in records] for place in (1, 2))
    return commonest_errors(sentences, truth, answers, most)


def test_each_kind_of_error() -> None:
    found = errors(("Nadim Ladki left Baghdad for the Bank", "B-PER I-PER O B-LOC O O O", "B-PER O O B-ORG O O B-ORG"))
    context = "Nadim Ladki left Baghdad for the Bank"
    names = ("kind", "true_text", "true_label", "predicted_text", "predicted_label")
    assert [tuple(error[name] for name in names) for error in found] == [
        ("wrong_boundary", "Nadim Ladki", "PER", "Nadim", "PER"),
        ("wrong_type", "Baghdad", "LOC", "Baghdad", "ORG"),
        ("spurious", None, None, "Bank", "ORG"),
    ]
    assert all((error["count"], error["context"], error["record"]) == (1, context, 0) for error in found)
    assert list(found[0]) == ["count", *names, "context", "record"]
    (missed,) = errors(("in Paris", "O B-LOC", "O O"))
    assert tuple(missed[name] for name in names) == ("missed", "Paris", "LOC", None, None)


def test_errors_alike_are_one_and_the_commonest_come_first() -> None:
    found = errors(
        ("in Rome", "O B-LOC", "O O"),
        ("no errors in Paris", "O O O B-LOC", "O O O B-LOC"),
        ("in Paris", "O B-LOC", "O O"),
        ("with Paris", "O B-PER", "O O"),  # the text of another error, and another label
        ("from Paris", "O B-LOC", "O O"),
    )
    assert [(error["true_text"], error["true_label"], error["count"], error["record"]) for error in found] == [
        ("Paris", "LOC", 2, 2),
        ("Rome", "LOC", 1, 0),
        ("Paris", "PER", 1, 3),
    ]
    assert found[0]["context"] == "in Paris"


@pytest.mark.parametrize("most", [0, 1, 2])
def test_no_more_than_asked_for(most: int) -> None:
    records = [("a b c", "B-X B-Y B-Z", "O O O")]
    assert [error["true_label"] for error in errors(*records, most=most)] == ["X", "Y", "Z"][:most]


def test_of_other_tags_each_wrong_word_is_an_error() -> None:
    found = errors(("they can fish", "PRON AUX VERB", "PRON AUX NOUN"), ("can fish", "AUX VERB", "VERB NOUN"))
    assert found == [
        {
            "count": 2,
            "kind": "wrong_tag",
            "true_text": "fish",
            "true_label": "VERB",
            "predicted_text": "fish",
            "predicted_label": "NOUN",
            "context": "they can fish",
            "record": 0,
        },
        {
            "count": 1,
            "kind": "wrong_tag",
            "true_text": "can",
            "true_label": "AUX",
            "predicted_text": "can",
            "predicted_label": "VERB",
            "context": "can fish",
            "record": 1,
        },
    ]


@pytest.mark.parametrize(
    ("before", "after", "context"),
    [
        ([], [], "Rome"),
        (["x" * 39], ["x" * 39], f"{'x' * 39} Rome {'x' * 39}"),
        (["x" * 40], ["x" * 40], "…Rome…"),  # with the space it is 41 characters: no word is cut
        (["cut", "y" * 10, "x" * 28], [], f"…{'y' * 10} {'x' * 28} Rome"),
        ([], ["x" * 28, "y" * 10, "cut"], f"Rome {'x' * 28} {'y' * 10}…"),
    ],
)
def test_the_context_is_cut_between_words(before: list[str], after: list[str], context: str) -> None:
    words = [*before, "Rome", *after]
    (found,) = commonest_errors(
        [Sentence.of_words(words)], [["B-LOC" if word == "Rome" else "O" for word in words]], [["O"] * len(words)], 1
    )
    assert found["context"] == context


def test_text_and_context_are_those_of_the_sentence() -> None:
    sentence = Sentence("  In New\u00a0York, (NY)!", [(2, 4), (5, 8), (9, 13), (13, 14), (16, 18)])
    (found,) = commonest_errors([sentence], [["O", "B-LOC", "I-LOC", "O", "O"]], [["O", "O", "B-LOC", "I-LOC", "O"]], 1)
    assert (found["true_text"], found["predicted_text"]) == ("New\u00a0York", "York,")
    assert found["context"] == "In New\u00a0York, (NY"


@pytest.mark.parametrize("tags", ["O B-LOC", "PREP NAME"])
def test_nothing_wrong(tags: str) -> None:
    assert errors(("in Rome", tags, tags)) == errors() == []

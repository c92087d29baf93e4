"""What is counted of a text's surface, and how a linear model gets it."""

import numpy as np
import pytest

from textkit.doctor.surface import FAMILIES, features, strongest_sign, surface


def counted(text: str) -> dict[str, float | str]:
    return {name: values.tolist()[0] for columns in surface([text]).values() for name, values in columns.items()}


def test_a_text_by_hand() -> None:
    assert counted('The DOG said "Ho 42!"') == {
        "share of capitalised words": 0.75,
        "share of words in capitals": 0.25,
        "share of capital letters": 5 / 21,
        "number of characters": 21,
        "number of words": 8,
        "share of punctuation": 3 / 21,
        "number of exclamation marks": 1,
        "number of question marks": 0,
        "number of quotation marks": 2,
        "final mark": '"',
        "number of digits": 2,
        "share of digits": 2 / 21,
        "digit at the start": 0,
        "first word": "the",
        "last word": "42",
    }


@pytest.mark.parametrize("text", ["", " ", "?", "12", "漢字", "e\u0301", "\U0001f600"])
def test_every_text_has_a_surface(text: str) -> None:
    assert len(counted(text)) == sum(map(len, FAMILIES.values()))


def test_a_number_is_there_by_itself_and_by_its_place() -> None:
    train = {"n": np.array([0.0] * 50 + [1.0] * 50)}
    seen, asked = features(train, {"n": np.array([0.0, 1.0, 7.0])})
    assert seen.toarray()[[0, -1]].tolist() == [[1, 0, 0, -1], [0, 1, 0, 1]]
    assert asked.toarray().tolist() == [[1, 0, 0, -1], [0, 1, 0, 1], [0, 0, 1, 13]]


def test_a_linear_model_finds_a_range() -> None:
    from sklearn.linear_model import LogisticRegression

    values = np.random.default_rng(0).random(1000)
    inside = (values > 0.4) & (values < 0.6)
    seen, _ = features({"n": values}, {"n": values})
    assert LogisticRegression().fit(seen, inside).score(seen, inside) > 0.95


def test_rare_strings_are_alike() -> None:
    train = {"s": np.array([f"w{number:03}" for number in range(200)] * 2 + ["rare"])}
    _, asked = features(train, {"s": np.array(["w000", "rare", "unknown"])})
    assert np.flatnonzero(asked.toarray()[0]).tolist() == [0]
    assert np.flatnonzero(asked.toarray()[1]).tolist() == np.flatnonzero(asked.toarray()[2]).tolist() == [200]


def test_the_strongest_sign_of_numbers_is_told_by_means() -> None:
    columns = {"noise": np.array([1, 2, 1, 2]), "length": np.array([9, 11, 30, 50])}
    said = strongest_sign(columns, np.array([0, 0, 1, 1]), ["'short'", "'long'"])
    assert said == "the length is 40 for 'long' and 10 for 'short' on average"


def test_the_strongest_sign_of_words_is_the_most_telling_word() -> None:
    columns = {"first word": np.array(["this", "this", "this", "a", "a", "the"])}
    said = strongest_sign(columns, np.array([1, 1, 0, 0, 0, 1]), ["'news'", "'bait'"])
    assert said == "of 2 training texts with the first word 'a', 100% are 'news'"

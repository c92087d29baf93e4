"""The forecast of what a model would not read."""

import json
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.doctor.corpora import corpus, only, tagged
from textkit.doctor.patient import Window
from textkit.doctor.windows import truncation
from textkit.types import Input


def words(inputs: Sequence[Input]) -> NDArray[np.int64]:
    return np.array([len(each.split() if isinstance(each, str) else each.words) for each in inputs])


def texts(*lengths: int) -> list[str]:
    return ["w " * length for length in lengths]


WINDOW = Window("bert", 10, words)


def test_without_a_model_nothing_is_said() -> None:
    assert not list(truncation(corpus(texts(100))))


def test_what_fits_is_not_told() -> None:
    assert not list(truncation(corpus(texts(10, 3, 7), window=WINDOW)))


def test_the_share_that_would_not_be_read() -> None:
    finding = only(truncation, corpus(texts(4, 12, 10), texts(18), texts(6), window=WINDOW))
    assert finding.severity == "warning"
    assert finding.rows == [3, 1]
    assert finding.message == "bert reads 10 tokens: 2 texts (40%) would be cut, and 20% of all tokens not read"
    assert finding.advice.startswith("--max-tokens 24 holds 99% of the texts, if bert can read so many; --long windows")
    assert finding.figures["tokens_beyond"] == 10
    assert finding.figures["longest"] == 18
    json.dumps([finding.figures, list(finding.rows)])


def test_one_in_a_hundred_or_fewer_is_a_note() -> None:
    finding = only(truncation, corpus(texts(*[5] * 199, 30), window=WINDOW))
    assert finding.severity == "note"
    assert finding.advice == "--long windows reads all of every text"


@pytest.mark.parametrize(("tokens", "proposed"), [(16, 16), (17, 24), (24, 24)])
def test_the_number_of_tokens_is_a_multiple_of_eight(tokens: int, proposed: int) -> None:
    figures = only(truncation, corpus(texts(tokens), window=WINDOW)).figures
    assert figures["tokens_for_99_percent"] == proposed


def test_sentences_lose_nothing() -> None:
    finding = only(truncation, tagged([("w " * 12, "O " * 12), ("w", "O")], window=WINDOW))
    assert finding.severity == "note"
    assert finding.rows == [0]
    assert "no word is lost" in finding.message

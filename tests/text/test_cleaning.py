"""Cleaning: nothing unless asked for, and the same again after a round trip through JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.text.cleaning import Cleaning


@given(st.lists(st.text()))
def test_by_default_texts_are_left_alone(texts: list[str]) -> None:
    assert Cleaning()(texts) == texts


@pytest.mark.parametrize(
    ("text", "cleaned"), [("You WON'T", "you won't"), ("ÀÉ Straße ΣΑΣ", "àé straße σας"), ("", ""), (" \t", " \t")]
)
def test_lowercase(text: str, cleaned: str) -> None:
    assert list(Cleaning(lowercase=True)([text])) == [cleaned]


@given(st.lists(st.text()))
def test_one_text_out_for_each_text_in(texts: list[str]) -> None:
    assert Cleaning(lowercase=True)(texts) == [text.lower() for text in texts]


@pytest.mark.parametrize("cleaning", [Cleaning(), Cleaning(lowercase=True)])
def test_what_is_saved_reads_back(cleaning: Cleaning) -> None:
    assert Cleaning(**json.loads(json.dumps(cleaning.to_json()))) == cleaning


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(TypeError):
        Cleaning(**{"strip_accents": True})  # type: ignore[arg-type]

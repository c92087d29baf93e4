"""Figures and lists in sentences."""

import pytest

from textkit.doctor.wording import counted, percent, plural, some


@pytest.mark.parametrize(("share", "said"), [(0.8617, "86.2%"), (0.0375, "3.75%"), (0.000228, "0.0228%"), (1, "100%")])
def test_shares_have_three_figures(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(
    ("count", "noun", "said"), [(1, "row", "1 row"), (2000, "row", "2,000 rows"), (0, "entity", "0 entities")]
)
def test_what_is_counted_is_in_its_number(count: int, noun: str, said: str) -> None:
    assert counted(count, noun) == said


def test_words_in_y_have_their_plural() -> None:
    assert (plural("entity"), plural("word")) == ("entities", "words")


def test_a_long_list_is_cut_and_counted() -> None:
    assert some(["a", "b"], 2) == "a, b"
    assert some(["a", "b", "c", "d"], 2) == "a, b and 2 more"

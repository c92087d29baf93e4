"""In how many texts n-grams are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from textkit.text.gram_frequency import char_frequency, word_frequency

TEXTS = st.lists(st.text("ab é😀\t\u2028-_", max_size=12), min_size=1, max_size=6)


def theirs(texts: list[str], at_least: int, **options: object) -> dict[str, int]:
    """The frequencies that scikit-learn finds, by the order of letters."""
    counter = CountVectorizer(lowercase=False, binary=True, **options)
    try:
        counts = counter.fit_transform(texts).sum(axis=0).tolist()[0]
    except ValueError:  # it refuses to find nothing at all
        return {}
    found = dict(zip(counter.get_feature_names_out().tolist(), counts, strict=True))
    return {gram: found[gram] for gram in sorted(found) if found[gram] >= at_least}


@given(TEXTS, st.integers(1, 3), st.integers(1, 2))
def test_of_words(texts: list[str], longest: int, at_least: int) -> None:
    wanted = theirs(texts, at_least, token_pattern=r"\b\w\w+\b", ngram_range=(1, longest))
    assert list(word_frequency(texts, longest, at_least).items()) == list(wanted.items())


@given(TEXTS, st.integers(1, 4), st.integers(0, 2), st.integers(1, 2), st.sampled_from([1, 10, 1_000]))
def test_of_characters(texts: list[str], shortest: int, further: int, at_least: int, block: int) -> None:
    wanted = theirs(texts, at_least, analyzer="char_wb", ngram_range=(shortest, shortest + further))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("textkit.text.token_grams._BLOCK", block)
        found = char_frequency(texts, shortest, shortest + further, at_least)
    assert list(found.items()) == list(wanted.items())

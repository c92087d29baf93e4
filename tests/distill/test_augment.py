"""More texts out of those that are there."""

from hypothesis import given
from hypothesis import strategies as st

from textkit.distill.augment import MASK, SHORTEST, augment
from textkit.text.words import word_spans
from textkit.types import Sentence

TEXT = "the film was great, and long enough for two of them"


def test_there_are_so_many_variants_of_each_text_in_order() -> None:
    found = list(augment(["one two", "three four"], 3, mask=0.5, stretch=0.0, seed=1))
    assert len(found) == 6
    for text, words in zip(found, [{"one", "two"}] * 3 + [{"three", "four"}] * 3, strict=True):
        assert set(text.split()) <= words | {MASK}


def test_the_seed_decides() -> None:
    first, second, other = (list(augment([TEXT] * 5, 4, mask=0.3, stretch=0.5, seed=seed)) for seed in (1, 1, 2))
    assert first == second != other


def test_words_are_masked_at_the_rate_asked_for() -> None:
    found = list(augment([TEXT] * 200, 5, mask=0.2, stretch=0.0, seed=0))
    masked = sum(text.count(MASK) for text in found)
    assert abs(masked / (len(found) * len(word_spans(TEXT))) - 0.2) < 0.02


def test_a_stretch_is_part_of_the_text_and_not_too_short() -> None:
    words = len(word_spans(TEXT))
    for text in augment([TEXT] * 50, 2, mask=0.0, stretch=1.0, seed=0):
        assert isinstance(text, str)
        assert text in TEXT
        assert len(word_spans(text)) >= SHORTEST * words - 1


def test_without_either_a_variant_is_the_text() -> None:
    assert list(augment([TEXT], 2, mask=0.0, stretch=0.0, seed=0)) == [TEXT] * 2


def test_a_text_without_words_has_an_empty_variant() -> None:
    assert list(augment(["", "  "], 1, mask=0.5, stretch=1.0, seed=0)) == ["", ""]


@given(st.lists(st.text(alphabet="aé🙂ב ́-", min_size=1, max_size=6), min_size=1, max_size=8), st.integers(0, 99))
def test_the_words_of_a_sentence_stay_where_its_variant_has_them(words: list[str], seed: int) -> None:
    words = [word for word in words if word.strip()] or ["a"]
    sentence = Sentence.of_words(words)
    for variant in augment([sentence], 3, mask=0.3, stretch=0.5, seed=seed):
        assert isinstance(variant, Sentence)
        assert variant.words
        assert all(word == MASK or word in words for word in variant.words)
        assert [end <= start for (_, end), (start, _) in zip(variant.spans, variant.spans[1:], strict=False)].count(
            False
        ) == 0

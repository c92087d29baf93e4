"""Words in disguise, and words that join scripts as people do."""

import unicodedata

import pytest

from textkit.doctor.homoglyphs import _LIKE_LATIN, disguised_words, is_disguised, spelled


@pytest.mark.parametrize(
    "word",
    [
        "p\u0430ypal",  # Cyrillic а
        "\u0440\u0430ypal",
        "g\u043e\u043egle",
        "\u0415mail",
        "c\u0432\u0435\u0442",  # Latin c
        "\u043f\u0440\u0435\u0434\u0443\u043f\u0440\u0435\u0436\u0434\u0435\u043d\u0438e",  # Latin e
        "\u03a5es",  # Greek Υ
        "micr\u03bfsoft",  # Greek ο
        "E\u03b9\u03b4\u03b9\u03ba\u03ad\u03c2",  # Latin E
    ],
)
def test_a_disguise(word: str) -> None:
    assert is_disguised(word)
    assert disguised_words(f"see {word}, now") == [word]


@pytest.mark.parametrize(
    "text",
    [
        "β-carotene and α-helix",
        "5 μm, 5 µm and 3 kΩ",
        "ΔH, ΔG, Δx and λmax",
        "TNFα, IFNγ, NFκB, αvβ3, αβT, γδT and αβTCR",
        "the naïve Łódź café",
        "Привет, мир! Wi-Fi и SIM-карта, iPhone'ы",
        "PDFку, VIPы, HTMLка и USBшный",
        "GIFа и SMSка",
        "МетодHTTP, sНет",
        "кВт, МГц, №5",
        "Ελλάδα και Κύπρος",
        "日本語とLatin",
        "plain",
    ],
)
def test_no_disguise(text: str) -> None:
    assert disguised_words(text) == []


@pytest.mark.parametrize("script", _LIKE_LATIN)
def test_the_letters_are_of_their_script(script: str) -> None:
    for letter in _LIKE_LATIN[script]:
        assert unicodedata.name(letter).startswith(script)
        assert not letter.isascii()


def test_the_letters_that_disguise_a_word_are_told() -> None:
    assert spelled("p\u0430ypal") == "'p\u0430ypal' (U+0430)"
    assert spelled("c\u0432\u0435\u0442") == "'c\u0432\u0435\u0442' (U+0063)"
    assert spelled("\u0434a") == "'\u0434a' (U+0061)"

"""Homoglyphs: letters of one script that stand for those of another that look the same.

A word is disguised if all its Cyrillic or Greek letters look like Latin ones (pаypal with a Cyrillic а), or all its
Latin letters like those of the script that it is written in (cвет with a Latin c). Of Greek only those letters count
that nobody uses as signs: α-helix, IFNγ, μm, ΔH and λmax are what they should be. So are an acronym with an ending
(GIFа), two words without a space (%sНет), and words that join two scripts without a likeness (PDFку).
"""

import re
import unicodedata
from functools import cache

_LATIN = "A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u024f"
_OTHERS = "\u0370-\u03ff\u0400-\u052f"
_SWITCH = re.compile(f"[{_LATIN}][{_OTHERS}]|[{_OTHERS}][{_LATIN}]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LIKE_LATIN = {
    "CYRILLIC": frozenset("асеіјорѕухАВСЕНІЈКМОРЅТУХ"),
    "GREEK": frozenset("οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"),
}
_LIKE_OTHERS = {
    "CYRILLIC": frozenset("aceijopsxyABCEHIJKMOPSTXY"),
    "GREEK": frozenset("oABEZHIKMNOPTYX"),
}
_GREEK_WORD = 4  # letters: αβT is a cell, and no Greek word


def disguised_words(text: str) -> list[str]:
    """The disguised words of a text, in order. The time is linear in the text, and next to none where all is ASCII."""
    if text.isascii() or not _SWITCH.search(text):
        return []
    return [word for word in _LETTERS.findall(text) if is_disguised(word)]


def is_disguised(word: str) -> bool:
    latin = _of(word, "LATIN")
    if not latin or word.isascii():
        return False
    cyrillic, greek = _of(word, "CYRILLIC"), _of(word, "GREEK")
    if _is_joined(word, latin, cyrillic + greek):
        return False
    if cyrillic:
        return _LIKE_LATIN["CYRILLIC"] >= set(cyrillic) or _LIKE_OTHERS["CYRILLIC"] >= set(latin)
    of_greek = len(greek) >= _GREEK_WORD and _LIKE_OTHERS["GREEK"] >= set(latin)
    return of_greek or (greek != "" and _LIKE_LATIN["GREEK"] >= set(greek))


def spelled(word: str) -> str:
    """A disguised word with the numbers of the letters that disguise it: 'pаypal' (U+0430)."""
    latin = _of(word, "LATIN")
    others = _of(word, "CYRILLIC") + _of(word, "GREEK")
    alike = set(others) <= _LIKE_LATIN["CYRILLIC"] | _LIKE_LATIN["GREEK"]
    odd = others if alike and len(others) <= len(latin) else latin
    return f"'{word}' ({', '.join(f'U+{ord(each):04X}' for each in dict.fromkeys(odd))})"


def _is_joined(word: str, latin: str, others: str) -> bool:
    """Whether a word is an acronym and its ending, or two words without a space, of which the second has a capital."""
    first, second = (latin, others) if word.startswith(latin) else (others, latin)
    if not others or word != first + second:
        return False
    acronym = len(latin) > 1 and latin.isupper() and not others.isupper()
    return acronym or (first[-1].islower() and second[0].isupper())


def _of(word: str, script: str) -> str:
    return "".join(each for each in word if _script(each) == script)


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]

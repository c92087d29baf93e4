"""Mojibake: UTF-8 that was read as Latin-1 or as Windows-1252, Windows-1252 that was read as Latin-1; how it is undone.

An é is two bytes in UTF-8, which then stand there as Ã©; a ’ is three: â€™. Any such sequence of characters can be read
back, but a few of them are what people write: CAFÉ… and « été » are well. So a text is only touched where it has one
that no language knows: Ã inside or at the start of a word, â and a euro sign, letter upon letter of one other script.
What does not read back to UTF-8, or not to characters that anybody writes, stays as it is. The control characters from
U+0080 to U+009F are written by nobody: they are the quotes and dashes of Windows-1252.
"""

import re
import unicodedata

_BYTES = {
    ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}
"""The characters of Windows-1252 that are no Latin-1, and the bytes that they were."""
_CHARACTERS = {byte: character for character, byte in _BYTES.items()}

_AT_ENDS = "\u2026\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u2039\u203a\xa0\xab\xbb\xb7\u2122\xae\xb0"
"""… ‘ ’ “ ” • – — ‹ › « » · ™ ® ° and the no-break space: what may follow a word that ends in a capital letter."""
_AFTER_CAPITALS = _AT_ENDS + "\x85\xa9\xb2\xb3\xb9\xba\xaa\u2020\xb1\xa1\xbf\xa3\xa5\xa2\xa7\xb6"
"""More that may: footnotes, units and signs, as in Å² or Å±."""
_NEXT = "\x80-\xbf" + "".join(map(chr, _BYTES))
"""What the second and later bytes of a character of UTF-8 look like."""


def _but(excluded: str) -> str:
    """A character that looks like a later byte and is none of `excluded`."""
    return f"(?![{excluded}])[{_NEXT}]"


_ANY_NEXT = f"[{_NEXT}]"
_LETTER_BEFORE = r"(?<![^\W\d_])"
_LOWER_BEFORE = r"(?<=[a-z\xdf-\xf6\xf8-\xff])"
_THREE = (
    f"\xe2[\u20ac\u201a\u201e\u2020\u02c6\u2030\u02dc\u0161\u0153\u017e\x80\x82\x84\x86\x88\x89\x98\x9a\x9c-\x9e]{_ANY_NEXT}"
    f"|\xe2[\u2122\u201d\u2022\u2013\u2014]{_but(_AT_ENDS)}"  # â€™ â‚¬ â„¢, âœ“, â™¥
    f"|\xe1[\xba\xbb]{_but(_AT_ENDS)}"  # Viá»‡t
    f"|\xe3[\u20ac\x80]{_ANY_NEXT}"  # ã€‚
    "|\xef(?:\xbb\xbf|\xbf\xbd|\xb8[\x8f])"  # the byte order mark, U+FFFD, what follows an emoji
)
_FOUR = f"\xf0[\u0178\x9f]{_ANY_NEXT}{{2}}"  # ðŸ˜€
_RUNS = "|".join(
    [
        *(f"(?:[{leads}]{_ANY_NEXT}){{2,}}" for leads in ("\xce\xcf", "\xd0\xd1", "\xd8-\xdb")),  # Î Ï, Ð Ñ, Ø Ù Ú Û
        *(f"(?:[{leads}]{_ANY_NEXT}){{3,}}" for leads in ("\xd4-\xd6", "\xd7")),  # Ô Õ Ö, and × between numbers
        f"(?:[\xe0\xe1\xe3-\xef]{_ANY_NEXT}{{2}}){{2,}}",
    ]
)
_CERTAIN = re.compile(
    "|".join(
        [
            f"\xc3{_but(_AT_ENDS)}",  # Ã©
            f"{_LETTER_BEFORE}\xc3{_ANY_NEXT}",
            f"{_LETTER_BEFORE}\xc2[\xa0-\xb1\xb4-\xb8\xba-\xbf]",  # Â£, but a hat over an A may be squared
            "\xc3[\xab\xb0\xbb\u2013\u2014\u2018\u2019\u201c\u201d\u2039\u203a\u2122](?=[A-Za-z])",  # AÃ‘OS
            f"{_LOWER_BEFORE}[\xc2-\xc4\xc8]{_ANY_NEXT}",  # Ä™ in a word
            f"{_LOWER_BEFORE}(?<!\\b[kmn])\xc5{_ANY_NEXT}",  # cÅ“ur, but mÅ is a unit
            f"[\xc4\xc5]{_but(_AFTER_CAPITALS)}",  # Å‚
            "[\xc4\xc5][\xb0\xab\xbb\xb1\u2122\u2039\u203a\u201c\u201d\xa1\xa3](?=[a-z])",  # RÄ«ga
            "\xce[\xb1-\xb6\xb8-\xba\xbc-\xbf]",  # Î±
            f"\xcf{_but(_AT_ENDS)}",  # Ï€
            _THREE,
            _FOUR,
            _RUNS,
        ]
    )
)
_SEQUENCE = re.compile(
    f"[\xc2-\xc5\xc8\xcc\xce-\xd1\xd7-\xdb]{_ANY_NEXT}|\xe2{_ANY_NEXT}{{2}}|{_THREE}|{_FOUR}|{_RUNS}"
)
_SUSPECT = re.compile(f"[\xc2-\xf4]{_ANY_NEXT}|[\x80-\x9f]")  # found fast, and in hardly any text that is well
_CONTROL = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\x9f]")
"""A control character that may be of Windows-1252, or one that may be of UTF-8, with what it belongs to."""
_ROUNDS = 3


def mended(text: str) -> str | None:
    """The text as it was before it was misread, once or several times; None where nothing says that it was."""
    if text.isascii() or not _SUSPECT.search(text):
        return None
    result = text
    for _ in range(_ROUNDS):
        if not _CERTAIN.search(result):
            break
        result = _decoded(result) or _SEQUENCE.sub(lambda found: _decoded(found[0]) or found[0], result)
    result = _CONTROL.sub(lambda found: found[0].translate(_CHARACTERS) if len(found[0]) == 1 else found[0], result)
    result = result.removeprefix("\ufeff")
    return None if result == text else result


def misread_word(text: str) -> str:
    """The first word that shows that `text` was misread; a no-break space is part of it."""
    words = re.split(r"[ \t\r\n]+", text)
    return next((word for word in words if mended(word) is not None), text)


def _decoded(text: str) -> str | None:
    """The characters whose bytes `text` shows, if they all are characters that are written."""
    try:
        result = text.translate(_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    return None if any(map(_is_odd, set(result))) else result


def _is_odd(character: str) -> bool:
    """Whether nobody writes it: it is no character, of private use, or a control of ASCII other than white space.

    The controls from U+0080 are well here, for the text may have been misread twice.
    """
    kind = unicodedata.category(character)
    return kind in ("Cn", "Co") or (kind == "Cc" and character < "\x80" and not character.isspace())

"""Words: runs of letters, marks and digits, with inner apostrophes; any other visible character stands alone."""

import re
import unicodedata
import zlib
from functools import cache
from itertools import groupby

from textkit.types import Input

# Combining marks are no \w in `re`: without them a decomposed "é" would fall apart.
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u200c\u200d"
WORD = re.compile(rf"[\w{_MARKS}]+(?:['\u2019][\w{_MARKS}]+)*|[^\w\s]")

split_words = WORD.findall


def words_of(item: Input) -> list[str]:
    """The words of a sentence as they are given, those of a text as they are found."""
    return split_words(item) if isinstance(item, str) else item.words


def bucket_of(text: str, buckets: int) -> int:
    """A bucket from 1 to `buckets`; 0 is left for padding.

    CRC-32 is the same on every machine and in every process, unlike `hash()`.
    """
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) % buckets + 1


def ngram_buckets(word: str, shortest: int, longest: int, buckets: int) -> list[int]:
    """Hash buckets of the character n-grams of `<word>` (Bojanowski et al. 2017)."""
    marked = f"<{word}>"
    return [
        bucket_of(marked[start : start + size], buckets)
        for size in range(shortest, longest + 1)
        for start in range(len(marked) - size + 1)
    ]


def word_shape(word: str) -> str:
    """What a word looks like, runs taken together: Xx for Bell, X for USA, 0.0 for 3.14 (Collobert et al. 2011)."""
    letters = "".join("X" if each.isupper() else "x" if each.isalpha() else each for each in word)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"\d", "0", letters))


# Scripts written without spaces: Han, Kana, Thai, Lao, Myanmar, Khmer.
_UNSPACED = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\U0001b000-\U0001b16f"
    "\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u19e0-\u19ff"
)
_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0391-\u03a9\u0410-\u042f"
_SHORTENED = (
    "Mr|Mrs|Ms|Messrs|Dr|Prof|Rev|Hon|St|Jr|Sr|Gen|Sen|Rep|Gov|Pres|Lt|Col|Capt|Cmdr|Sgt|Maj|Adm|Ph\\.D"
    "|Inc|Corp|Ltd|Co|Bros|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Ave|Blvd|Mt|vs|etc|cf|al|approx"
)
_CLITIC = re.compile(r"(?i:n['\u2019]t|['\u2019](?:s|m|d|re|ve|ll))\Z")


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a raw text are, [start, end), close to what treebanks call a word; for tagging.

    Clitics are words (do|n't, Anna|'s); numbers, abbreviations, hyphenated words, addresses and emoji are whole; in
    scripts without spaces each character is one. Every character but white space is in exactly one word.
    """
    spans = []
    for match in _token().finditer(text):
        start, end = match.span()
        clitics = []
        if match.lastgroup == "core":
            while found := _CLITIC.search(text, max(start + 1, end - 3), end):
                clitics.append((found.start(), end))
                end = found.start()
        spans += [(start, end), *reversed(clitics)]
    return spans


@cache
def _token() -> re.Pattern[str]:
    """One word of a raw text.

    Each alternative takes what it looks at, or looks at a bounded number of characters, or gives up for good: `++`,
    `*+` and `(?>...)` never go back. So the time is linear in the text. (Groups are not followed by `*+`: Python before
    3.11.5 matches that wrongly.)
    """
    mark = f"[{_attached()}]"
    letter = rf"[^\W\d_{_UNSPACED}]{mark}*+"
    run = rf"[^\W{_UNSPACED}](?>(?:[^\W{_UNSPACED}]++|{mark}++)*)"
    initials = rf"{letter}(?>(?:\.{letter}(?!\w))+)\.?"  # U.S., e.g., a.m.
    part = f"(?:{initials}|{run})"
    inner = r"(?:['\u2019&\u2010\u2011-]|(?<=\d)[.,:/](?=\d)|\.(?=[a-z]))"  # O'Neill AT&T well-known 1,000.5 cnn.com
    return re.compile(
        rf"""
        (?: (?i:https?://|ftp://|www\.) [^\s<>"]* [^\s<>"'.,:;!?)\]}}\u2019\u201d]
          | \w [\w.+-]{{0,63}}+ @ \w [\w-]*+ (?>(?: \. \w [\w-]*+ )+)
          | (?<!\w) [@\#] (?=[^\W\d]) (?>(?: \w++ | {mark}++ )+)
          | (?: {_SHORTENED} ) \. (?![a-z])
          | No\. (?=\s?\d)
          | (?!I\.) [{_CAPITAL}] {mark}*+ \. (?=\s[{_CAPITAL}])
          | (?P<core> {part} (?>(?: {inner} {part} )*) )
          | ['\u2019] (?i:s|m|d|re|ve|ll) (?![\w'\u2019])
          | [\U0001f1e6-\U0001f1ff]{{2}}
          | \.{{2,}}+
          | -{{2,}}+
          | \S {mark}*+ (?>(?: (?<=\u200d) [^\w\s] {mark}*+ )*)
        ) {mark}*+
        """,
        re.VERBOSE,
    )


def _attached() -> str:
    """What belongs to the character before it: marks, joiners, the soft hyphen, skin tones, the tags of flags."""
    codes = [code for code in range(0x20000) if unicodedata.category(chr(code)).startswith("M")]
    codes += [0xAD, 0x200C, 0x200D, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0)]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(sorted(codes)), lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)

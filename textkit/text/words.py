"""Words: runs of letters, marks and digits, with inner apostrophes; any other visible character stands alone."""

import re
import zlib

# Combining marks are no \w in `re`: without them a decomposed "é" would fall apart.
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u200c\u200d"
WORD = re.compile(rf"[\w{_MARKS}]+(?:['\u2019][\w{_MARKS}]+)*|[^\w\s]")

split_words = WORD.findall


def ngram_buckets(word: str, shortest: int, longest: int, buckets: int) -> list[int]:
    """Hash buckets 1..`buckets` of the character n-grams of `<word>` (Bojanowski et al. 2017).

    CRC-32 is the same on every machine and in every process, unlike `hash()`. Bucket 0 is left for padding.
    """
    marked = f"<{word}>"
    return [
        zlib.crc32(marked[start : start + size].encode("utf-8", "surrogatepass")) % buckets + 1
        for size in range(shortest, longest + 1)
        for start in range(len(marked) - size + 1)
    ]

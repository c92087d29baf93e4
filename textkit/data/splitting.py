"""Who trains and who tests: seeded, stratified, and with every copy of a text on one side."""

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

from textkit.types import SPLITS

RATIOS = (0.8, 0.1, 0.1)


def normalised(text: str) -> bytes:
    """A digest under which texts that differ in letter case and white space alone are the same."""
    return hashlib.blake2b(" ".join(text.casefold().split()).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def assign(
    texts: Sequence[str],
    classes: Sequence[Hashable],
    given: Sequence[str | None],
    *,
    seed: int,
    ratios: tuple[float, float, float] = RATIOS,
) -> list[str]:
    """The split of each row.

    Rows keep the split that is `given`. A split that nobody gives is carved out of the rows that are not given one,
    or out of train, in its share of `ratios`, class by class. Copies of one text (up to letter case and white space)
    stay together and go to train, as long as train has room for them in their class: test is left without copies.
    """
    brought = {split for split in given if split}
    missing = [split for split in SPLITS if split not in brought and split != "train"]
    result = [split or "train" for split in given]
    shares = {split: ratios[SPLITS.index(split)] for split in missing}
    movable = [row for row, split in enumerate(result) if split == "train"]
    strata = defaultdict(list)
    for group in _groups(texts, movable):
        strata[Counter(classes[row] for row in group).most_common(1)[0][0]].append(group)
    for number, stratum in enumerate(sorted(strata, key=str)):
        groups = strata[stratum]
        random.Random(seed * 1_000_003 + number).shuffle(groups)
        groups.sort(key=len)  # stable: texts without a copy come first, in shuffled order
        total = sum(map(len, groups))
        for split, share in shares.items():
            room = round(total * share)
            while room > 0 and groups and len(groups[0]) < 2 * room and len(groups) > 1:
                for row in groups[0]:
                    result[row] = split
                room -= len(groups.pop(0))
    return result


def _groups(texts: Sequence[str], rows: Sequence[int]) -> list[list[int]]:
    """Rows with the same normalised text, in order of first appearance."""
    groups: dict[bytes, list[int]] = {}
    for row in rows:
        groups.setdefault(normalised(texts[row]), []).append(row)
    return list(groups.values())

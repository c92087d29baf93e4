"""What splitting and reporting need to know of each row, as columns of numbers: millions of rows fit in memory."""

import hashlib
from array import array
from collections.abc import Hashable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.data.splitting import LabelIds, key_of
from textkit.evaluation.baselines import capitalised_share
from textkit.tasks import Task
from textkit.text.words import split_words
from textkit.types import SPLITS, Example

NO_SPLIT = -1


def digest(text: str) -> int:
    """64 bits of a text: two of a million different texts are alike once in tens of millions of such datasets."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class Ledger:
    """The rows of a dataset in the order read, one number a column each; texts and targets themselves are elsewhere."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._exact, self._keys, self._targets, self._groups = (array("Q") for _ in range(4))
        self._words, self._ids, self._counts = array("q"), array("i"), array("q")
        self._given = array("b")
        self._capitals = array("d")
        self._numbers: dict[str, int] = {}
        self._target_digests: dict[Hashable, int] = {}

    def add(self, example: Example) -> None:
        text, target = example.text, example.target
        self._exact.append(digest(text))
        self._keys.append(key_of(text))
        self._targets.append(self._digest_of(sorted(target) if self.task.scoring == "labelsets" else target))
        if example.group is not None:
            self._groups.append(digest(example.group))
        self._given.append(NO_SPLIT if example.split is None else SPLITS.index(example.split))
        if example.spans is None:
            words = split_words(text)
            self._words.append(len(words))
            self._capitals.append(capitalised_share(words))
        else:
            self._words.append(len(example.spans))
        before = len(self._ids)
        for name in self.task.names(target):
            number = self._numbers.get(name)
            if number is None:
                number = self._numbers[name] = len(self._numbers)
            self._ids.append(number)
        self._counts.append(len(self._ids) - before)

    def __len__(self) -> int:
        return len(self._exact)

    def _digest_of(self, target: Any) -> int:
        """Targets are few, or as many as rows: the first kind is remembered."""
        if not isinstance(target, str):
            return digest("\x1f".join(target))
        known = self._target_digests.get(target)
        if known is None:
            known = self._target_digests[target] = digest(target)
        return known

    @cached_property
    def names(self) -> list[str]:
        """The labels that targets count towards, sorted."""
        return sorted(self._numbers)

    @cached_property
    def labels(self) -> LabelIds:
        """The labels of each row, by their numbers in `names`."""
        order = np.empty(max(1, len(self._numbers)), dtype=np.int32)
        for place, name in enumerate(self.names):
            order[self._numbers[name]] = place
        starts = np.concatenate(([0], np.cumsum(np.frombuffer(self._counts, dtype=np.int64))))
        ids = np.frombuffer(self._ids, dtype=np.int32) if self._ids else np.zeros(0, dtype=np.int32)
        return LabelIds(starts, order[ids])

    @property
    def unlabelled(self) -> LabelIds:
        """The same rows without any label."""
        return LabelIds(np.zeros(len(self) + 1, dtype=np.int64), np.zeros(0, dtype=np.int32))

    def first_with(self, label: int) -> int:
        """The first row with a label, by its number in `names`."""
        place = int(np.flatnonzero(self.labels.ids == label)[0])
        return int(np.searchsorted(self.labels.starts, place, side="right")) - 1

    @property
    def keys(self) -> NDArray[np.uint64]:
        """Under which texts that differ in letter case, white space and the form of accents alone are the same."""
        return np.frombuffer(self._keys, dtype=np.uint64)

    @property
    def exact(self) -> NDArray[np.uint64]:
        return np.frombuffer(self._exact, dtype=np.uint64)

    @property
    def targets(self) -> NDArray[np.uint64]:
        return np.frombuffer(self._targets, dtype=np.uint64)

    @property
    def given(self) -> NDArray[np.int8]:
        return np.frombuffer(self._given, dtype=np.int8)

    @property
    def groups(self) -> NDArray[np.uint64] | None:
        return np.frombuffer(self._groups, dtype=np.uint64) if self._groups else None

    @property
    def words(self) -> NDArray[np.int64]:
        return np.frombuffer(self._words, dtype=np.int64)

    @property
    def capitals(self) -> NDArray[np.float64]:
        """Share of capitalised words; empty where words have targets of their own."""
        return np.frombuffer(self._capitals, dtype=np.float64)

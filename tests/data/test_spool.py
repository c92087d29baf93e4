"""Rows on their way into the store: written in batches, dealt out in the order read."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.data import spool
from textkit.data.spool import Spool, deal
from textkit.data.store import Split, read_split
from textkit.types import SPLITS, Example, Sentence

CLASSES = [Example(f"text {number}", "ab"[number % 2], f"a.csv:{number + 2}") for number in range(10)]


def spooled(folder: Path, examples: Sequence[Example]) -> Spool:
    found = Spool(folder / "spool.arrow")
    for example in examples:
        found.add(example)
    found.close()
    return found


def dealt(folder: Path, examples: Sequence[Example], splits: Sequence[int]) -> dict[str, Split]:
    deal(spooled(folder, examples), np.array(splits, dtype=np.int8), folder)
    return {split: read_split(folder / f"{split}.parquet") for split in SPLITS}


def batch_sizes(found: Spool) -> list[int]:
    return [len(batch) for batch in found.batches()]


def test_rows_are_written_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert batch_sizes(spooled(tmp_path, CLASSES)) == [10]
    monkeypatch.setattr(spool, "BATCH_ROWS", 3)
    assert batch_sizes(spooled(tmp_path, CLASSES)) == [3, 3, 3, 1]
    assert batch_sizes(spooled(tmp_path, CLASSES[:6])) == [3, 3]  # and no empty one after them


def test_long_texts_fill_a_batch_sooner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "BATCH_CHARACTERS", 12)  # two texts of six
    assert batch_sizes(spooled(tmp_path, [*CLASSES[:5], Example("x" * 99, "a", "a.csv:9")])) == [2, 2, 2]


@pytest.mark.parametrize("rows", [3, 4, 100])
def test_where_a_row_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(spool, "BATCH_ROWS", rows)
    found = spooled(tmp_path, CLASSES)
    assert [found.origin_of(row) for row in range(10)] == [example.origin for example in CLASSES]
    with pytest.raises(IndexError):
        found.origin_of(10)


def test_each_split_gets_its_rows_in_the_order_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "BATCH_ROWS", 3)
    found = dealt(tmp_path, CLASSES, [0, 2, 0, 0, 0, 0, 1, 0, 2, 0])
    assert found["train"] == Split.of([CLASSES[row] for row in (0, 2, 3, 4, 5, 7, 9)])
    assert found["validation"] == Split.of([CLASSES[6]])
    assert found["test"] == Split.of([CLASSES[1], CLASSES[8]])


def test_a_split_without_rows_is_a_file_without_rows(tmp_path: Path) -> None:
    found = dealt(tmp_path, CLASSES, [0] * 10)
    assert len(found["train"]) == 10
    assert found["validation"] == found["test"] == Split([], [], [])


def test_sets_of_labels_may_be_empty_from_the_first(tmp_path: Path) -> None:
    targets = [[], [], ["x", "y"], []]
    examples = [Example("t", target, "a.csv:2") for target in targets]
    assert dealt(tmp_path, examples, [0, 0, 0, 0])["train"].targets == targets


def test_words_keep_their_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "BATCH_ROWS", 2)
    sentences = [Sentence.of_words(words.split()) for words in ("EU rejects it", "", "é 😀")]
    examples = [Example(text, ["O"] * len(spans), "a:1", None, spans) for text, spans in sentences]
    found = dealt(tmp_path, examples, [0, 0, 0])["train"]
    assert found.spans == [list(sentence.spans) for sentence in sentences]
    assert found.targets == [["O"] * 3, [], ["O"] * 2]


TARGETS = st.one_of(
    st.lists(st.tuples(st.text(), st.text(min_size=1)), min_size=1, max_size=20),
    st.lists(st.tuples(st.text(), st.lists(st.text(min_size=1), max_size=3)), min_size=1, max_size=20),
)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), rows=TARGETS, size=st.integers(1, 5))
def test_the_size_of_batches_shows_nowhere(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, rows: list[tuple[str, str]], size: int
) -> None:
    splits = data.draw(st.lists(st.integers(0, 2), min_size=len(rows), max_size=len(rows)))
    examples = [Example(text, target, f"a.csv:{line}") for line, (text, target) in enumerate(rows, 2)]
    folder = tmp_path_factory.mktemp("spool")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "BATCH_ROWS", size)
        found = dealt(folder, examples, splits)
    for number, split in enumerate(SPLITS):
        mine = [example for example, where in zip(examples, splits, strict=True) if where == number]
        assert found[split] == (Split.of(mine) if mine else Split([], [], []))

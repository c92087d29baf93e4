"""The store of prepared datasets: what goes in comes out, and a folder is whole or not there."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow.parquet import write_table

from textkit.data import store
from textkit.data.spool import record_batch
from textkit.data.store import (
    Dataset,
    DatasetInfo,
    Split,
    content_hash,
    find,
    labels_in,
    newest_of,
    prepared_versions,
    write_info,
    writing,
)
from textkit.errors import DataError
from textkit.home import datasets_folder
from textkit.tasks import tasks
from textkit.types import SPLITS, Example, Sentence

INFO = DatasetInfo(
    name="reviews",
    hash="0123456789abcdef",
    task="classification",
    labels=["neg", "pos", "ünïcode 😀"],
    source="file",
    synthetic=False,
    subset=False,
    recipe={"files": {"reviews.csv": "00ff"}},
    report={"rows": 3, "words": {"median": 2.5}},
)
ODD = ["", " ", "a\r\nb", "\0", "\u2028\u0085", "😀 e\u0301 \u202eabc", '"quoted", \t', "null", "NaN", "x" * 100_000]
ROWS = {
    "train": [Example(text, "pos", f"reviews.csv:{line}") for line, text in enumerate(ODD, 2)],
    "validation": [Example("fine", "ünïcode 😀", "b.csv:2")],
    "test": [],
}


def save(info: DatasetInfo, rows: Mapping[str, Sequence[Example]]) -> Dataset:
    with writing(info.name, info.hash) as folder:
        for split in SPLITS:
            examples = rows[split] or [Example("", "", "")]
            table = pa.Table.from_batches([record_batch(examples)])
            write_table(table[: len(rows[split])], folder / f"{split}.parquet")
        write_info(folder, info)
    return Dataset(store.folder_of(info.name, info.hash), info)


def folders() -> list[str]:
    """Everything in the store, hidden or not."""
    return sorted(str(path.relative_to(datasets_folder())) for path in datasets_folder().glob("**/*") if path.is_dir())


def test_what_is_saved_is_found_and_read_back() -> None:
    saved = save(INFO, ROWS)
    found = find("reviews", INFO.hash)
    assert found == saved
    assert found is not None
    assert found.info == INFO
    for split in SPLITS:
        texts, targets, origins = ([getattr(row, key) for row in ROWS[split]] for key in ("text", "target", "origin"))
        assert found.split(split) == Split(texts, targets, origins)
        assert len(found.split(split)) == len(ROWS[split])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.builds(Example, st.text(), st.text(min_size=1), st.text(), st.none(), st.none(), st.none()), max_size=5)
)
def test_any_text_comes_back(examples: list[Example]) -> None:
    dataset = save(replace(INFO, name="any"), dict.fromkeys(SPLITS, examples))
    split = dataset.split("test")
    assert list(zip(split.texts, split.targets, split.origins, strict=True)) == [each[:3] for each in examples]


SENTENCES = st.lists(
    st.tuples(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1), st.text()), max_size=5
)


@settings(max_examples=30, deadline=None)
@given(st.lists(SENTENCES, max_size=5))
def test_words_come_back_with_their_tags(sentences: list[list[tuple[str, str]]]) -> None:
    examples = []
    for pairs in sentences:
        text, spans = Sentence.of_words([word for word, _ in pairs])
        examples.append(Example(text, [tag for _, tag in pairs], "a.conll:1", None, spans))
    split = save(replace(INFO, name="any"), dict.fromkeys(SPLITS, examples)).split("test")
    assert split.targets == [each.target for each in examples]
    assert [item.words for item in split.inputs] == [[word for word, _ in pairs] for pairs in sentences]
    if examples:
        assert split == Split.of([each._replace(spans=list(each.spans or ())) for each in examples])


def test_what_was_never_saved_is_not_found() -> None:
    assert find("reviews", INFO.hash) is None
    save(INFO, ROWS)
    assert find("reviews", "f" * 16) is None
    assert find("other", INFO.hash) is None


def test_the_versions_of_a_dataset() -> None:
    assert prepared_versions("reviews") == []
    second = replace(INFO, hash="f" * 16, labels=["a", "b"])
    for info in (second, INFO):
        save(info, ROWS)
    assert prepared_versions("reviews") == [INFO, second]


def aged(info: DatasetInfo, seconds: int) -> Path:
    """The description of a dataset that was saved so many seconds after the epoch."""
    path = save(info, ROWS).path / "dataset.json"
    os.utime(path, (seconds, seconds))
    return path


def test_the_newest_of_a_name_is_what_was_saved_last() -> None:
    others = [replace(INFO, hash=letter * 16) for letter in "fa"]
    for seconds, info in enumerate((others[0], INFO, others[1])):
        aged(info, seconds)
        assert newest_of("reviews") == Dataset(store.folder_of("reviews", info.hash), info)
    assert newest_of("other") is None


def test_the_newest_of_a_name_that_can_be_read() -> None:
    aged(INFO, 1)
    damaged = aged(replace(INFO, hash="f" * 16), 2)
    damaged.write_text("{")
    newest = newest_of("reviews")
    assert newest is not None
    assert newest.info == INFO


@pytest.mark.parametrize("name", ["../datasets/reviews", "a/b", "/reviews"])
def test_a_path_is_no_name(name: str) -> None:
    save(INFO, ROWS)
    assert newest_of(name) is None


@pytest.mark.parametrize(
    ("task", "targets", "labels"),
    [
        ("classification", ["b", "ü", "a", "b"], ["a", "b", "ü"]),
        ("multilabel", [[], ["b", "a"], ["b"], []], ["a", "b"]),
        ("multilabel", [[], []], []),
        ("tagging", [["NN", "VB"], [], ["DT"]], ["DT", "NN", "VB"]),
        ("tagging", [["B-X", "O"], ["B-Y"]], ["B-X", "B-Y", "I-X", "I-Y", "O"]),
    ],
)
def test_the_labels_of_a_split(task: str, targets: list[Any], labels: list[str]) -> None:
    rows = {**ROWS, "train": [Example("t", target, "a:1") for target in targets]}
    assert labels_in(save(INFO, rows).path / "train.parquet", tasks.load(task)) == labels


def test_saving_again_replaces_what_was_there() -> None:
    save(INFO, ROWS)
    again = save(INFO, {**ROWS, "test": ROWS["validation"]})
    assert again.split("test").texts == ["fine"]
    assert folders() == ["reviews", f"reviews/{INFO.hash}"]


def write_half() -> None:
    with writing(INFO.name, INFO.hash) as folder:
        (folder / "train.parquet").write_bytes(b"half of it")
        raise OSError("no space left on device")


@pytest.mark.parametrize("before", [True, False])
def test_a_failure_while_writing_leaves_nothing_half_done(before: bool) -> None:
    if before:
        save(INFO, ROWS)
    with pytest.raises(OSError, match="no space left"):
        write_half()
    assert folders() == (["reviews", f"reviews/{INFO.hash}"] if before else ["reviews"])
    found = find("reviews", INFO.hash)
    assert (found is not None and found.split("train").texts == ODD) == before


def test_the_folder_appears_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    path = datasets_folder() / "reviews" / INFO.hash
    rename = store.os.replace
    seen: list[tuple[bool, list[str]]] = []

    def watch(source: Path, target: Path) -> None:
        if Path(target) == path:
            seen.append((path.exists(), sorted(each.name for each in Path(source).iterdir())))
        rename(source, target)

    monkeypatch.setattr(store.os, "replace", watch)
    save(INFO, ROWS)
    assert seen == [(False, ["dataset.json", "test.parquet", "train.parquet", "validation.parquet"])]
    assert path.stat().st_mode & 0o777 == 0o755


def test_another_process_that_saves_the_same_rows_first_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    rename = store.os.replace

    def too_late(source: Path, target: Path) -> None:
        if Path(target).name == INFO.hash:
            shutil.copytree(source, target)
        rename(source, target)

    monkeypatch.setattr(store.os, "replace", too_late)
    assert save(INFO, ROWS).split("train").texts == ODD
    assert folders() == ["reviews", f"reviews/{INFO.hash}"]


@pytest.mark.parametrize("damage", ["gone", "empty", "cut short", "junk", "other columns"])
def test_a_damaged_split_is_an_error_that_names_it(damage: str) -> None:
    dataset = save(INFO, ROWS)
    path = dataset.path / "train.parquet"
    whole = path.read_bytes()
    path.unlink()
    if damage == "other columns":
        write_table(pa.table({"sentence": ["x"]}), path)
    elif damage != "gone":
        path.write_bytes({"empty": b"", "cut short": whole[: len(whole) // 2], "junk": b"junk" * 99}[damage])
    with pytest.raises(DataError, match=r"train\.parquet") as caught:
        dataset.split("train")
    assert "textkit prepare" in (caught.value.hint or "")
    assert len(dataset.split("validation")) == 1


@pytest.mark.parametrize("damage", ["cut", "of another textkit"])
def test_a_description_that_cannot_be_read_is_as_good_as_none(damage: str) -> None:
    path = save(INFO, ROWS).path / "dataset.json"
    text = path.read_text()
    content = {key: value for key, value in json.loads(text).items() if key != "labels"}
    path.write_text(text[:50] if damage == "cut" else json.dumps(content))
    assert find(INFO.name, INFO.hash) is None
    assert prepared_versions(INFO.name) == []
    assert save(INFO, ROWS) == find(INFO.name, INFO.hash)  # and can be made again


def test_a_moved_store_still_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(INFO, ROWS).path
    elsewhere = tmp_path / "elsewhere" / "datasets" / "reviews" / INFO.hash
    shutil.copytree(path, elsewhere)
    monkeypatch.setenv("TEXTKIT_HOME", str(tmp_path / "elsewhere"))
    assert find("reviews", INFO.hash) == Dataset(elsewhere, INFO)


RECIPE = {"name": "reviews", "files": {"a.csv": "00", "b.csv": "11"}, "split": {"seed": 0}}


def test_the_content_hash_is_the_same_as_ever() -> None:
    assert content_hash(RECIPE) == "b1790f1e35ce1fb6"


def test_the_order_of_keys_does_not_change_the_hash() -> None:
    assert content_hash(dict(reversed(RECIPE.items()))) == content_hash(RECIPE)


@pytest.mark.parametrize(
    "change", [{"name": "other"}, {"files": {"a.csv": "00", "b.csv": "12"}}, {"split": {"seed": 1}}, {"new": None}]
)
def test_any_change_changes_the_hash(change: dict[str, Any]) -> None:
    assert content_hash({**RECIPE, **change}) != content_hash(RECIPE)


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "reviews"),
        ({"subset": True, "source": "mirror"}, "reviews (mirror's own version)"),
        ({"source": "mirror"}, "reviews (mirror)"),
        ({"synthetic": True}, "reviews (SYNTHETIC sample)"),
        ({"synthetic": True, "subset": True}, "reviews (SYNTHETIC sample)"),
        ({"source": "upstream"}, "reviews"),
        ({"source": "hub"}, "reviews"),
        (
            {"subset": True, "source": "mirror", "report": {"rows_read": 50, "published_rows": 32_000}},
            "reviews (mirror: 50 of 32,000 rows)",
        ),
        ({"recipe": {"notes": ["fold 2 of 5"]}}, "reviews (fold 2 of 5)"),
        ({"recipe": {"notes": ["without spam", "fold 2 of 5"]}}, "reviews (without spam, fold 2 of 5)"),
        ({"source": "mirror", "recipe": {"notes": ["fold 2 of 5"]}}, "reviews (mirror, fold 2 of 5)"),
    ],
)
def test_the_title_says_what_must_not_be_overlooked(changes: dict[str, Any], title: str) -> None:
    assert replace(INFO, **changes).title == title

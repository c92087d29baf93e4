"""From files to a prepared dataset, end to end."""

import gzip
import json
import random
from pathlib import Path

import pytest

from textkit.data import store
from textkit.data.options import FileOptions
from textkit.data.prepare import Plan, prepare
from textkit.data.splitting import SplitPlan
from textkit.errors import DataError, MissingError, UsageError
from textkit.home import datasets_folder
from textkit.types import SPLITS

WORDS = ["plot", "actor", "scene", "music", "camera", "light", "story", "ending", "pace", "script"]


def reviews(count: int = 60, seed: int = 0) -> list[tuple[str, str]]:
    draw = random.Random(seed)
    return [
        (f"{number} {' '.join(draw.choices(WORDS, k=4))}", "pos" if number % 3 else "neg") for number in range(count)
    ]


def csv(path: Path, rows: list[tuple[str, str]], header: str = "text,label") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *(f"{text},{label}" for text, label in rows)]) + "\n", encoding="utf-8")
    return path


def jsonl(path: Path, rows: list[tuple[str, str]]) -> Path:
    lines = [json.dumps({"id": number, "text": text, "label": label}) for number, (text, label) in enumerate(rows)]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def content(dataset: store.Dataset) -> list[tuple[str, str, str]]:
    found = []
    for split in SPLITS:
        rows = dataset.split(split)
        found += list(zip([split] * len(rows), rows.texts, rows.targets, strict=True))
    return found


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_file_becomes_a_dataset(tmp_path: Path, kind: str) -> None:
    rows = reviews()
    path = csv(tmp_path / "reviews.csv", rows) if kind == "csv" else jsonl(tmp_path / "reviews.jsonl.gz", rows)
    dataset = prepare([str(path)])
    info = dataset.info
    assert (info.name, info.task, info.labels) == ("reviews", "classification", ["neg", "pos"])
    assert (info.source, info.synthetic, info.subset, info.title) == ("file", False, False, "reviews")
    assert info.report["splits"] == {"train": 48, "validation": 6, "test": 6}
    assert sorted((text, label) for _, text, label in content(dataset)) == sorted(rows)
    assert dataset.path == datasets_folder() / "reviews" / info.hash
    first = 2 if kind == "csv" else 1
    train = dataset.split("train")
    for text, origin in zip(train.texts, train.origins, strict=True):
        assert origin == f"{path.name}:{int(text.split()[0]) + first}"


def test_the_second_time_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(csv(tmp_path / "reviews.csv", reviews()))
    first = prepare([path])

    def never(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the file was read again")

    monkeypatch.setattr("textkit.data.reading.read_examples", never)
    assert prepare([path]) == first
    with pytest.raises(AssertionError, match="read again"):
        prepare([path], refresh=True)


def test_preparing_again_gives_the_same_rows(tmp_path: Path) -> None:
    path = str(csv(tmp_path / "reviews.csv", reviews()))
    first = prepare([path])
    before = content(first)
    again = prepare([path], refresh=True)
    assert (again.info, content(again)) == (first.info, before)


def test_what_decides_about_the_rows_decides_about_the_hash(tmp_path: Path) -> None:
    path = csv(tmp_path / "reviews.csv", reviews())
    hashes = {
        prepare([str(path)]).info.hash,
        prepare([str(path)], plan=Plan(SplitPlan(seed=1))).info.hash,
        prepare([str(path)], options=FileOptions(text_column="text")).info.hash,
    }
    csv(path, reviews(seed=1))
    hashes.add(prepare([str(path)]).info.hash)
    assert len(hashes) == 4


def test_the_seed_moves_rows(tmp_path: Path) -> None:
    path = str(csv(tmp_path / "reviews.csv", reviews()))
    assert content(prepare([path])) != content(prepare([path], plan=Plan(SplitPlan(seed=1))))


def test_a_file_for_each_split(tmp_path: Path) -> None:
    rows = reviews()
    paths = [
        csv(tmp_path / "train.csv", rows[:40]),
        csv(tmp_path / "dev.csv", rows[40:50]),
        csv(tmp_path / "test.csv", rows[50:]),
    ]
    expected = [("train", *row) for row in rows[:40]]
    expected += [("validation", *row) for row in rows[40:50]] + [("test", *row) for row in rows[50:]]
    assert content(prepare([str(path) for path in paths])) == expected
    assert sorted(content(prepare([str(tmp_path)]))) == sorted(expected)


def test_files_of_one_name_in_two_folders_both_count(tmp_path: Path) -> None:
    paths = [csv(tmp_path / part / "reviews.csv", reviews(30, seed)) for seed, part in enumerate("ab")]
    names = [str(path) for path in paths]
    first = prepare(names).info
    csv(paths[0], reviews(30, seed=7))
    assert prepare(names).info.hash != first.hash


def test_equal_hashes_mean_equal_rows_whatever_the_order_of_the_files(tmp_path: Path) -> None:
    a, b, c = (str(csv(tmp_path / f"{name}.csv", reviews(30, seed))) for seed, name in enumerate("abc"))
    one = prepare([a, b, c])
    rows = content(one)
    other = prepare([a, c, b], refresh=True)
    assert one.info.hash != other.info.hash or content(other) == rows


def test_a_file_of_ones_own_does_not_pass_for_a_published_dataset(tmp_path: Path) -> None:
    info = prepare([str(csv(tmp_path / "clickbait.csv", reviews()))]).info
    assert info.name != "clickbait"
    assert info.source == "file"
    assert store.prepared_versions("clickbait") == []


def test_a_label_that_training_never_shows_is_named_with_the_nearest(tmp_path: Path) -> None:
    csv(tmp_path / "train.csv", reviews(40))
    csv(tmp_path / "test.csv", [("fine", "pos"), ("great", "poss"), ("superb", "poss"), ("hm", "zz")])
    with pytest.raises(DataError) as caught:
        prepare([str(tmp_path / "train.csv"), str(tmp_path / "test.csv")])
    assert str(caught.value) == (
        "labels that the training rows never show: "
        "'poss' (2 rows, first at test.csv:3): did you mean 'pos'?; 'zz' (1 row, first at test.csv:5)\n"
        "correct the label, put rows of it into train, or leave it out: --drop-label LABEL"
    )
    assert not list(datasets_folder().glob("*/*"))


def test_one_class_only_is_said_with_its_count(tmp_path: Path) -> None:
    path = csv(tmp_path / "reviews.csv", [(f"text {number}", "pos") for number in range(1200)])
    with pytest.raises(DataError, match=r"one label only: all 1,200 rows are 'pos'\n.*right column"):
        prepare([str(path)])


@pytest.mark.parametrize("count", [2, 4])
def test_too_few_rows_are_said_with_their_count(tmp_path: Path, count: int) -> None:
    with pytest.raises(DataError, match=rf"{count} rows are too few: the \w+ split is empty\n.*at least 10 rows"):
        prepare([str(csv(tmp_path / "reviews.csv", reviews(count)))])


def test_ten_rows_of_every_label_are_enough(tmp_path: Path) -> None:
    rows = [(f"{label} {number}", label) for label in ("neg", "pos") for number in range(10)]
    assert prepare([str(csv(tmp_path / "reviews.csv", rows))]).info.report["splits"]["test"] == 2


def test_a_header_and_no_rows(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="reviews holds no rows"):
        prepare([str(csv(tmp_path / "reviews.csv", []))])


def test_bad_rows_leave_nothing_in_the_store(tmp_path: Path) -> None:
    path = csv(tmp_path / "reviews.csv", [*reviews(), ("", "pos")])
    with pytest.raises(DataError, match=r"reviews\.csv:62: 'text' is empty"):
        prepare([str(path)])
    assert not list(datasets_folder().glob("*/*"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("clickbate", "unknown dataset 'clickbate'\ndid you mean 'clickbait'?"),
        ("qqqq", "unknown dataset 'qqqq'\nname a file, or one of: "),
    ],
)
def test_an_unknown_name_is_refused(name: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        prepare([name])
    assert str(caught.value).startswith(message)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(MissingError, match=r"nowhere/reviews\.csv does not exist"):
        prepare(["nowhere/reviews.csv"])


def test_a_folder_without_files_named_for_a_split(tmp_path: Path) -> None:
    csv(tmp_path / "some" / "reviews.csv", reviews())
    with pytest.raises(DataError, match="no file in this folder is named train, validation or test"):
        prepare([str(tmp_path / "some")])


def test_options_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--source is for catalogue datasets"):
        prepare([str(csv(tmp_path / "reviews.csv", reviews()))], source="sample")
    with pytest.raises(UsageError, match="clickbait is in the catalogue: text_column"):
        prepare(["clickbait"], options=FileOptions(text_column="a"))

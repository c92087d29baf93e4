"""From files to a prepared dataset, end to end."""

import gzip
import hashlib
import io
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from csv import DictWriter
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow.parquet import write_table

from tests.tagged import conll, tagged, write_conll
from tests.tagged import write_jsonl as write_tagged_jsonl
from textkit.data import sources, spool, store
from textkit.data.options import FileOptions
from textkit.data.parts import Part, Parts
from textkit.data.prepare import Plan, prepare
from textkit.data.readers import Table
from textkit.data.splitting import SplitPlan, parse_ratios
from textkit.errors import DataError, MissingError, UsageError
from textkit.home import datasets_folder
from textkit.reporter import Progress, Reporter, Silent
from textkit.types import SPLITS, Row


@dataclass
class Listening(Silent):
    """Keeps what it was told."""

    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    tracked: list[tuple[str, float | None]] = field(default_factory=list)
    done: list[float] = field(default_factory=list)

    def note(self, message: str) -> None:
        self.notes.append(message)

    def warn(self, message: str) -> None:
        self.warnings.append(message)

    @contextmanager
    def track(self, label: str, total: float | None) -> Iterator[Progress]:
        self.tracked.append((label, total))
        yield lambda done, note="": self.done.append(done)


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


def content(dataset: store.Dataset) -> list[tuple[str, str, Any]]:
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
    with pytest.raises(UsageError, match="clickbait is in the catalogue: --text-column"):
        prepare(["clickbait"], options=FileOptions(text_column="a"))


def stored() -> list[str]:
    """Everything in the store, hidden or not."""
    return [path.name for path in datasets_folder().glob("*/*")]


SETS = [["x"], ["x", "y"], [], ["y"], ["y", "z"]]
FORMS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "list in a cell": ("csv", lambda labels: {"labels": json.dumps(labels)}, {}),
    "list": ("jsonl", lambda labels: {"labels": labels}, {}),
    "list of parquet": ("parquet", lambda labels: {"labels": labels}, {}),
    "separator found": ("csv", lambda labels: {"labels": ";".join(labels)}, {"task": "multilabel"}),
    "separator given": ("tsv", lambda labels: {"labels": " + ".join(labels)}, {"label_separator": "+"}),
    "flags found": ("csv", lambda labels: {name: int(name in labels) for name in "xyz"}, {}),
    "truth values": ("jsonl", lambda labels: {name: name in labels for name in "xyz"}, {}),
    "flags named": (
        "csv",
        lambda labels: {"c": 2} | {n: int(n in labels) for n in "xyz"},
        {"label_columns": tuple("xyz")},
    ),
}


def write(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    """These records as the suffix says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        write_table(pa.Table.from_pylist(list(records)), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    elif path.suffix == ".tsv":
        lines = [[*records[0]], *(map(str, record.values()) for record in records)]
        path.write_text("".join("\t".join(cells) + "\n" for cells in lines), encoding="utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = DictWriter(out, list(records[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(records)
    return path


@pytest.mark.parametrize("form", FORMS)
def test_label_sets_of_every_form(tmp_path: Path, form: str) -> None:
    suffix, written, options = FORMS[form]
    sets = {f"text {number}": SETS[number % 5] for number in range(50)}
    path = write(tmp_path / f"posts.{suffix}", [{"text": text, **written(labels)} for text, labels in sets.items()])
    dataset = prepare([str(path)], options=FileOptions(**options))
    assert (dataset.info.task, dataset.info.labels) == ("multilabel", ["x", "y", "z"])
    assert {text: labels for _, text, labels in content(dataset)} == sets
    assert dataset.info.report["labels"]["y"] == {"train": 24, "validation": 3, "test": 3}
    assert dataset.info.report["baselines"].keys() == {"commonest_label"}


def test_what_was_found_out_is_told_and_reported(tmp_path: Path) -> None:
    rows = [(f"text {number}", number % 2, number % 3 == 0) for number in range(40)]
    path = write(tmp_path / "posts.csv", [{"text": text, "a": a, "b": int(b)} for text, a, b in rows])
    listening = Listening()
    info = prepare([str(path)], reporter=listening).info
    note = "posts.csv: text is 'text'; 2 columns of 0 and 1 are labels, any number a row"
    assert note in listening.notes
    assert info.report["notes"] == [note]
    assert info.report["columns"] == {"text": "text", "labels": ["a", "b"], "form": "wide"}


def test_sets_that_come_after_the_first_rows_are_told(tmp_path: Path) -> None:
    labels = [*"abc" * 100, *["a;b", "b;c", "a;c"] * 20]
    path = write(tmp_path / "posts.csv", [{"text": f"text {n}", "label": each} for n, each in enumerate(labels)])
    info = prepare([str(path)]).info
    assert info.task == "classification"
    note = "';' seems to stand between labels: --task multilabel reads any number a row"
    assert info.report["notes"][-1] == note
    assert note not in prepare([str(path)], options=FileOptions(task="classification")).info.report["notes"]


def test_ratios_beside_given_splits_are_told(tmp_path: Path) -> None:
    splits = ["train"] * 20 + ["validation"] * 10 + ["test"] * 10
    rows = [{"text": f"text {n}", "label": "ab"[n % 2], "split": split} for n, split in enumerate(splits)]
    listening = Listening()
    plan = Plan(SplitPlan(ratios=parse_ratios("50/25/25")))
    prepare([str(write(tmp_path / "posts.csv", rows))], plan=plan, reporter=listening)
    assert "the splits are as given: --ratios has nothing to deal" in listening.notes


def test_a_column_of_flags_that_no_row_sets_is_told(tmp_path: Path) -> None:
    rows = [{"text": f"text {number}", "a": number % 2, "b": number % 3 // 2, "c": 0, "d": 1} for number in range(40)]
    listening = Listening()
    plan = Plan(drop_labels=("d",))
    info = prepare([str(write(tmp_path / "posts.csv", rows))], plan=plan, reporter=listening).info
    assert info.labels == ["a", "b"]
    assert info.report["notes"][1:] == ["column 'c' is 1 in no row: it is no label"]
    assert info.report["notes"][1] in listening.notes


@pytest.mark.parametrize(("name", "between"), [("reviews.csv", ","), ("reviews.tsv", "\t")])
def test_a_file_without_a_header(tmp_path: Path, name: str, between: str) -> None:
    rows = reviews()
    path = tmp_path / name
    path.write_text("".join(f"{label}{between}{text}\n" for text, label in rows))
    dataset = prepare([str(path)], options=FileOptions(header=("label", "text")))
    assert sorted((text, label) for _, text, label in content(dataset)) == sorted(rows)
    assert f"{name}:1" in {origin for split in SPLITS for origin in dataset.split(split).origins}


def test_columns_are_found_by_name_by_ending_and_by_content(tmp_path: Path) -> None:
    rows = reviews()
    named = prepare([str(csv(tmp_path / "reviews.csv", rows))])
    records = [{"text": text, "label": label} for text, label in rows]
    for columns in (("tweet_text", "airline_sentiment"), ("what they said", "verdict")):
        path = write(
            tmp_path / columns[1] / "reviews.csv",
            [{"user": f"u{n}", **dict(zip(columns, record.values(), strict=True))} for n, record in enumerate(records)],
        )
        found = prepare([str(path)])
        assert content(found) == content(named)
        assert found.info.report["columns"] == {"text": columns[0], "labels": [columns[1]], "form": "class"}


def test_a_split_column_puts_rows_where_it_says(tmp_path: Path) -> None:
    rows, splits = reviews(), [SPLITS[number % 7 % 3] for number in range(60)]
    path = csv(
        tmp_path / "reviews.csv",
        [(f"{text},{split}", label) for (text, label), split in zip(rows, splits, strict=True)],
        "text,split,label",
    )
    expected = [(split, *row) for row, split in zip(rows, splits, strict=True)]
    assert content(prepare([str(path)])) == sorted(expected, key=lambda each: SPLITS.index(each[0]))


def grouped(path: Path) -> dict[str, str]:
    """Reviews by twelve people, five each; gives who wrote which text."""
    rows = reviews()
    people = {text: f"person {number % 12}" for number, (text, _) in enumerate(rows)}
    write(path, [{"text": text, "label": label, "author": people[text]} for text, label in rows])
    return people


@pytest.mark.parametrize("folds", [None, 3])
def test_groups_stay_together(tmp_path: Path, folds: int | None) -> None:
    people = grouped(tmp_path / "reviews.csv")
    plan = Plan(SplitPlan(folds=folds, fold=1 if folds else None))
    dataset = prepare([str(tmp_path / "reviews.csv")], options=FileOptions(group_column="author"), plan=plan)
    splits = defaultdict(set)
    for split, text, _ in content(dataset):
        splits[people[text]].add(split)
    assert {len(found) for found in splits.values()} == {1}
    assert len(splits) == 12
    assert {split for found in splits.values() for split in found} == set(SPLITS)


def test_a_row_without_a_group_is_bad(tmp_path: Path) -> None:
    grouped(tmp_path / "reviews.csv")
    with (tmp_path / "reviews.csv").open("a") as out:
        out.write("no one wrote this,pos,\n")
    path = [str(tmp_path / "reviews.csv")]
    with pytest.raises(DataError, match=r"reviews\.csv:62: 'author' is empty"):
        prepare(path, options=FileOptions(group_column="author"))
    info = prepare(path, options=FileOptions(group_column="author", on_bad_row="skip")).info
    assert info.report["rows"] == 60
    assert info.report["rejected"]["rows"] == 1


def test_the_plan_of_settings() -> None:
    found = Plan.of({"ratios": "60/20/20", "split_seed": 3, "folds": 5, "fold": 2, "drop_labels": ["b", "a"]})
    assert found == Plan(SplitPlan(3, (0.6, 0.2, 0.2), 5, 2), ("b", "a"))
    assert Plan.of({}) == Plan()
    assert found.recipe() == {
        "split": {"seed": 3, "ratios": [0.6, 0.2, 0.2], "folds": 5, "fold": 2},
        "drop_labels": ["a", "b"],
        "notes": ["without a, b", "fold 2 of 5"],
    }
    assert Plan().recipe() == {"split": {"seed": 0, "ratios": [0.8, 0.1, 0.1]}}


def test_shares_of_the_splits(tmp_path: Path) -> None:
    path = str(csv(tmp_path / "reviews.csv", reviews()))
    info = prepare([path], plan=Plan.of({"ratios": "60/20/20"})).info
    assert info.report["splits"] == {"train": 36, "validation": 12, "test": 12}


def test_every_row_is_tested_in_one_fold(tmp_path: Path) -> None:
    rows = reviews()
    path = str(csv(tmp_path / "reviews.csv", rows))
    tested: Counter[tuple[str, str]] = Counter()
    hashes = set()
    for fold in range(1, 6):
        dataset = prepare([path], plan=Plan.of({"folds": 5, "fold": fold}))
        found = content(dataset)
        assert sorted((text, label) for _, text, label in found) == sorted(rows)
        tested.update((text, label) for split, text, label in found if split == "test")
        hashes.add(dataset.info.hash)
        assert dataset.info.title == f"reviews (fold {fold} of 5)"
        assert (dataset.info.name, dataset.info.report["splits"]["test"]) == ("reviews", 12)
    assert tested == Counter(rows)
    assert len(hashes) == 5


def test_rows_of_a_label_are_left_out(tmp_path: Path) -> None:
    rows = [(f"text {number}", ("a", "b", "c d")[number % 3]) for number in range(60)]
    path = str(csv(tmp_path / "reviews.csv", rows))
    dataset = prepare([path], plan=Plan(drop_labels=("c d",)))
    assert dataset.info.labels == ["a", "b"]
    assert dataset.info.title == "reviews (without c d)"
    assert sorted((text, label) for _, text, label in content(dataset)) == sorted(
        row for row in rows if row[1] != "c d"
    )
    report = dataset.info.report
    assert (report["rows"], report["rows_read"], report["dropped"]) == (40, 60, 20)
    assert dataset.info.hash != prepare([path]).info.hash


def test_of_label_sets_the_label_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "posts.jsonl", [{"text": f"text {n}", "labels": SETS[n % 5]} for n in range(50)])
    dataset = prepare([str(path)], plan=Plan(drop_labels=("y",)))
    assert dataset.info.labels == ["x", "z"]
    assert dataset.info.report["rows"] == 50
    assert "dropped" not in dataset.info.report
    assert Counter(map(tuple, (labels for *_, labels in content(dataset)))) == {("x",): 20, (): 20, ("z",): 10}


@pytest.mark.parametrize(("label", "hint"), [("poss", "did you mean 'pos'?"), ("qqqq", "the labels are: neg, pos")])
def test_a_label_to_leave_out_that_is_not_there(tmp_path: Path, label: str, hint: str) -> None:
    path = str(csv(tmp_path / "reviews.csv", reviews()))
    with pytest.raises(UsageError) as caught:
        prepare([path], plan=Plan(drop_labels=(label,)))
    assert str(caught.value) == f"--drop-label {label}: no row has it\n{hint}"
    assert stored() == []


def test_tags_are_not_left_out(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--drop-label is for labels of texts, and these are tags of words"):
        prepare([str(write_conll(tmp_path / "a.conll", 30))], plan=Plan(drop_labels=("PER",)))


@pytest.mark.parametrize(
    ("labels", "dropped", "message"),
    [
        (["pos", "neg"], ("pos",), "there is one label only: all 30 rows are 'neg'"),
        (["pos", "neg"], ("pos", "neg"), "reviews holds no rows to use: 60 are of labels to be dropped"),
        ([["x"], ["y", "x"]], ("y",), "there is one label only: 'x'"),
        ([["x"], ["x"]], ("x",), "no row has a label"),
        ([[], []], (), "no row has a label"),
    ],
)
def test_labels_that_are_too_few(tmp_path: Path, labels: list[Any], dropped: tuple[str, ...], message: str) -> None:
    key = "label" if isinstance(labels[0], str) else "labels"
    path = write(tmp_path / "reviews.jsonl", [{"text": f"text {n}", key: labels[n % 2]} for n in range(60)])
    with pytest.raises(DataError) as caught:
        prepare([str(path)], plan=Plan(drop_labels=dropped))
    assert caught.value.message == message
    assert stored() == []


BAD = ["", "ragged", ",pos", "fine,", "a,b,c"]
REASONS = {
    63: "row has 1 field, the header has 2",
    64: "'text' is empty",
    65: "'label' is empty",
    66: "row has 3 fields, the header has 2",
}


def with_bad_rows(path: Path) -> str:
    """Reviews in the lines 2 to 61, a blank line, and four that are bad."""
    csv(path, reviews())
    with path.open("a", encoding="utf-8") as out:
        out.write("\n".join(BAD) + "\n")
    return str(path)


def test_the_policy_fail_leaves_nothing_in_the_store(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"reviews\.csv: 4 rows cannot be used\n  line 63: row has 1 field"):
        prepare([with_bad_rows(tmp_path / "reviews.csv")], options=FileOptions(on_bad_row="fail"))
    assert stored() == []


@pytest.mark.parametrize("policy", ["skip", "quarantine"])
def test_bad_rows_are_left_out_and_counted(tmp_path: Path, policy: str) -> None:
    listening = Listening()
    path = with_bad_rows(tmp_path / "reviews.csv")
    dataset = prepare([path], options=FileOptions(on_bad_row=policy), reporter=listening)
    assert sorted((text, label) for _, text, label in content(dataset)) == sorted(reviews())
    expected = [{"file": "reviews.csv", "line": line, "reason": reason} for line, reason in REASONS.items()]
    assert dataset.info.report["rejected"] == {"rows": 4, "first": expected}
    assert (dataset.info.report["rows"], dataset.info.report["rows_read"]) == (60, 60)
    assert listening.warnings == [
        "4 rows cannot be used: left out, the first at reviews.csv:63: row has 1 field, the header has 2"
    ]
    rejects = dataset.path / "rejects.jsonl"
    assert rejects.exists() == (policy == "quarantine")
    if policy == "quarantine":
        assert [json.loads(line) for line in rejects.read_text().splitlines()] == expected


@pytest.mark.parametrize("policy", ["fail", "skip", "quarantine"])
def test_where_no_row_is_bad_nothing_is_said_of_them(tmp_path: Path, policy: str) -> None:
    listening = Listening()
    path = str(csv(tmp_path / "reviews.csv", reviews()))
    dataset = prepare([path], options=FileOptions(on_bad_row=policy), reporter=listening)
    assert listening.warnings == []
    assert "rejected" not in dataset.info.report
    assert not (dataset.path / "rejects.jsonl").exists()


def test_the_policy_is_part_of_the_hash(tmp_path: Path) -> None:
    path = str(csv(tmp_path / "reviews.csv", reviews()))
    policies = (None, "skip", "quarantine")
    assert len({prepare([path], options=FileOptions(on_bad_row=policy)).info.hash for policy in policies}) == 3


@pytest.mark.parametrize("form", ["conll", "jsonl"])
def test_sentences_that_are_bad_are_left_out_too(tmp_path: Path, form: str) -> None:
    if form == "conll":
        path = write_conll(tmp_path / "a.conll", 40)
        bad = "odd\tNOUN\tPERSON\n\nshort\n"
        reasons = ["'PERSON' is neither O", "1 column"]
    else:
        path = write_tagged_jsonl(tmp_path / "a.jsonl", 40)
        bad = '{"tokens": ["odd"], "tags": ["PERSON"]}\n{"tokens": ["a", "b"], "tags": ["O"]}\n'
        reasons = ["'PERSON' is neither O", "'tokens' has 2 entries, 'tags' has 1"]
    whole = prepare([str(path)])
    path.write_text(path.read_text() + ("\n" if form == "conll" else "") + bad)
    with pytest.raises(DataError):
        prepare([str(path)])
    dataset = prepare([str(path)], options=FileOptions(on_bad_row="quarantine"))
    assert [row[1:] for row in content(dataset)] == [row[1:] for row in content(whole)]
    found = [json.loads(line) for line in (dataset.path / "rejects.jsonl").read_text().splitlines()]
    assert dataset.info.report["rejected"]["rows"] == len(found) == 2
    for reason in reasons:
        assert sum(reason in each["reason"] and each["file"] == path.name for each in found) == 1
    assert len(stored()) == 2


def test_sentences_come_with_their_words(tmp_path: Path) -> None:
    dataset = prepare([str(write_conll(tmp_path / "a.conll", 50))])
    assert (dataset.info.task, dataset.info.labels) == ("tagging", ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"])
    assert dataset.info.report["scheme"] == "IOB2"
    found = [
        (sentence.words, tags)
        for split in SPLITS
        for sentence, tags in zip(dataset.split(split).inputs, dataset.split(split).targets, strict=True)
    ]
    assert sorted(found) == sorted(tagged(50))


def test_a_column_of_tags_is_in_the_name(tmp_path: Path) -> None:
    info = prepare([str(write_conll(tmp_path / "a.conll", 50))], options=FileOptions(column="pos")).info
    assert (info.name, info.report["scheme"]) == ("a-pos", "plain")


@pytest.mark.parametrize("task", ["classification", "multilabel"])
def test_another_task_than_the_tables_is_refused(tmp_path: Path, task: str) -> None:
    path = write_conll(tmp_path / "a.conll", 30)
    with pytest.raises(UsageError, match=f"--task {task}: a is for tagging\nleave it out"):
        prepare([str(path)], options=FileOptions(task=task))
    assert stored() == []


def folder_of_classes(folder: Path, rows: Sequence[tuple[str, str]]) -> Path:
    for number, (text, label) in enumerate(rows):
        path = folder / label / f"{number:04}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def test_a_folder_of_classes(tmp_path: Path) -> None:
    rows = reviews()
    dataset = prepare([str(folder_of_classes(tmp_path / "films", rows))])
    assert (dataset.info.name, dataset.info.task, dataset.info.labels) == ("films", "classification", ["neg", "pos"])
    assert sorted((text, label) for _, text, label in content(dataset)) == sorted(rows)
    train = dataset.split("train")
    for text, label, origin in zip(train.texts, train.targets, train.origins, strict=True):
        assert origin == f"films/{label}/{int(text.split()[0]):04}.txt"


def test_a_folder_of_splits_of_classes(tmp_path: Path) -> None:
    rows = reviews()
    parts = {"train": rows[:40], "dev": rows[40:50], "test": rows[50:]}
    for split, some in parts.items():
        folder_of_classes(tmp_path / "films" / split, some)
    dataset = prepare([str(tmp_path / "films")])
    expected = [("validation" if split == "dev" else split, *row) for split, some in parts.items() for row in some]
    assert sorted(content(dataset)) == sorted(expected)


def test_a_text_more_in_a_folder_is_another_dataset(tmp_path: Path) -> None:
    folder = folder_of_classes(tmp_path / "films", reviews())
    first = prepare([str(folder)]).info
    assert prepare([str(folder)]).info == first
    (folder / "neg" / "more.txt").write_text("one more")
    second = prepare([str(folder)]).info
    assert second.hash != first.hash
    assert second.report["rows"] == 61


def give_in(patch: pytest.MonkeyPatch, text: str) -> None:
    patch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = reviews()
    text = csv(tmp_path / "reviews.csv", rows).read_text()
    give_in(monkeypatch, text)
    dataset = prepare(["-"], options=FileOptions(format="csv"))
    assert (dataset.info.name, dataset.info.source) == ("stdin", "file")
    assert sorted((text, label) for _, text, label in content(dataset)) == sorted(rows)
    assert dataset.split("test").origins[0].startswith("stdin:")
    give_in(monkeypatch, text)
    assert prepare(["-"], options=FileOptions(format="csv")).info == dataset.info
    assert prepare(["stdin"]).info == dataset.info


def test_standard_input_needs_a_format() -> None:
    with pytest.raises(UsageError, match=r"format of standard input cannot be told\n--input-format csv"):
        prepare(["-"])


@pytest.mark.parametrize("alone", ["-", "hub:someone/films"])
def test_what_stands_alone(tmp_path: Path, alone: str) -> None:
    path = str(csv(tmp_path / "reviews.csv", reviews()))
    with pytest.raises(UsageError, match=f"'{alone}' stands alone"):
        prepare([path, alone], options=FileOptions(format="csv"))


def test_what_was_prepared_before_is_taken_by_its_name(tmp_path: Path) -> None:
    path = csv(tmp_path / "reviews.csv", reviews())
    first = prepare([str(path)])
    path.unlink()
    listening = Listening()
    assert prepare(["reviews"], reporter=listening) == first
    assert listening.notes == [f"reviews: as it was prepared before, {first.info.hash}"]


def test_of_several_under_a_name_the_newest_is_taken(tmp_path: Path) -> None:
    path = str(csv(tmp_path / "reviews.csv", reviews()))
    prepare([path])
    second = prepare([path], plan=Plan(SplitPlan(seed=1)))
    assert prepare(["reviews"]).info == second.info
    first = prepare([path], refresh=True)
    assert prepare(["reviews"]).info == first.info


@pytest.mark.parametrize(
    "flags",
    [
        {"options": FileOptions(text_column="text")},
        {"plan": Plan(SplitPlan(seed=1))},
        {"plan": Plan(drop_labels=("pos",))},
        {"source": "sample"},
        {"refresh": True},
    ],
)
def test_a_name_of_the_store_takes_no_flags(tmp_path: Path, flags: dict[str, Any]) -> None:
    prepare([str(csv(tmp_path / "reviews.csv", reviews()))])
    with pytest.raises(UsageError) as caught:
        prepare(["reviews"], **flags)
    assert str(caught.value) == (
        "'reviews' was prepared before, and is taken as it is\nleave out the flags, or name the file it came from"
    )


def test_a_file_wins_over_a_name_of_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = reviews()
    prepare([str(csv(tmp_path / "films.csv", rows))])
    monkeypatch.chdir(folder_of_classes(tmp_path / "films", rows[:30]).parent)
    assert prepare(["films"]).info.report["rows"] == 30


def test_names_of_the_store_do_not_mix(tmp_path: Path) -> None:
    path = str(csv(tmp_path / "reviews.csv", reviews()))
    prepare([path])
    with pytest.raises(UsageError, match="unknown dataset 'reviews'"):
        prepare([path, "reviews"])


@dataclass
class StandIn:
    """What the hub has: three splits of reviews at a commit."""

    commit: str = "c0ffee"
    asked: list[str] = field(default_factory=list)

    def parts(self, dataset: str, options: FileOptions, reporter: Reporter) -> tuple[Parts, str]:
        self.asked.append(dataset)
        rows = [Row(line, {"text": text, "label": label}) for line, (text, label) in enumerate(reviews(), 1)]

        def part(split: str, some: list[Row]) -> Part:
            name = f"someone/films/{split}"
            return Part(name, split, None, lambda: nullcontext(Table(name, "hub", ("text", "label"), iter(some))))

        three = [part("train", rows[:40]), part("validation", rows[40:50]), part("test", rows[50:])]
        return Parts("films", three, []), self.commit


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    stand_in = StandIn()
    monkeypatch.setattr(sources, "hub_parts", stand_in.parts)
    return stand_in


def test_a_dataset_of_the_hub(hub: StandIn) -> None:
    listening = Listening()
    dataset = prepare(["hub:someone/films@v1"], reporter=listening)
    assert hub.asked == ["hub:someone/films@v1"]
    assert listening.notes[0] == "hub:someone/films is at commit c0ffee"
    assert (dataset.info.name, dataset.info.source, dataset.info.title) == ("films", "hub", "films")
    assert dataset.info.recipe["files"] == {"hub:someone/films": "c0ffee"}
    rows = reviews()
    expected = [("train", *row) for row in rows[:40]] + [("validation", *row) for row in rows[40:50]]
    assert content(dataset) == expected + [("test", *row) for row in rows[50:]]
    assert dataset.split("train").origins[0] == "someone/films/train:1"


def test_a_dataset_of_the_hub_is_that_of_its_commit(hub: StandIn) -> None:
    first = prepare(["hub:someone/films"]).info
    assert prepare(["hub:someone/films@main"]).info == first
    hub.commit = "decade"
    assert prepare(["hub:someone/films"]).info.hash != first.hash


MESSAGES = [("ham", f"see you at {number}") for number in range(30)] + [("spam", f"WIN {n}!") for n in range(20)]


@pytest.fixture
def messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mirror of sms-spam with fifty messages and a header that does not belong there."""
    text = "label\tsms\n" + "".join(f"{label}\t{message}\n" for label, message in MESSAGES)
    path = tmp_path / "mirror" / "sms-spam" / "SMSSpamCollection"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    (tmp_path / "mirror" / "SHA256SUMS").write_text(f"{digest}  ./sms-spam/SMSSpamCollection\n")
    monkeypatch.setenv("TEXTKIT_DATA_MIRROR", str(tmp_path / "mirror"))


@pytest.mark.usefixtures("messages")
def test_what_was_odd_about_published_files_is_noted_and_reported() -> None:
    listening = Listening()
    info = prepare(["sms-spam"], reporter=listening).info
    note = "SMSSpamCollection:1: a header line, not a message: left out"
    assert note in listening.notes
    assert info.report["notes"] == [note]
    assert info.report["labels"]["ham"] == {"train": 24, "validation": 3, "test": 3}


@pytest.mark.usefixtures("messages")
@pytest.mark.parametrize(
    ("plan", "title"),
    [
        (Plan(), "sms-spam (mirror: 50 of 5,574 rows)"),
        (Plan(SplitPlan(folds=5, fold=2)), "sms-spam (mirror: 50 of 5,574 rows, fold 2 of 5)"),
    ],
)
def test_a_subset_says_so_in_its_title(plan: Plan, title: str) -> None:
    info = prepare(["sms-spam"], plan=plan).info
    assert info.title == title
    assert (info.subset, info.report["published_rows"], info.report["rows_read"]) == (True, 5_574, 50)


@pytest.mark.parametrize("form", ["classes", "sets", "tags", "bad rows"])
def test_batches_show_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    options = FileOptions(on_bad_row="quarantine") if form == "bad rows" else None
    if form == "tags":
        path = str(write_conll(tmp_path / "a.conll", 50))
    elif form == "sets":
        path = str(write(tmp_path / "a.jsonl", [{"text": f"text {n}", "labels": SETS[n % 5]} for n in range(50)]))
    elif form == "classes":
        path = str(csv(tmp_path / "a.csv", reviews()))
    else:
        path = with_bad_rows(tmp_path / "a.csv")
    one = prepare([path], options=options)
    rows = [one.split(split) for split in SPLITS]
    monkeypatch.setattr(spool, "BATCH_ROWS", 3)
    many = prepare([path], options=options, refresh=True)
    assert many.info == one.info
    assert [many.split(split) for split in SPLITS] == rows
    assert not (many.path / "spool.arrow").exists()


def test_a_label_that_training_never_shows_is_found_in_any_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "BATCH_ROWS", 3)
    csv(tmp_path / "train.csv", reviews(40))
    csv(tmp_path / "test.csv", [("fine", "pos"), ("great", "poss"), ("superb", "poss")])
    with pytest.raises(DataError, match=r"'poss' \(2 rows, first at test\.csv:3\)"):
        prepare([str(tmp_path / "train.csv"), str(tmp_path / "test.csv")])


def test_progress_grows_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = csv(tmp_path / "reviews.csv", [(f"{n} plot", "pos" if n % 2 else "neg") for n in range(30_000)])
    listening = Listening()
    prepare([str(path)], reporter=listening)
    size = path.stat().st_size
    assert ("reading reviews", size) in listening.tracked
    assert len(listening.done) == 3
    assert listening.done == sorted(listening.done)
    assert 0 < listening.done[0] < listening.done[-1] <= size


def test_progress_without_a_size_counts_rows(tmp_path: Path) -> None:
    listening = Listening()
    prepare([str(folder_of_classes(tmp_path / "films", reviews()))], reporter=listening)
    assert ("reading films", None) in listening.tracked


LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")
TEXTS = st.text(LETTERS | st.sampled_from("\",;|\u2028\u0085'\\ "), max_size=20)
LABELS = ("neg", "pos", "é t")


@settings(max_examples=8, deadline=None)
@given(st.lists(TEXTS, min_size=30, max_size=60), st.integers(0, 9))
def test_rows_are_the_same_in_every_form(tmp_path_factory: pytest.TempPathFactory, texts: list[str], seed: int) -> None:
    folder, draw = tmp_path_factory.mktemp("forms"), random.Random(seed)
    labels = [*LABELS * 8, *draw.choices(LABELS, k=len(texts) - 24)]
    rows = [(f"{number} {text}", label) for number, (text, label) in enumerate(zip(texts, labels, strict=True))]
    rows.sort(key=lambda row: (f"{row[1]}/", int(row[0].split()[0])))  # as a folder has its files
    records = [{"text": text, "label": label} for text, label in rows]
    places = [folder_of_classes(folder / "rows", rows)]
    places += [write(folder / suffix / f"rows.{suffix}", records) for suffix in ("csv", "tsv", "jsonl", "parquet")]
    plan = Plan(SplitPlan(seed=seed))
    first, *others = [prepare([str(place)], plan=plan) for place in places]
    assert sorted((text, label) for _, text, label in content(first)) == sorted(rows)
    for other in others:
        assert content(other) == content(first)
        assert other.info.labels == first.info.labels
        kept = ("rows", "splits", "labels", "words", "duplicates", "baselines")
        assert [other.info.report[key] for key in kept] == [first.info.report[key] for key in kept]


def test_sentences_are_the_same_in_every_form(tmp_path: Path) -> None:
    sentences = tagged(60)
    records = [{"tokens": words, "tags": tags} for words, tags in sentences]
    (tmp_path / "rows.conll").write_text(conll(sentences))
    places = [tmp_path / "rows.conll"]
    places += [write(tmp_path / f"rows.{suffix}", records) for suffix in ("jsonl", "parquet")]
    first, *others = [prepare([str(place)]) for place in places]
    for other in others:
        assert content(other) == content(first)
        assert [other.split(split).spans for split in SPLITS] == [first.split(split).spans for split in SPLITS]

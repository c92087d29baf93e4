"""The tables that make a dataset: files, folders of texts by class, splits on the hub, standard input."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from textkit.data import parts
from textkit.data.hub import HubDataset
from textkit.data.options import FileOptions
from textkit.data.parts import SAMPLE, Parts, hub_parts, parts_of, standard_input
from textkit.data.readers import BadRow, Record, Table
from textkit.errors import DataError, MissingError, UsageError
from textkit.reporter import Reporter, Silent
from textkit.types import Row

COMMIT = "c0ffee"


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())
    return path


def of(*paths: Path, **options: Any) -> Parts:
    return parts_of(paths, FileOptions(**options))


def records(found: Parts) -> list[list[Record]]:
    """What each part holds, read twice: a part can be opened again."""
    result = []
    for part in found.parts:
        with part.open() as table:
            first = list(table.records)
        with part.open() as table:
            assert list(table.records) == first
        result.append(first)
    return result


def names_and_splits(found: Parts) -> list[tuple[str, str | None]]:
    return [(part.name, part.split) for part in found.parts]


def test_a_file_is_a_part_of_no_split(tmp_path: Path) -> None:
    path = write(tmp_path / "reviews.test.csv", "text,label\nfine,x\n")
    found = of(path)
    assert (found.name, found.files) == ("reviews", [path])
    assert names_and_splits(found) == [("reviews.test.csv", None)]
    assert found.parts[0].size == 18
    assert records(found) == [[Row(2, {"text": "fine", "label": "x"})]]


def test_the_only_file_stands_for_no_split_whatever_its_name(tmp_path: Path) -> None:
    assert names_and_splits(of(write(tmp_path / "train.csv", "text,label\n"))) == [("train.csv", None)]


def test_several_files_are_called_as_their_folder_and_may_stand_for_splits(tmp_path: Path) -> None:
    paths = [write(tmp_path / "films" / name, "text,label\n") for name in ("train.csv", "my-dev.jsonl", "more.tsv")]
    found = of(*paths)
    assert (found.name, found.files) == ("films-files", paths)
    assert of(*paths[:2]).name == of(tmp_path / "films").name == "films"  # all that the folder has for its splits
    assert of(paths[0], paths[2]).name == "films-files"
    assert names_and_splits(found) == [("train.csv", "train"), ("my-dev.jsonl", "validation"), ("more.tsv", None)]


def test_a_folder_gives_the_files_named_for_splits(tmp_path: Path) -> None:
    for name in ("train.csv", "test.csv", "README.md", "more.csv"):
        write(tmp_path / "films.v2" / name, "text,label\n")
    found = of(tmp_path / "films.v2")
    assert found.name == "films"
    assert names_and_splits(found) == [("test.csv", "test"), ("train.csv", "train")]


def test_a_folder_among_files_gives_its_own(tmp_path: Path) -> None:
    write(tmp_path / "a" / "test.csv", "text,label\n")
    more = write(tmp_path / "b" / "train.csv", "text,label\n")
    assert names_and_splits(of(tmp_path / "a", more)) == [("test.csv", "test"), ("train.csv", "train")]


def test_folders_named_for_classes(tmp_path: Path) -> None:
    for label, name in (("pos", "b"), ("neg", "a"), ("pos", "a")):
        write(tmp_path / "films" / label / f"{name}.txt", f"{label} {name}\n")
    found = of(tmp_path / "films")
    (part,) = found.parts
    assert (found.name, part.name, part.split, part.size) == ("films", "films", None, None)
    assert found.files == [tmp_path / "films" / name for name in ("neg/a.txt", "pos/a.txt", "pos/b.txt")]
    assert records(found) == [
        [
            Row(1, {"text": f"{label} {name}\n", "label": label, "file": f"{label}/{name}.txt"})
            for label, name in (("neg", "a"), ("pos", "a"), ("pos", "b"))
        ]
    ]


def test_folders_of_splits_that_hold_folders_of_classes(tmp_path: Path) -> None:
    for split, label in (("train", "pos"), ("test", "neg"), ("Dev", "pos")):
        write(tmp_path / "films" / split / label / "1.txt", "fine")
    (rows,) = records(of(tmp_path / "films"))
    assert [row.fields["split"] for row in rows if isinstance(row, Row)] == ["validation", "test", "train"]


def test_folders_of_classes_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "films" / "pos").mkdir(parents=True)
    (tmp_path / "films" / "pos" / "1.txt").write_bytes("café".encode("latin-1"))
    ((row,),) = records(of(tmp_path / "films", encoding="latin-1"))
    assert isinstance(row, Row)
    assert row.fields["text"] == "café"


def test_a_folder_that_is_neither(tmp_path: Path) -> None:
    write(tmp_path / "films" / "reviews.csv", "text,label\n")
    with pytest.raises(DataError) as caught:
        of(tmp_path / "films")
    assert str(caught.value) == (
        f"{tmp_path / 'films'}: no file in this folder is named train, validation or test, and no folder in it holds "
        "texts\nname the files one by one, or lay texts out as FOLDER/LABEL/*.txt"
    )


def test_a_folder_among_files_that_has_none_named_for_splits(tmp_path: Path) -> None:
    path = write(tmp_path / "a" / "reviews.csv", "text,label\n")
    with pytest.raises(DataError, match="no file in this folder is named train, validation or test"):
        of(path, tmp_path / "a")


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    path = write(tmp_path / "train.csv", "text,label\n")
    with pytest.raises(MissingError) as caught:
        of(path, tmp_path / "tset.csv")
    said = f"{tmp_path / 'tset.csv'} does not exist\nname a file, or a dataset of: textkit datasets"
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("text\tlabel\nfine\tx\n", {"format": "tsv"}),
        ("text;label\nfine;x\n", {"format": "csv", "delimiter": ";"}),
        ("fine,x\n", {"format": "csv", "header": ("text", "label")}),
        ("fine\tx\n", {"format": "tsv", "header": ("text", "label")}),
        ('{"text": "fine", "label": "x"}\n', {"format": "jsonl"}),
    ],
)
def test_a_file_is_read_as_the_options_say(tmp_path: Path, content: str, options: dict[str, Any]) -> None:
    ((row,),) = records(of(write(tmp_path / "reviews.data", content), **options))
    assert isinstance(row, Row)
    assert row.fields == {"text": "fine", "label": "x"}


def test_a_sample_is_the_first_good_rows(tmp_path: Path) -> None:
    lines = ["text,label", "ragged", *(f"text {number},x" for number in range(SAMPLE + 50))]
    found = of(write(tmp_path / "reviews.csv", "\n".join(lines)))
    table, sample = found.parts[0].sample()
    assert (table.name, table.columns) == ("reviews.csv", ("text", "label"))
    assert [row.line for row in sample] == [*range(3, SAMPLE + 3)]


def test_a_short_table_is_its_own_sample(tmp_path: Path) -> None:
    found = of(write(tmp_path / "reviews.csv", "text,label\nragged\nfine,x\n"))
    assert found.parts[0].sample()[1] == [Row(3, {"text": "fine", "label": "x"})]


def test_a_table_of_bad_rows_alone_is_no_sample(tmp_path: Path) -> None:
    found = of(write(tmp_path / "reviews.csv", "text,label\nragged\nragged, too, oh\n"))
    with pytest.raises(DataError, match=r"reviews\.csv:2: row has 1 field, the header has 2;"):
        found.parts[0].sample()


def test_a_table_without_rows_is_a_sample_only_where_it_is_no_split(tmp_path: Path) -> None:
    paths = [write(tmp_path / name, "text,label\n") for name in ("train.csv", "more.csv")]
    train, more = of(*paths).parts
    assert more.sample()[1] == []
    with pytest.raises(DataError, match=r"train\.csv: there are no rows in it"):
        train.sample()


@pytest.mark.parametrize(
    ("options", "flags"),
    [
        ({"format": "csv"}, "--input-format"),
        ({"delimiter": ";"}, "--delimiter"),
        ({"header": ("a", "b"), "format": "csv"}, "--input-format, --header"),
    ],
)
def test_a_folder_of_classes_takes_no_option_for_tables(tmp_path: Path, options: dict[str, Any], flags: str) -> None:
    write(tmp_path / "films" / "pos" / "1.txt", "fine")
    with pytest.raises(UsageError) as caught:
        of(tmp_path / "films", **options)
    assert str(caught.value) == f"{flags}: a folder of texts by class can do without\nleave it out"


class OnThisMachine(HubDataset):
    """A dataset of the hub whose splits have one row each, with their name."""

    def table(self, split: str) -> Table:
        return Table(f"{self.id}/{split}", "hub", ("text", "label"), iter([Row(1, {"text": split})]))


Serve = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Puts a dataset with these splits in the place of the hub; gives the list of what it is asked for."""

    def put(*splits: str) -> list[tuple[Any, ...]]:
        asked: list[tuple[Any, ...]] = []

        def dataset(id: str, config: str | None, revision: str | None, reporter: Reporter) -> HubDataset:
            asked.append((id, config, revision))
            return OnThisMachine(id, config or "default", COMMIT, splits, pytest.fail, reporter)

        monkeypatch.setattr(parts, "hub_dataset", dataset)
        return asked

    return put


@pytest.mark.parametrize(
    ("dataset", "asked", "name"),
    [
        ("hub:someone/films", ("someone/films", None, None), "films"),
        ("hub:films", ("films", None, None), "films"),
        ("hub:someone/films:plain", ("someone/films", "plain", None), "films-plain"),
        ("hub:someone/films@v1", ("someone/films", None, "v1"), "films"),
        ("hub:someone/films:plain@refs/pr/1", ("someone/films", "plain", "refs/pr/1"), "films-plain"),
    ],
)
def test_a_dataset_of_the_hub_is_named_by_id_config_and_revision(
    serve: Serve, dataset: str, asked: tuple[Any, ...], name: str
) -> None:
    was_asked = serve("train", "test")
    found, commit = hub_parts(dataset, FileOptions(), Silent())
    assert was_asked == [asked]
    assert (found.name, found.files, commit) == (name, [], COMMIT)


def test_splits_of_the_hub_are_parts(serve: Serve) -> None:
    serve("train", "Validation", "test")
    found, _ = hub_parts("hub:someone/films", FileOptions(), Silent())
    assert names_and_splits(found) == [
        ("someone/films/train", "train"),
        ("someone/films/Validation", "validation"),
        ("someone/films/test", "test"),
    ]
    assert [part.size for part in found.parts] == [None] * 3
    assert records(found) == [[Row(1, {"text": split})] for split in ("train", "Validation", "test")]


def test_splits_of_the_hub_that_have_no_use_are_left_out(serve: Serve) -> None:
    serve("train", "unsupervised", "test")
    found, _ = hub_parts("hub:someone/films", FileOptions(), Silent())
    assert names_and_splits(found) == [("someone/films/train", "train"), ("someone/films/test", "test")]


@pytest.mark.parametrize(("only", "split"), [("everything", None), ("train", "train")])
def test_the_only_split_of_the_hub_may_be_called_anything(serve: Serve, only: str, split: str | None) -> None:
    serve(only)
    found, _ = hub_parts("hub:someone/films", FileOptions(), Silent())
    assert names_and_splits(found) == [(f"someone/films/{only}", split)]


def test_splits_of_the_hub_that_are_all_unknown(serve: Serve) -> None:
    serve("2019", "2020")
    with pytest.raises(UsageError) as caught:
        hub_parts("hub:someone/films", FileOptions(), Silent())
    assert str(caught.value) == (
        "hub:someone/films has splits named 2019, 2020\nnone of them is train, validation or test"
    )


@pytest.mark.parametrize(
    ("options", "flag"),
    [
        ({"format": "csv"}, "--input-format"),
        ({"encoding": "latin-1"}, "--encoding"),
        ({"delimiter": ";"}, "--delimiter"),
        ({"header": ("a",)}, "--header"),
    ],
)
def test_the_hub_takes_no_option_for_files(serve: Serve, options: dict[str, Any], flag: str) -> None:
    asked = serve("train")
    with pytest.raises(UsageError, match=f"{flag}: the files of the hub can do without\nleave it out"):
        hub_parts("hub:someone/films", FileOptions(**options), Silent())
    assert asked == []


@pytest.mark.parametrize("content", [b"text,label\nfine,x\n", b"", b"\xff" * 100_000])
def test_standard_input_is_a_file_for_a_while(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    with standard_input(FileOptions(format="csv")) as path:
        assert path.read_bytes() == content
        assert path.name == "stdin"
    assert not path.parent.exists()


def test_standard_input_is_read_as_the_options_say(monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps({"text": "fine", "label": "x"}) + "\nnot json\n"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(line.encode())))
    options = FileOptions(format="jsonl")
    with standard_input(options) as path:
        found = parts_of([path], options)
        assert found.name == "stdin"
        ((good, bad),) = records(found)
    assert good == Row(1, {"text": "fine", "label": "x"})
    assert isinstance(bad, BadRow)


def test_the_format_of_standard_input_cannot_be_told() -> None:
    with pytest.raises(UsageError) as caught, standard_input(FileOptions()):
        pass
    assert str(caught.value) == ("the format of standard input cannot be told\n--input-format csv, tsv, jsonl, ...")

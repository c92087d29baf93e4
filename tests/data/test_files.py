"""The user's own files: columns, splits and bad rows."""

from pathlib import Path
from typing import Any

import pytest

from textkit.data.files import split_of, use_rows
from textkit.data.options import FileOptions
from textkit.data.readers import BadRow, Table
from textkit.data.rejects import Rejects
from textkit.data.sources import from_files
from textkit.errors import DataError, MissingError, TextkitError
from textkit.types import Example, Row


def read(path: Path, content: str, only_file: bool = True, **options: Any) -> list[Example]:
    path.write_bytes(content.encode())
    paths = [path]
    if not only_file:
        paths.append(path.with_name("more.csv"))
        paths[1].write_text("text,label\n")
    return list(from_files(paths, FileOptions(**options)).rows())


def complaint(path: Path, content: str) -> DataError:
    with pytest.raises(DataError) as caught:
        read(path, content)
    return caught.value


def test_rows_become_examples(tmp_path: Path) -> None:
    assert read(tmp_path / "reviews.csv", 'text,label\n"good, really", pos \nNA,null\n') == [
        Example("good, really", "pos", "reviews.csv:2"),
        Example("NA", "null", "reviews.csv:3"),
    ]


@pytest.mark.parametrize(
    ("value", "label"), [("1", "1"), ("0", "0"), ("true", "true"), ('"x"', "x"), ("-3", "-3"), ('" x "', "x")]
)
def test_labels_of_json_may_be_whole_numbers_and_truth_values(tmp_path: Path, value: str, label: str) -> None:
    assert read(tmp_path / "a.jsonl", f'{{"text": "t", "label": {value}}}\n') == [Example("t", label, "a.jsonl:1")]


@pytest.mark.parametrize(
    ("name", "content", "options"),
    [
        ("a.csv", "body of it,verdict\nt,x\n", {"text_column": "body of it"}),
        ("a.csv", "a,b,verdict\nt,u,x\n", {"text_column": "a", "label_column": "verdict"}),
        ("a.csv", "text;label\nt;x\n", {"delimiter": ";"}),
        ("a.tsv", "text\tlabel\nt\tx\n", {}),
        ("a.data", "text,label\nt,x\n", {"format": "csv"}),
        ("a.csv", "\ufeffHeadline,Category\nt,x\n", {}),
        ("a.csv", "t,x\n", {"header": ("text", "label")}),
        ("a.tsv", "x\tt\n", {"header": ("label", "text")}),
        ("a.csv", "t;x\n", {"header": ("text", "label"), "delimiter": ";"}),
        ("a.csv", "tweet_id,airline_sentiment,airline,text\n1,x,U,t\n", {}),
    ],
)
def test_files_of_many_forms(tmp_path: Path, name: str, content: str, options: dict[str, Any]) -> None:
    assert [(each.text, each.target) for each in read(tmp_path / name, content, **options)] == [("t", "x")]


def test_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("text,label\ncafé,x\n".encode("latin-1"))
    (example,) = from_files([path], FileOptions(encoding="latin-1")).rows()
    assert example.text == "café"


@pytest.mark.parametrize(
    ("written", "split"),
    [
        ("train", "train"),
        ("Training", "train"),
        ("valid", "validation"),
        ("val", "validation"),
        ("dev", "validation"),
        (" VALIDATION ", "validation"),
        ("test", "test"),
    ],
)
def test_a_split_column_decides(tmp_path: Path, written: str, split: str) -> None:
    (example,) = read(tmp_path / "test.csv", f"text,label,split\nt,x,{written}\n", only_file=False)
    assert example.split == split


def test_a_split_column_is_known_in_any_letter_case(tmp_path: Path) -> None:
    (example,) = read(tmp_path / "a.csv", "Text,Label,Split\nt,x,test\n")
    assert example.split == "test"


def test_a_file_without_a_split_column_gives_its_own_split() -> None:
    table = Table("a.csv", "csv", ("text",), iter([Row(2, {"text": "t"})]))
    assert list(use_rows(table, "test", lambda row, split: (row.line, split))) == [(2, "test")]


@pytest.mark.parametrize("written", ["", "trian", "all"])
def test_an_unknown_split_is_a_bad_row(tmp_path: Path, written: str) -> None:
    error = complaint(tmp_path / "a.csv", f"text,label,split\nt,x,{written}\n")
    assert error.line == 2
    assert error.reason.startswith(f"split '{written}' is none of train,")


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("train.csv", "train"),
        ("reviews-test.jsonl.gz", "test"),
        ("reviews_dev.tsv", "validation"),
        ("Validation.csv", "validation"),
        ("2020-valid.csv", "validation"),
        ("latest.csv", None),
        ("test-reviews.csv", None),
        ("reviews.csv", None),
    ],
)
def test_a_file_named_for_a_split_gives_it_to_its_rows(tmp_path: Path, name: str, split: str | None) -> None:
    assert split_of(Path(name)) == split
    path = tmp_path / f"{name.partition('.')[0]}.csv"
    assert [each.split for each in read(path, "text,label\nt,x\n", only_file=False)] == [split]


def test_the_only_file_is_all_of_the_data_whatever_its_name(tmp_path: Path) -> None:
    (example,) = read(tmp_path / "train.csv", "text,label\nt,x\n", only_file=True)
    assert example.split is None


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ('{"text": "t", "label": "x"}\n{"text": null, "label": "x"}', 2, "'text' is missing, not text"),
        ('{"text": 3, "label": "x"}', 1, "'text' is a number, not text"),
        ('{"text": ["t"], "label": "x"}', 1, "'text' is a list, not text"),
        ('{"text": " \\t", "label": "x"}', 1, "'text' is empty"),
        ('{"text": "t", "label": "x"}\n\n{"text": "t"}', 3, "'label' is missing, not a label"),
        ('{"text": "t", "label": 0.5}', 1, "'label' is 0.5: a label is text or a whole number"),
        ('{"text": "t", "label": {}}', 1, "'label' is an object, not a label"),
        ('{"text": "t", "label": ""}', 1, "'label' is empty"),
    ],
)
def test_one_bad_row_is_named_by_its_line(tmp_path: Path, content: str, line: int, reason: str) -> None:
    error = complaint(tmp_path / "a.jsonl", content)
    mend = "mend or remove the row, or leave out what is bad: --on-bad-row skip, or quarantine to keep a list"
    assert (error.path, error.line, error.reason, error.hint) == ("a.jsonl", line, reason, mend)


def test_bad_rows_are_counted_and_the_first_five_named(tmp_path: Path) -> None:
    content = "text,label\n" + "good,x\n,x\nragged\n" * 4
    assert str(complaint(tmp_path / "a.csv", content)) == (
        "a.csv: 8 rows cannot be used\n"
        "  line 3: 'text' is empty\n"
        "  line 4: row has 1 field, the header has 2\n"
        "  line 6: 'text' is empty\n"
        "  line 7: row has 1 field, the header has 2\n"
        "  line 9: 'text' is empty\n"
        "  and 3 more\n"
        "mend or remove them, or leave out what is bad: --on-bad-row skip, or quarantine to keep a list"
    )


def test_a_reader_of_rows_bears_no_bad_ones_unless_told_to() -> None:
    records: list[Row | BadRow] = [Row(2, {"text": "t"}), BadRow(3, "odd"), Row(4, {"text": "u"})]

    def lines(rejects: Rejects | None) -> list[int]:
        table = Table("a.csv", "csv", ("text",), iter(records))
        return list(use_rows(table, None, lambda row, split: row.line, rejects))

    with pytest.raises(DataError, match=r"a\.csv:3: odd"):
        lines(None)
    bearing = Rejects("skip")
    assert lines(bearing) == [2, 4]
    assert bearing.rows == [("a.csv", 3, "odd")]


def test_texts_of_a_folder_come_from_files_of_their_own(tmp_path: Path) -> None:
    for split, label in (("train", "pos"), ("test", "neg")):
        path = tmp_path / "films" / split / label / "1.txt"
        path.parent.mkdir(parents=True)
        path.write_text("t")
    assert list(from_files([tmp_path / "films"], FileOptions()).rows()) == [
        Example("t", "neg", "films/test/neg/1.txt", "test"),
        Example("t", "pos", "films/train/pos/1.txt", "train"),
    ]


def test_up_to_five_bad_rows_are_all_named(tmp_path: Path) -> None:
    said = str(complaint(tmp_path / "a.csv", "text,label\n" + ",x\n" * 5))
    assert said.count("  line ") == 5
    assert "more" not in said


def test_a_column_asked_for_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.csv:1: no column 'labl'; .*text, label\ndid you mean 'label'\?"):
        read(tmp_path / "a.csv", "text,label\nt,x\n", label_column="labl")


def test_the_text_is_never_its_own_label(tmp_path: Path) -> None:
    with pytest.raises(TextkitError):
        read(tmp_path / "a.csv", "text,label\nt,x\n", label_column="text")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"a\.csv"):
        from_files([tmp_path / "a.csv"], FileOptions())


def test_options_left_alone_are_not_part_of_the_recipe() -> None:
    assert FileOptions().to_json() == {}
    assert FileOptions(text_column="a", delimiter=";").to_json() == {"text_column": "a", "delimiter": ";"}

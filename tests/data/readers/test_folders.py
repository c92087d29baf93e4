"""Texts in folders named for their labels: which files are records, and what does not fit."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import BadRow, Record, Row
from textkit.data.readers import folders as folders_module
from textkit.data.readers.folders import ClassFile, ClassFolders, class_folders
from textkit.errors import DataError, UsageError

SPLITS = {"train": "train", "dev": "validation", "test": "test"}


def laid_out(folder: Path, **files: str | bytes) -> Path:
    """`folder` with these files, where __ stands for a slash and _ for a dot."""
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def found_in(folder: Path) -> ClassFolders:
    found = class_folders(folder, SPLITS)
    assert found is not None
    return found


def records(folder: Path, encoding: str | None = None) -> list[Record]:
    return list(found_in(folder).table(encoding).records)


def test_a_folder_for_each_label(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "reviews", pos__b_txt="good\n", pos__a_txt="fine", neg__1_TXT="bad\r\nvery")
    table = found_in(folder).table()
    assert (table.name, table.format, table.columns) == ("reviews", "folders", ("text", "label", "file"))
    assert list(table.records) == [
        Row(1, {"text": "bad\r\nvery", "label": "neg", "file": "neg/1.TXT"}),
        Row(1, {"text": "fine", "label": "pos", "file": "pos/a.txt"}),
        Row(1, {"text": "good\n", "label": "pos", "file": "pos/b.txt"}),
    ]


def test_folders_of_splits(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, Train__pos__a_txt="1", dev__pos__b_txt="2", test__neg__c_txt="3")
    table = found_in(folder).table()
    assert table.columns == ("text", "label", "split", "file")
    assert [record.fields for record in table.records if isinstance(record, Row)] == [
        {"text": "1", "label": "pos", "split": "train", "file": "Train/pos/a.txt"},
        {"text": "2", "label": "pos", "split": "validation", "file": "dev/pos/b.txt"},
        {"text": "3", "label": "neg", "split": "test", "file": "test/neg/c.txt"},
    ]


def test_files_without_a_suffix(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, sci_space__60191="From: x\n", talk_misc__7="y")
    assert found_in(folder).files == (
        ClassFile("sci.space/60191", "sci.space", None),
        ClassFile("talk.misc/7", "talk.misc", None),
    )


def test_the_files_are_listed_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, b__2="", b__10="", **{"b-c__1": ""}, a__1="")
    found = found_in(folder)
    assert [file.name for file in found.files] == ["a/1", "b-c/1", "b/10", "b/2"]
    assert found.paths == [folder / file.name for file in found.files]


def test_a_label_may_have_the_name_of_a_split(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, test__a_txt="1", quiz__b_txt="2")
    assert [file.label for file in found_in(folder).files] == ["quiz", "test"]
    folder = laid_out(tmp_path / "more", train__test__a_txt="1")
    assert found_in(folder).files == (ClassFile("train/test/a.txt", "test", "train"),)


def test_what_is_hidden_is_passed_over(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, pos__a_txt="1", _DS="x", _git__config="y", pos___b_txt="z")
    assert [file.name for file in found_in(folder).files] == ["pos/a.txt"]


@pytest.mark.parametrize(
    "files",
    [{"train_csv": "x"}, {"a_txt": "x", "b_txt": "y"}, {"images__a_png": "x"}, {"train_csv": "x", "plots__a_pdf": ""}],
    ids=["table", "texts", "images", "table and images"],
)
def test_no_folder_of_texts(tmp_path: Path, files: dict[str, str]) -> None:
    assert class_folders(laid_out(tmp_path, **files), SPLITS) is None


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({}, "the folder is empty"),
        ({"_hidden": "x"}, "the folder is empty"),
        ({"pos__a_txt": "1", "README": "2"}, "README lies beside folders"),
        ({"pos__a_txt": "1", "b_txt": "2"}, "b.txt lies beside folders"),
        ({"pos__a_txt": "1", "train_csv": "2"}, "train.csv is no text file (.txt, or without a suffix)"),
        ({"pos__a_txt": "1", "pos__b_pdf": "2"}, "pos/b.pdf is no text file (.txt, or without a suffix)"),
        ({"train__pos__a_txt": "1", "train__urls_txt": "2"}, "train/urls.txt lies beside folders"),
        ({"train__pos__a_txt": "1", "more__pos__a_txt": "2"}, "more is none of the splits train, dev, test"),
        ({"pos__a_txt": "1", "neg__b__c_txt": "2"}, "neg is none of the splits train, dev, test"),
        ({"train__pos__old__a_txt": "1", "train__neg__a_txt": "2"}, "train/pos/old is a folder too deep"),
        ({"train__a_txt": "1", "test__b_txt": "2"}, "its folders are named for splits, and hold no folders of labels"),
    ],
)
def test_what_does_not_fit(tmp_path: Path, files: dict[str, str], fault: str) -> None:
    with pytest.raises(DataError) as caught:
        class_folders(laid_out(tmp_path, **files), SPLITS)
    layout = "FOLDER/<label>/*.txt or FOLDER/<split>/<label>/*.txt is expected, and nothing beside the folders"
    assert str(caught.value) == f"{tmp_path}: {fault}\n{layout}"


def test_a_label_without_texts(tmp_path: Path) -> None:
    (laid_out(tmp_path, pos__a_txt="1") / "neg").mkdir()
    with pytest.raises(DataError, match="neg is a folder without texts"):
        class_folders(tmp_path, SPLITS)


def test_a_link_to_nothing(tmp_path: Path) -> None:
    (laid_out(tmp_path, pos__a_txt="1") / "pos" / "b.txt").symlink_to("nowhere")
    with pytest.raises(DataError, match=r"pos/b\.txt is no text file"):
        class_folders(tmp_path, SPLITS)


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    os.mkdir(os.fsencode(tmp_path) + b"/caf\xe9")
    laid_out(tmp_path, **{"caf\udce9__a_txt": "1"})
    with pytest.raises(DataError, match=r"the name caf\\udce9/a\.txt is not UTF-8"):
        class_folders(tmp_path, SPLITS)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none: cannot be read: No such file or directory"):
        class_folders(tmp_path / "none", SPLITS)


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_tell_the_encoding(tmp_path: Path, written: str) -> None:
    (record,) = records(laid_out(tmp_path, pos__a_txt="café\n\u2028x\n".encode(written)))
    assert record == Row(1, {"text": "café\n\u2028x\n", "label": "pos", "file": "pos/a.txt"})


def test_files_that_cannot_be_read_are_told_by_name(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, pos__a_txt=b"one\ncaf\xe9\n", pos__b_txt="a\0b", pos__c_txt="fine")
    bad, nul, good = records(folder)
    assert bad == BadRow(2, "pos/a.txt: byte 0xe9 at offset 7 is not utf-8 (pass --encoding, e.g. cp1252)")
    assert nul == BadRow(
        1, "pos/b.txt: NUL character at column 2 (is this text? if it is UTF-16: --encoding utf-16-le or utf-16-be)"
    )
    assert isinstance(good, Row)


def test_the_encoding_may_be_named(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, pos__a_txt=b"caf\xe9")
    (record,) = records(folder, "latin-1")
    assert isinstance(record, Row)
    assert record.fields["text"] == "café"
    with pytest.raises(UsageError, match="unknown encoding 'klingon'"):
        records(folder, "klingon")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_nobody_may_read(tmp_path: Path) -> None:
    (laid_out(tmp_path, pos__a_txt="1") / "pos" / "a.txt").chmod(0)
    assert records(tmp_path) == [BadRow(1, "pos/a.txt: no permission to read the file")]


def test_a_text_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders_module, "CELL_CHARACTERS", 10)
    found = records(laid_out(tmp_path, pos__a_txt="12345\n" * 2, pos__b_txt="12345\n1234"))
    assert found[0] == BadRow(2, "pos/a.txt: the text is longer than 10 characters")
    assert isinstance(found[1], Row)


def test_the_table_may_be_read_again(tmp_path: Path) -> None:
    found = found_in(laid_out(tmp_path, pos__a_txt="1"))
    assert list(found.table().records) == list(found.table().records)


@given(st.binary(), st.sampled_from([None, "utf-16", "latin-1"]))
def test_any_bytes_give_a_record(tmp_path_factory: pytest.TempPathFactory, data: bytes, encoding: str | None) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    (record,) = records(laid_out(folder, pos__a_txt=data), encoding)
    assert record.line >= 1


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_a_text_is_read_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "text"
    (record,) = records(laid_out(folder, pos__a_txt=text))
    assert record == Row(1, {"text": text, "label": "pos", "file": "pos/a.txt"})

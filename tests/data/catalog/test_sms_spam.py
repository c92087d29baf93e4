"""Messages from the publisher's archive and from the file in it."""

import zipfile
from pathlib import Path

import pytest

from textkit.data.catalog import catalog
from textkit.data.catalog.sms_spam import notes
from textkit.errors import DataError
from textkit.types import Example

DATASET = catalog.load("sms-spam")
MESSAGES = 'ham\tOk lar... "joking" wif u\nspam\tWINNER!! £900 prize, it\'s yours\n'
EXPECTED = [('Ok lar... "joking" wif u', "ham"), ("WINNER!! £900 prize, it's yours", "spam")]
HEADER = "Label\tSMS\n"


def files(folder: Path, content: str) -> dict[str, Path]:
    path = folder / "SMSSpamCollection"
    path.write_text(content, encoding="utf-8")
    return {"SMSSpamCollection": path}


def parse(files: dict[str, Path]) -> list[Example]:
    return list(DATASET.parse(files, None))


def test_a_line_is_a_label_and_a_message_and_quotes_are_text(tmp_path: Path) -> None:
    assert parse(files(tmp_path, MESSAGES)) == [
        Example(text, label, f"SMSSpamCollection:{line}") for line, (text, label) in enumerate(EXPECTED, start=1)
    ]


def test_the_publishers_archive_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "SMSSpamCollection"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("SMSSpamCollection", MESSAGES)
        archive.writestr("readme", "SMS Spam Collection v.1")
    packed = {"SMSSpamCollection": path}
    assert [(example.text, example.target) for example in parse(packed)] == EXPECTED
    assert notes(packed) == []


@pytest.mark.parametrize("header", [HEADER, "label\tmessage\n", "CLASS\tText\n"])
def test_a_header_is_left_out_and_noted(tmp_path: Path, header: str) -> None:
    found = files(tmp_path, header + MESSAGES)
    assert [example.origin for example in parse(found)] == ["SMSSpamCollection:2", "SMSSpamCollection:3"]
    assert notes(found) == ["SMSSpamCollection:1: a header line, not a message: left out"]


@pytest.mark.parametrize("content", [MESSAGES, "", "bad line\n"])
def test_nothing_is_noted_without_a_header(tmp_path: Path, content: str) -> None:
    assert notes(files(tmp_path, content)) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (MESSAGES + "spma\thello\n", r"SMSSpamCollection:3: unknown label 'spma'\na line is ham or spam, a tab"),
        ("Label\thello\n", r"SMSSpamCollection:1: unknown label 'Label'"),
        (MESSAGES + HEADER, r"SMSSpamCollection:3: unknown label 'Label'"),
        ("ham\thello\nham\t \n", r"SMSSpamCollection:2: the message is empty"),
        ("ham hello\n", r"SMSSpamCollection:1: row has 1 field,"),
        ("ham\thello\tthere\n", r"SMSSpamCollection:1: row has 3 fields"),
    ],
)
def test_faults_are_named_by_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse(files(tmp_path, content))

"""What is found of odd characters, and what is not."""

import json

import pytest

from tests.doctor.corpora import corpus, distinct, only
from tests.doctor.test_mojibake import REAL
from textkit.doctor.characters import (
    CHECKS,
    direction_marks,
    homoglyphs,
    html,
    invisible_characters,
    lost_characters,
    mended,
    mojibake,
)
from textkit.doctor.patient import Check

MANY = distinct(2000)


@pytest.mark.parametrize("check", CHECKS)
def test_what_people_write_is_well(check: Check) -> None:
    assert not list(check(corpus([*REAL.values(), "tabs\tand\nlines", "a < b & c > d", "AT&T <3 R&D"])))
    assert not list(check(corpus()))


def test_mojibake_is_told_with_what_was_meant() -> None:
    finding = only(mojibake, corpus(["a cafÃ©", "well", "it isnâ€™t"]))
    assert finding.rows == [0, 2]
    assert finding.severity == "warning"
    assert finding.figures["examples"] == [["cafÃ©", "café"], ["isnâ€™t", "isn’t"]]
    assert "'cafÃ©' for 'café'" in finding.message
    assert mended("a cafÃ©") == "a café"


def test_a_control_character_is_not_printed() -> None:
    assert r"'haven\x92t' for 'haven’t'" in only(mojibake, corpus(["I haven\x92t"])).message


def test_what_can_be_mended_is_not_told_twice() -> None:
    assert not list(invisible_characters(corpus(["I haven\x92t", "â\x80\x99"])))


def test_a_single_row_among_thousands_is_a_note() -> None:
    assert only(mojibake, corpus(["a cafÃ©", *MANY])).severity == "note"


def test_lost_characters() -> None:
    finding = only(lost_characters, corpus(["well", "a caf\ufffd", "caf\ufffd!", "a caf\ufffd"]))
    assert finding.rows == [1, 2, 3]
    assert finding.figures["examples"] == ["caf\ufffd", "caf\ufffd!"]


def test_homoglyphs() -> None:
    finding = only(homoglyphs, corpus(["pay with p\u0430ypal", "β-carotene"]))
    assert finding.rows == [0]
    assert "U+0430" in finding.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("bell\x07", "U+0007"),
        ("exam\xadple", "U+00AD"),
        ("CAFÉ\x94", "U+0094"),
        ("pass\u200bword", "U+200B"),
        ("сло\u200dво", "U+200D"),
        ("the \ufeffHTTP proxy", "U+FEFF"),
        ("a nice\u200b day", "U+200B"),
        ("\u2060first", "U+2060"),
    ],
)
def test_invisible_characters(text: str, code: str) -> None:
    finding = only(invisible_characters, corpus([text]))
    assert finding.figures["counts"] == {code: 1}
    assert code in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧",
        "می\u200cخواهم",
        "क्\u200dष",
        "ภาษา\u200bไทย",
        "a \u200b b",
        "two\xa0words",
        "a\tb\r\nc\x0cd",
    ],
)
def test_invisible_characters_in_their_place(text: str) -> None:
    assert not list(invisible_characters(corpus([text])))


def test_a_direction_that_is_turned_for_nothing() -> None:
    finding = only(direction_marks, corpus(["invoice\u202efdp.exe", "שלום \u202b(א)\u202c", "\u2066left\u2069 مرحبا"]))
    assert finding.rows == [0]
    assert finding.figures["counts"] == {"U+202E": 1}


def test_html_is_what_the_cleaning_step_takes_out() -> None:
    finding = only(html, corpus(["this &amp; that", "<br>a line", "1 < 2 & 3", "AT&T", "this &amp; <3"]))
    assert finding.rows == [0, 1, 4]
    assert finding.severity == "note"
    assert finding.figures["examples"] == ["&amp;", "<br>"]
    assert "--html" in finding.advice


def test_an_entity_among_thousands_of_rows_is_not_told() -> None:
    assert not list(html(corpus(["this &amp; that", *MANY])))


@pytest.mark.parametrize("check", CHECKS)
def test_figures_and_rows_are_ready_for_json(check: Check) -> None:
    finding = only(check, corpus(["cafÃ© caf\ufffd p\u0430ypal bell\x07 a\u202eb &amp; <br>"]))
    json.dumps([finding.figures, list(finding.rows)])
    assert finding.figures["rows"] == 1
    assert finding.figures["share"] == 1.0


def test_examples_are_cut() -> None:
    (example,) = only(lost_characters, corpus(["x" * 500 + "\ufffd"])).figures["examples"]
    assert len(example) == 40

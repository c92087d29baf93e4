"""The doctor from the command line: the report, the gate, the mended copy, the preview."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.doctor.planted import clean, planted


@pytest.fixture
def sick(tmp_path: Path) -> Path:
    """A CSV with planted faults."""
    return write(tmp_path / "planted.csv", planted(5).rows)


def write(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("\n".join(["text,label,split", *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


def test_the_report_shows_what_where_and_what_to_do(textkit_cli: Command, sick: Path) -> None:
    answer = textkit_cli("prepare", sick, "--report")
    assert answer.code == 0
    assert "the doctor found" in answer.out
    assert "planted.csv:" in answer.out
    assert "->" in answer.out


def test_the_report_as_json_has_every_row_and_is_kept(textkit_cli: Command, sick: Path) -> None:
    document = json.loads(textkit_cli("prepare", sick, "--report", "--json").out)
    doctor = document["doctor"]
    kinds = {finding["kind"]: finding for finding in doctor["findings"]}
    assert {"leakage", "mojibake", "contradictions"} <= kinds.keys()
    for finding in doctor["findings"]:
        assert finding["count"] == len(finding["rows"])
        assert {"severity", "message", "advice", "figures"} <= finding.keys()
    assert json.loads((Path(document["path"]) / "doctor.json").read_text()) == doctor


def test_nothing_to_mend_is_said(textkit_cli: Command, tmp_path: Path) -> None:
    answer = textkit_cli("prepare", write(tmp_path / "planted.csv", clean(5).rows), "--report")
    assert "the doctor found nothing to mend" in answer.out


def test_more_leakage_than_allowed_ends_with_5_after_the_report(textkit_cli: Command, sick: Path) -> None:
    answer = textkit_cli("prepare", sick, "--max-leakage", "0.01")
    assert answer.code == 5
    assert "the doctor found" in answer.out
    assert "of the test rows have a copy in another split, more than 1.00%" in answer.err
    assert textkit_cli("prepare", sick, "--max-leakage", "0.9").code == 0


def test_near_copies_can_be_left_alone(textkit_cli: Command, sick: Path) -> None:
    document = json.loads(textkit_cli("prepare", sick, "--report", "--no-near-copies", "--json").out)
    assert document["doctor"]["skipped"] == ["near copies"]
    assert not {"near_leakage", "near_duplicates"} & {finding["kind"] for finding in document["doctor"]["findings"]}


def test_a_flag_of_the_doctor_alone_is_refused(textkit_cli: Command, sick: Path) -> None:
    answer = textkit_cli("prepare", sick, "--no-near-copies")
    assert answer.code == 2
    assert "add --report" in answer.err


def test_cleaning_without_a_preview_is_said_to_come_later(textkit_cli: Command, sick: Path) -> None:
    answer = textkit_cli("prepare", sick, "--lowercase")
    assert "texts are cleaned in training" in answer.err
    assert "--lowercase" in answer.err.partition("next:")[2]


def test_a_mended_copy_has_no_leak_left(textkit_cli: Command, sick: Path, tmp_path: Path) -> None:
    mended = tmp_path / "mended.jsonl"
    answer = textkit_cli("prepare", sick, "--no-near-copies", "--fix", mended)
    assert answer.code == 0
    changes = (tmp_path / "mended.jsonl.changes.jsonl").read_text(encoding="utf-8").splitlines()
    assert f"{len(changes)} changes listed" in answer.err
    again = textkit_cli("prepare", mended, "--no-near-copies", "--max-leakage", "0", "--json")
    assert again.code == 0
    left = {finding["kind"] for finding in json.loads(again.out)["doctor"]["findings"]}
    assert not left & {"leakage", "duplicates", "contradictions", "mojibake"}


def test_what_an_encoder_would_not_read(textkit_cli: Command, sick: Path) -> None:
    document = json.loads(textkit_cli("prepare", sick, "--for-model", "minilm", "--no-near-copies", "--json").out)
    assert "truncation" in {finding["kind"] for finding in document["doctor"]["findings"]}


def test_a_model_without_a_window_is_refused(textkit_cli: Command, sick: Path) -> None:
    answer = textkit_cli("prepare", sick, "--for-model", "lstm")
    assert answer.code == 2
    assert "lstm reads texts whole" in answer.err


def test_a_preview_shows_texts_before_and_after(textkit_cli: Command, tmp_path: Path) -> None:
    rows = [[f"Visit http://x.example/{number} NOW", "ab"[number % 2], ""] for number in range(40)]
    path = tmp_path / "links.csv"
    path.write_text("text,label\n" + "".join(f"{text},{label}\n" for text, label, _ in rows), encoding="utf-8")
    document = json.loads(textkit_cli("prepare", path, "--urls", "mask", "--lowercase", "--preview", "--json").out)
    assert len(document["preview"]["texts"]) == 10
    assert document["preview"]["steps"] == ["URLs masked", "lower case"]
    assert document["preview"]["texts"][0]["after"] == "visit url now"
    answer = textkit_cli("prepare", path, "--urls", "mask", "--preview")
    assert "--urls mask" in answer.err  # the next command carries the cleaning

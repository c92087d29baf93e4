"""The doctor from the command line: the report, the gate, the mended copy, the preview."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.doctor.planted import clean, planted
from tests.tagged import write_conll


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


@pytest.mark.parametrize(
    ("name", "told"),
    [("mended.csv", "is JSON lines"), ("folder.jsonl", "is a folder"), ("planted.jsonl", "stand among what is read")],
)
def test_a_mended_copy_takes_nobodys_place(name: str, told: str, textkit_cli: Command, tmp_path: Path) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    data = write(tmp_path / "planted.jsonl", planted(5).rows)
    before = data.read_bytes()
    answer = textkit_cli("prepare", data, "--input-format", "csv", "--fix", tmp_path / name)
    assert (answer.code, told in answer.err) == (2, True)
    assert data.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.jsonl", "planted.jsonl"]


def test_a_mended_copy_stays_out_of_the_folder_that_is_read(textkit_cli: Command, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    write(tmp_path / "corpus" / "train.csv", planted(5).rows)
    answer = textkit_cli("prepare", tmp_path / "corpus", "--fix", tmp_path / "corpus" / "test.jsonl")
    assert (answer.code, "stand among what is read" in answer.err) == (2, True)


def test_the_doctor_looks_at_cleaned_texts(textkit_cli: Command, tmp_path: Path) -> None:
    rows = [[f"a dull story{number % 40} https://t.co/{number}", "ab"[number % 2], ""] for number in range(400)]
    data = tmp_path / "tweets.csv"
    data.write_text("text,label\n" + "".join(f"{text},{label}\n" for text, label, _ in rows), encoding="utf-8")
    assert textkit_cli("prepare", data, "--max-leakage", "0.01", "--no-near-copies").code == 0
    answer = textkit_cli("prepare", data, "--urls", "drop", "--max-leakage", "0.01", "--no-near-copies")
    assert (answer.code, "100.00% of the test rows" in answer.err) == (5, True)
    assert "as they are trained on: URLs dropped" in answer.err


def test_a_copy_is_mended_as_it_is(textkit_cli: Command, sick: Path, tmp_path: Path) -> None:
    answer = textkit_cli("prepare", sick, "--lowercase", "--fix", tmp_path / "mended.jsonl")
    assert (answer.code, "leave out the flags of cleaning" in answer.err) == (2, True)


def test_texts_do_not_steer_the_terminal(textkit_cli: Command, tmp_path: Path) -> None:
    rows = [[f"row \x1b[31m{number}\x1b[0m of a story \x07", "ab"[number % 2], ""] for number in range(80)]
    data = write(
        tmp_path / "planted.csv",
        [[text, label, ["train", "test", "validation"][number % 3]] for number, (text, label, _) in enumerate(rows)],
    )
    answer = textkit_cli("prepare", data, "--preview", "--report")
    assert answer.code == 0
    assert "\x1b" not in answer.out
    assert "\\x1b[31m" in answer.out


def test_repaired_tags_are_found_by_line(textkit_cli: Command, tmp_path: Path) -> None:
    data = write_conll(tmp_path / "news.conll", rows=60)
    with data.open("a", encoding="utf-8") as out:
        out.write("\nBerlin\tPROPN\tI-LOC\nwaits\tVERB\tO\n")
    document = json.loads(textkit_cli("prepare", data, "--report", "--json").out)
    found = {finding["kind"]: finding for finding in document["doctor"]["findings"]}
    assert len(found["repaired_tags"]["rows"]) == 1

"""Every fault is refused with the exit code and the one or two lines that were judged good; see `golden.py`."""

import os
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from tests.bad_input import golden
from tests.bad_input.content import lines, reviews
from tests.bad_input.faults import Fault
from tests.cli.conftest import Answer, Command
from textkit.home import datasets_folder

GROUPS = ("encodings", "tables", "records", "columns", "splits", "words", "places")
FAULTS: dict[str, tuple[Fault, ...]] = {
    group: import_module(f"tests.bad_input.faults.{group}").FAULTS for group in GROUPS
}
NAMES = {group: [fault.name for fault in faults] for group, faults in FAULTS.items()}
EACH = [pytest.param(group, fault, id=f"{group}: {fault.name}") for group in GROUPS for fault in FAULTS[group]]
JUDGED = [(group, name, said) for group in GROUPS for name, said in golden.read(group).items()]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def call(fault: Fault, command: Command) -> Answer:
    for name, content in fault.files.items():
        if isinstance(content, bytes):
            Path(name).write_bytes(content)
        else:
            content(Path(name))
    return command(*shlex.split(fault.words()), stdin=fault.stdin)


@pytest.mark.parametrize(("group", "fault"), EACH)
def test_a_fault_is_met_as_it_was_judged(group: str, fault: Fault, textkit_cli: Command) -> None:
    if fault.root_may and os.geteuid() == 0:
        pytest.skip("who is root is not refused")
    answer = call(fault, textkit_cli)
    said = f"$ textkit {fault.words()}\n{answer.err}exit {answer.code}".encode(errors="backslashreplace").decode()
    if golden.REWRITE:
        golden.write(group, fault.name, said, NAMES[group])
    assert said == golden.read(group)[fault.name]
    assert answer.out == ""
    assert not [path for path in datasets_folder().rglob("*") if path.is_file()]


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_is_judged_that_is_no_fault(group: str) -> None:
    assert list(golden.read(group)) == NAMES[group]


@pytest.mark.parametrize(("group", "name", "said"), JUDGED)
def test_what_is_said_is_one_error_with_a_cause_that_is_not_ours(group: str, name: str, said: str) -> None:
    assert re.search(r"^exit [234]$", said, re.MULTILINE)
    assert len(re.findall(r"^error: ", said, re.MULTILINE)) == 1
    assert "fault of textkit" not in said
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 11  # a command, a note or two, an error with six rows listed, a hint, a code


def test_a_line_without_end_is_refused(textkit_cli: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textkit.data.readers.lines.LINE_BYTES", 1_000)
    answer = call(Fault("a long line", {"reviews.csv": reviews("x" * 70_000)}), textkit_cli)
    assert answer.code == 3
    assert answer.err == (
        "error: reviews.csv: a line is longer than 1,000 bytes\n  is this a text file, with one record a line?\n"
    )


def test_a_cell_beyond_the_cap_costs_its_row(textkit_cli: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textkit.data.readers.csv.CELL_CHARACTERS", 1_000)
    answer = call(Fault("a long cell", {"reviews.csv": reviews("x" * 1_001 + ",good")}), textkit_cli)
    assert answer.code == 3
    assert "error: reviews.csv:5: a cell is longer than 1,000 characters\n" in answer.err


@pytest.mark.parametrize("name", ["zzzz", "''"])
def test_a_name_that_is_like_none_is_told_those_there_are(name: str, textkit_cli: Command) -> None:
    answer = call(Fault("no name", {}, f"prepare {name}"), textkit_cli)
    assert answer.code == 2
    assert re.fullmatch(
        rf"error: unknown dataset '?{name}'?\n  name a file, or one of: .*, clickbait, .*\n", answer.err
    )


@pytest.mark.parametrize("policy", ["skip", "quarantine"])
def test_bad_rows_are_left_out_where_that_is_asked_for(policy: str, textkit_cli: Command) -> None:
    files = {"reviews.csv": reviews(",good", "ragged", "fine,"), "more.csv": lines("text,label", "cheap,bad")}
    answer = call(Fault("bad rows", files, f"prepare FILES --on-bad-row {policy}"), textkit_cli)
    assert answer.code == 0
    warning = "warning: 3 rows cannot be used: left out, the first at reviews.csv:5: 'text' is empty\n"
    assert warning in answer.err
    assert len(list(datasets_folder().rglob("rejects.jsonl"))) == (policy == "quarantine")

"""predict: every way in, every way out, one record for each record, in order."""

import csv
import io
import json
import math
import os
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pytest
from pyarrow.parquet import write_table

import textkit
from tests.cli.conftest import Command
from tests.encoders import tiny_encoder
from textkit.cli.shell import answering
from textkit.inference.processes import CAN_FORK


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_lines_from_stdin(textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("predict", linear_run, stdin="The film was great\nThe film was awful\n")
    good, bad = records(answer.out)
    assert (good["text"], good["label"]) == ("The film was great", "good")
    assert bad["label"] == "bad"
    assert sum(good["scores"].values()) == pytest.approx(1, abs=1e-5)
    assert good["score"] == good["scores"]["good"]
    assert answer.err == ""


def test_the_newest_run_is_taken_and_named(textkit_cli: Command, reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    answer = textkit_cli("predict", stdin="great\n")
    assert answer.err == f"run: {run.path}\n"
    assert textkit_cli("predict", "--quiet", stdin="great\n").err == ""


def test_texts_as_a_flag(textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("predict", linear_run, "--text", "great", "--text", "awful")
    assert [record["label"] for record in records(answer.out)] == ["good", "bad"]


@pytest.mark.skipif(not CAN_FORK, reason="this system has one process for it")
@pytest.mark.parametrize("format", ["jsonl", "csv", "tsv", "text"])
def test_a_large_file_is_answered_by_several_processes(
    format: str, textkit_cli: Command, linear_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "films.jsonl"
    rows = [json.dumps({"text": f"film {number}, great\n", "id": number}) for number in range(3_000)]
    path.write_text("\n".join([*rows[:1_500], "{no json", *rows[1_500:]]) + "\n")
    arguments = ("predict", linear_run, path, "--format", format)
    alone = textkit_cli(*arguments, "--threads", "1")
    monkeypatch.setattr(answering, "LARGE_BYTES", 0)
    monkeypatch.setattr(answering, "choose_threads", lambda _: 2)
    used = mock.Mock(wraps=answering.in_processes)
    monkeypatch.setattr(answering, "in_processes", used)
    apart = textkit_cli(*arguments)
    assert used.call_count == 1
    assert (apart.code, apart.out, apart.err) == (3, alone.out, alone.err)
    assert len(apart.out.splitlines()) >= 3_001


def test_it_is_the_same_as_from_python(textkit_cli: Command, linear_run: Path) -> None:
    texts = ["The film was great", "", "Ünïcode 🤖"]
    answer = textkit_cli("predict", "--run", linear_run, "-", stdin="\n".join(texts) + "\n")
    assert records(answer.out) == textkit.load(linear_run).predict(texts)


@pytest.mark.parametrize("text", ["", " ", "\u2028", "a\u0085b", "x" * 1_000_000, "שלום עולם", "👩‍👩‍👧 e\u0301", "\t"])
def test_odd_lines_get_one_record_each(text: str, textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("predict", linear_run, stdin=f"{text}\ngreat\n")
    assert [record["text"] for record in records(answer.out)] == [text, "great"]


def test_values_of_parquet_that_json_lacks_are_carried_as_text(
    textkit_cli: Command, linear_run: Path, tmp_path: Path
) -> None:
    columns = {"text": ["great"], "day": [date(2026, 1, 2)], "price": [Decimal("1.50")], "rank": [math.nan]}
    write_table(pa.table(columns), tmp_path / "in.parquet")
    (answer,) = records(textkit_cli("predict", linear_run, tmp_path / "in.parquet").out)
    assert (answer["day"], answer["price"], answer["rank"]) == ("2026-01-02", "1.50", None)
    table = textkit_cli("predict", linear_run, tmp_path / "in.parquet", "--format", "csv").out
    assert next(csv.DictReader(io.StringIO(table)))["price"].strip('"') == "1.50"


def test_columns_are_carried_through(textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text('id,text,label\n7,"great, really",bad\n8,awful,good\n')
    answer = textkit_cli("predict", linear_run, tmp_path / "in.csv")
    first = records(answer.out)[0]
    assert list(first) == ["id", "input_label", "text", "label", "score", "scores"]
    assert (first["id"], first["input_label"], first["label"]) == ("7", "bad", "good")


def test_csv_out_reads_back(textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    lines = [{"id": 1, "text": 'a "great"\nfilm, yes'}, {"id": 2, "text": "awful"}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    answer = textkit_cli("predict", linear_run, tmp_path / "in.jsonl", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert [(row["id"], row["text"], row["label"]) for row in rows] == [
        ("1", 'a "great"\nfilm, yes', "good"),
        ("2", "awful", "bad"),
    ]


def test_tsv_and_text_keep_one_line_a_record(textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": "great\tand\nlong"}) + "\n")
    tsv = textkit_cli("predict", linear_run, tmp_path / "in.jsonl", "--format", "tsv").out.splitlines()
    assert [line.split("\t")[0] for line in tsv] == ["text", "great and long"]
    text = textkit_cli("predict", linear_run, tmp_path / "in.jsonl", "--format", "text").out
    assert text.startswith("good\t0.")
    assert text.endswith("\tgreat and long\n")


def test_top_k_and_min_score(textkit_cli: Command, linear_run: Path) -> None:
    (record,) = records(textkit_cli("predict", linear_run, "--top-k", 1, "--min-score", 1.0, stdin="the\n").out)
    assert record["label"] is None
    assert len(record["scores"]) == 1


def test_a_bad_record_is_answered_and_the_stream_goes_on(textkit_cli: Command, linear_run: Path) -> None:
    lines = '{"text": "great"}\n{"text": \n{"txt": "awful"}\n{"text": 5}\n{"text": "awful"}\n'
    answer = textkit_cli("predict", linear_run, "--input-format", "jsonl", stdin=lines)
    assert answer.code == 3
    assert "error: 3 bad records" in answer.err
    found = records(answer.out)
    assert [record.get("label", "error") for record in found] == ["good", "error", "error", "error", "bad"]
    assert [record["line"] for record in found[1:4]] == [2, 3, 4]


def test_out_is_whole_or_not_at_all(
    textkit_cli: Command, linear_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "answers.jsonl"
    assert textkit_cli("predict", linear_run, "--out", target, stdin="great\n").out == ""
    before = target.read_text()
    assert len(records(before)) == 1
    monkeypatch.setattr("textkit.inference.linear.LinearSession.run", lambda *_: 1 / 0)
    assert textkit_cli("predict", linear_run, "--out", target, stdin="awful\n").code == 1
    assert target.read_text() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["answers.jsonl"]


def process(*arguments: object, **streams: Any) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "textkit", *map(str, arguments)]
    return subprocess.Popen(command, text=True, env=environment, **streams)


def test_a_closed_pipe_is_no_fault(linear_run: Path, tmp_path: Path) -> None:
    (tmp_path / "many.txt").write_text("great\n" * 200_000)
    command = f"{sys.executable} -m textkit predict {linear_run} {tmp_path / 'many.txt'} | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(records(done.stdout)) == 1
    assert done.stderr == ""


def test_a_paused_input_is_answered(linear_run: Path) -> None:
    with process("predict", linear_run, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for text in ("great", "awful"):
            running.stdin.write(text + "\n")
            running.stdin.flush()
            started = time.monotonic()
            assert json.loads(running.stdout.readline())["text"] == text
            assert time.monotonic() - started < 30
        running.stdin.close()
        assert running.wait() == 0


def test_a_terminal_with_nothing_to_read_is_told(
    textkit_cli: Command, linear_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textkit.cli.predict.is_terminal", lambda stream: True)
    answer = textkit_cli("predict", linear_run)
    assert answer.code == 2
    assert "stdin is a terminal" in answer.err


def test_latin_1(textkit_cli: Command, linear_run: Path) -> None:
    refused = textkit_cli("predict", linear_run, stdin="caf\xe9 great\n".encode("latin-1"))
    assert refused.code == 3
    assert "--encoding" in refused.out
    answer = textkit_cli("predict", linear_run, "--encoding", "latin-1", stdin="café great\n".encode("latin-1"))
    assert records(answer.out)[0]["text"] == "café great"


@pytest.mark.parametrize("stdin", ["", "great\n", "great\nawful\n"])
def test_json_is_one_document(stdin: str, textkit_cli: Command, linear_run: Path) -> None:
    document = json.loads(textkit_cli("predict", linear_run, "--json", stdin=stdin).out)
    assert [record["text"] for record in document] == stdin.split()


def test_the_column_it_was_trained_on_is_read(textkit_cli: Command, reviews: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "opinions.csv"
    renamed.write_text(reviews.read_text().replace("text,label", "opinion,label"))
    run = textkit.train(str(renamed), "tfidf", config={"data": {"text_column": "opinion"}})
    (tmp_path / "in.csv").write_text("title,opinion\nawful,great\n")
    (record,) = records(textkit_cli("predict", run.path, tmp_path / "in.csv").out)
    assert (record["text"], record["title"], record["label"]) == ("great", "awful", "good")


def test_the_labels_of_fasttext_are_not_answered(textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    (lines := tmp_path / "in.txt").write_text("__label__bad great\n__label__good great\n")
    answer = textkit_cli("predict", linear_run, lines)
    assert "read as fasttext" in answer.err
    first, second = records(answer.out)
    assert first["text"] == "great"
    assert (first["input_label"], second["input_label"]) == (["bad"], ["good"])
    assert first["score"] == second["score"]
    whole = records(textkit_cli("predict", linear_run, lines, "--input-format", "text").out)
    assert whole[0]["text"] == "__label__bad great"


def test_what_looks_like_tags_is_text_to_a_classifier(textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    (lines := tmp_path / "in.txt").write_text("great O\nawful B-PER\n")
    assert [record["text"] for record in records(textkit_cli("predict", linear_run, lines).out)] == [
        "great O",
        "awful B-PER",
    ]


def test_columns_may_be_named(textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    (rows := tmp_path / "in.csv").write_text("1,great\n2,awful\n")
    answer = textkit_cli("predict", linear_run, rows, "--header", "number,text")
    assert [(record["number"], record["label"]) for record in records(answer.out)] == [("1", "good"), ("2", "bad")]


@pytest.mark.parametrize(
    "flags",
    [
        ["--text", "a", "INPUT"],
        ["--top-k", "1", "--format", "csv"],
        ["--batch-size", "1", "--batch-tokens", "1"],
        ["--json", "--format", "csv"],
        ["INPUT", "--out", "INPUT"],
    ],
)
def test_contradictions_are_refused(flags: list[str], textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("great\n")
    words = [str(tmp_path / "in.txt") if flag == "INPUT" else flag for flag in flags]
    answer = textkit_cli("predict", "--run", linear_run, *words, stdin="great\n")
    assert answer.code == 2
    assert answer.out == ""
    assert (tmp_path / "in.txt").read_text() == "great\n"


def test_the_name_of_the_output_says_its_form(textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    textkit_cli("predict", linear_run, "--out", tmp_path / "out.csv", stdin="great\n")
    assert (tmp_path / "out.csv").read_text().startswith("text,label,score,error\n")
    assert len(records(textkit_cli("predict", linear_run, "--out", "-", stdin="great\n").out)) == 1


def test_a_first_record_without_text_is_a_bad_record(textkit_cli: Command, linear_run: Path) -> None:
    lines = '{"id": 1}\n{"text": "great"}\n'
    answer = textkit_cli("predict", linear_run, "--input-format", "jsonl", stdin=lines)
    assert answer.code == 3
    assert [record.get("label", "error") for record in records(answer.out)] == ["error", "good"]


def test_a_place_that_cannot_be_written_to_is_no_fault_of_ours(textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("predict", linear_run, "--out", linear_run, stdin="great\n")
    assert answer.code == 4
    assert answer.err.startswith(f"error: {linear_run}: is a folder")


def test_texts_that_are_read_in_part_are_counted(textkit_cli: Command, reviews: Path) -> None:
    config = {
        "model": {"max_tokens": 8},
        "training": {"epochs": 1, "least_steps": 0, "threads": 1, "precision": "fp32"},
    }
    run = textkit.train(str(reviews), f"hf:{tiny_encoder('bert')}", config=config)
    answer = textkit_cli("predict", run.path, "--text", "great film " * 20, "--text", "great")
    assert len(answer.out.splitlines()) == 2
    assert "1 texts are longer than the model reads" in answer.err
    assert "are longer than the model reads" in textkit_cli("eval", run.path).err
    assert "longer" not in textkit_cli("predict", run.path, "--text", "great").err

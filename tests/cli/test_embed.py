"""embed: every way in, every form out, one vector for each text or each word, in order."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyarrow.parquet import ParquetFile, read_table

import textkit
from tests.cli.conftest import Answer, Command
from tests.encoders import tiny_encoder
from tests.reviews import TINY
from textkit.api import load_embedder
from textkit.cli.shell import vectors as writers

LINES = ["The film was great", "", "Ünïcode 🤖", "don't \u2028 stop"]
STDIN = "\n".join(LINES) + "\n"


@pytest.fixture
def model() -> str:
    return f"hf:{tiny_encoder('bert')}"


def records(answer: Answer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.out.rstrip("\n").split("\n")]


def test_lines_from_stdin(textkit_cli: Command, model: str) -> None:
    answer = textkit_cli("embed", model, stdin=STDIN)
    assert (answer.code, answer.err) == (0, "")
    found = records(answer)
    assert [record["text"] for record in found] == LINES
    vectors = np.array([record["vector"] for record in found], dtype=np.float32)
    assert np.array_equal(vectors, load_embedder(model).embed(LINES))  # the decimals are exact


def test_words_from_stdin(textkit_cli: Command, model: str) -> None:
    found = records(textkit_cli("embed", model, "-", "--level", "word", stdin=STDIN))
    assert [record["tokens"] for record in found] == [
        ["The", "film", "was", "great"],
        [],
        ["Ünïcode", "🤖"],
        ["do", "n't", "stop"],
    ]
    for record, vectors in zip(found, load_embedder(model, level="word").embed(LINES), strict=True):
        assert np.array_equal(np.array(record["vectors"], dtype=np.float32).reshape(-1, 32), vectors)


def test_npy(textkit_cli: Command, model: str, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(STDIN)
    answer = textkit_cli("embed", model, tmp_path / "in.txt", "--normalize", "--out", tmp_path / "out.npy")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == f"{tmp_path / 'out.npy'}: 4 texts, 32 numbers each\n"
    vectors = np.load(tmp_path / "out.npy")
    assert (vectors.shape, vectors.dtype) == ((4, 32), np.float32)
    assert np.array_equal(vectors, load_embedder(model, normalize=True).embed(LINES))


def test_npy_of_words_has_them_one_after_the_other_and_says_how_many(
    textkit_cli: Command, model: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    answer = textkit_cli("embed", model, "--level", "word", "--format", "npy", "--out", out, stdin=STDIN)
    assert answer.err == f"{out}: 9 words of 4 texts, 32 numbers each\n"
    assert np.array_equal(np.load(out), np.concatenate(load_embedder(model, level="word").embed(LINES)))


def test_parquet_carries_columns_through(
    textkit_cli: Command, model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "_GROUP", 2)
    rows = [{"id": 7, "text": "great", "vector": None}, {"text": "awful"}, {"id": "x", "text": "a", "vector": [1]}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    out = tmp_path / "out.parquet"
    assert textkit_cli("embed", model, tmp_path / "in.jsonl", "--out", out).code == 0
    table = read_table(out)
    assert str(table.schema.field("vector").type) == "fixed_size_list<element: float>[32]"
    assert table.drop(["vector"]).to_pylist() == [
        {"text": "great", "id": "7", "input_vector": None},
        {"text": "awful", "id": None, "input_vector": None},
        {"text": "a", "id": "x", "input_vector": "[1]"},
    ]
    assert np.array_equal(table["vector"].to_pylist(), load_embedder(model).embed(["great", "awful", "a"]))
    assert ParquetFile(out).num_row_groups == 2


def test_parquet_of_words(textkit_cli: Command, model: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("input_text,text\ngreat film,1\n,2\n")
    out = tmp_path / "out.parquet"
    flags = ("--level", "word", "--text-column", "input_text", "--out", out)
    assert textkit_cli("embed", model, tmp_path / "in.csv", *flags).code == 0
    table = read_table(out)
    assert table.drop(["vectors"]).to_pylist() == [
        {"text": "great film", "input_input_text": "1", "tokens": ["great", "film"]},
        {"text": "", "input_input_text": "2", "tokens": []},
    ]
    (wanted,) = load_embedder(model, level="word").embed(["great film"])
    assert np.array_equal(table["vectors"][0].as_py(), wanted)
    assert table["vectors"][1].as_py() == []


@pytest.mark.parametrize("level", ["text", "word"])
def test_no_records_are_files_of_no_rows(level: str, textkit_cli: Command, model: str, tmp_path: Path) -> None:
    for name in ("out.npy", "out.parquet"):
        assert textkit_cli("embed", model, "--level", level, "--out", tmp_path / name).code == 0
    assert np.load(tmp_path / "out.npy").shape == (0, 32)
    assert read_table(tmp_path / "out.parquet").num_rows == 0
    assert textkit_cli("embed", model, "--level", level, "--json").out == "[]\n"


def test_json_is_one_document(textkit_cli: Command, model: str) -> None:
    document = json.loads(textkit_cli("embed", model, "--json", stdin=STDIN).out)
    assert [record["text"] for record in document] == LINES
    assert len(document[0]["vector"]) == 32


def test_words_that_are_given_are_kept(textkit_cli: Command, model: str, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"tokens": ["the film", "don\'t"], "id": 1}\n')
    (record,) = records(textkit_cli("embed", model, tmp_path / "in.jsonl", "--level", "word"))
    assert (record["id"], record["tokens"], len(record["vectors"])) == (1, ["the film", "don't"], 2)
    (tmp_path / "in.conll").write_text("Anna B-PER\nsings O\n\nOslo B-LOC\n")
    found = records(textkit_cli("embed", model, tmp_path / "in.conll", "--level", "word"))
    assert [record["tokens"] for record in found] == [["Anna", "sings"], ["Oslo"]]
    found = records(textkit_cli("embed", model, tmp_path / "in.conll"))
    assert [record["text"] for record in found] == ["Anna sings", "Oslo"]


def test_a_bad_record_is_answered_in_jsonl(textkit_cli: Command, model: str) -> None:
    lines = '{"text": "great"}\n{"text": \n{"txt": "awful"}\n{"text": "awful"}\n'
    answer = textkit_cli("embed", model, "--input-format", "jsonl", stdin=lines)
    assert answer.code == 3
    assert "error: 2 bad records" in answer.err
    found = records(answer)
    assert [record.get("text", "error") for record in found] == ["great", "error", "error", "awful"]
    assert [record["line"] for record in found[1:3]] == [2, 3]


@pytest.mark.parametrize("form", ["npy", "parquet"])
def test_a_bad_record_fails_before_a_file_of_numbers_is_there(
    form: str, textkit_cli: Command, model: str, tmp_path: Path
) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "great"}\n{"text": \n')
    (tmp_path / "here").mkdir()
    (out := tmp_path / "here" / f"out.{form}").write_text("as it was")
    answer = textkit_cli("embed", model, tmp_path / "in.jsonl", "--out", out)
    assert answer.code == 3
    assert answer.err.startswith("error: in.jsonl:2: not JSON")
    assert [(path, path.read_text()) for path in out.parent.iterdir()] == [(out, "as it was")]


def test_a_run_reads_the_column_it_was_trained_on(textkit_cli: Command, reviews: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "opinions.csv"
    renamed.write_text(reviews.read_text().replace("text,label", "opinion,label"))
    run = textkit.train(str(renamed), "lstm-attn", config={**TINY, "data": {"text_column": "opinion"}})
    (tmp_path / "in.csv").write_text("title,opinion\nawful,great\n")
    (record,) = records(textkit_cli("embed", run.path, tmp_path / "in.csv"))
    assert (record["title"], record["text"], len(record["vector"])) == ("awful", "great", 16)


def test_texts_that_are_read_in_part_are_counted(textkit_cli: Command, model: str) -> None:
    answer = textkit_cli("embed", model, stdin="film " * 100 + "\nshort\n")
    assert answer.err == "1 of 2 texts are longer than the encoder reads: a part of each was read\n"


def test_a_stand_in_can_be_refused(textkit_cli: Command) -> None:
    answer = textkit_cli("embed", "bert", "--strict", stdin=STDIN)
    assert (answer.code, answer.out) == (4, "")
    assert "a stand-in is refused" in answer.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "no model or run is named\n  textkit embed MODEL|RUN [INPUT]"),
        (["IN"], 2, "is neither a model nor a run (a folder with a manifest.json)\n  textkit embed minilm "),
        (["lstm"], 2, "lstm has no pretrained weights to make vectors with\n  train it and name the run, or take bert"),
        (["minlm"], 2, "did you mean 'minilm'?"),
        (["RUN"], 2, "a linear model counts n-grams: it has no vectors"),
        (["minilm", "nowhere.txt"], 4, "nowhere.txt: no such file"),
        (["minilm", "IN", "--out", "IN"], 2, "the input cannot be the output as well"),
        (["minilm", "IN", "--out", "vectors.csv"], 2, "vectors.csv: what form this name stands for is not known"),
        (["minilm", "IN", "--format", "npy"], 2, "npy is nothing for stdout\n  --out vectors.npy"),
        (["minilm", "IN", "--format", "parquet", "--out", "-"], 2, "parquet is nothing for stdout"),
        (["minilm", "IN", "--json", "--out", "vectors.npy"], 2, "--json is one document, npy is another form"),
        (["minilm", "IN", "--level", "word", "--pooling", "first"], 2, "--pooling is for texts"),
        (["minilm", "IN", "--batch-size", "1", "--batch-tokens", "1"], 2, "one choice"),
    ],
)
def test_what_makes_no_sense_is_refused(
    words: list[str], code: int, said: str, textkit_cli: Command, linear_run: Path, tmp_path: Path
) -> None:
    (tmp_path / "in.txt").write_text("great\n")
    places = {"IN": tmp_path / "in.txt", "RUN": linear_run}
    answer = textkit_cli("embed", *(places.get(word, word) for word in words))
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert (tmp_path / "in.txt").read_text() == "great\n"


def test_a_terminal_with_nothing_to_read_is_told(
    textkit_cli: Command, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textkit.cli.embed.is_terminal", lambda stream: True)
    answer = textkit_cli("embed", model)
    assert answer.code == 2
    assert "stdin is a terminal" in answer.err

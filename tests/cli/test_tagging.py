"""Tagging at the command line: train, eval and predict from files, every way in and every way out."""

import json
from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.cli.conftest import Command
from tests.reviews import write_reviews
from tests.tagged import TINY_TAGGER, tagged, write_conll, write_jsonl
from textkit.text.words import word_spans

TINY = [
    f"--set={section}.{key}={value}" for section, settings in TINY_TAGGER.items() for key, value in settings.items()
]


@pytest.fixture(scope="session")
def tagger_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of a small tagger on invented reports; tests only read it."""
    folder = tmp_path_factory.mktemp("tagger")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        data = str(write_conll(folder / "news.conll"))
        return textkit.train(data, "lstm", out=folder / "run", config=TINY_TAGGER).path


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def found(record: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entity["text"], entity["label"]) for entity in record["entities"]]


@pytest.mark.parametrize("write", [write_conll, write_jsonl])
def test_train_eval_and_predict_from_a_file(write: Any, textkit_cli: Command, tmp_path: Path) -> None:
    path = write(tmp_path / f"news.{write.__name__.removeprefix('write_')}")
    answer = textkit_cli("train", path, "-m", "bilstm-crf", *TINY)
    assert answer.code == 0
    assert "validation span_f1" in answer.out
    evaluation = textkit_cli("eval")
    for part in ("span F1, strict IOB2", "span F1, lenient (conlleval)", "plain argmax", "token accuracy", "entities"):
        assert part in evaluation.out
    document = json.loads(textkit_cli("eval", "--json").out)
    assert document["span_f1"] > 0.9
    assert document["scheme"] == "IOB2"
    assert document["per_label"].keys() == {"LOC", "PER"}
    (record,) = records(textkit_cli("predict", stdin="Anna Bell flew to Cape Town.\n").out)
    assert found(record) == [("Anna Bell", "PER"), ("Cape Town", "LOC")]


def test_parts_of_speech_by_column(textkit_cli: Command, tmp_path: Path) -> None:
    path = write_conll(tmp_path / "news.conll")
    assert textkit_cli("train", path, "-m", "lstm", "--column", "pos", *TINY).code == 0
    table = textkit_cli("eval").out
    assert "span" not in table
    assert "token accuracy" in table
    (record,) = records(textkit_cli("predict", stdin="the dog met Anna .\n").out)
    assert record["entities"] == []
    text = textkit_cli("predict", "--format", "text", stdin="Nobody was at home .\n").out
    assert text == "Nobody/PROPN was/VERB at/OTHER home/NOUN ./PUNCT\n"


def test_prepare_says_what_the_tags_are_like(textkit_cli: Command, tmp_path: Path) -> None:
    answer = textkit_cli("prepare", write_conll(tmp_path / "news.conll"))
    for part in (
        "tagging",
        "IOB2, all well formed",
        "LOC",
        "PER",
        "240 rows",
        "each word's commonest tag",
        "bilstm-crf",
    ):
        assert part in answer.out + answer.err
    document = json.loads(textkit_cli("prepare", tmp_path / "news.conll", "--json").out)
    assert document["labels"] == ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]


def test_eval_shows_errors_in_their_context(textkit_cli: Command, tagger_run: Path, tmp_path: Path) -> None:
    path = write_conll(tmp_path / "more.conll", rows=40, seed=5)
    path.write_text(path.read_text().replace("B-PER", "B-LOC").replace("I-PER", "I-LOC"), encoding="utf-8")
    answer = textkit_cli("eval", tagger_run, "--data", path)
    for part in ("commonest errors", "wrong type", "40 rows", "(LOC)", "(PER)"):
        assert part in answer.out
    document = json.loads(textkit_cli("eval", tagger_run, "--data", path, "--json", "--errors", 2).out)
    assert len(document["errors"]) == 2
    error = document["errors"][0]
    assert (error["kind"], error["true_label"], error["predicted_label"]) == ("wrong_type", "LOC", "PER")
    assert error["origin"].startswith("more.conll:")


def test_lines_from_stdin(textkit_cli: Command, tagger_run: Path) -> None:
    answer = textkit_cli("predict", tagger_run, stdin="Anna met Carl in Paris.\n\nNobody was at home.\n")
    assert answer.err == ""
    first, empty, last = records(answer.out)
    assert first["tokens"] == ["Anna", "met", "Carl", "in", "Paris", "."]
    assert first["tags"] == ["B-PER", "O", "B-PER", "O", "B-LOC", "O"]
    assert first["entities"][2].items() >= {"start": 17, "end": 22, "text": "Paris", "label": "LOC"}.items()
    assert empty == {"text": "", "tokens": [], "tags": [], "entities": []}
    assert last["entities"] == []


def test_it_is_the_same_as_from_python(textkit_cli: Command, tagger_run: Path) -> None:
    texts = ["Anna met Carl in Paris.", "", "Ünïcode 🤖"]
    answer = textkit_cli("predict", tagger_run, "--threads", 1, stdin="\n".join(texts) + "\n")
    assert records(answer.out) == textkit.load(tagger_run, threads=1).predict(texts)


@pytest.mark.parametrize(
    "text",
    [
        "Paris",
        "👩‍👩‍👧 flew to 🇩🇪 e\u0301!",
        "安娜去北京大学。",
        "สวัสดีประเทศไทย",
        "אנה טסה לפריז",
        "ذهبت آنا إلى باريس",
        "a\u0085b\u2028c",
        " \t ",
        " ".join(word for words, _ in tagged(900, seed=3) for word in words[:8])[:30_000],
    ],
)
def test_odd_lines_get_one_record_each(text: str, textkit_cli: Command, tagger_run: Path) -> None:
    odd, plain = records(textkit_cli("predict", tagger_run, "--threads", 1, stdin=f"{text}\nAnna\n").out)
    assert odd["text"] == text
    assert odd["tokens"] == [text[start:end] for start, end in word_spans(text)]
    assert all(text[each["start"] : each["end"]] == each["text"] for each in odd["entities"])
    assert plain["tokens"] == ["Anna"]


def test_a_line_of_5000_words_is_one_record_of_5000_tags(textkit_cli: Command, tagger_run: Path) -> None:
    words = ["Anna", "met", "Carl", "in", "Paris"] * 1_000
    (record,) = records(textkit_cli("predict", tagger_run, "--threads", 1, stdin=" ".join(words) + "\n").out)
    assert len(record["tags"]) == len(record["tokens"]) == 5_000
    assert len(record["entities"]) > 1_000


def test_words_of_a_jsonl_are_taken_as_they_are(textkit_cli: Command, tagger_run: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = [
        {"id": 1, "tokens": ["Anna", "Bell", "met", "don't", "."], "tags": ["O"] * 5},
        {"id": 2, "tokens": []},
        {"id": 3, "tokens": ["Anna", 5]},
        {"id": 4, "tokens": "Anna met Carl"},
        {"id": 5, "words": ["Anna"]},
        {"id": 6, "tokens": ["Anna", ""]},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    answer = textkit_cli("predict", tagger_run, path)
    assert answer.code == 3
    first, empty, *rest = records(answer.out)
    assert first["tokens"] == ["Anna", "Bell", "met", "don't", "."]
    assert first["text"] == "Anna Bell met don't ."
    assert (first["id"], first["input_tags"], first["tags"][:2]) == (1, ["O"] * 5, ["B-PER", "I-PER"])
    assert empty["tags"] == []
    assert rest[0] == {"line": 3, "error": "'tokens' is neither text nor a list of words"}
    assert rest[1]["tokens"] == ["Anna", "met", "Carl"]
    assert rest[2] == {"line": 5, "error": "no 'tokens'"}
    assert rest[3]["line"] == 6


def test_conll_in_and_out_and_in_again(textkit_cli: Command, tagger_run: Path, tmp_path: Path) -> None:
    sentences = tagged(12, seed=8)
    plain = "\n".join("".join(f"{word}\n" for word in words) for words, _ in sentences)
    answer = textkit_cli("predict", tagger_run, "--input-format", "conll", "--format", "conll", stdin=plain)
    assert answer.code == 0
    assert answer.err == ""
    blocks = [[line.split("\t") for line in block.splitlines()] for block in answer.out.strip("\n").split("\n\n")]
    assert [[word for word, _ in block] for block in blocks] == [words for words, _ in sentences]
    assert [[tag for _, tag in block] for block in blocks] == [tags for _, tags in sentences]
    again = textkit_cli("predict", tagger_run, "--input-format", "conll", "--format", "conll", stdin=answer.out)
    assert again.out == answer.out
    (tmp_path / "answers.conll").write_text(answer.out, encoding="utf-8")
    assert (
        json.loads(textkit_cli("eval", tagger_run, "--data", tmp_path / "answers.conll", "--json").out)["span_f1"] == 1
    )


def test_conll_is_known_by_its_content(textkit_cli: Command, tagger_run: Path, tmp_path: Path) -> None:
    (lines := tmp_path / "in.txt").write_text("Anna B-PER\nslept O\n\nCarl O\n")
    answer = textkit_cli("predict", tagger_run, lines)
    assert "read as conll" in answer.err
    assert [record["tokens"] for record in records(answer.out)] == [["Anna", "slept"], ["Carl"]]


def test_the_name_of_the_output_says_that_it_is_conll(textkit_cli: Command, tagger_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "answers.conll"
    textkit_cli("predict", tagger_run, "--out", out, stdin="Anna met Carl.\n")
    assert out.read_text(encoding="utf-8") == "Anna\tB-PER\nmet\tO\nCarl\tB-PER\n.\tO\n\n"


def test_in_a_pipe_entities_stand_in_brackets(textkit_cli: Command, tagger_run: Path) -> None:
    answer = textkit_cli(
        "predict", tagger_run, "--format", "text", stdin="Anna Bell  met Carl.\n\nNobody was at home.\n"
    )
    assert answer.out == "[Anna Bell PER] met [Carl PER].\n\nNobody was at home.\n"


def test_a_table_shows_tags_and_entities(textkit_cli: Command, tagger_run: Path) -> None:
    import csv
    import io

    answer = textkit_cli("predict", tagger_run, "--format", "csv", stdin="Anna met Carl.\n")
    (row,) = csv.DictReader(io.StringIO(answer.out))
    assert json.loads(row["tags"]) == ["B-PER", "O", "B-PER", "O"]
    assert [entity["text"] for entity in json.loads(row["entities"])] == ["Anna", "Carl"]


def test_a_bad_record_is_answered_in_every_form(textkit_cli: Command, tagger_run: Path) -> None:
    lines = '{"text": "Anna met Carl."}\n{"text": 5}\n'
    expected = {
        "text": "error\tline 2:",
        "conll": "# error: line 2:",
        "jsonl": '{"line": 2, "error":',
        "csv": "'text' is",
    }
    for form, said in expected.items():
        answer = textkit_cli("predict", tagger_run, "--input-format", "jsonl", "--format", form, stdin=lines)
        assert answer.code == 3
        assert said in answer.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--top-k", "1"], "--top-k is for lists of scores"),
        (["--top-k", "1", "--format", "text"], "--top-k is for the scores, which text does not show"),
        (["--min-score", "2"], "min-score"),
    ],
)
def test_what_does_not_fit_a_tagger_is_refused(
    arguments: list[str], said: str, textkit_cli: Command, tagger_run: Path
) -> None:
    answer = textkit_cli("predict", tagger_run, *arguments, stdin="Anna\n")
    assert answer.code == 2
    assert said in answer.err
    assert answer.out == ""


def test_conll_is_no_form_for_answers_of_texts(textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("predict", linear_run, "--format", "conll", stdin="great\n")
    assert answer.code == 2
    assert "--format conll is for tags" in answer.err


def test_the_least_score_leaves_entities_out(textkit_cli: Command, tagger_run: Path) -> None:
    (record,) = records(textkit_cli("predict", tagger_run, "--min-score", 1, stdin="Anna met Carl.\n").out)
    assert record["entities"] == []
    assert record["tags"] == ["O"] * 4


def test_data_for_the_other_task_is_refused(
    textkit_cli: Command, tagger_run: Path, linear_run: Path, tmp_path: Path
) -> None:
    reviews, news = write_reviews(tmp_path / "reviews.csv"), write_conll(tmp_path / "news.conll")
    for run, data, said in ((tagger_run, reviews, "classification"), (linear_run, news, "tagging")):
        answer = textkit_cli("eval", run, "--data", data)
        assert answer.code == 3
        assert f"is for {said}" in answer.err
        assert "Traceback" not in answer.err


def test_runs_of_taggers_are_listed_with_the_figure_that_leads_them(
    textkit_cli: Command, tagger_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEXTKIT_RUNS", str(tagger_run.parent))
    assert textkit_cli("runs").code == 0
    shown = textkit_cli("runs", "show", tagger_run)
    assert "validation span_f1" in shown.out


def test_a_column_of_a_table_is_no_column_of_conll(textkit_cli: Command, tmp_path: Path) -> None:
    path = write_conll(tmp_path / "news.conll")
    answer = textkit_cli("prepare", path, "--label-column", "2")
    assert answer.code == 2
    assert "--column" in answer.err

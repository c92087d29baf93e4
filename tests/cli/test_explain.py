"""predict --explain: the words that speak for an answer, in JSON, and shaded where a person reads."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.cli.conftest import Command
from tests.labelled import write_labelled
from tests.reviews import TINY, write_reviews
from tests.tagged import TINY_TAGGER, write_conll
from tests.test_startup import HEAVY, loaded_by
from textkit.cli.shell.shaded import shaded


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_each_record_carries_its_explanation(textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("predict", linear_run, "--explain", "occlusion", stdin="The film was great\n\nawful meal\n")
    great, empty, awful = (record["explanation"] for record in records(answer.out))
    assert (great["method"], great["label"], great["group"]) == ("occlusion", "good", 1)
    assert [word["text"] for word in great["words"]] == ["The", "film", "was", "great"]
    assert max(great["words"], key=lambda word: word["weight"])["text"] == "great"
    assert great["faithfulness"].keys() == {"comprehensiveness", "chance"}
    assert (empty["words"], empty["faithfulness"]) == ([], None)
    assert (awful["label"], awful["words"][0]["start"], awful["words"][0]["end"]) == ("bad", 0, 5)


def test_the_rest_of_a_record_is_what_it_is_without(textkit_cli: Command, linear_run: Path) -> None:
    (plain,) = records(textkit_cli("predict", linear_run, "--top-k", 1, stdin="great\n").out)
    (explained,) = records(
        textkit_cli("predict", linear_run, "--top-k", 1, "--explain", "occlusion", stdin="great\n").out
    )
    assert explained.pop("explanation")
    assert explained == plain


def test_how_faithful_all_were_is_told_at_the_end(textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("predict", linear_run, "--explain", "occlusion", stdin="great film\nawful meal\n")
    drops = [record["explanation"]["faithfulness"]["comprehensiveness"] for record in records(answer.out)]
    assert f"falls by {sum(drops) / 2:.4f}; without as many at random by" in answer.err
    assert "(mean of 2 answers)" in answer.err
    assert textkit_cli("predict", linear_run, "--explain", "occlusion", stdin="\n").err == ""
    assert textkit_cli("predict", linear_run, "--quiet", "--explain", "occlusion", stdin="great\n").err == ""


def test_columns_are_carried_and_bad_records_answered(textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "great"}\n{"id": 2}\n{"id": 3, "text": "awful"}\n')
    answer = textkit_cli("predict", linear_run, tmp_path / "in.jsonl", "--explain", "occlusion")
    assert answer.code == 3
    assert [record.get("id") for record in records(answer.out)] == [1, None, 3]
    assert ["explanation" in record for record in records(answer.out)] == [True, False, True]


def test_one_document_is_an_explained_one(textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("predict", linear_run, "--json", "--explain", "occlusion", "--text", "great", "--text", "poor")
    assert [record["explanation"]["label"] for record in json.loads(answer.out)] == ["good", "bad"]


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_a_table_has_no_place_for_it(textkit_cli: Command, linear_run: Path, format: str) -> None:
    answer = textkit_cli("predict", linear_run, "--explain", "occlusion", "--format", format, stdin="great\n")
    assert (answer.code, answer.out) == (2, "")
    assert f"{format} has no place for it" in answer.err


def test_what_a_model_does_not_have_names_what_works(textkit_cli: Command, linear_run: Path) -> None:
    for method in ("attention", "gradients"):
        answer = textkit_cli("predict", linear_run, "--explain", method, stdin="great\n")
        assert answer.code == 2
        assert answer.err.endswith("--explain occlusion works with every model\n")
    answer = textkit_cli("predict", linear_run, "--explain", "atention", stdin="great\n")
    assert answer.code == 2
    assert "'occlusion', 'attention', 'gradients'" in answer.err


@pytest.mark.parametrize("method", ["occlusion", "attention", "gradients"])
def test_a_network_is_explained_by_each_method(method: str, textkit_cli: Command, reviews: Path) -> None:
    textkit.train(str(reviews), "lstm-attn", config=TINY)
    answer = textkit_cli("predict", "--explain", method, stdin="The film was great\n")
    (record,) = records(answer.out)
    assert record["explanation"]["method"] == method
    assert len(record["explanation"]["words"]) == 4


def test_sets_and_entities_have_an_explanation_each(textkit_cli: Command, tmp_path: Path) -> None:
    textkit.train(str(write_labelled(tmp_path / "notices.csv")), "tfidf")
    (record,) = records(textkit_cli("predict", "--explain", "occlusion", stdin="museum and storm\n").out)
    assert [each["label"] for each in record["explanation"]] == record["labels"] != []
    textkit.train(str(write_conll(tmp_path / "news.conll")), "lstm", config=TINY_TAGGER)
    (record,) = records(textkit_cli("predict", "--explain", "occlusion", stdin="Anna Bell flew to Oslo.\n").out)
    places = [(each["start"], each["end"], each["label"]) for each in record["explanation"]]
    assert places == [(each["start"], each["end"], each["label"]) for each in record["entities"]] != []
    answer = textkit_cli("predict", "--explain", "occlusion", "--format", "conll", stdin="Anna Bell flew to Oslo.\n")
    assert answer.code == 2


def test_a_pipe_sees_the_line_alone(textkit_cli: Command, linear_run: Path) -> None:
    plain = textkit_cli("predict", linear_run, "--format", "text", stdin="great\n").out
    explained = textkit_cli("predict", linear_run, "--format", "text", "--explain", "occlusion", stdin="great\n").out
    assert explained == plain


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    from textkit.cli.shell import output

    monkeypatch.setattr(output, "is_terminal", lambda stream: stream is sys.stdout)
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in {"TERM": "xterm-256color", "COLORTERM": "truecolor", **environment}.items():
        monkeypatch.setenv(name, value)


def test_a_terminal_sees_the_words_shaded(
    textkit_cli: Command, linear_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    text = "The film was great"
    line, below = textkit_cli(
        "predict", linear_run, "--format", "text", "--explain", "occlusion", "--text", text
    ).out.splitlines()
    assert line.startswith("good\t")
    assert "\033[30;48;2;34;160;70mgreat\033[0m" in below
    assert re.sub(r"\033\[[\d;]*m", "", below) == f"  good: {text}"


def test_no_colour_is_no_shading(textkit_cli: Command, linear_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_terminal(monkeypatch, NO_COLOR="1")
    answer = textkit_cli("predict", linear_run, "--format", "text", "--explain", "occlusion", "--text", "great")
    assert "\033" not in answer.out
    assert len(answer.out.splitlines()) == 1


def word(text: str, start: int, weight: float) -> dict[str, Any]:
    return {"text": text, "start": start, "end": start + len(text), "weight": weight}


def test_the_stronger_the_fuller_green_for_and_red_against(monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_terminal(monkeypatch)
    words = [word("good", 0, 0.5), word("bad", 5, -0.25), word("so", 10, 0.01), word("[x]", 13, 0.1)]
    entity = {"label": "PER", "start": 5, "end": 8, "words": words}
    line = shaded({"text": "good bad\n\nso [x]", "explanation": [entity]})
    assert "\033[30;48;2;34;160;70mgood\033[0m \033[30;48;2;235;158;155mbad\033[0m so " in line
    assert re.sub(r"\033\[[\d;]*m", "", line) == "  PER bad: good bad so [x]\n"


def test_without_weights_nothing_is_shaded() -> None:
    line = shaded({"text": "so what", "explanation": {"label": "x", "words": [word("so", 0, 0.0)]}})
    assert re.sub(r"\033\[[\d;]*m", "", line) == "  x: so what\n"
    assert "48;" not in line


def test_occlusion_of_a_linear_run_loads_numpy_alone(tmp_path: Path) -> None:
    run = textkit.train(str(write_reviews(tmp_path / "reviews.csv")), "tfidf")
    assert not loaded_by("predict", str(run.path), "--explain", "occlusion", stdin="The film was great\n") & HEAVY

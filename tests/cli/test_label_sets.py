"""Label sets at the command line: prepare, train, eval and predict of a multi-label file, every form of answer."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.cli.conftest import Command
from tests.encoders import tiny_encoder
from tests.labelled import LABELS, TINY_SETS, labelled, with_a_rare_label, write_flags, write_labelled

TINY = [f"--set={section}.{key}={value}" for section, settings in TINY_SETS.items() for key, value in settings.items()]
BOTH, NONE = "painting again rain", "nobody said"


@pytest.fixture(scope="session")
def sets_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished linear run on invented notices; tests only read it."""
    folder = tmp_path_factory.mktemp("sets")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        data, config = write_labelled(folder / "notices.csv", rows=400), {"training": {"thresholds": "per-label"}}
        return textkit.train(str(data), "tfidf", out=folder / "run", config=config).path


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
@pytest.mark.parametrize("model", ["tfidf", "lstm-attn"])
def test_train_eval_and_predict_from_a_file(model: str, suffix: str, textkit_cli: Command, tmp_path: Path) -> None:
    path = write_labelled(tmp_path / f"notices.{suffix}")
    answer = textkit_cli("train", path, "-m", model, *(TINY if model == "lstm-attn" else []))
    assert answer.code == 0
    assert "validation micro_f1" in answer.out
    document = json.loads(textkit_cli("eval", "--json").out)
    assert document["micro_f1"] > 0.7
    assert document["per_label"].keys() == set(LABELS)
    (record,) = records(textkit_cli("predict", stdin=f"{BOTH}\n").out)
    assert {"art", "weather"} <= set(record["labels"])
    assert record["scores"].keys() == set(LABELS)


def test_prepare_says_what_the_sets_are_like(textkit_cli: Command, tmp_path: Path) -> None:
    path = write_labelled(tmp_path / "notices.csv")
    answer = textkit_cli("prepare", path)
    for part in ("multilabel", "240 rows", "commonest label to all, micro F1", "--model tfidf", *LABELS):
        assert part in answer.out + answer.err
    document = json.loads(textkit_cli("prepare", path, "--json").out)
    assert (document["task"], document["labels"]) == ("multilabel", LABELS)


def test_shares_of_labels_are_of_the_rows(textkit_cli: Command, tmp_path: Path) -> None:
    notices = [(f"painting {row}", ["art"]) for row in range(50)]
    notices += [(f"painting rain {row}", ["art", "weather"]) for row in range(50)]
    out = textkit_cli("prepare", write_flags(tmp_path / "notices.csv", notices)).out
    lines = {line.split()[0]: line.split() for line in out.splitlines() if line.strip()}
    assert lines["label"][-2:] == ["of", "rows"]
    assert (lines["art"][-1], lines["weather"][-1]) == ("100.0%", "50.0%")
    assert "labels a text" in out
    assert "1.50 on average" in out


def test_training_flags_of_label_sets(textkit_cli: Command, tmp_path: Path) -> None:
    path = write_labelled(tmp_path / "notices.csv")
    flags = ["--thresholds", "per-label", "--threshold-metric", "macro_f1", "--class-weights", "auto"]
    document = json.loads(textkit_cli("train", path, "-m", "tfidf", *flags, "--json").out)
    kept = json.loads(Path(document["run"], "thresholds.json").read_text())
    assert (kept["kind"], kept["metric"]) == ("per-label", "macro_f1")
    assert kept["thresholds"] == document["validation"]["thresholds"]
    assert 'class_weights = "auto"' in Path(document["run"], "config.toml").read_text()
    assert document["files"].keys() >= {"thresholds.json", "labels.json"}


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--thresholds", "half"], "--thresholds is for sets of labels"),
        (["--threshold-metric", "macro_f1"], "--threshold-metric is for sets of labels"),
        (["--thresholds", "best"], "training.thresholds = 'best'"),
        (["--class-weights", "yes"], "training.class_weights = 'yes'"),
    ],
)
def test_flags_that_cannot_be_honoured_are_refused(
    flags: list[str], said: str, textkit_cli: Command, reviews: Path
) -> None:
    answer = textkit_cli("train", reviews, "-m", "tfidf", *flags)
    assert answer.code == 2
    assert said in answer.err
    assert answer.out == ""


def test_class_weights_raise_the_recall_of_a_rare_label(textkit_cli: Command, tmp_path: Path) -> None:
    path, recalls = write_flags(tmp_path / "notices.csv", with_a_rare_label(400)), []
    for weights in ("none", "auto"):
        run = tmp_path / weights
        textkit_cli("train", path, "-m", "tfidf", "--out", run, "--thresholds", "half", "--class-weights", weights)
        document = json.loads(textkit_cli("eval", run, "--split", "train", "--json").out)
        recalls.append(document["per_label"]["comet"]["recall"])
    assert recalls[0] < 0.5 < recalls[1]


def test_eval_shows_thresholds_and_what_half_scores(textkit_cli: Command, sets_run: Path, tmp_path: Path) -> None:
    data = write_labelled(tmp_path / "more.csv", rows=60, seed=3)
    out = textkit_cli("eval", sets_run, "--data", data).out
    for part in (
        "micro F1",
        "samples F1",
        "subset accuracy",
        "average precision, mean of the labels",
        "labels a text",
        "micro F1, were all thresholds 0.5",
        "threshold",
        "60 rows",
    ):
        assert part in out
    kept = json.loads((sets_run / "thresholds.json").read_text())["thresholds"]
    for label, threshold in kept.items():
        (line,) = (each.split() for each in out.splitlines() if each.split()[:1] == [label])
        assert f"{threshold:.4f}" in line
    document = json.loads(textkit_cli("eval", sets_run, "--data", data, "--json").out)
    assert document["thresholds"] == kept
    assert document["at_half"].keys() == {"micro_f1", "macro_f1", "samples_f1", "subset_accuracy"}


def test_scores_of_classes_have_no_thresholds(textkit_cli: Command, linear_run: Path, reviews: Path) -> None:
    assert "threshold" not in textkit_cli("eval", linear_run, "--data", reviews).out


def test_a_label_without_its_column_is_not_scored_as_absent(
    textkit_cli: Command, sets_run: Path, tmp_path: Path
) -> None:
    data = write_flags(tmp_path / "whole.csv", labelled(40, seed=3))
    header, *rows = data.read_text().splitlines()
    columns = header.split(",")
    missing = columns.index("money")
    cut = [",".join(cell for place, cell in enumerate(row.split(",")) if place != missing) for row in [header, *rows]]
    (tmp_path / "cut.csv").write_text("\n".join(cut) + "\n")
    run = textkit.train(str(data), "tfidf", out=tmp_path / "run").path
    answer = textkit_cli("eval", run, "--data", tmp_path / "cut.csv")
    assert answer.code == 3
    assert "no column for labels of the run: money" in answer.err


def test_eval_shows_the_sets_that_are_wrong(textkit_cli: Command, sets_run: Path, tmp_path: Path) -> None:
    notices = [*labelled(40, seed=3), ("painting in the rain 1", ["money"]), ("bank loan market 2", [])]
    data = write_flags(tmp_path / "wrong.csv", notices)
    document = json.loads(textkit_cli("eval", sets_run, "--data", data, "--json", "--errors", 2).out)
    first, second = document["errors"]
    assert (first["text"], first["labels"], first["predicted"]) == (
        "painting in the rain 1",
        ["money"],
        ["art", "weather"],
    )
    assert (second["labels"], second["predicted"]) == ([], ["money"])
    assert first["score"] >= second["score"]
    assert first["origin"] == "wrong.csv:42"
    lines = textkit_cli("eval", sets_run, "--data", data).out.splitlines()
    assert "most confident errors: the sets that most probability is missing from" in lines
    (line,) = (each for each in lines if "painting in the rain 1" in each)
    assert "art, weather" in line
    (line,) = (each for each in lines if "bank loan market 2" in each)
    assert line.split()[1:3] == ["-", "money"]


def test_lines_have_full_scores(textkit_cli: Command, sets_run: Path) -> None:
    answer = textkit_cli("predict", sets_run, stdin=f"{BOTH}\n{NONE}\n\n")
    assert answer.err == ""
    both, none, empty = records(answer.out)
    assert both.keys() == {"text", "labels", "scores"}
    assert sorted(both["labels"]) == ["art", "weather"]
    assert list(both["scores"]) == sorted(both["scores"], key=lambda label: -both["scores"][label])
    assert none["labels"] == []
    assert none["scores"].keys() == empty["scores"].keys() == set(LABELS)
    assert [both, none, empty] == textkit.load(sets_run).predict([BOTH, NONE, ""])


def test_json_is_one_document(textkit_cli: Command, sets_run: Path) -> None:
    document = json.loads(textkit_cli("predict", sets_run, "--json", stdin=f"{BOTH}\n{NONE}\n").out)
    assert document == textkit.load(sets_run).predict([BOTH, NONE])


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_table_has_the_labels_and_their_scores(form: str, textkit_cli: Command, sets_run: Path) -> None:
    answer = textkit_cli("predict", sets_run, "--format", form, stdin=f"{BOTH}\n{NONE}\n")
    both, none = csv.DictReader(io.StringIO(answer.out), delimiter="\t" if form == "tsv" else ",")
    (record,) = textkit.load(sets_run).predict([BOTH])
    assert both["text"] == BOTH
    assert both["labels"] == ", ".join(record["labels"])
    assert [float(score) for score in both["scores"].split(", ")] == [
        record["scores"][each] for each in record["labels"]
    ]
    assert (none["labels"], none["scores"], none["error"]) == ("", "", "")


def test_columns_are_carried_through(textkit_cli: Command, sets_run: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f"id,text,labels\n7,{BOTH},money\n")
    answer = textkit_cli("predict", sets_run, tmp_path / "in.csv", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(answer.out))
    assert list(row) == ["id", "input_labels", "text", "labels", "scores", "error"]
    assert (row["id"], row["input_labels"]) == ("7", "money")


def test_a_table_of_answers_can_be_scored(textkit_cli: Command, sets_run: Path, tmp_path: Path) -> None:
    text = "".join(f"{text}\n" for text, _ in labelled(40, seed=6))
    textkit_cli("predict", sets_run, "--out", tmp_path / "answers.csv", stdin=text)
    answer = textkit_cli("eval", sets_run, "--data", tmp_path / "answers.csv", "--json")
    assert answer.code == 0
    assert json.loads(answer.out)["subset_accuracy"] == 1.0


def test_text_is_one_line_a_record(textkit_cli: Command, sets_run: Path) -> None:
    out = textkit_cli("predict", sets_run, "--format", "text", stdin=f"{BOTH}\n{NONE}\n").out
    (record,) = textkit.load(sets_run).predict([BOTH])
    labels, scores, text = out.splitlines()[0].split("\t")
    assert labels == ", ".join(record["labels"])
    assert scores == ", ".join(f"{record['scores'][label]:.4f}" for label in record["labels"])
    assert text == BOTH
    assert out.splitlines()[1] == f"-\t-\t{NONE}"


@pytest.mark.parametrize("form", ["jsonl", "csv", "tsv", "text", "json"])
def test_a_bad_record_is_answered_in_every_form(form: str, textkit_cli: Command, sets_run: Path) -> None:
    lines = json.dumps({"text": BOTH}) + '\n{"text": 5}\n'
    flags = ["--json"] if form == "json" else ["--format", form]
    answer = textkit_cli("predict", sets_run, "--input-format", "jsonl", *flags, stdin=lines)
    assert answer.code == 3
    assert "'text' is not text" in answer.out
    assert BOTH in answer.out


def test_top_k_and_the_least_score(textkit_cli: Command, sets_run: Path) -> None:
    (record,) = records(textkit_cli("predict", sets_run, "--top-k", 1, "--min-score", 1, stdin=f"{BOTH}\n").out)
    assert record["labels"] == []
    assert len(record["scores"]) == 1
    refused = textkit_cli("predict", sets_run, "--top-k", 1, "--format", "csv", stdin=f"{BOTH}\n")
    assert refused.code == 2


def test_a_checkpoint_of_transformers_answers_with_sets(textkit_cli: Command, tmp_path: Path) -> None:
    config = {"training": {"threads": 1, "precision": "fp32", "epochs": 1, "least_steps": 0}}
    run = textkit.train(str(write_labelled(tmp_path / "notices.csv")), f"hf:{tiny_encoder('bert')}", config=config)
    (record,) = records(textkit_cli("predict", f"hf:{run.model}", "--threads", 1, stdin=f"{BOTH}\n").out)
    assert record["scores"].keys() == set(LABELS)
    assert isinstance(record["labels"], list)


def test_damaged_thresholds_are_named(textkit_cli: Command, tmp_path: Path) -> None:
    run = textkit.train(str(write_labelled(tmp_path / "notices.csv")), "tfidf")
    run.thresholds_file.write_text("{}")
    answer = textkit_cli("predict", run.path, stdin=f"{BOTH}\n")
    assert answer.code == 3
    assert f"error: {run.thresholds_file}: differs from what the manifest says was trained" in answer.err
    run.thresholds_file.unlink()
    answer = textkit_cli("predict", run.path, stdin=f"{BOTH}\n")
    assert answer.code == 4
    assert f"{run.thresholds_file} is missing" in answer.err


def test_runs_of_label_sets_are_listed_with_the_figure_that_leads_them(textkit_cli: Command, sets_run: Path) -> None:
    metrics = json.loads((sets_run / "metrics.json").read_text())["validation"]
    shown = textkit_cli("runs", "show", sets_run).out
    assert "validation micro_f1" in shown
    assert f"{metrics['micro_f1']:.4f}" in shown

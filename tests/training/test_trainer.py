"""One training from a dataset to a run: determinism, --init, --limit, --resume's conditions, what is refused."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.reviews import TINY, write_reviews
from tests.tagged import TINY_TAGGER, write_conll
from textkit.config.settings import Setting
from textkit.errors import DataError, MissingError, UsageError
from textkit.run import Run, all_runs, newest
from textkit.training import trainer


def sha256(run: Run) -> str:
    return hashlib.sha256(run.weights.read_bytes()).hexdigest()


def tiny(**training: Any) -> dict[str, Any]:
    return {**TINY, "training": {**TINY["training"], **training}}


@pytest.mark.parametrize("model", ["lstm-attn", "tfidf"])
def test_one_seed_gives_one_file(model: str, reviews: Path) -> None:
    config = tiny() if model == "lstm-attn" else {}
    first, second = (textkit.train(str(reviews), model, config=config) for _ in range(2))
    assert sha256(first) == sha256(second)
    assert first.path != second.path


def test_another_seed_gives_another_file(reviews: Path) -> None:
    assert sha256(textkit.train(str(reviews), "lstm-attn", config=tiny(seed=1))) != sha256(
        textkit.train(str(reviews), "lstm-attn", config=tiny(seed=2))
    )


@pytest.mark.parametrize(
    "options",
    [
        {"tokenizer": "wordpiece"},
        {"pooling": "mean", "dense": 16, "dense_l2": 0.001},
        {"recurrent_dropout": 0.2, "pooling": "max"},
        {"pooling": "last", "ngram_buckets": 0},
    ],
)
def test_the_options_of_the_recurrent_models_train_and_predict(options: dict[str, Any], reviews: Path) -> None:
    config = {**tiny(epochs=10), "model": {**TINY["model"], **options}}
    run = textkit.train(str(reviews), "lstm-attn", config=config)
    assert run.metrics()["validation"]["accuracy"] > 0.8
    assert textkit.load(run).predict(["The film was superb"])[0]["label"] == "good"


@pytest.mark.parametrize("optimizer", ["adam", "adamw"])
@pytest.mark.parametrize("schedule", ["constant", "linear", "cosine", "exponential", "plateau"])
def test_every_schedule_and_optimizer_learns(optimizer: str, schedule: str, reviews: Path) -> None:
    run = textkit.train(
        str(reviews), "lstm-attn", config=tiny(optimizer=optimizer, schedule=schedule, lr=0.03, epochs=8)
    )
    assert run.metrics()["validation"]["accuracy"] > 0.8


def test_patience_stops_early_and_the_best_epoch_is_kept(reviews: Path) -> None:
    run = textkit.train(str(reviews), "lstm-attn", config=tiny(epochs=60, patience=2, metric="accuracy"))
    records = [json.loads(line) for line in run.history_file.read_text().splitlines()]
    assert len(records) < 60
    best = max(records, key=lambda record: (record["accuracy"], -record["epoch"]))
    assert run.metrics()["validation"]["epoch"] == best["epoch"]
    assert run.metrics()["validation"]["accuracy"] == best["accuracy"]
    assert len(records) == best["epoch"] + 2


def test_the_last_epoch_is_kept_where_that_is_asked_for(reviews: Path) -> None:
    best, last = (
        textkit.train(str(reviews), "lstm-attn", config=tiny(epochs=60, patience=2, keep=keep))
        for keep in ("best", "last")
    )
    assert best.history_file.read_text().count("\n") == last.history_file.read_text().count("\n")
    record = json.loads(last.history_file.read_text().splitlines()[-1])
    scores = last.metrics()["validation"]
    assert scores["epoch"] == record["epoch"] == best.metrics()["validation"]["epoch"] + 2
    assert scores["loss"] == pytest.approx(record["loss"], abs=1e-6)
    assert sha256(last) != sha256(best)


def test_limit_takes_the_first_rows_after_the_seeded_shuffle(reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf", config={"data": {"limit": 20}})
    few = json.loads((run.model / "vocabulary.json").read_text())
    everything = textkit.train(str(reviews), "tfidf")
    assert len(few["words"]) < len(json.loads((everything.model / "vocabulary.json").read_text())["words"])
    assert run.manifest().dataset["hash"] == everything.manifest().dataset["hash"]


def test_a_limit_that_leaves_one_label_is_refused(reviews: Path) -> None:
    with pytest.raises(DataError, match="one label"):
        textkit.train(str(reviews), "tfidf", config={"data": {"limit": 1}})


def test_init_goes_on_from_weights_and_keeps_the_rows_of_known_labels(reviews: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    first = textkit.train(str(reviews), "lstm-attn", config=tiny())
    text = write_reviews(tmp_path / "more.csv", rows=120, seed=3).read_text()
    other = tmp_path / "other.csv"
    other.write_text(text.replace(",good\n", ",praise\n"), encoding="utf-8")
    config = {"training": {"epochs": 1, "lr": 1e-12, "threads": 1}}
    second = textkit.train(str(other), "lstm-attn", init=first.path, config=config)
    before, after = load_file(first.weights), load_file(second.weights)
    assert second.labels() == ["bad", "praise"]
    assert second.manifest().init == first.name
    for name in before:
        if not name.startswith("head."):
            assert abs(before[name] - after[name]).max() < 1e-6
    assert abs(before["head.weight"][0] - after["head.weight"][0]).max() < 1e-6  # "bad" is known
    assert abs(before["head.weight"][1] - after["head.weight"][1]).max() > 1e-3  # "praise" is new


def test_init_refuses_another_architecture(reviews: Path) -> None:
    first = textkit.train(str(reviews), "lstm-attn", config=tiny())
    with pytest.raises(UsageError, match="is a lstm-attn, not a lstm"):
        textkit.train(str(reviews), "lstm", init=first.path)
    with pytest.raises(UsageError, match="built otherwise"):
        textkit.train(str(reviews), "lstm-attn", init=first.path, config={"model": {"hidden": 9}})


def test_tfidf_has_nothing_to_go_on_from(reviews: Path) -> None:
    first = textkit.train(str(reviews), "tfidf")
    with pytest.raises(UsageError, match="--init"):
        textkit.train(str(reviews), "tfidf", init=first.path)


def test_pretrained_embeddings_start_the_words_that_they_know(reviews: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    vectors = tmp_path / "vectors.txt"
    vectors.write_text("film " + " ".join(["0.5"] * 16) + "\nthe " + " ".join(["-2"] * 16) + "\n", encoding="utf-8")
    options = {**TINY["model"], "pretrained_embeddings": str(vectors), "freeze_embeddings": True}
    run = textkit.train(str(reviews), "lstm-attn", config={**tiny(), "model": options})
    table = load_file(run.weights)["embedding.words.weight"]
    vocabulary = json.loads((run.model / "vocabulary.json").read_text())
    assert (table[vocabulary.index("film") + 2] == 0.5).all()
    assert (table[vocabulary.index("The") + 2] == -2).all()  # found in lower case
    vectors.unlink()
    assert textkit.load(run).predict(["The film was fine"])  # the run needs the file no more


def test_pretrained_embeddings_of_another_size_are_refused(reviews: Path, tmp_path: Path) -> None:
    vectors = tmp_path / "vectors.txt"
    vectors.write_text("film 1 2 3\n", encoding="utf-8")
    config = {**tiny(), "model": {**TINY["model"], "pretrained_embeddings": str(vectors)}}
    with pytest.raises(UsageError, match="vectors of 3 numbers"):
        textkit.train(str(reviews), "lstm-attn", config=config)


def test_resuming_a_finished_run_changes_nothing(reviews: Path, tmp_path: Path) -> None:
    run = textkit.train(str(reviews), "lstm-attn", out=tmp_path / "run", config=tiny())
    before = run.manifest()
    assert textkit.train(str(reviews), "lstm-attn", out=tmp_path / "run", resume=True, config=tiny()) == run
    assert run.manifest() == before


def test_resuming_with_other_settings_is_refused_with_both(reviews: Path, tmp_path: Path) -> None:
    textkit.train(str(reviews), "lstm-attn", out=tmp_path / "run", config=tiny())
    with pytest.raises(UsageError, match=r"training\.lr: 0\.01 before, 0\.5 now"):
        textkit.train(str(reviews), "lstm-attn", out=tmp_path / "run", resume=True, config=tiny(lr=0.5))


def test_a_taken_folder_is_refused(reviews: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="exists"):
        textkit.train(str(reviews), "tfidf", out=tmp_path / "taken")
    assert (tmp_path / "taken" / "thesis.txt").read_text() == "mine"


def test_the_saved_config_trains_the_same_again(reviews: Path) -> None:
    from textkit.config.settings import from_file

    run = textkit.train(str(reviews), "lstm-attn", config=tiny())
    assert sha256(trainer.train(from_file(run.config_file))) == sha256(run)


def test_the_newest_run_is_the_last_finished(reviews: Path) -> None:
    textkit.train(str(reviews), "tfidf")
    second = textkit.train(str(reviews), "tfidf")
    assert newest() == second


def test_no_model_named(reviews: Path) -> None:
    with pytest.raises(UsageError, match="no model is named"):
        trainer.train([Setting("data.dataset", str(reviews), "dataset")])


def test_loading_an_unfinished_or_damaged_run(reviews: Path) -> None:
    run = textkit.train(str(reviews), "lstm-attn", config=tiny())
    whole = run.weights.read_bytes()
    run.weights.write_bytes(whole[:100])
    with pytest.raises(DataError, match="differs from what the manifest says"):
        textkit.load(run)
    run.weights.write_bytes(whole)
    run.labels_file.write_text('["good", "bad"]')
    with pytest.raises(DataError, match=r"labels\.json: differs"):
        textkit.load(run)
    manifest = json.loads(run.manifest_file.read_text())
    run.manifest_file.write_text(json.dumps({**manifest, "status": "unfinished"}))
    with pytest.raises(UsageError, match="not finished"):
        textkit.load(run)
    with pytest.raises(MissingError, match="is no run"):
        textkit.load(run.path / "model")


def test_evaluating_finds_the_dataset_again_or_says_that_it_is_gone(reviews: Path, tmp_path: Path) -> None:
    import shutil

    run = textkit.train(str(reviews), "tfidf")
    before = textkit.evaluate(run).scores
    shutil.rmtree(tmp_path / "home")
    assert textkit.evaluate(run).scores == before
    shutil.rmtree(tmp_path / "home")
    write_reviews(reviews, seed=9)
    with pytest.raises(MissingError, match="is gone"):
        textkit.evaluate(run)


def test_evaluating_on_other_data_matches_labels_by_name(reviews: Path, tmp_path: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    more = write_reviews(tmp_path / "more.csv", seed=5)
    assert textkit.evaluate(run, data=str(more)).scores["accuracy"] > 0.9
    assert "test" not in run.metrics()  # scores on other data are not the run's own
    strange = tmp_path / "strange.csv"
    strange.write_text(more.read_text().replace(",bad\n", ",horrid\n"))
    with pytest.raises(DataError, match="horrid") as caught:
        textkit.evaluate(run, data=str(strange))
    assert "bad, good" in str(caught.value.hint)


def test_few_rows_get_enough_epochs_unless_epochs_are_asked_for(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tomllib import loads

    def epochs(**training: Any) -> int:
        few = {key: value for key, value in TINY["training"].items() if key != "epochs"}
        run = textkit.train(str(reviews), "lstm-attn", config={**TINY, "training": {**few, **training}})
        return int(loads(run.config_file.read_text())["training"]["epochs"])

    assert epochs() == 13  # 192 rows in batches of 16 are 12 steps, and 150 are wanted
    assert epochs(least_steps=0) == 4
    assert epochs(epochs=2) == 2
    monkeypatch.setenv("TEXTKIT_TRAINING_EPOCHS", "3")
    assert epochs() == 3


def test_tensorboard_holds_what_the_history_holds(reviews: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    run = textkit.train(str(reviews), "lstm-attn", config=tiny(tensorboard=True, track_test=True))
    events = EventAccumulator(str(run.path / "tensorboard"))
    events.Reload()
    records = [json.loads(line) for line in run.history_file.read_text().splitlines()]
    tags = {"train_loss": "train/epoch_loss", "seconds": "train/seconds", "epoch": "train/epoch"}
    for name in records[0].keys() - {"step", "learning_rate"}:
        tag = tags.get(name) or ("test/" + name[5:] if name.startswith("test_") else f"validation/{name}")
        logged = events.Scalars(tag)
        assert [event.step for event in logged] == [record["step"] for record in records]
        assert [event.value for event in logged] == pytest.approx([record[name] for record in records], abs=1e-6)
    assert events.Scalars("test/accuracy")
    assert len(events.Scalars("train/loss")) == records[-1]["step"]
    rates = {event.step: event.value for event in events.Scalars("train/learning_rate")}
    assert [rates[record["step"]] for record in records] == pytest.approx([each["learning_rate"] for each in records])


def test_tensorboard_that_is_not_installed_is_named(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(MissingError, match="TensorBoard is not installed"):
        textkit.train(str(reviews), "lstm-attn", config=tiny(tensorboard=True))


def test_label_smoothing_keeps_scores_from_certainty(reviews: Path) -> None:
    plain, smoothed = (
        textkit.load(
            textkit.train(str(reviews), "lstm-attn", config=tiny(epochs=12, label_smoothing=smoothing))
        ).predict(["The film was superb"])[0]["score"]
        for smoothing in (0.0, 0.3)
    )
    assert plain > smoothed


@pytest.mark.parametrize("option", [{"device": "cuda"}, {"threads": 4}])
def test_a_linear_run_refuses_what_it_cannot_honour(option: dict[str, Any], reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    with pytest.raises(UsageError, match="one CPU thread"):
        textkit.load(run, **option)


def test_lowercase_is_part_of_the_run(reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf", config={"preprocessing": {"lowercase": True}})
    predictor = textkit.load(run)
    shouted, said = predictor.predict(["THE FILM WAS SUPERB", "the film was superb"])
    assert shouted["scores"] == said["scores"]
    assert shouted["text"] == "THE FILM WAS SUPERB"


def test_a_second_training_in_the_same_folder_is_refused(reviews: Path, tmp_path: Path) -> None:
    from textkit.run import Manifest, begin
    from textkit.training.claim import claimed

    run = begin(tmp_path / "run", Manifest("tfidf", "classification", "numpy", {}, 1))
    with claimed(run), pytest.raises(UsageError, match="another process"), claimed(run):
        pass


def test_a_training_that_fails_at_its_start_leaves_nothing(reviews: Path, tmp_path: Path) -> None:
    config = {"model": {**TINY["model"], "pretrained_embeddings": "nowhere.txt"}}
    with pytest.raises(MissingError, match=r"nowhere\.txt"):
        textkit.train(str(reviews), "lstm-attn", config=config)
    assert not list((tmp_path / "runs").iterdir())


def test_resume_finds_the_finished_run_of_the_same_settings(reviews: Path) -> None:
    run = textkit.train(str(reviews), "tfidf")
    assert textkit.train(str(reviews), "tfidf", resume=True) == run
    other = textkit.train(str(reviews), "tfidf", resume=True, config={"training": {"c": 1.0}})
    assert other != run


def test_a_damaged_checkpoint_is_named(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from textkit.errors import Interrupted
    from textkit.training import gradient

    def stop(*_: object) -> None:
        raise Interrupted("stopped")

    with monkeypatch.context() as patch:
        patch.setattr(gradient._Training, "_stop_if_asked", stop)
        with pytest.raises(Interrupted):
            textkit.train(str(reviews), "lstm-attn", config=tiny(checkpoint_seconds=0))
    (run,) = (each for each, _ in all_runs())
    state = run.checkpoint / "state.safetensors"
    state.write_bytes(state.read_bytes()[:50])
    with pytest.raises(DataError, match="the checkpoint is damaged"):
        textkit.train(str(reviews), "lstm-attn", resume=True, config=tiny(checkpoint_seconds=0))


def test_what_makes_scores_others_is_in_the_title(reviews: Path) -> None:
    config = {"data": {"limit": 50}, "preprocessing": {"lowercase": True}}
    assert textkit.train(str(reviews), "tfidf", config=config).manifest().title == "tfidf (lower case, 50 rows)"


def test_resuming_on_other_data_is_refused(reviews: Path, tmp_path: Path) -> None:
    textkit.train(str(reviews), "tfidf", out=tmp_path / "run")
    write_reviews(reviews, seed=4)
    with pytest.raises(UsageError, match="begun on other data"):
        textkit.train(str(reviews), "tfidf", out=tmp_path / "run", resume=True)


def tiny_tagger(model: dict[str, Any] | None = None, **training: Any) -> dict[str, Any]:
    return {
        "model": {**TINY_TAGGER["model"], **(model or {})},
        "training": {**TINY_TAGGER["training"], "epochs": 2, **training},
    }


def test_a_crf_over_texts_is_refused(reviews: Path) -> None:
    config = {**tiny(), "model": {**TINY["model"], "crf": True}}
    with pytest.raises(UsageError, match="--crf is for words"):
        textkit.train(str(reviews), "lstm", config=config)
    with pytest.raises(UsageError, match="bilstm-crf does not serve classification") as caught:
        textkit.train(str(reviews), "bilstm-crf", config=tiny())
    assert "lstm-attn" in str(caught.value.hint)


def test_tfidf_has_no_answer_for_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tfidf does not serve tagging") as caught:
        textkit.train(str(write_conll(tmp_path / "news.conll")), "tfidf")
    assert "bilstm-crf" in str(caught.value.hint)


@pytest.mark.parametrize(("model", "crf"), [("bilstm-crf", {}), ("lstm", {"crf": True})])
def test_label_smoothing_under_a_crf_is_refused(model: str, crf: dict[str, Any], tmp_path: Path) -> None:
    path = write_conll(tmp_path / "news.conll", rows=60)
    with pytest.raises(UsageError, match="no label smoothing"):
        textkit.train(str(path), model, config=tiny_tagger(crf, label_smoothing=0.1))
    assert textkit.train(str(path), "lstm", config=tiny_tagger(label_smoothing=0.1, epochs=1)).labels()


@pytest.mark.parametrize("metric", ["accuracy", "weighted_f1"])
def test_a_metric_of_texts_is_refused_for_entities(metric: str, tmp_path: Path) -> None:
    path = write_conll(tmp_path / "news.conll", rows=60)
    with pytest.raises(UsageError, match=f"--metric {metric} is no figure of this dataset") as caught:
        textkit.train(str(path), "lstm", config=tiny_tagger(metric=metric))
    assert "one of: span_f1, span_f1_lenient, macro_f1, token_accuracy, loss" in str(caught.value.hint)


@pytest.mark.parametrize("metric", ["span_f1", "token_accuracy"])
def test_a_metric_of_words_is_refused_for_texts(metric: str, reviews: Path) -> None:
    with pytest.raises(UsageError, match="one of: accuracy, macro_f1, weighted_f1, loss"):
        textkit.train(str(reviews), "lstm", config=tiny(metric=metric))


def test_the_default_metric_is_the_tasks(reviews: Path, tmp_path: Path) -> None:
    from tomllib import loads

    def metric(data: Path, column: str | None = None, **training: Any) -> str:
        config = {**tiny_tagger(epochs=1, **training), "data": {"column": column} if column else {}}
        run = textkit.train(str(data), "lstm", config=config)
        return str(loads(run.config_file.read_text())["training"]["metric"])

    news = write_conll(tmp_path / "news.conll", rows=60)
    assert metric(news) == "span_f1"
    assert metric(news, "pos") == "token_accuracy"
    assert metric(reviews) == "accuracy"
    assert metric(news, metric="loss") == "loss"


def test_the_best_epoch_of_a_tagger_is_kept(tmp_path: Path) -> None:
    run = textkit.train(str(write_conll(tmp_path / "news.conll")), "bilstm-crf", config=tiny_tagger(epochs=8))
    records = [json.loads(line) for line in run.history_file.read_text().splitlines()]
    best = max(records, key=lambda record: (record["span_f1"], -record["epoch"]))
    assert run.metrics()["validation"]["epoch"] == best["epoch"]
    assert run.metrics()["validation"]["span_f1"] == best["span_f1"] > 0.9
    assert run.metrics()["validation"]["loss"] == pytest.approx(best["loss"], abs=1e-6)
    # the loss of the last steps is that of the same words: no factor between the two
    assert 0.1 < records[-1]["train_loss"] / records[-1]["loss"] < 10


def test_a_tagger_that_was_stopped_resumes_to_the_same_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from textkit.errors import Interrupted
    from textkit.training import gradient

    data, config = str(write_conll(tmp_path / "news.conll", rows=120)), tiny_tagger(checkpoint_seconds=0)
    straight = textkit.train(data, "bilstm-crf", out=tmp_path / "straight", config=config)
    stopped_at = 5

    def stop(training: Any, *_: object) -> None:
        if training.state.place.step == stopped_at:
            raise Interrupted("stopped")

    with monkeypatch.context() as patch:
        patch.setattr(gradient._Training, "_stop_if_asked", stop)
        with pytest.raises(Interrupted):
            textkit.train(data, "bilstm-crf", out=tmp_path / "stopped", config=config)
    resumed = textkit.train(data, "bilstm-crf", out=tmp_path / "stopped", resume=True, config=config)
    assert resumed.manifest().files == straight.manifest().files
    assert "model/crf.safetensors" in resumed.manifest().files
    assert resumed.metrics() == straight.metrics()


def test_init_takes_a_crf_over_only_where_the_labels_are_the_same(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    path = write_conll(tmp_path / "news.conll")
    first = textkit.train(str(path), "bilstm-crf", config=tiny_tagger())
    still = {"training": {"epochs": 1, "lr": 1e-12, "threads": 1, "batch_size": 16, "warmup": 0.0}}
    same = textkit.train(str(path), "bilstm-crf", init=first.path, config=still)
    other = tmp_path / "other.conll"
    other.write_text(path.read_text().replace("-LOC", "-GPE"), encoding="utf-8")
    differing = textkit.train(str(other), "bilstm-crf", init=first.path, config=still)
    before, kept, fresh = (load_file(run.crf) for run in (first, same, differing))
    for name in before:
        assert abs(before[name]).max() > 1e-3
        assert abs(before[name] - kept[name]).max() < 1e-6
        assert abs(fresh[name]).max() < 1e-6  # a CRF begins at zero
    heads = [load_file(run.weights)["head.weight"] for run in (first, differing)]
    known = [(first.labels().index(label), differing.labels().index(label)) for label in ("B-PER", "I-PER", "O")]
    assert all(abs(heads[0][old] - heads[1][new]).max() < 1e-6 for old, new in known)


def test_a_limit_that_leaves_one_tag_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.conll"
    path.write_text("\n".join(f"home\tO\nnumber{row}\t{'O' if row % 10 else 'B-X'}\n" for row in range(100)))
    with pytest.raises(DataError, match="one label"):
        textkit.train(str(path), "lstm", config={**tiny_tagger(), "data": {"limit": 1}})


def test_jsonl_and_conll_of_the_same_sentences_are_learned_alike(tmp_path: Path) -> None:
    from tests.tagged import write_jsonl

    runs = [
        textkit.train(str(write(tmp_path / f"news.{suffix}", rows=60)), "lstm", config=tiny_tagger())
        for write, suffix in ((write_conll, "conll"), (write_jsonl, "jsonl"))
    ]
    assert sha256(runs[0]) == sha256(runs[1])


def test_init_brings_its_cleaning_along(reviews: Path) -> None:
    first = textkit.train(str(reviews), "lstm", config={**tiny(), "preprocessing": {"lowercase": True}})
    second = textkit.train(str(reviews), "lstm", init=first.path, config={"training": tiny()["training"]})
    assert json.loads(second.preprocessing_file.read_text())["lowercase"]


def test_init_refuses_another_vocabulary(reviews: Path) -> None:
    first = textkit.train(str(reviews), "lstm", config=tiny())
    config = {**tiny(), "model": {**TINY["model"], "min_count": 7}}
    with pytest.raises(UsageError, match=r"keeps the vocabulary of .*, whose model\.min_count is 2"):
        textkit.train(str(reviews), "lstm", init=first.path, config=config)


def test_init_refuses_a_run_for_another_task(reviews: Path, tmp_path: Path) -> None:
    first = textkit.train(str(reviews), "lstm", config=tiny())
    with pytest.raises(UsageError, match="a run for classification, and"):
        textkit.train(str(write_conll(tmp_path / "news.conll")), "lstm", init=first.path, config=tiny())


def test_resume_knows_where_a_training_began(reviews: Path) -> None:
    first = textkit.train(str(reviews), "lstm", config=tiny())
    second = textkit.train(str(reviews), "lstm", init=first.path, config=tiny(), resume=True)
    assert second.path != first.path
    assert second.manifest().init == first.name


@pytest.mark.parametrize(
    ("model", "options", "said"),
    [
        ("lstm", {"tokenizer": "wordpiece"}, "no answer for single words"),
        ("lstm", {"pooling": "mean"}, "makes a vector of a whole text"),
        ("minilm", {"long": "head"}, "--long is for texts"),
    ],
)
def test_what_only_texts_have_is_refused_for_tags(
    model: str, options: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=said):
        textkit.train(str(write_conll(tmp_path / "news.conll")), model, config={"model": options})


def test_windows_share_nothing_where_texts_are_read_in_part(reviews: Path) -> None:
    with pytest.raises(UsageError, match="add --long windows"):
        textkit.train(str(reviews), "minilm", config={"model": {"overlap": 8}})

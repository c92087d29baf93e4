"""A student that hears its teacher, and the control that does not."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

import textkit
from tests.encoders import tiny_encoder
from tests.labelled import labelled, write_lists
from tests.reviews import TINY, write_reviews
from tests.tagged import write_conll
from textkit.config.settings import Setting, from_tables
from textkit.distill.distilling import Distilled, distill
from textkit.errors import MissingError, UsageError
from textkit.inference.predictor import Predictor
from textkit.models.encoders.entry import Encoder, encoder_entry
from textkit.run import Run, all_runs, newest
from textkit.training.trainer import train

FAST = {"threads": 1, "precision": "fp32", "batch_size": 16, "epochs": 2, "lr": 3e-3}


def teach(
    teacher: Run,
    student: str,
    *,
    extra: dict[str, dict[str, Any]] | None = None,
    epochs: int = 3,
    patience: int = 0,
    **how: Any,
) -> Distilled:
    tables: dict[str, Any] = {"model": {"name": student}, **(extra or {})}
    if student in ("lstm", "lstm-attn", "bilstm-crf"):
        tables = {
            **tables,
            "model": {**TINY["model"], "name": student},
            "training": {**TINY["training"], "epochs": epochs, "patience": patience},
        }
    elif student != "tfidf":
        tables = {**tables, "model": {**tables["model"], "name": student}, "training": FAST}
    return distill(textkit.load(teacher), from_tables(tables, "test"), **how)


def steps(run: Run) -> int:
    return int(json.loads(run.history_file.read_text().splitlines()[-1])["step"])


@pytest.fixture
def encoder(reviews: Path) -> Run:
    """A tiny BERT that was trained on reviews."""
    return textkit.train(str(reviews), f"hf:{tiny_encoder('bert')}", config={"training": FAST})


def test_a_network_learns_from_a_linear_model(reviews: Path) -> None:
    teacher = textkit.train(str(reviews), "tfidf")
    found = teach(teacher, "lstm", epochs=12)
    assert found.control is not None
    student, control = found.student.manifest(), found.control.manifest()
    assert (student.kind, student.teacher) == ("distillation", teacher.name)
    assert student.title == f"lstm (taught by {teacher.name})"
    assert (control.kind, control.teacher, control.title) == ("control", None, "lstm (control)")
    assert found.student.metrics()["validation"]["accuracy"] > 0.9
    assert "distillation" in found.student.config_file.read_text()
    assert "distillation" not in found.control.config_file.read_text()


def test_the_student_is_the_newest_run_and_the_control_is_no_run_of_its_own(reviews: Path) -> None:
    found = teach(textkit.train(str(reviews), "tfidf"), "lstm")
    assert newest().path == found.student.path
    assert found.control is not None
    assert found.control.path not in [run.path for run, _ in all_runs()]


def test_the_teacher_is_heard(reviews: Path) -> None:
    """Two teachers of opposite minds: with no weight on the labels, their students differ as they do."""
    teacher = textkit.train(str(reviews), "tfidf")
    predictor = textkit.load(teacher)

    class Contrary(Predictor):
        def logits(self, *args: Any, **options: Any) -> Any:
            logits, bounds = super().logits(*args, **options)
            return -logits, bounds

    contrary = Contrary(**{**vars(predictor), "name": "contrary", "run": None})
    contrary.run = teacher
    tables = {"model": {**TINY["model"], "name": "lstm"}, "training": {**TINY["training"], "epochs": 12}}
    settings = from_tables({**tables, "distillation": {"soft": 1.0}}, "test")
    agrees = distill(predictor, settings, control=False)
    objects = distill(_elsewhere(contrary, teacher), settings, control=False)
    assert agrees.student.metrics()["validation"]["accuracy"] > 0.9
    assert json.loads(objects.student.history_file.read_text().splitlines()[-1])["accuracy"] < 0.1


def _elsewhere(predictor: Predictor, run: Run) -> Predictor:
    """A teacher whose answers are not taken for those of `run`, which are kept."""
    manifest = run.manifest()
    run.write_manifest(type(manifest)(**{**vars(manifest), "files": {**manifest.files, "labels.json": "another"}}))
    return predictor


def test_texts_without_labels_are_labelled_by_the_teacher_and_the_control_takes_as_many_steps(tmp_path: Path) -> None:
    rows = write_reviews(tmp_path / "few.csv", rows=100)
    teacher = textkit.train(str(rows), "tfidf")
    other = write_reviews(tmp_path / "more.csv", rows=300, seed=7).read_text().splitlines()[1:]
    texts = [line.rpartition(",")[0] for line in other]
    found = teach(teacher, "lstm", unlabelled=texts)
    assert found.control is not None
    assert steps(found.student) > 3 * steps(teach(teacher, "lstm", control=False).student)
    an_epoch = steps(found.control) // len(found.control.history_file.read_text().splitlines())
    assert 0 <= steps(found.control) - steps(found.student) < an_epoch


def test_texts_of_the_dataset_are_left_out_of_those_without_labels(reviews: Path) -> None:
    teacher = textkit.train(str(reviews), "tfidf")
    own = [line.rpartition(",")[0].upper() for line in reviews.read_text().splitlines()[1:]]
    with_own = teach(teacher, "lstm", unlabelled=own, control=False)
    assert "unlabelled" not in with_own.student.config_file.read_text()


def test_variants_are_trained_on_as_well(reviews: Path) -> None:
    teacher = textkit.train(str(reviews), "tfidf")
    plain, more = (
        teach(teacher, "lstm", control=False, extra={"distillation": {"augment": augment}}).student
        for augment in (0, 3)
    )
    assert steps(more) > 3 * steps(plain)


def test_label_sets_are_taught(tmp_path: Path) -> None:
    rows = write_lists(tmp_path / "notices.jsonl", labelled(200))
    found = teach(textkit.train(str(rows), "tfidf"), "lstm-attn")
    assert found.student.thresholds_file.is_file()
    assert found.student.metrics()["validation"]["micro_f1"] > 0.5


@pytest.mark.parametrize("student", ["lstm-attn", "bilstm-crf"])
def test_words_are_taught_across_tokenizers(tmp_path: Path, student: str) -> None:
    rows = write_conll(tmp_path / "reports.conll", rows=120)
    teacher = textkit.train(str(rows), f"hf:{tiny_encoder('bert')}", config={"training": {**FAST, "epochs": 6}})
    taught = {"extra": {"distillation": {"soft": 1.0, "temperature": 1.0}}, "epochs": 12}  # by the teacher alone
    found = teach(teacher, student, unlabelled=[["Anna", "met", "Jan", "twice"]], control=False, **taught)
    assert found.student.metrics()["validation"]["span_f1"] > 0.5


def test_a_student_of_the_teachers_layers_starts_from_them(encoder: Run) -> None:
    found = teach(encoder, "distilbert", control=False, extra={"distillation": {"layers": 1}})
    ours, theirs = load_file(found.student.weights), load_file(encoder.weights)
    table = ours["distilbert.embeddings.word_embeddings.weight"]
    assert table.shape == theirs["bert.embeddings.word_embeddings.weight"].shape
    assert np.abs(table - theirs["bert.embeddings.word_embeddings.weight"]).mean() < 0.05  # it has learned since
    assert found.student.manifest().pretrained == f"layers 1 of {encoder.name}"
    assert sum(name.endswith("ffn.lin1.weight") for name in ours) == 1


def test_its_control_starts_from_what_the_teacher_started_from(encoder: Run) -> None:
    found = teach(encoder, "distilbert")
    assert found.control is not None
    assert found.control.manifest().pretrained == f"layers 1 of {tiny_encoder('bert').name}"
    assert steps(found.control) == steps(found.student)


def test_layers_are_held_against_the_teachers(encoder: Run) -> None:
    plain, held = (
        teach(encoder, "distilbert", control=False, extra={"distillation": {"hidden": weight, "attention": weight}})
        for weight in (0.0, 1.0)
    )
    losses = [json.loads(each.student.history_file.read_text().splitlines()[0])["train_loss"] for each in (plain, held)]
    assert losses[1] > losses[0]  # there is more to lose


@pytest.mark.parametrize(
    ("student", "section", "message"),
    [
        ("tfidf", {}, "learns from labels alone"),
        ("lstm", {"layers": 1}, "not made of the layers"),
        ("lstm", {"hidden": 1.0}, "read the same pieces"),
        ("distilbert", {"layers": 3}, "has 2"),
        ("lstm", {"temperature": 0}, "greater than 0"),
        ("lstm", {"temprature": 2}, "did you mean 'distillation.temperature'"),
    ],
)
def test_what_cannot_be_taught_is_refused(encoder: Run, student: str, section: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        teach(encoder, student, extra={"distillation": section})


def test_a_control_of_an_encoder_from_scratch_is_refused_before_anything_is_trained(reviews: Path) -> None:
    teacher = textkit.train(
        str(reviews), f"hf:{tiny_encoder('bert')}", config={"model": {"from_scratch": "tiny"}, "training": FAST}
    )
    with pytest.raises(MissingError, match="no pretrained weights"):
        teach(teacher, "distilbert")
    assert teach(teacher, "distilbert", control=False).control is None


def test_no_student_is_named(encoder: Run) -> None:
    with pytest.raises(UsageError, match="no student"):
        distill(textkit.load(encoder), [])


def test_a_finished_distillation_is_not_done_again(reviews: Path) -> None:
    teacher = textkit.train(str(reviews), "tfidf")
    first = teach(teacher, "lstm")
    again = teach(teacher, "lstm", resume=True)
    assert again.student.path == first.student.path
    assert again.control == first.control


def test_resume_takes_no_student_of_another_teacher(reviews: Path) -> None:
    first = textkit.train(str(reviews), "tfidf")
    second = textkit.train(str(reviews), "tfidf", config={"model": {"word_max": 1}})
    student = teach(first, "lstm", control=False).student
    assert teach(second, "lstm", control=False, resume=True).student.path != student.path
    assert teach(first, "lstm", control=False, resume=True).student.path == student.path


def test_other_data_than_the_teachers_is_refused(reviews: Path) -> None:
    teacher = textkit.train(str(reviews), "tfidf")
    with pytest.raises(UsageError, match="learns on its teacher's rows"):
        teach(teacher, "lstm", extra={"data": {"split_seed": 2}})
    assert (
        teach(teacher, "lstm", control=False, extra={"data": {"limit": 100}}).student.manifest().notes[0] == "100 rows"
    )


def test_the_seed_of_the_environment_is_that_of_the_variants(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    teacher = textkit.train(str(reviews), "tfidf")
    monkeypatch.setenv("TEXTKIT_TRAINING_SEED", "7")
    monkeypatch.setenv("TEXTKIT_DISTILLATION_AUGMENT", "1")
    config = teach(teacher, "lstm", control=False).student.config_file.read_text()
    assert "augment = 1" in config
    assert "seed = 7" in config


def test_few_rows_with_many_texts_beside_them_are_not_few(tmp_path: Path) -> None:
    teacher = textkit.train(str(write_reviews(tmp_path / "few.csv", rows=60)), "tfidf")
    rows = write_reviews(tmp_path / "more.csv", rows=2000, seed=7).read_text().splitlines()[1:]
    settings = from_tables({"model": {**TINY["model"], "name": "lstm"}, "training": {"batch_size": 16}}, "test")
    found = distill(textkit.load(teacher), settings, unlabelled=rows, control=False)
    assert len(found.student.history_file.read_text().splitlines()) == 4  # as its recipe has it


def test_a_control_is_not_stopped_before_its_student_was(reviews: Path) -> None:
    teacher = textkit.train(str(reviews), "tfidf")
    found = teach(teacher, "lstm", extra={"distillation": {"augment": 2}}, patience=1, epochs=4)
    assert found.control is not None
    assert "patience = 1" in found.student.config_file.read_text()
    assert "patience = 0" in found.control.config_file.read_text()


def test_layers_of_a_frozen_encoder_learn_nothing(encoder: Run) -> None:
    frozen = {"model": {"freeze": "encoder"}, "distillation": {"hidden": 1.0}}
    with pytest.raises(UsageError, match="frozen encoder"):
        teach(encoder, "distilbert", control=False, extra=frozen)


def test_a_control_that_would_start_from_something_else_is_refused(reviews: Path) -> None:
    """The teacher was made of layers that its name in the zoo does not stand for."""
    thin = encoder_entry(Encoder(str(tiny_encoder("bert")), kept=(1,), title="a thin one"), "thin")
    settings = from_tables(
        {"model": {"name": "distilbert"}, "data": {"dataset": str(reviews)}, "training": FAST}, "test"
    )
    teacher = train(settings, entry=thin)
    with pytest.raises(MissingError, match="a thin one, which the control of its student would start from"):
        teach(teacher, "distilbert", extra={"distillation": {"layers": 1}})


def test_resume_takes_no_plain_training_for_a_distillation(reviews: Path) -> None:
    teacher = textkit.train(str(reviews), "tfidf")
    plain = textkit.train(str(reviews), "lstm", config=TINY)
    assert teach(teacher, "lstm", control=False, resume=True).student.path != plain.path


def test_settings_of_the_teacher_are_taken_over(reviews: Path) -> None:
    teacher = textkit.train(str(reviews), "tfidf", config={"preprocessing": {"lowercase": True}})
    student = teach(teacher, "lstm", control=False).student
    assert json.loads(student.preprocessing_file.read_text())["lowercase"]
    told = Setting("preprocessing.lowercase", False, "test")
    settings = [*from_tables({**TINY, "model": {**TINY["model"], "name": "lstm"}}, "test"), told]
    other = distill(textkit.load(teacher), settings, control=False).student
    assert not json.loads(other.preprocessing_file.read_text())["lowercase"]

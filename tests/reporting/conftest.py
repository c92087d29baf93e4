"""Finished runs of every task, evaluated, in folders that tests may write into."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import textkit
from tests.labelled import write_labelled
from tests.reviews import TINY, write_reviews
from tests.tagged import TINY_TAGGER, write_conll
from textkit.inference.evaluation import evaluate
from textkit.reporter import Silent
from textkit.reporting.make import subject_of, temper, write_report
from textkit.reporting.subject import Subject
from textkit.training import trainer

TASKS = ("classes", "sets", "entities", "tags")
Subjects = Callable[..., Subject]


class Reported(NamedTuple):
    """A run with a report, and the page as text."""

    subject: Subject
    html: str


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A run for each of TASKS; tests only read them."""
    folder = tmp_path_factory.mktemp("reported")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        patch.setenv("TEXTKIT_OFFLINE", "1")
        patch.setattr(trainer, "_export", lambda run, reporter: None)
        conll, config = str(write_conll(folder / "sentences.conll", 120)), {**TINY_TAGGER, "data": {"column": "3"}}
        runs = {
            "classes": textkit.train(
                str(write_reviews(folder / "reviews.csv")), "lstm-attn", out=folder / "classes", config=TINY
            ),
            "sets": textkit.train(str(write_labelled(folder / "notices.jsonl")), "tfidf", out=folder / "sets"),
            "entities": textkit.train(conll, "bilstm-crf", out=folder / "entities", config=config),
            "tags": textkit.train(conll, "lstm", out=folder / "tags", config={**TINY_TAGGER, "data": {"column": "2"}}),
        }
    return {name: run.path for name, run in runs.items()}


@pytest.fixture(scope="session")
def reported(trained: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reported]:
    """A report for each of TASKS, with a temperature and without texts; tests only read them."""
    folder, found = tmp_path_factory.mktemp("pages"), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(trained["classes"].parent / "home"))
        for name in TASKS:
            path = shutil.copytree(trained[name], folder / name)
            subject = temper(subject_of(evaluate(textkit.load(path)), own_data=True), Silent())
            found[name] = Reported(subject, write_report(subject).read_text(encoding="utf-8"))
    return found


@pytest.fixture
def subject(trained: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Subjects:
    """What a report is made of: a copy of a run, evaluated on test."""
    monkeypatch.setenv("TEXTKIT_HOME", str(trained["classes"].parent / "home"))

    def of(name: str, *, include_examples: bool = False) -> Subject:
        path = shutil.copytree(trained[name], tmp_path / name)
        return subject_of(evaluate(textkit.load(path)), own_data=True, include_examples=include_examples)

    return of

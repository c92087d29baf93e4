"""What a teacher says is asked once."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import textkit
from tests.reviews import TINY
from tests.tagged import tagged, write_conll
from textkit.distill.teaching import teaching_of
from textkit.home import teachings_folder
from textkit.inference.predictor import Predictor
from textkit.reporter import Silent

TEXTS = ["the film was great", "an awful meal", "", "a pleasant trip 7"]


@pytest.fixture
def teacher(reviews: Path) -> Predictor:
    return textkit.load(textkit.train(str(reviews), "tfidf"))


def test_it_is_what_the_teacher_answers(teacher: Predictor) -> None:
    logits, bounds = teacher.logits(TEXTS)
    found = teaching_of(teacher, TEXTS, Silent())
    assert np.array_equal(found.logits, logits)
    assert np.array_equal(found.decisions, teacher.decoder.decide(logits, bounds))


def test_the_second_time_nobody_is_asked(teacher: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    first = teaching_of(teacher, TEXTS, Silent())

    def refuse(*args: Any, **options: Any) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(type(teacher), "logits", refuse)
    assert np.array_equal(teaching_of(teacher, TEXTS, Silent()).logits, first.logits)
    with pytest.raises(AssertionError, match="asked again"):
        teaching_of(teacher, [*TEXTS, "one more"], Silent())


def test_it_is_mapped_and_not_read(teacher: Predictor) -> None:
    assert isinstance(teaching_of(teacher, TEXTS, Silent()).logits, np.memmap)


def test_a_teacher_that_fails_leaves_nothing_behind(teacher: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(teacher), "logits", fail)
    with pytest.raises(KeyboardInterrupt):
        teaching_of(teacher, TEXTS, Silent())
    assert list(teachings_folder().iterdir()) == []


def test_a_crf_teaches_its_marginals(tmp_path: Path) -> None:
    rows = write_conll(tmp_path / "reports.conll", rows=60)
    teacher = textkit.load(textkit.train(str(rows), "bilstm-crf", config=TINY))
    sentences = [teacher.input_of(words) for words, _ in tagged(5, seed=3)]
    logits, bounds = teacher.logits(sentences)
    found = teaching_of(teacher, sentences, Silent())
    assert np.allclose(np.exp(found.logits), teacher.decoder.probabilities(logits, bounds), atol=1e-6)
    assert np.array_equal(found.decisions, teacher.decoder.decide(logits, bounds))

"""The synthetic sample of text messages: the same everywhere, clean, and neither too easy nor hopeless."""

import os
import re
import subprocess
import sys
from collections import Counter
from hashlib import sha256

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from textkit.data.samples.messages import LABELS, generate

Rows = list[tuple[str, str]]

GOLDEN = "90bbb799375e27fe1fcfd506f9f7bb4956a92ed2d96571b44f3acb0f9dfb7123"

FINGERPRINT = """
from hashlib import sha256
from textkit.data.samples.messages import generate
print(sha256(repr(list(generate())).encode()).hexdigest())
"""
FICTION = re.compile(r"0?7700 ?900\d{3}|0909 ?8790 ?\d{3}|08081570\d{3}|0306 ?9990\d{3}")
"""The ranges that are kept for numbers nobody has."""


@pytest.fixture(scope="module")
def rows() -> Rows:
    return list(generate())


def test_the_rows_are_the_same_as_ever(rows: Rows) -> None:
    assert sha256(repr(rows).encode()).hexdigest() == GOLDEN


def test_the_rows_are_the_same_in_another_process() -> None:
    run = [sys.executable, "-c", FINGERPRINT]
    environment = os.environ | {"PYTHONHASHSEED": "99", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    printed = subprocess.run(run, env=environment, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == GOLDEN


def test_another_seed_draws_other_rows(rows: Rows) -> None:
    assert list(generate(50, seed=14)) != rows[:50] == list(generate(50))


def test_no_message_comes_twice(rows: Rows) -> None:
    assert len(rows) == 3000 == len({text.casefold() for text, _ in rows})


def test_the_classes_are_balanced_from_the_start(rows: Rows) -> None:
    for part in (rows, rows[:400], rows[-400:]):
        shares = Counter(label for _, label in part)
        assert set(shares) == set(LABELS)
        assert all(0.44 <= count / len(part) <= 0.56 for count in shares.values())


def test_messages_read_like_messages(rows: Rows) -> None:
    for text, _ in rows:
        assert text == " ".join(text.split())
        assert 2 <= len(text) <= 306  # two messages of the time
        assert not set("{}[]|*\\") & set(text), text


def test_long_telephone_numbers_are_nobodys(rows: Rows) -> None:
    for text, _ in rows:
        assert not re.search(r"\d{8}", FICTION.sub("", text)), text


def test_sites_are_nobodys(rows: Rows) -> None:
    for text, _ in rows:
        assert not re.search(r"www\.(?!\w+\.example)|\.com|\.co\.", text.lower()), text


def test_a_linear_baseline_does_well_but_not_perfectly(rows: Rows) -> None:
    texts, labels = zip(*rows, strict=True)
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(C=10, tol=0.001))
    model.fit(texts[:2400], labels[:2400])
    assert 0.85 < model.score(texts[2400:], labels[2400:]) < 0.97

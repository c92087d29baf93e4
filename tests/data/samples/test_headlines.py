"""The synthetic clickbait sample: the same everywhere, clean, and neither too easy nor hopeless."""

import os
import subprocess
import sys
from collections import Counter
from hashlib import sha256

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from textkit.data.samples.headlines import LABELS, SHORTEST, generate

Rows = list[tuple[str, str]]

GOLDEN = "8b66677d8e7ab0c994d661635a270752c0fb57b444cdbd38f8f3ccbd531ae158"

FINGERPRINT = """
from hashlib import sha256
from textkit.data.samples.headlines import generate
print(sha256(repr(list(generate())).encode()).hexdigest())
"""


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


def test_no_headline_comes_twice(rows: Rows) -> None:
    assert len(rows) == 4000 == len({text.casefold() for text, _ in rows})


def test_the_classes_are_balanced_from_the_start(rows: Rows) -> None:
    for part in (rows, rows[:400], rows[-400:]):
        shares = Counter(label for _, label in part)
        assert set(shares) == set(LABELS)
        assert all(0.45 <= count / len(part) <= 0.55 for count in shares.values())


def test_headlines_read_like_text(rows: Rows) -> None:
    for text, _ in rows:
        assert text == " ".join(text.split())
        assert SHORTEST <= len(text.split()) <= 20
        assert not set("{}[]|*/\\") & set(text), text


def test_letter_case_alone_does_not_tell_the_class(rows: Rows) -> None:
    def capitals(text: str) -> float:
        words = text.split()
        return sum(not word[0].islower() for word in words) / len(words)

    shares = [(capitals(text), label == "clickbait") for text, label in rows]
    cuts = [cut / 20 for cut in range(22)]
    assert max(sum((share >= cut) == bait for share, bait in shares) for cut in cuts) < 0.9 * len(rows)


def test_a_linear_baseline_does_well_but_not_perfectly(rows: Rows) -> None:
    texts, labels = zip(*rows, strict=True)
    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), lowercase=False),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), lowercase=False),
        ),
        LogisticRegression(C=10, max_iter=1000),
    )
    model.fit(texts[:3200], labels[:3200])
    assert 0.85 < model.score(texts[3200:], labels[3200:]) < 0.97

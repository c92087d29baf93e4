"""The synthetic sample of emotions: the same everywhere, spread as the real one, neither too easy nor hopeless."""

import os
import re
import subprocess
import sys
from collections import Counter
from hashlib import sha256

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer

from textkit.data.samples.emotions import LABELS, generate
from textkit.data.samples.grammar import Grammar, Reference, walk

Rows = list[tuple[str, list[str]]]

GOLDEN = "b28fcf8537994d54d609b55b663b466934e6749183b0fb2e91eb60d174317659"

FINGERPRINT = """
from hashlib import sha256
from textkit.data.samples.emotions import generate
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


def test_no_comment_comes_twice(rows: Rows) -> None:
    assert len(rows) == 4000 == len({text.casefold() for text, _ in rows})


def test_labels_stand_in_the_order_of_the_real_corpus(rows: Rows) -> None:
    for _, labels in rows:
        assert 1 <= len(labels) <= 3
        assert labels == sorted(set(labels), key=LABELS.index)


def test_most_comments_show_one_emotion_and_the_commonest_is_none(rows: Rows) -> None:
    sizes = Counter(len(labels) for _, labels in rows)
    assert 0.78 <= sizes[1] / len(rows) <= 0.9
    assert sizes[2] > 10 * sizes[3] > 0
    counts = Counter(label for _, labels in rows for label in labels)
    assert set(counts) == set(LABELS)
    assert min(counts.values()) >= 20
    assert counts.most_common(1)[0][0] == "neutral"
    assert 0.25 <= counts["neutral"] / len(rows) <= 0.36


def test_comments_read_like_text(rows: Rows) -> None:
    for text, _ in rows:
        assert text == " ".join(text.split())
        assert len(text.split()) <= 50
        assert not set("{}|\\") & set(text.replace("[NAME]", "")), text
        assert not re.search(r"/s\b|a/an|NAME(?!\])| [.,?]", text), text


def test_nothing_in_the_grammar_is_left_unused() -> None:
    grammar = Grammar.load("textkit.data.samples", "emotions.toml")
    used: set[str] = set()
    waiting = ["mood", "aside", *LABELS]
    while waiting:
        if (symbol := waiting.pop()) not in used:
            used.add(symbol)
            waiting += [part.symbol for part in walk(grammar.symbols[symbol]) if isinstance(part, Reference)]
    assert used == grammar.symbols.keys()


def test_a_linear_baseline_does_well_but_not_perfectly(rows: Rows) -> None:
    texts = [text for text, _ in rows]
    truth = MultiLabelBinarizer(classes=LABELS).fit_transform([labels for _, labels in rows])
    vectorizer = TfidfVectorizer(min_df=2)
    model = OneVsRestClassifier(LogisticRegression(C=3, solver="liblinear"))
    model.fit(vectorizer.fit_transform(texts[:3200]), truth[:3200])
    scores = model.predict_proba(vectorizer.transform(texts[3200:]))
    neutral = np.zeros_like(truth[3200:])
    neutral[:, -1] = 1
    chance = f1_score(truth[3200:], neutral, average="micro")
    assert chance < 0.35
    assert chance + 0.15 < f1_score(truth[3200:], scores >= 0.2, average="micro") < 0.9

"""The synthetic samples of opinions: the same everywhere, clean, mixed, and neither too easy nor hopeless."""

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

from textkit.data.samples import opinions
from textkit.data.samples.grammar import Grammar, Reference, walk

Rows = list[tuple[str, str]]

GOLDEN = {
    "generate_tweets": "4f7cc3977d094aee3ebf1588aee4b799828ca2622444fe9839c4411938ba65d2",
    "generate_reviews": "30ee0ba96a84c3ba89ab60da2602843d4d8db0f3113aac8b050571b35374d7f4",
    "generate_lines": "6dda4efeee90bac9976c57891e91532d8a2a79d3c4b6b42af1e7b8c02628d9e2",
}
ROWS = {"generate_tweets": 4000, "generate_reviews": 2400, "generate_lines": 4000}
SHARES = {
    "generate_tweets": {"negative": (0.54, 0.62), "neutral": (0.19, 0.25), "positive": (0.17, 0.23)},
    "generate_reviews": {"negative": (0.46, 0.54), "positive": (0.46, 0.54)},
    "generate_lines": {"negative": (0.46, 0.54), "positive": (0.46, 0.54)},
}
WORDS = {"generate_tweets": (2, 60), "generate_reviews": (60, 220), "generate_lines": (1, 45)}
DIFFICULTY = {"generate_tweets": (0.8, 0.96), "generate_reviews": (0.75, 0.95), "generate_lines": (0.7, 0.93)}
ROOTS = {
    "airlines.toml": ("label", "negative", "neutral", "positive"),
    "films.toml": ("label", "negative-review", "positive-review", "negative-line", "positive-line"),
}

FINGERPRINT = """
from hashlib import sha256
from textkit.data.samples import opinions
for name in {names}:
    print(sha256(repr(list(getattr(opinions, name)())).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def samples() -> dict[str, Rows]:
    return {name: list(getattr(opinions, name)()) for name in GOLDEN}


@pytest.fixture(params=GOLDEN)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def rows(samples: dict[str, Rows], name: str) -> Rows:
    return samples[name]


def test_the_rows_are_the_same_as_ever(rows: Rows, name: str) -> None:
    assert sha256(repr(rows).encode()).hexdigest() == GOLDEN[name]


def test_the_rows_are_the_same_in_another_process() -> None:
    run = [sys.executable, "-c", FINGERPRINT.format(names=list(GOLDEN))]
    environment = os.environ | {"PYTHONHASHSEED": "99", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    printed = subprocess.run(run, env=environment, capture_output=True, text=True, check=True).stdout
    assert printed.split() == list(GOLDEN.values())


def test_another_seed_draws_other_rows(rows: Rows, name: str) -> None:
    generate = getattr(opinions, name)
    assert list(generate(50, seed=14)) != rows[:50] == list(generate(50))


def test_no_opinion_comes_twice(rows: Rows, name: str) -> None:
    assert len(rows) == ROWS[name] == len({text.casefold() for text, _ in rows})


def test_the_classes_have_their_shares_from_the_start(rows: Rows, name: str) -> None:
    for part, slack in ((rows, 0.0), (rows[: len(rows) // 8], 0.05)):
        counts = Counter(label for _, label in part)
        assert counts.keys() == SHARES[name].keys()
        for label, (low, high) in SHARES[name].items():
            assert low - slack <= counts[label] / len(part) <= high + slack


def test_opinions_read_like_text(rows: Rows, name: str) -> None:
    shortest, longest = WORDS[name]
    for text, _ in rows:
        assert text == " ".join(text.split())
        assert shortest <= len(text.split()) <= longest, text
        assert not set("{}[]|*\\") & set(text), text
        assert not re.search(r"/s\b|a/an\b", text, re.IGNORECASE), text


def test_lines_are_cut_into_tokens(samples: dict[str, Rows]) -> None:
    texts = [text for text, _ in samples["generate_lines"]]
    assert all(text == text.lower() for text in texts)
    assert not [text for text in texts if re.search(r"\w[.,:;!?]|\wn't\b|\w's\b", text)]
    words = {word for text in texts for word in text.split()}
    assert words >= {",", "n't", "'s", "ca", "is"}


@pytest.mark.parametrize("file", ROOTS)
def test_nothing_in_the_grammar_is_left_unused(file: str) -> None:
    grammar = Grammar.load("textkit.data.samples", file)
    used: set[str] = set()
    waiting = list(ROOTS[file])
    while waiting:
        if (symbol := waiting.pop()) not in used:
            used.add(symbol)
            waiting += [part.symbol for part in walk(grammar.symbols[symbol]) if isinstance(part, Reference)]
    assert used == grammar.symbols.keys()


def score(rows: Rows) -> float:
    """The accuracy of a linear baseline on the last fifth."""
    texts, labels = zip(*rows, strict=True)
    cut = len(rows) * 4 // 5
    model = make_pipeline(TfidfVectorizer(min_df=2), LogisticRegression(C=3, max_iter=300))
    return float(model.fit(texts[:cut], labels[:cut]).score(texts[cut:], labels[cut:]))


def test_a_linear_baseline_does_well_but_not_perfectly(rows: Rows, name: str) -> None:
    low, high = DIFFICULTY[name]
    assert low < score(rows) < high


def test_two_classes_of_messages_are_not_easy_either(samples: dict[str, Rows]) -> None:
    assert 0.85 < score([row for row in samples["generate_tweets"] if row[1] != "neutral"]) < 0.97

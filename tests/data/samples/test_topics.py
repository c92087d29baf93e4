"""The synthetic samples of topics: the same everywhere, clean, mixed, and neither too easy nor hopeless."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from random import Random

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from textkit.data.samples import topics
from textkit.data.samples.topics import generate_abstracts, generate_news, generate_posts, texts, topics_of

GOLDEN = {
    "generate_news": "6ce41df40d9bd8e910c132702d708cacb0c4091a25fc2200b02d2cbb3c99cada",
    "generate_abstracts": "bfe591819fba6f81e0848275dd497fbf0a1f73e3f7bbe53efc9f327156e091c4",
    "generate_posts": "9d79cb0ff591cd372f833ee111a2ef85cd3d30c49707ddf9e275454d87b40d4f",
}
ROWS = {"generate_news": 4000, "generate_abstracts": 3500, "generate_posts": 3000}
CLASSES = {"generate_news": 4, "generate_abstracts": 7, "generate_posts": 20}
WORDS = {"generate_news": (2, 60), "generate_abstracts": (8, 120), "generate_posts": (3, 80)}

FINGERPRINT = """
from hashlib import sha256
from textkit.data.samples import topics
for name in {names}:
    print(sha256(repr(list(getattr(topics, name)())).encode()).hexdigest())
"""

Row = tuple[str, ...]
"""A text, its class, and of an abstract the area."""


@pytest.fixture(scope="module")
def samples() -> dict[str, list[Row]]:
    return {name: list(getattr(topics, name)()) for name in GOLDEN}


@pytest.fixture(params=GOLDEN)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def rows(samples: dict[str, list[Row]], name: str) -> list[Row]:
    return samples[name]


def test_the_rows_are_the_same_as_ever(rows: list[Row], name: str) -> None:
    assert sha256(repr(rows).encode()).hexdigest() == GOLDEN[name]


def test_the_rows_are_the_same_in_another_process() -> None:
    run = [sys.executable, "-c", FINGERPRINT.format(names=list(GOLDEN))]
    environment = os.environ | {"PYTHONHASHSEED": "99", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    printed = subprocess.run(run, env=environment, capture_output=True, text=True, check=True).stdout
    assert printed.split() == list(GOLDEN.values())


@pytest.mark.parametrize("generate", [generate_news, generate_abstracts, generate_posts])
def test_another_seed_draws_other_rows(generate: Callable[..., Iterator[Row]]) -> None:
    rows = list(generate(50))
    assert list(generate(50, seed=14)) != rows == list(generate(50))


def test_no_text_comes_twice(rows: list[Row], name: str) -> None:
    assert len(rows) == ROWS[name] == len({row[0].casefold() for row in rows})


def test_the_classes_are_balanced_from_the_start(rows: list[Row], name: str) -> None:
    even = 1 / CLASSES[name]
    for part, slack in ((rows, 0.25), (rows[:1000], 0.6), (rows[-1000:], 0.6)):
        counts = Counter(row[1] for row in part)
        assert len(counts) == CLASSES[name]
        assert all((1 - slack) * even < count / len(part) < (1 + slack) * even for count in counts.values())


def test_the_areas_of_abstracts_are_enough_and_each_is_of_one_domain(samples: dict[str, list[Row]]) -> None:
    rows = samples["generate_abstracts"]
    areas = Counter(area for _, _, area in rows)
    assert len(areas) == len({(domain, area) for _, domain, area in rows}) >= 50
    assert min(areas.values()) >= 20


def test_texts_read_like_text(rows: list[Row], name: str) -> None:
    shortest, longest = WORDS[name]
    for text, *_ in rows:
        assert text == " ".join(text.split())
        assert shortest <= len(text.split()) <= longest
        assert not set("{}[]|*\\") & set(text), text
        assert text[-1] in ".?!:-", text


def test_a_linear_baseline_does_well_but_not_perfectly(rows: list[Row]) -> None:
    inputs, labels, *_ = zip(*rows, strict=True)
    edge = len(rows) * 4 // 5
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10, tol=0.001))
    model.fit(inputs[:edge], labels[:edge])
    assert 0.8 < model.score(inputs[edge:], labels[edge:]) < 0.97


def test_a_topic_fills_the_shared_sentences_with_its_words_and_those_of_its_family() -> None:
    family = {"own": "of {tool}", "tool": "chalk", "Algebra": {"thing": "rings"}, "Logic": {"thing": "proofs"}}
    algebra, logic = topics_of("Mathematics", family, {"plan": "line", "line": "{thing} {own}", "thing": "-"})
    assert (algebra.family, algebra.name, logic.name) == ("Mathematics", "Algebra", "Logic")
    assert algebra.grammar.sentence("line", Random(1)) == "rings of chalk"
    assert logic.grammar.sentence("line", Random(1)) == "proofs of chalk"


def test_a_guest_speaks_in_some_sentences_and_never_in_the_first() -> None:
    shared = {"plan": "line line line line", "line": "{word} {number:1-999999}"}
    families = [[*topics_of(letter, {letter: {"word": letter}}, shared)] for letter in ("a", "b")]
    speakers = Counter()
    for text, topic in texts(families, 2000, seed=1, guests=0.6):
        first, *others = (sentence.split()[0].lower() for sentence in text.split(". "))
        assert first == topic.name
        speakers.update(other == topic.name for other in others)
    # the guest is the other topic half of the time, and speaks with the mean of 0.6 x^2: one fifth
    assert speakers[False] / speakers.total() == pytest.approx(0.1, abs=0.01)

"""Cased or uncased: as the task wants it, as the user wants it, and said where a stand-in is another."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import textkit
from tests.encoders import tiny_encoder
from tests.tagged import write_conll
from textkit.errors import UsageError
from textkit.models import find_model
from textkit.models.encoders import entry
from textkit.models.encoders.source import Pretrained

FAST = {"threads": 1, "precision": "fp32", "epochs": 1}
NAMES = {
    "bert": "google-bert/bert-base-{}",
    "distilbert": "distilbert/distilbert-base-{}",
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The repositories that were asked for; a tiny encoder is what they give."""
    repos: set[str] = set()

    def locate(repo: str, revision: str | None, may_stand_in: bool) -> Pretrained:
        repos.add(repo)
        return Pretrained(tiny_encoder("distilbert" if "distil" in repo else "bert"), repo)

    monkeypatch.setattr(entry, "locate", locate)
    return repos


def reviews_of(folder: Path) -> Path:
    from tests.reviews import write_reviews

    return write_reviews(folder / "reviews.csv", rows=40)


def reports_of(folder: Path) -> Path:
    return write_conll(folder / "reports.conll", rows=40)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("write", "casing", "found"),
    [
        (reviews_of, None, "uncased"),
        (reports_of, None, "cased"),
        (reviews_of, "cased", "cased"),
        (reports_of, "uncased", "uncased"),
    ],
)
def test_names_live_on_letter_case(
    name: str, write: Callable[[Path], Path], casing: str | None, found: str, asked: set[str], tmp_path: Path
) -> None:
    config: dict[str, Any] = {"model": {"casing": casing} if casing else {}, "training": {**FAST, "least_steps": 0}}
    run = textkit.train(str(write(tmp_path)), name, config=config)
    assert asked == {NAMES[name].format(found)}
    assert run.manifest().pretrained == NAMES[name].format(found)


@pytest.mark.parametrize("name", ["minilm", "roberta", "hf:someone/encoder"])
@pytest.mark.parametrize("casing", ["cased", "uncased"])
def test_where_there_is_one_casing_none_can_be_chosen(name: str, casing: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="comes in one casing only"):
        textkit.train(str(reviews_of(tmp_path)), name, config={"model": {"casing": casing}})


@pytest.mark.parametrize("name", NAMES)
def test_an_uncased_stand_in_for_a_cased_model_says_so(name: str) -> None:
    found = find_model(name)
    assert found.locate is not None
    for casing, said in (("auto", "MiniLM-L6"), ("uncased", "MiniLM-L6"), ("cased", "uncased MiniLM-L6")):
        assert found.locate(found.options(name=name, casing=casing)).stand_in == said


def test_the_recipe_of_taggers() -> None:
    from textkit.config.settings import from_tables, resolve

    def training(name: str, **asked: Any) -> Any:
        found = find_model(name)
        tables = [*from_tables(found.recipe, "recipe"), *from_tables(found.recipes["tagging"], "recipe")]
        given = {"model": {"name": name}, "data": {"dataset": "reports"}, "training": asked}
        tables += from_tables(given, "config")
        return resolve(tables, model=found.options, training=found.training, name=name).training

    assert {training(name).lr for name in ("bert", "distilbert", "roberta")} == {5e-5}
    assert training("minilm").lr == 2e-4
    assert (training("bert").epochs, training("bert").batch_size, training("bert").batch_tokens) == (4, 32, None)
    assert training("bert", batch_tokens=512).batch_size is None

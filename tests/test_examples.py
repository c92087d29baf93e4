"""Every example runs, in small."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reviews import write_reviews
from tests.tagged import write_conll
from textkit.config.settings import Setting, from_file
from textkit.data.catalog import catalog
from textkit.training import trainer

EXAMPLES = Path(__file__).parents[1] / "examples"
SMALL = {"data.limit": 300, "training.epochs": 1, "training.threads": 1}


@pytest.mark.parametrize("recipe", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_recipe_trains(recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = [*from_file(recipe), *(Setting(key, value, "--set") for key, value in SMALL.items())]
    dataset = next(each.value for each in settings if each.key == "data.dataset")
    if dataset in catalog.names():
        settings.append(Setting("data.source", "sample", "--set"))
    else:  # the reader's own articles
        monkeypatch.chdir(tmp_path)
        rows = write_reviews(Path("reviews.csv"), rows=40).read_text(encoding="utf-8")
        Path(dataset).write_text(rows.replace("text,label", "text,category"), encoding="utf-8")
    run = trainer.train(settings)
    assert run.metrics()["validation"]["rows"] > 0


def test_every_recipe_says_what_was_reported() -> None:
    for recipe in EXAMPLES.glob("*.toml"):
        assert "report" in recipe.read_text().partition("[data]")[0]


@pytest.mark.parametrize("script", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_a_script_runs(script: Path, reviews: Path, tmp_path: Path) -> None:
    data = write_conll(tmp_path / "news.conll", rows=40) if script.stem.startswith("ner_") else reviews
    environment = os.environ | {"TEXTKIT_TRAINING_EPOCHS": "1", "TEXTKIT_TRAINING_THREADS": "1"}
    done = subprocess.run([sys.executable, script, data], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "accuracy" in done.stdout

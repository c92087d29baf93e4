"""Every example runs, in small."""

import subprocess
import sys
from pathlib import Path

import pytest

from textkit.config.settings import Setting, from_file
from textkit.training import trainer

EXAMPLES = Path(__file__).parents[1] / "examples"
SMALL = {"data.source": "sample", "data.limit": 300, "training.epochs": 1, "training.threads": 1}


@pytest.mark.parametrize("recipe", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_recipe_trains(recipe: Path) -> None:
    settings = [*from_file(recipe), *(Setting(key, value, "--set") for key, value in SMALL.items())]
    run = trainer.train(settings)
    assert run.metrics()["validation"]["rows"] > 0


def test_every_recipe_says_what_was_reported() -> None:
    for recipe in EXAMPLES.glob("*.toml"):
        assert "report" in recipe.read_text().partition("[data]")[0]


@pytest.mark.parametrize("script", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_a_script_runs(script: Path, reviews: Path) -> None:
    done = subprocess.run([sys.executable, script, reviews], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "accuracy" in done.stdout

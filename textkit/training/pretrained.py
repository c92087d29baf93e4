"""A model of the zoo as its recipe has it, without a dataset to train on."""

from textkit.config.settings import Config, Setting, from_tables, resolve
from textkit.models import ModelEntry, find_model


def settings_of(name: str) -> tuple[ModelEntry, Config]:
    """The entry called `name`, and its settings where none are asked for."""
    entry = find_model(name)
    settings = [
        *from_tables(entry.recipe, f"recipe of {name}"),
        Setting("data.dataset", "none", "recipe"),
        Setting("model.name", name, "recipe"),
    ]
    return entry, resolve(settings, model=entry.options, training=entry.training, name=name)

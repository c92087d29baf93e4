"""textkit models: the zoo."""

from typing import Annotated, Any

import typer

from textkit.cli.shell.completion import models
from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    name: Annotated[str | None, typer.Argument(help="Show the settings of this model.", autocompletion=models)] = None,
) -> None:
    """List the models, or show the settings of one.

    \b
    textkit models
    textkit models lstm-attn
    """
    from textkit.cli.shell.tables import table
    from textkit.models import find_model, zoo

    if name is None:
        entries = {each: zoo.load(each) for each in zoo.names()}
        rows = [[each, ", ".join(entry.tasks), entry.summary] for each, entry in entries.items()]
        document = [{"model": each, "tasks": entry.tasks, "summary": entry.summary} for each, entry in entries.items()]
        shell.answer(document, table("models", ["model", "tasks", ""], rows, left=3))
        return
    entry = find_model(name)
    fields = {
        f"{section}.{key}": field
        for section, schema in (("model", entry.options), ("training", entry.training))
        for key, field in schema.model_fields.items()
        if key != "name"
    }
    defaults = {task: {key: _default(entry, task, key, field) for key, field in fields.items()} for task in entry.tasks}
    facts = [
        [key, *(_shown(defaults[task][key]) for task in entry.tasks), field.description or ""]
        for key, field in fields.items()
    ]
    shell.answer(
        {"model": name, "tasks": entry.tasks, "summary": entry.summary, "settings": defaults},
        table(f"{name}: {entry.summary}", ["setting", *entry.tasks, ""], facts, left=5),
    )


def _shown(value: Any) -> str:
    return "-" if value is None else str(value)


def _default(entry: Any, task: str, key: str, field: Any) -> Any:
    """What the setting is for a task, unless it is asked for."""
    section, _, name = key.partition(".")
    recipe = {**entry.recipe.get(section, {}), **entry.recipes.get(task, {}).get(section, {})}
    return recipe.get(name, field.default)

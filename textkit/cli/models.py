"""textkit models: the zoo."""

from typing import Annotated

import typer

from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    name: Annotated[str | None, typer.Argument(help="Show the settings of this model.")] = None,
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
    settings = {
        f"{section}.{key}": (entry.recipe.get(section, {}).get(key, field.default), field.description)
        for section, schema in (("model", entry.options), ("training", entry.training))
        for key, field in schema.model_fields.items()
        if key != "name"
    }
    facts = [[key, "-" if value is None else str(value), text or ""] for key, (value, text) in settings.items()]
    shell.answer(
        {
            "model": name,
            "tasks": entry.tasks,
            "summary": entry.summary,
            "settings": {key: value for key, (value, _) in settings.items()},
        },
        table(f"{name}: {entry.summary}", ["setting", "default", ""], facts, left=3),
    )

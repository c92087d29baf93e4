"""The dataset that a run was trained on, found by its hash or prepared again."""

import tomllib

from textkit.data import store
from textkit.data.options import FileOptions
from textkit.data.prepare import Plan, prepare
from textkit.errors import MissingError
from textkit.reporter import Reporter
from textkit.run import Run


def own_dataset(run: Run, reporter: Reporter) -> store.Dataset:
    """The rows behind the hash in the run's manifest.

    Raises:
        MissingError: they are gone, and what has their name now is something else.
    """
    trained_on = run.manifest().dataset
    found = store.find(trained_on["name"], trained_on["hash"])
    if found is not None:
        return found
    config = tomllib.loads(run.config_file.read_text(encoding="utf-8"))["data"]
    source = "sample" if trained_on["synthetic"] else config["source"]
    options, plan = FileOptions.of(config), Plan.of(config)
    dataset = prepare([trained_on["dataset"]], source=source, options=options, plan=plan, reporter=reporter)
    if dataset.info.hash != trained_on["hash"]:
        raise MissingError(
            f"the dataset this run was trained on ({trained_on['name']} {trained_on['hash']}) is gone: "
            f"{trained_on['dataset']} now gives {dataset.info.hash}",
            "bring back the old file, or name what to score on: --data FILE",
        )
    return dataset

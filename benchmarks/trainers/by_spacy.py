"""spaCy by the config of its quickstart for a CPU (`spacy init config --optimize efficiency`), trained as it trains.

It stops early as that config says, and the best weights by validation are kept. Seconds of training are those from the
first step to the last, without the evaluations and the saving between them.
"""

import io
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import spacy
from protocol import cost, given, reply
from spacy.cli.init_config import init_config
from spacy.pipeline.textcat import DEFAULT_SINGLE_TEXTCAT_MODEL
from spacy.tokens import Doc, DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train

Row = dict[str, Any]
WARM_UP = 500


class Clock:
    """Counts what a pipeline is taught, and the seconds of that."""

    def __init__(self, nlp: Any) -> None:
        self.first = self.last = self.aside = self._since = 0.0
        self.steps = self.rows = 0
        nlp.update = self._counting(nlp.update)
        for name in ("evaluate", "to_disk"):
            setattr(nlp, name, self._leaving_out(getattr(nlp, name)))

    @property
    def seconds(self) -> float:
        return self.last - self.first - self.aside

    def _counting(self, update: Callable[..., Any]) -> Callable[..., Any]:
        def counted(examples: list[Any], *others: Any, **options: Any) -> Any:
            self.first = self.first or time.perf_counter()
            self.aside, self._since = self.aside + self._since, 0.0
            found = update(examples, *others, **options)
            self.last = time.perf_counter()
            self.steps += 1
            self.rows += len(examples)
            return found

        return counted

    def _leaving_out(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """Time after the last step is none of the steps', so it counts once another one begins."""

        def timed(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            found = work(*arguments, **options)
            self._since += time.perf_counter() - started
            return found

        return timed


def main() -> None:
    task = given()
    data, out = Path(task["data"]), Path(task["out"])
    rows = {name: read(data / f"{name}.jsonl") for name in ("train", "validation", "test")}
    blank = spacy.blank("en")
    for name in ("train", "validation"):
        labels = sorted({row["target"] for row in rows[name]}) if task["component"] == "textcat" else []
        DocBin(docs=[teach(blank, row, labels) for row in rows[name]]).to_disk(out / f"{name}.spacy")
    nlp = init_nlp(configure(task, out))
    clock = Clock(nlp)
    train(nlp, out, stdout=io.StringIO(), stderr=io.StringIO())
    spent = cost(task)
    best = spacy.load(out / "model-best")
    list(best.pipe(questions(best, rows["validation"][:WARM_UP], task)))
    asked = questions(best, rows["test"], task)
    started = time.perf_counter()
    answers = list(best.pipe(asked))
    reply(
        **spent,
        train_seconds=round(clock.seconds, 3),
        steps=clock.steps,
        rows=clock.rows,
        predict_seconds=round(time.perf_counter() - started, 3),
        answers=[max(doc.cats, key=doc.cats.get) if doc.cats else tags_of(doc) for doc in answers],
    )


def configure(task: dict[str, Any], out: Path) -> Any:
    """The quickstart's config; with the architecture `ensemble` the model is the one of `add_pipe("textcat")`."""
    config = init_config(lang="en", pipeline=[task["component"]], optimize="efficiency", silent=True)
    if task["architecture"] == "ensemble":
        config["components"]["textcat"]["model"] = DEFAULT_SINGLE_TEXTCAT_MODEL
    config["paths"]["train"], config["paths"]["dev"] = str(out / "train.spacy"), str(out / "validation.spacy")
    config["system"]["seed"] = task["seed"]
    config["training"]["max_steps"] = task["max_steps"]
    return config


def teach(nlp: Any, row: Row, labels: Iterable[str]) -> Doc:
    """A row with its truth: a text that spaCy divides into words, or given words with their tags."""
    if not labels:
        return Doc(nlp.vocab, words=row["words"], ents=row["target"])
    doc: Doc = nlp.make_doc(row["text"])
    doc.cats = {label: float(label == row["target"]) for label in labels}
    return doc


def questions(nlp: Any, rows: Iterable[Row], task: dict[str, Any]) -> list[Any]:
    """The rows without their truth."""
    if task["component"] == "textcat":
        return [row["text"] for row in rows]
    return [Doc(nlp.vocab, words=row["words"]) for row in rows]


def tags_of(doc: Doc) -> list[str]:
    return [f"{word.ent_iob_}-{word.ent_type_}" if word.ent_type_ else "O" for word in doc]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()

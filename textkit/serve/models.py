"""The models of a server: opened beside everything else, ready one by one, chosen by name."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from textkit.errors import UsageError
from textkit.inference.predictor import Predictor
from textkit.run import Manifest
from textkit.serve import refusals
from textkit.serve.answering import Options, Record, answer, check
from textkit.serve.line import Line
from textkit.serve.refusals import Refusal

FIGURES = {
    "waiting": ("gauge", "Requests in line for a model."),
    "texts_total": ("counter", "Texts answered by a model."),
    "turns_total": ("counter", "Turns of a model: each answers whoever was in line."),
    "shortened_texts_total": ("counter", "Texts longer than a model reads."),
}
"""What is counted of each model that is ready: kind and meaning."""


def open_beside(open: Callable[[], Predictor]) -> Future[Predictor]:
    """A predictor that is opened in a thread of its own."""
    opener = ThreadPoolExecutor(1)
    opening = opener.submit(_warmed_up, open)
    opener.shutdown(wait=False)
    return opening


def _warmed_up(open: Callable[[], Predictor]) -> Predictor:
    """A predictor that has answered once: its graph is in memory, and its first client waits no longer than others.

    Two batches are answered, so that there is one graph, with one thread for each batch, from the beginning on.
    """
    predictor = open()
    predictor.predict(["warm", "up"], batch_size=1)
    return predictor


@dataclass(frozen=True)
class Served:
    """A run that is to be served: its manifest, the precision asked for, and the predictor that is being opened."""

    manifest: Manifest
    precision: str
    opening: Future[Predictor]


class Model:
    """A run by its name in this server."""

    def __init__(self, name: str, served: Served, *, batching: bool = True) -> None:
        self.name = name
        self.predictor: Predictor | None = None
        self._served = served
        self._batching = batching
        self._line: Line | None = None

    @property
    def line(self) -> Line:
        """
        Raises:
            Refusal: the model is not loaded yet.
        """
        if self._line is None:
            raise refusals.not_ready(self.name)
        return self._line

    @property
    def ready(self) -> bool:
        return self._line is not None

    async def load(self) -> None:
        """
        Raises:
            TextkitError: the run cannot be opened.
        """
        self.predictor = await asyncio.wrap_future(self._served.opening)
        self._line = Line(partial(answer, self.predictor), self.predictor.session.threads, batching=self._batching)

    async def ask(self, texts: list[str], options: Options) -> list[Record]:
        """
        Raises:
            Refusal: the model is not loaded yet, or has no use for an option.
        """
        line = self.line
        assert self.predictor is not None
        if options.top_k is not None or options.min_score is not None:
            try:
                check(self.predictor, options)
            except UsageError as error:
                raise Refusal(422, "not_for_this_model", _as_fields(error.message), "leave it out") from None
        return await line.ask(texts, options)

    def figures(self) -> dict[str, int]:
        """By the names of `FIGURES`.

        Raises:
            Refusal: the model is not loaded yet.
        """
        line = self.line
        assert self.predictor is not None
        found = (len(line), line.texts, line.turns, self.predictor.shortened)
        return dict(zip(FIGURES, found, strict=True))

    def document(self) -> dict[str, Any]:
        """What GET /models says of it."""
        manifest = self._served.manifest
        return {
            "name": self.name,
            "title": manifest.title,
            "task": manifest.task,
            "labels": self.predictor.labels if self.predictor else None,
            "dataset": manifest.dataset["title"],
            "precision": self._served.precision,
            "finished": manifest.finished,
            "ready": self.ready,
        }


def _as_fields(message: str) -> str:
    """A message about flags, for whoever sent fields."""
    return message.replace("--top-k", "top_k").replace("--min-score", "threshold")


class Models:
    """All models of a server; the first answers whoever names none."""

    def __init__(self, served: Mapping[str, Served], *, batching: bool = True) -> None:
        self.all = [Model(name, each, batching=batching) for name, each in served.items()]

    @property
    def ready(self) -> bool:
        return all(model.ready for model in self.all)

    async def load(self) -> None:
        """
        Raises:
            TextkitError: one of the runs cannot be opened.
        """
        await asyncio.gather(*(model.load() for model in self.all))

    def named(self, name: str | None) -> Model:
        """
        Raises:
            Refusal: no model has this name.
        """
        if name is None:
            return self.all[0]
        for model in self.all:
            if model.name == name:
                return model
        raise refusals.unknown_model(name, [model.name for model in self.all])

"""Servers to ask: inside this process, and as users start them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
from starlette.testclient import TestClient

import textkit
from tests.labelled import write_labelled
from tests.reviews import write_reviews
from tests.tagged import TINY_TAGGER, write_conll
from textkit.run import Run
from textkit.serve.app import make_app
from textkit.serve.limits import Limits
from textkit.serve.models import Models, Served, open_beside
from textkit.serve.service import Service
from textkit.training import trainer


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A finished run of each task by name; tests only read them."""
    folder = tmp_path_factory.mktemp("served")
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        patch.setattr(trainer, "_export", lambda run, reporter: None)
        for name, data, model, config in (
            ("reviews", write_reviews(folder / "reviews.csv"), "tfidf", None),
            ("notices", write_labelled(folder / "notices.csv"), "tfidf", None),
            ("reports", write_conll(folder / "reports.conll"), "bilstm-crf", TINY_TAGGER),
        ):
            found[name] = textkit.train(str(data), model, out=folder / name, config=config).path
    return found


def served(run: Path) -> Served:
    """A run that is being loaded; its tagger is one of torch."""
    return Served(Run(run).manifest(), "fp32", open_beside(lambda: textkit.load(run)))


class Server(NamedTuple):
    client: TestClient
    service: Service


Start = Callable[..., Server]


@pytest.fixture
def start(runs: dict[str, Path]) -> Iterator[Start]:
    """Starts a server in this process, of the runs named or of one that answers reviews."""
    opened: list[TestClient] = []

    def call(*names: str, token: str | None = None, **limits: Any) -> Server:
        models = Models({name: served(runs[name]) for name in names or ("reviews",)})
        service = Service(models, Limits(**limits), token)
        client = TestClient(make_app(service), raise_server_exceptions=False)
        opened.append(client)
        client.__enter__()
        while service.state == "loading":
            client.get("/health")
        return Server(client, service)

    yield call
    for client in opened:
        client.__exit__(None, None, None)


def error(response: httpx2.Response) -> tuple[int, str]:
    """Status and type of an answer that is none."""
    document = response.json()
    assert set(document) == {"error"}
    assert document["error"]["message"]
    return response.status_code, document["error"]["type"]


@contextmanager
def process(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`textkit serve` in a process of its own, and where it listens."""
    command = [sys.executable, "-m", "textkit", "serve", *map(str, arguments), "--port", "0", "--json"]
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env={**os.environ}, **streams) as running:
        assert running.stdout is not None
        try:
            lines = iter(running.stdout.readline, "}\n")
            yield running, json.loads("".join(lines) + "}")["url"]
        finally:
            if running.poll() is None:
                running.kill()

"""What else is asked of a server: who answers, is it ready, what it counts, who may ask."""

import asyncio
from concurrent.futures import Future
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.serve.conftest import Start, error, served
from textkit.inference.predictor import Predictor
from textkit.run import Run
from textkit.serve.app import make_app
from textkit.serve.models import Models, Served
from textkit.serve.service import Service


def test_models_are_listed_without_where_they_lie(start: Start, runs: dict[str, Path]) -> None:
    answer = start("reviews", "reports").client.get("/models")
    document = answer.json()
    assert document["default"] == "reviews"
    first, second = document["models"]
    assert (first["name"], first["task"], first["labels"]) == ("reviews", "classification", ["bad", "good"])
    assert (second["title"], second["task"], second["ready"]) == ("bilstm-crf", "tagging", True)
    assert document["limits"]["max_texts"] == 1_000
    assert str(runs["reviews"].parent) not in answer.text


def test_before_the_models_are_loaded(runs: dict[str, Path]) -> None:
    opening: Future[Predictor] = Future()
    service = Service(Models({"reviews": Served(Run(runs["reviews"]).manifest(), "fp32", opening)}))
    with TestClient(make_app(service)) as client:
        assert client.get("/health").json() == {"state": "loading"}
        assert error(client.get("/ready")) == (503, "not_ready")
        refused = client.post("/predict", json={"texts": "great"})
        assert error(refused) == (503, "not_ready")
        assert refused.headers["retry-after"] == "1"
        opening.set_result(served(runs["reviews"]).opening.result())
        while service.state == "loading":
            client.get("/health")
        assert client.get("/ready").json() == {"state": "ready"}
        assert client.post("/predict", json={"texts": "great"}).status_code == 200


def test_a_run_that_cannot_be_opened_is_kept_for_the_process(runs: dict[str, Path]) -> None:
    opening: Future[Predictor] = Future()
    opening.set_exception(ValueError("broken"))
    service = Service(Models({"reviews": Served(Run(runs["reviews"]).manifest(), "fp32", opening)}))
    with TestClient(make_app(service)) as client:
        client.get("/health")
        assert client.get("/health").status_code == 200
    assert str(service.failure) == "broken"


def test_whoever_is_stopping_takes_nothing_more(start: Start) -> None:
    server = start()
    server.service.stopping = True
    refused = server.client.post("/predict", json={"texts": "great"})
    assert error(refused) == (503, "stopping")
    assert refused.headers["connection"] == "close"
    assert error(server.client.get("/ready")) == (503, "stopping")
    assert server.client.get("/health").json() == {"state": "stopping"}


def test_figures_are_counted(start: Start) -> None:
    client = start().client
    client.post("/predict", json={"texts": ["great", "awful"]})
    client.post("/predict", json={"texts": []})
    client.get("/no/such/path")
    answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    for line in (
        'textkit_requests_total{path="/predict",status="200"} 1',
        'textkit_requests_total{path="/predict",status="400"} 1',
        'textkit_requests_total{path="other",status="404"} 1',
        'textkit_refusals_total{type="empty"} 1',
        'textkit_predict_seconds_bucket{le="+Inf"} 1',
        "textkit_predict_seconds_count 1",
        "textkit_in_hand 0",
        'textkit_model_ready{model="reviews"} 1',
        'textkit_texts_total{model="reviews"} 2',
        'textkit_turns_total{model="reviews"} 1',
    ):
        assert line in lines
    kinds = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer ", "secret", "Basic secret", "Bearer secrét"])
def test_a_token_is_asked_for(header: str | None, start: Start) -> None:
    client = start(token="secret").client
    headers = {} if header is None else {"Authorization": header.encode()}
    for path in ("/models", "/ready", "/metrics", "/openapi.json"):
        refused = client.get(path, headers=headers)
        assert error(refused) == (401, "unauthorized")
        assert refused.headers["www-authenticate"] == "Bearer"
    assert error(client.post("/predict", json={"texts": "great"}, headers=headers)) == (401, "unauthorized")


def test_the_right_token_opens(start: Start) -> None:
    client = start(token="secret").client
    assert client.get("/models", headers={"Authorization": "Bearer secret"}).status_code == 200


def test_health_and_the_page_need_no_token(start: Start) -> None:
    client = start(token="secret").client
    assert [client.get(path).status_code for path in ("/health", "/", "/page/main.js")] == [200] * 3


def test_a_browser_runs_nothing_but_the_page(start: Start) -> None:
    client = start().client
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    for mark in ("<style", "style=", "onclick=", "http://", "https://"):
        assert mark not in page.text


def test_the_page_shows_nothing_as_markup() -> None:
    for path in (Path(__file__).parents[2] / "textkit/serve/page").glob("*.js"):
        source = path.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in source


def test_openapi_tells_of_every_route_with_examples(start: Start) -> None:
    document = start().client.get("/openapi.json").json()
    assert set(document["paths"]) == {"/predict", "/models", "/health", "/ready", "/metrics"}
    body = document["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["examples"][0] == {"texts": "You Will Not Believe This"}
    assert "predictions" in document["components"]["schemas"]["Predictions"]["examples"][0]


def test_models_are_loaded_side_by_side(runs: dict[str, Path]) -> None:
    models = Models({name: served(runs[name]) for name in ("reviews", "notices")})
    asyncio.run(models.load())
    assert models.ready

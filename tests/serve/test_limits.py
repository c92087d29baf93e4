"""Every bound of a server, and what it says at each."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.serve.conftest import Start, error
from textkit.serve.app import make_app
from textkit.serve.service import Service

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "empty")),
        (b"  \n", (400, "empty")),
        (b'{"texts": []}', (400, "empty")),
        (b"{", (400, "invalid_json")),
        (b"\xff\xfe", (400, "invalid_json")),
        (b'{"texts": "\\ud800"}', (400, "invalid_json")),
        (b"[]", (422, "invalid_request")),
        (b"{}", (422, "invalid_request")),
        (b'{"texts": 5}', (422, "invalid_request")),
        (b'{"texts": ["a", null]}', (422, "invalid_request")),
        (b'{"texts": "a", "txt": "b"}', (422, "invalid_request")),
        (b'{"texts": "a", "threshold": 1.5}', (422, "invalid_request")),
        (b'{"texts": "a", "threshold": NaN}', (422, "invalid_request")),
        (b'{"texts": "a", "top_k": 0}', (422, "invalid_request")),
        (b'{"texts": "a", "top_k": true}', (422, "invalid_request")),
        (b'{"texts": ["a", "b", "c", "d"]}', (422, "too_many_texts")),
        (b'{"texts": ["aaaaaaaaaaaa", "bbbbbbbbb"]}', (422, "too_many_characters")),
        (b'{"texts": "' + b"a" * 300 + b'"}', (413, "body_too_large")),
    ],
)
def test_a_body_that_is_no_question(body: bytes, expected: tuple[int, str], start: Start) -> None:
    client = start(max_texts=3, max_chars=20, max_body=200).client
    assert error(client.post("/predict", content=body, headers=JSON)) == expected


def test_all_that_is_wrong_is_said_at_once(start: Start) -> None:
    said = start().client.post("/predict", json={"texts": 5, "top_k": 0, "txt": 1}).json()["error"]["message"]
    assert said.count(";") == 2
    assert "texts: neither a text nor a list of texts" in said


def test_a_chunked_body_is_counted_while_it_is_read(start: Start) -> None:
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1_000):
            sent += 100
            yield b" " * 100

    answer = start(max_body=1_000).client.post("/predict", content=chunks(), headers=JSON)
    assert error(answer) == (413, "body_too_large")
    assert answer.headers["connection"] == "close"


def test_only_what_is_said_to_be_json_is_read(start: Start) -> None:
    answer = start().client.post("/predict", content=b'{"texts": "a"}', headers={"Content-Type": "text/plain"})
    assert error(answer) == (415, "not_json")


def test_a_long_text_is_not_explained(start: Start) -> None:
    answer = start().client.post("/predict", json={"texts": "a " * 3_000, "explain": True})
    assert error(answer) == (422, "too_many_characters")


@pytest.mark.parametrize(("path", "method", "expected"), [("/x", "GET", 404), ("/page/../app.py", "GET", 404)])
def test_there_is_nothing_elsewhere(path: str, method: str, expected: int, start: Start) -> None:
    assert error(start().client.request(method, path)) == (expected, "not_found")


def test_another_method_is_refused(start: Start) -> None:
    answer = start().client.get("/predict")
    assert error(answer) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A model that answers when the event is set."""
    free = threading.Event()
    from textkit.inference.linear import LinearSession

    run = LinearSession.run

    def wait(session: LinearSession, inputs: Any) -> Any:
        assert free.wait(20)
        return run(session, inputs)

    free.set()
    monkeypatch.setattr(LinearSession, "run", wait)
    return free


def asked_at_once(service: Service, count: int, free: threading.Event) -> list[httpx2.Response]:
    """So many requests together; the model is free once all but those in hand are answered."""

    async def ask_all() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(make_app(service))
        async with httpx2.AsyncClient(transport=transport, base_url="http://here") as client:
            asked = [asyncio.create_task(client.post("/predict", json={"texts": "great"})) for _ in range(count)]
            while sum(each.done() for each in asked) < count - service.limits.queue:
                await asyncio.sleep(0.01)
            free.set()
            return await asyncio.gather(*asked)

    return asyncio.run(ask_all())


def test_a_full_queue_says_when_to_come_again(start: Start, slow: threading.Event) -> None:
    service = start(queue=3).service
    slow.clear()
    answers = asked_at_once(service, 8, slow)
    refused = [each for each in answers if each.status_code != 200]
    assert [error(each) for each in refused] == [(429, "queue_full")] * 5
    assert all(int(each.headers["retry-after"]) >= 1 for each in refused)
    assert service.in_hand == 0


def test_an_answer_that_takes_too_long_is_given_up(start: Start, slow: threading.Event) -> None:
    server = start(timeout=0.1)
    slow.clear()
    answer = server.client.post("/predict", json={"texts": "great"})
    slow.set()
    assert error(answer) == (504, "timeout")
    assert server.service.in_hand == 0
    assert len(server.service.models.all[0].line) == 0


def body_of(*parts: bytes) -> list[dict[str, Any]]:
    return [{"type": "http.request", "body": part, "more_body": True} for part in parts]


SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/predict",
    "raw_path": b"/predict",
    "query_string": b"",
    "headers": [(b"content-type", b"application/json")],
    "http_version": "1.1",
    "scheme": "http",
    "root_path": "",
    "client": None,
    "server": None,
}


async def ask_by_hand(service: Service, messages: list[dict[str, Any]], last: asyncio.Event) -> int:
    """The status of a request whose messages are given; `last` is waited for before what follows them: the end."""
    waiting, statuses = iter(messages), []

    async def receive() -> dict[str, Any]:
        if (message := next(waiting, None)) is not None:
            return message
        await last.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await make_app(service)(dict(SCOPE), receive, send)
    return statuses[0]


def test_a_body_that_does_not_arrive_is_given_up(start: Start) -> None:
    service = start(timeout=0.05).service
    assert asyncio.run(ask_by_hand(service, body_of(b'{"texts"'), asyncio.Event())) == 408
    assert service.in_hand == 0


def test_a_body_that_breaks_off_is_no_fault(start: Start) -> None:
    service = start().service

    async def go() -> int:
        gone = asyncio.Event()
        gone.set()
        return await ask_by_hand(service, body_of(b'{"texts"'), gone)

    assert asyncio.run(go()) == 499
    assert service.in_hand == 0


def test_a_client_that_is_gone_gives_up_its_place(start: Start, slow: threading.Event) -> None:
    service = start().service
    slow.clear()
    line = service.models.all[0].line

    async def go() -> int:
        gone = asyncio.Event()
        whole = {"type": "http.request", "body": json.dumps({"texts": "great"}).encode(), "more_body": False}
        asked = asyncio.create_task(ask_by_hand(service, [whole], gone))
        while not len(line):
            await asyncio.sleep(0.01)
        gone.set()
        status = await asked
        assert (service.in_hand, len(line)) == (0, 0)
        slow.set()
        return status

    assert asyncio.run(go()) == 499

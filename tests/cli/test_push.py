"""push, against a server on this machine that stands in for the hub."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest

from tests.cli.conftest import Command

REPO = "ann/reviews"


@dataclass
class Hub:
    """What was asked for, made and committed; `refuses` is a status that everything is answered with."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)
    made: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    refuses: int | None = None

    def answer(self, path: str, body: bytes) -> tuple[int, Any]:
        if self.refuses is not None:
            return self.refuses, {"error": "no"}
        if path == "/api/repos/create":
            self.made.append(json.loads(body))
            return 200, {"url": f"{self.url}/{REPO}", "name": REPO}
        if path == "/api/validate-yaml":
            return 200, {"errors": [], "warnings": []}
        if "/preupload/" in path:
            names = [each["path"] for each in json.loads(body)["files"]]
            return 200, {"files": [{"path": name, "uploadMode": "regular", "shouldIgnore": False} for name in names]}
        if "/commit/" in path:
            lines = [json.loads(line) for line in body.splitlines()]
            found = [each["value"] for each in lines if each["key"] == "file"]
            self.files |= {each["path"]: base64.b64decode(each["content"]) for each in found}
            return 200, {"success": True, "commitOid": "0" * 40, "commitUrl": f"{self.url}/{REPO}/commit/{'0' * 40}"}
        return 200, {}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    found = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found.asked.append(self.path)
            found.tokens.add(self.headers.get("Authorization"))
            status, document = found.answer(self.path, body)
            answer = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", found.url)
    monkeypatch.setenv("HF_TOKEN", "hf_of_a_test")
    monkeypatch.delenv("TEXTKIT_OFFLINE")
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_run_is_pushed_with_its_card(textkit_cli: Command, linear_run: Path, hub: Hub) -> None:
    answer = textkit_cli("push", linear_run, REPO, "--private", "--json")
    assert answer.code == 0, answer.err
    document = json.loads(answer.out)
    assert document["commit"].startswith(hub.url)
    assert set(document["files"]) == set(hub.files)
    assert hub.files["README.md"].startswith(b"---\n")
    assert hub.made[0]["visibility"] == "private"
    assert str(linear_run.parent).encode() not in b"".join(hub.files.values())


def test_the_login_is_that_of_the_hub(textkit_cli: Command, linear_run: Path, hub: Hub) -> None:
    assert textkit_cli("push", linear_run, REPO).code == 0
    assert hub.tokens == {"Bearer hf_of_a_test"}


def test_a_revision_is_a_branch(textkit_cli: Command, linear_run: Path, hub: Hub) -> None:
    assert textkit_cli("push", linear_run, REPO, "--revision", "second").code == 0
    assert f"/api/models/{REPO}/branch/second" in hub.asked
    assert any(path.startswith(f"/api/models/{REPO}/commit/second") for path in hub.asked)


def test_a_dry_run_asks_nobody(textkit_cli: Command, linear_run: Path, hub: Hub) -> None:
    answer = textkit_cli("push", linear_run, REPO, "--dry-run")
    assert answer.code == 0
    assert "model/model.safetensors" in answer.out
    assert hub.asked == []


@pytest.mark.parametrize(
    ("status", "said"), [(401, "does not let you write"), (403, "does not let you write"), (404, "has no ann/reviews")]
)
def test_a_refusal_is_one_line_and_a_hint(
    status: int, said: str, textkit_cli: Command, linear_run: Path, hub: Hub
) -> None:
    hub.refuses = status
    answer = textkit_cli("push", linear_run, REPO, "--quiet")
    assert answer.code == 4
    assert said in answer.err
    assert len(answer.err.strip().splitlines()) == 2


def test_a_hub_that_is_not_there_is_one_line_and_a_hint(
    textkit_cli: Command, linear_run: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", "http://127.0.0.1:9")
    answer = textkit_cli("push", linear_run, REPO, "--quiet")
    assert answer.code == 4
    assert "cannot be reached" in answer.err
    assert len(answer.err.strip().splitlines()) == 2


def test_offline_is_honoured(textkit_cli: Command, linear_run: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTKIT_OFFLINE", "1")
    answer = textkit_cli("push", linear_run, REPO, "--quiet")
    assert answer.code == 4
    assert "TEXTKIT_OFFLINE is set" in answer.err
    assert hub.asked == []


def test_a_name_that_cannot_be_is_refused(textkit_cli: Command, linear_run: Path, hub: Hub) -> None:
    answer = textkit_cli("push", linear_run, "no such/name/at all", "--quiet")
    assert answer.code == 2
    assert "no id of a repository" in answer.err
    assert hub.asked == []


def test_what_is_no_run_is_refused(textkit_cli: Command, tmp_path: Path, hub: Hub) -> None:
    assert textkit_cli("push", tmp_path, REPO).code == 4

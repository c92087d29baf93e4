"""textkit serve as a process: what it loads, how it starts, and how it ends."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2
import pytest

import textkit
from tests.cli.conftest import Command
from tests.reviews import TINY, write_reviews
from tests.serve.conftest import process
from tests.test_startup import HEAVY

ASKED = {"texts": "The film was great"}


def until_ready(url: str) -> None:
    while httpx2.get(f"{url}/ready").status_code != 200:
        time.sleep(0.02)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_answers_and_ends(number: signal.Signals, code: int, linear_run: Path) -> None:
    with process(linear_run) as (running, url):
        until_ready(url)
        answer = httpx2.post(f"{url}/predict", json=ASKED).json()
        assert answer["predictions"] == textkit.load(linear_run).predict([ASKED["texts"]])
        running.send_signal(number)
        assert running.wait(20) == code
        assert running.stderr is not None
        said = running.stderr.read()
    assert "Traceback" not in said
    assert f"ready: {linear_run.name}" in said


def test_what_is_in_hand_is_answered_and_what_is_new_is_told(linear_run: Path) -> None:
    """A request whose body is still on its way when the server is told to stop."""
    with process(linear_run) as (running, url):
        until_ready(url)
        body = json.dumps(ASKED).encode()
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as client:
            head = f"POST /predict HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:5])
            while "textkit_in_hand 1" not in httpx2.get(f"{url}/metrics").text:
                time.sleep(0.02)
            running.send_signal(signal.SIGTERM)
            while httpx2.get(f"{url}/health").json()["state"] != "stopping":
                time.sleep(0.02)
            refused = httpx2.post(f"{url}/predict", json=ASKED)
            assert (refused.status_code, refused.json()["error"]["type"]) == (503, "stopping")
            client.sendall(body[5:])
            answer = client.makefile("rb").read()
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert b'"label":"good"' in answer
        assert running.wait(20) == 0


def test_a_second_signal_ends_at_once(linear_run: Path) -> None:
    with process(linear_run) as (running, url):
        until_ready(url)
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as client:
            head = "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
            client.sendall(head.encode())
            while "textkit_in_hand 1" not in httpx2.get(f"{url}/metrics").text:
                time.sleep(0.02)
            running.send_signal(signal.SIGINT)
            while httpx2.get(f"{url}/health").json()["state"] != "stopping":
                time.sleep(0.02)
            running.send_signal(signal.SIGINT)
            assert running.wait(20) == 130


def test_many_at_once_are_answered_each_with_its_own(linear_run: Path) -> None:
    found: dict[int, str] = {}
    with process(linear_run) as (_, url):
        until_ready(url)

        def ask(number: int) -> None:
            answer = httpx2.post(f"{url}/predict", json={"texts": f"great {number}"}).json()
            found[number] = answer["predictions"][0]["text"]

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {number: f"great {number}" for number in range(24)}


@pytest.mark.exports
def test_a_graph_is_served_without_torch(tmp_path: Path) -> None:
    run = textkit.train(str(write_reviews(tmp_path / "reviews.csv")), "lstm-attn", config=TINY).path
    program = (
        "import json, sys, threading, time, urllib.request\n"
        "from pathlib import Path\n"
        "from textkit import api\n"
        "from textkit.run import Run\n"
        "from textkit.serve.app import make_app\n"
        "from textkit.serve.server import serve\n"
        "from textkit.serve.models import Models, Served, open_beside\n"
        "from textkit.serve.service import Service\n"
        "from textkit.serve.listening import listen, url_of\n"
        "listening = listen('127.0.0.1', 0)\n"
        "url = url_of(listening)\n"
        "run = Run(Path(sys.argv[1]))\n"
        "opening = open_beside(lambda: api.load(run, device='cpu', threads=1))\n"
        "service = Service(Models({'run': Served(run.manifest(), 'fp32', opening)}))\n"
        "def ask():\n"
        "    body = json.dumps({'texts': 'The film was great', 'explain': True}).encode()\n"
        "    while service.state == 'loading': time.sleep(0.01)\n"
        "    asked = urllib.request.Request(url + '/predict', body, {'Content-Type': 'application/json'})\n"
        "    assert json.load(urllib.request.urlopen(asked))['predictions']\n"
        "    service.stopping = True\n"
        "threading.Thread(target=ask).start()\n"
        "serve(service, listening)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(run)], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert {"fastapi", "onnxruntime"} <= loaded
    assert not loaded & (HEAVY - {"pydantic"} | {"onnx", "rich"})


def test_without_the_extra_it_is_named(textkit_cli: Command, linear_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.startswith(("fastapi", "textkit.serve"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fastapi", None)
    answer = textkit_cli("serve", linear_run, "--port", "0")
    assert answer.code == 4
    assert answer.err == "error: fastapi is not installed\n  pip install 'textkit-nlp[serve]'\n"


def test_a_taken_port_is_told(textkit_cli: Command, linear_run: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = textkit_cli("serve", linear_run, "--port", port)
    assert answer.code == 2
    assert f"cannot listen on 127.0.0.1:{port}: address already in use" in answer.err


def test_a_network_without_a_graph_is_not_served(textkit_cli: Command, reviews: Path) -> None:
    run = textkit.train(str(reviews), "lstm", config={"training": {"epochs": 1, "threads": 1}}).path
    answer = textkit_cli("serve", run)
    assert answer.code == 2
    assert f"textkit export {run} --precision fp32" in answer.err


def test_threads_without_a_graph_are_refused(textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("serve", linear_run, "--threads", "2")
    assert answer.code == 2
    assert "--threads is for graphs" in answer.err


def test_a_precision_that_a_run_does_not_have_is_refused(textkit_cli: Command, linear_run: Path) -> None:
    answer = textkit_cli("serve", linear_run, "--precision", "int8")
    assert answer.code == 2
    assert "it has no int8" in answer.err


def test_two_runs_of_one_name_are_refused(textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(linear_run, tmp_path / linear_run.name)
    answer = textkit_cli("serve", linear_run, copied)
    assert answer.code == 2
    assert "two are the same" in answer.err


def test_a_changed_run_ends_the_server(textkit_cli: Command, linear_run: Path, tmp_path: Path) -> None:
    changed = Path(shutil.copytree(linear_run, tmp_path / "changed"))
    with (changed / "model" / "model.safetensors").open("ab") as weights:
        weights.write(b"x")
    answer = textkit_cli("serve", changed, "--port", "0")
    assert answer.code == 3
    assert "differs from what the manifest says was trained" in answer.err

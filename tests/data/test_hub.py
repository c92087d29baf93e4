"""Datasets of the hub, against a stand-in on this machine.

A process of its own asks, for the libraries read HF_ENDPOINT and HF_HOME when they are loaded.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

CSV = b"text,label\ngood,pos\nbad,neg\n"
MISSING, USAGE, DATA = 4, 2, 3
"""Exit codes."""


@dataclass
class Hub:
    """Repositories by id: the files of each commit, and which commit a branch or a tag is."""

    url: str = ""
    commits: dict[str, dict[str, dict[str, bytes]]] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    down: bool = False

    def publish(self, id: str, *names: str, **files: bytes | str) -> str:
        """A commit of these files, where __ stands for a slash and _ for a dot; it is main's and has these names."""
        content = {
            name.replace("__", "/").replace("_", "."): data.encode() if isinstance(data, str) else data
            for name, data in files.items()
        }
        commit = hashlib.sha1(repr((id, sorted(content.items()))).encode()).hexdigest()
        self.commits.setdefault(id, {})[commit] = content
        self.names.setdefault(id, {}).update(dict.fromkeys(("main", *names, commit), commit))
        return commit

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = unquote(request.path.partition("?")[0])
        self.asked.append(path)
        kind, *parts = path.removeprefix("/api").strip("/").split("/")
        id = "/".join(parts[:2])
        if self.down:
            request.close_connection = True
        elif kind != "datasets" or id not in self.commits:
            refuse(request, "RepoNotFound")
        elif path.startswith("/api"):
            self._tell(request, id, *(parts[2:] or ["revision", "main"]))
        else:
            self._send(request, id, parts[3], "/".join(parts[4:]))

    def _tell(self, request: BaseHTTPRequestHandler, id: str, what: str, name: str, *folders: str) -> None:
        commit = self.names[id].get(name)
        if commit is None:
            refuse(request, "RevisionNotFound")
        elif what == "revision":
            send(request, commit, json.dumps({"id": id, "sha": commit, "siblings": []}).encode())
        elif entries := self._within(id, commit, folders):
            send(request, commit, json.dumps(entries).encode())
        else:
            refuse(request, "EntryNotFound")

    def _within(self, id: str, commit: str, folders: tuple[str, ...]) -> list[dict[str, Any]]:
        """What lies in a folder, as a `tree` request is answered."""
        found = {}
        for name, data in self.commits[id][commit].items():
            parts = tuple(name.split("/"))
            if parts[: len(folders)] == folders:
                path, file = "/".join(parts[: len(folders) + 1]), len(parts) == len(folders) + 1
                entry = {"type": "file", "size": len(data)} if file else {"type": "directory"}
                found[path] = {**entry, "path": path, "oid": hashlib.sha1(data).hexdigest()}
        return list(found.values())

    def _send(self, request: BaseHTTPRequestHandler, id: str, name: str, file: str) -> None:
        commit = self.names[id][name]
        if id in self.gated:
            refuse(request, "GatedRepo", 403)
        elif (data := self.commits[id][commit].get(file)) is None:
            refuse(request, "EntryNotFound")
        else:
            send(request, commit, data)


def send(request: BaseHTTPRequestHandler, commit: str, data: bytes) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(len(data)))
    request.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
    request.send_header("X-Repo-Commit", commit)
    request.end_headers()
    if request.command == "GET":
        request.wfile.write(data)


def refuse(request: BaseHTTPRequestHandler, code: str, status: int = 404) -> None:
    request.send_response(status)
    request.send_header("X-Error-Code", code)
    request.send_header("Content-Length", "0")
    request.end_headers()


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.answer(self)

        do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hub.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield hub
        server.shutdown()
        thread.join()


ASKING = """
import json, os, sys
from textkit.data.hub import hub_dataset
from textkit.errors import TextkitError
from textkit.reporter import Silent

class Listening(Silent):
    def note(self, message):
        answer["notes"].append(message)

for line in sys.stdin:
    id, config, revision, environment, read = json.loads(line)
    os.environ.update(environment)
    answer = {"notes": [], "rows": {}}
    try:
        found = hub_dataset(id, config, revision, Listening())
        answer |= {"id": found.id, "config": found.config, "commit": found.revision, "splits": found.splits}
        for split in found.splits if read else ():
            table = found.table(split)
            answer["rows"][split] = [list(record) for record in table.records]
            answer[split] = [table.name, table.format, table.columns]
    except TextkitError as error:
        answer |= {"exit": error.exit_code, "message": error.message, "hint": error.hint}
    print(json.dumps(answer), flush=True)
"""

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the asking process works and keeps its cache."""
    return tmp_path_factory.mktemp("hub")


@pytest.fixture(scope="module")
def asking(hub: Hub, place: Path) -> Iterator[Ask]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    settings = {"HF_ENDPOINT": hub.url, "HF_HOME": str(place / "home"), "no_proxy": "127.0.0.1"}
    with (
        (place / "stderr").open("w") as stderr,
        subprocess.Popen(
            [sys.executable, "-c", ASKING],
            env={**kept, **settings},
            cwd=place,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        source, sink = process.stdout, process.stdin

        def ask(
            id: str, config: str | None = None, revision: str | None = None, *, read: bool = True, **environment: str
        ) -> dict[str, Any]:
            environment = {"TEXTKIT_OFFLINE": "", "HF_HUB_OFFLINE": "", **environment}
            print(json.dumps([id, config, revision, environment, read]), file=sink, flush=True)
            return json.loads(source.readline())  # type: ignore[no-any-return]

        yield ask


@pytest.fixture
def ask(asking: Ask, hub: Hub, place: Path) -> Iterator[Ask]:
    """Asks the stand-in; nothing may be printed meanwhile."""
    hub.asked.clear()
    yield asking
    hub.down = False
    assert (place / "stderr").read_text() == ""


def parquet(**columns: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def values(answer: dict[str, Any], split: str = "train") -> list[tuple[Any, ...]]:
    """The values of the rows of a split, whose lines count from 1."""
    lines = [line for line, _ in answer["rows"][split]]
    assert lines == [*range(1, len(lines) + 1)]
    return [tuple(fields.values()) for _, fields in answer["rows"][split]]


CARD = """---
dataset_info:
  features:
  - name: text
    dtype: string
  - name: label
    dtype: {class_label: {names: {'0': neg, '1': pos}}}
  - name: tags
    sequence: {class_label: {names: {'0': O, '1': B-LOC}}}
  - name: spans
    list:
    - {name: start, dtype: int64}
    - name: kind
      dtype: {class_label: {names: {'0': place}}}
---
"""
SOME = """---
dataset_info:
  features:
  - name: label
    dtype: {class_label: {names: {'0': none, '1': some}}}
---
"""


def test_classes_are_names_wherever_they_are(hub: Hub, ask: Ask) -> None:
    span = pa.array([[{"start": 3, "kind": 0}], [], None])
    train = parquet(text=["in Rome", "NA", None], label=[1, 0, -1], tags=[[0, 1], [], None], spans=span)
    test = parquet(text=["no"], label=[None], tags=[[None, 0]], spans=pa.array([[]], span.type))
    commit = hub.publish("someone/reviews", README_md=CARD, data__train_parquet=train, data__test_parquet=test)
    answer = ask("someone/reviews")
    assert (answer["id"], answer["config"], answer["commit"]) == ("someone/reviews", "default", commit)
    assert answer["splits"] == ["train", "test"]
    assert answer["train"] == ["someone/reviews/train", "hub", ["text", "label", "tags", "spans"]]
    assert values(answer) == [
        ("in Rome", "pos", ["O", "B-LOC"], [{"start": 3, "kind": "place"}]),
        ("NA", "neg", [], []),
        (None, None, None, None),
    ]
    assert values(answer, "test") == [("no", None, [None, "O"], [])]


def test_a_number_that_is_no_class_costs_its_row(hub: Hub, ask: Ask) -> None:
    hub.publish("someone/range", README_md=SOME, train_parquet=parquet(label=[0, 2, 1]))
    first, bad, last = ask("someone/range")["rows"]["train"]
    assert (first, last) == ([1, {"label": "none"}], [3, {"label": "some"}])
    assert bad == [2, "'label' has a number that is none of its classes"]


def test_na_in_a_csv_is_text(hub: Hub, ask: Ask) -> None:
    hub.publish("someone/table", train_csv="text,label\nNA,null\nnan,\nNone,1\n")
    assert values(ask("someone/table")) == [("NA", "null"), ("nan", None), ("None", "1")]


def test_other_kinds_of_files(hub: Hub, ask: Ask) -> None:
    hub.publish("someone/lines", train_jsonl='{"text": "NA", "label": 1}\n', test_jsonl='{"text": "b", "label": 0}\n')
    assert values(ask("someone/lines")) == [("NA", 1)]
    hub.publish("someone/texts", train_txt="NA\nb\n")
    assert values(ask("someone/texts")) == [("NA",), ("b",)]


def test_many_rows_are_counted_on(hub: Hub, ask: Ask) -> None:
    hub.publish("someone/long", train_parquet=parquet(n=list(range(2_500))))
    assert values(ask("someone/long")) == [(number,) for number in range(2_500)]


TWO = """---
configs:
- {config_name: plain, data_files: plain.csv}
- {config_name: simple, data_files: simple.csv}
---
"""


@pytest.fixture
def two(hub: Hub) -> str:
    """A dataset with two configs of which none is the default."""
    hub.publish("someone/two", README_md=TWO, plain_csv=CSV, simple_csv="text,label\nsimple,pos\n")
    return "someone/two"


def test_a_config_is_named(two: str, ask: Ask) -> None:
    answer = ask(two, "simple")
    assert (answer["config"], values(answer)) == ("simple", [("simple", "pos")])


def test_several_configs_of_which_none_is_named(two: str, ask: Ask) -> None:
    answer = ask(two)
    assert answer["exit"] == USAGE
    assert answer["message"] == "the dataset someone/two has several configs and none is named"
    assert answer["hint"] == "hub:someone/two:CONFIG, one of: plain, simple"


def test_an_unknown_config(two: str, ask: Ask) -> None:
    answer = ask(two, "simpel")
    assert (answer["exit"], answer["message"]) == (USAGE, "unknown config 'simpel'")
    assert answer["hint"] == "did you mean 'simple'?"
    assert ask(two, "xyz")["hint"] == "known configs: plain, simple"


def test_the_default_config_needs_no_name(hub: Hub, ask: Ask) -> None:
    card = TWO.replace("simple.csv}", "simple.csv, default: true}")
    hub.publish("someone/default", README_md=card, plain_csv=CSV, simple_csv="text,label\nsimple,pos\n")
    answer = ask("someone/default")
    assert (answer["config"], values(answer)) == ("simple", [("simple", "pos")])


def test_a_revision_is_a_commit(hub: Hub, ask: Ask) -> None:
    first = hub.publish("someone/changing", "v1", train_csv="text,label\nfirst,1\n")
    second = hub.publish("someone/changing", train_csv="text,label\nsecond,1\n")
    for revision, commit, text in (
        (None, second, "second"),
        ("main", second, "second"),
        ("v1", first, "first"),
        (first, first, "first"),
    ):
        answer = ask("someone/changing", revision=revision)
        assert (answer["commit"], values(answer)) == (commit, [(text, 1)])


def test_an_unknown_revision(hub: Hub, ask: Ask) -> None:
    hub.publish("someone/stable", train_csv=CSV)
    answer = ask("someone/stable", revision="v2")
    assert (answer["exit"], answer["message"]) == (USAGE, "the dataset someone/stable has no revision 'v2'")


def test_rows_are_fetched_when_they_are_asked_for(hub: Hub, ask: Ask) -> None:
    commit = hub.publish("someone/lazy", train_csv=CSV)
    file = f"/datasets/someone/lazy/resolve/{commit}/train.csv"
    assert ask("someone/lazy", read=False)["splits"] == ["train"]
    assert file not in hub.asked
    ask("someone/lazy")
    assert hub.asked.count(file) == 2  # how large is it, and what is in it
    ask("someone/lazy")
    assert hub.asked.count(file) == 2


def test_a_folder_of_the_same_name_is_not_meant(hub: Hub, ask: Ask, place: Path) -> None:
    hub.publish("someone/folder", train_csv=CSV)
    (place / "someone" / "folder").mkdir(parents=True)
    (place / "someone" / "folder" / "train.csv").write_text("text,label\nlocal,1\n")
    assert values(ask("someone/folder")) == [("good", "pos"), ("bad", "neg")]


def test_the_cache_lies_where_the_libraries_keep_theirs(hub: Hub, ask: Ask, place: Path) -> None:
    commit = hub.publish("someone/kept", train_csv=CSV)
    ask("someone/kept")
    assert (place / "home" / "datasets" / "textkit" / "someone%2Fkept@" / commit).is_dir()


def test_a_dataset_that_is_not_there(ask: Ask) -> None:
    answer = ask("someone/else")
    assert (answer["exit"], answer["message"]) == (
        MISSING,
        "the hub has no dataset someone/else, or shows it to others only",
    )


@pytest.mark.parametrize("id", ["a/b/c", "x y", "", "../up"])
def test_what_is_no_id(id: str, ask: Ask, hub: Hub) -> None:
    answer = ask(id)
    assert (answer["exit"], answer["message"]) == (USAGE, f"'{id}' is no id of a dataset")
    assert hub.asked == []


def test_a_gated_dataset(hub: Hub, ask: Ask) -> None:
    hub.publish("someone/gated", train_csv=CSV)
    hub.gated.add("someone/gated")
    answer = ask("someone/gated")
    assert answer["exit"] == MISSING
    assert answer["message"] == "the dataset someone/gated is open only to those who accepted its terms"
    assert f"{hub.url}/datasets/someone/gated" in answer["hint"]


def test_a_dataset_that_was_gated_meanwhile(hub: Hub, ask: Ask) -> None:
    hub.publish("someone/closing", train_csv=CSV)
    ask("someone/closing", read=False)
    hub.gated.add("someone/closing")
    assert ask("someone/closing")["exit"] == MISSING


@pytest.mark.parametrize(
    ("name", "files", "message"),
    [
        ("script", {"script_py": "raise", "README_md": "-"}, "is made by a program of its own"),
        ("images", {"train__a__x_png": b"\x89PNG"}, "are of the kind 'imagefolder', no tables of texts"),
        ("nothing", {"README_md": "-"}, "doesn't contain any data files"),
        ("card", {"README_md": "---\n: [\n---\n", "train_csv": CSV}, "cannot be read: "),
        ("quote", {"train_csv": 'text,label\n"a,1\n'}, "cannot be read: Error tokenizing data"),
        ("bytes", {"train_csv": b"text,label\ncaf\xe9,1\n"}, "cannot be read: 'utf-8' codec can't decode byte 0xe9"),
        ("damaged", {"train_parquet": b"PAR1"}, "cannot be read: Parquet file size is 4 bytes"),
        ("others", {"README_md": SOME, "train_csv": CSV}, "cannot be read: "),
    ],
)
def test_what_cannot_be_read(hub: Hub, ask: Ask, name: str, files: dict[str, str | bytes], message: str) -> None:
    hub.publish(f"someone/{name}", **files)
    answer = ask(f"someone/{name}")
    assert answer["exit"] == DATA
    assert f"someone/{name} " in answer["message"]
    assert message in answer["message"]
    assert "\n" not in answer["message"]


@pytest.mark.parametrize("variable", ["TEXTKIT_OFFLINE", "HF_HUB_OFFLINE"])
def test_offline_the_cache_answers(hub: Hub, ask: Ask, variable: str) -> None:
    hub.publish("someone/cached", README_md=SOME, train_parquet=parquet(label=[0, 1]))
    online = ask("someone/cached")
    hub.asked.clear()
    answer = ask("someone/cached", **{variable: "1"})
    assert hub.asked == []
    note = f"the dataset someone/cached cannot be fetched: {variable} is set; using its commit {online['commit']}"
    assert answer["notes"] == [f"{note}, the last known"]
    assert {**answer, "notes": []} == online
    assert values(answer) == [("none",), ("some",)]


def test_offline_a_revision_is_what_it_was(hub: Hub, ask: Ask) -> None:
    first = hub.publish("someone/pinned", "v1", train_csv="text,label\nfirst,1\n")
    second = hub.publish("someone/pinned", train_csv="text,label\nsecond,1\n")
    ask("someone/pinned")
    ask("someone/pinned", revision="v1")
    for revision, text in ((None, "second"), ("main", "second"), ("v1", "first"), (first, "first"), (second, "second")):
        assert values(ask("someone/pinned", revision=revision, TEXTKIT_OFFLINE="1")) == [(text, 1)]
    assert ask("someone/pinned", revision="v2", TEXTKIT_OFFLINE="1")["exit"] == MISSING


def test_offline_what_was_not_fetched_is_missing(two: str, ask: Ask, hub: Hub) -> None:
    ask(two, "simple")
    hub.publish("someone/unread", train_csv=CSV)
    ask("someone/unread", read=False)
    hub.asked.clear()
    for words in ((two,), (two, "plain"), ("someone/unread",), ("someone/never",)):
        answer = ask(*words, TEXTKIT_OFFLINE="1")
        assert answer["exit"] == MISSING
        assert answer["message"] == f"the dataset {words[0]} cannot be fetched: TEXTKIT_OFFLINE is set"
    assert hub.asked == []


def test_offline_a_dataset_is_known_before_its_rows_are(hub: Hub, ask: Ask) -> None:
    commit = hub.publish("someone/known", train_csv=CSV)
    ask("someone/known", read=False)
    answer = ask("someone/known", read=False, TEXTKIT_OFFLINE="1")
    assert (answer["config"], answer["commit"], answer["splits"]) == ("default", commit, ["train"])


def test_a_hub_that_does_not_answer(hub: Hub, ask: Ask) -> None:
    commit = hub.publish("someone/near", train_csv=CSV)
    ask("someone/near")
    hub.down = True
    answer = ask("someone/near")
    assert (answer["commit"], len(answer["notes"])) == (commit, 1)
    assert values(answer) == [("good", "pos"), ("bad", "neg")]
    answer = ask("someone/far")
    assert answer["exit"] == MISSING
    assert answer["message"].startswith("the dataset someone/far cannot be fetched from the hub: ")

"""Downloads and mirrors, against a stand-in host on this machine."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from textkit import home
from textkit.data import download
from textkit.data.fetch import Fetched, fetch, mirror_file
from textkit.errors import DataError, MissingError
from textkit.reporter import Progress, Silent

BODY = b"a headline\n" * 50_000
SHA256 = hashlib.sha256(BODY).hexdigest()
OTHER = hashlib.sha256(b"other").hexdigest()


@dataclass
class Host:
    """Answers each path by the next of its scripted replies; the last one is repeated."""

    url: str = ""
    replies: dict[str, list[Callable[[BaseHTTPRequestHandler], None]]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.requests.append(request.path)
        replies = self.replies.get(request.path, [status(404)])
        (replies.pop(0) if len(replies) > 1 else replies[0])(request)


def status(code: int) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda request: request.send_error(code)


def body(data: bytes, *, length: int | None = -1) -> Callable[[BaseHTTPRequestHandler], None]:
    """200 with `data`; a `length` of its own claims another size, None claims none."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        if length is not None:
            request.send_header("Content-Length", str(len(data) if length < 0 else length))
        request.end_headers()
        request.wfile.write(data)

    return reply


def silence(_request: BaseHTTPRequestHandler) -> None:
    time.sleep(0.5)


def hang_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True


@dataclass
class Listening(Silent):
    """Keeps what it was told."""

    notes: list[str] = field(default_factory=list)
    tracked: list[tuple[str, float | None]] = field(default_factory=list)
    done: list[tuple[float, str]] = field(default_factory=list)

    def note(self, message: str) -> None:
        self.notes.append(message)

    @contextmanager
    def track(self, label: str, total: float | None) -> Iterator[Progress]:
        self.tracked.append((label, total))
        yield self.progress

    def progress(self, done: float, note: str = "") -> None:
        self.done.append((done, note))


@pytest.fixture(autouse=True)
def fresh_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTKIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("TEXTKIT_OFFLINE", raising=False)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(download, "PAUSE_S", 0.001)


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield host
        server.shutdown()
        thread.join()


def get(host: Host, *, sha256: str | None = SHA256, reporter: Silent | None = None, retries: int = 3) -> Fetched:
    reporter, url = reporter or Silent(), f"{host.url}/a.gz"
    return fetch("toy", "a.gz", url=url, sha256=sha256, reporter=reporter, timeout_s=0.2, retries=retries)


def kept() -> list[Path]:
    return [path for path in home.downloads_folder().rglob("*") if path.is_file()]


def test_a_file_is_fetched_once(host: Host) -> None:
    host.replies["/a.gz"] = [body(BODY)]
    path = home.downloads_folder() / "toy" / "a.gz"
    assert get(host) == get(host) == Fetched(path, "upstream", SHA256, published=True)
    assert path.read_bytes() == BODY
    assert (kept(), host.requests) == ([path], ["/a.gz"])


def test_progress_counts_bytes(host: Host) -> None:
    host.replies["/a.gz"] = [body(BODY)]
    reporter = Listening()
    get(host, reporter=reporter)
    assert (reporter.tracked, reporter.done[-1]) == ([("toy/a.gz", len(BODY))], (len(BODY), ""))
    assert reporter.done == sorted(reporter.done)


def test_a_host_that_does_not_say_the_length(host: Host) -> None:
    host.replies["/a.gz"] = [body(BODY, length=None)]
    reporter = Listening()
    assert get(host, reporter=reporter).sha256 == SHA256
    assert reporter.tracked == [("toy/a.gz", None)]


def test_bytes_that_are_not_stable_are_taken_as_they_come(host: Host) -> None:
    host.replies["/a.gz"] = [body(b"today's"), body(b"tomorrow's")]
    assert get(host, sha256=None) == get(host, sha256=None)
    assert host.requests == ["/a.gz"]


def test_a_file_with_another_hash_is_fetched_again(host: Host) -> None:
    host.replies["/a.gz"] = [body(BODY)]
    path = home.downloads_folder() / "toy" / "a.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(BODY[:100])
    assert get(host).path.read_bytes() == BODY


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (status(500), "HTTP 500 Internal Server Error"),
        (status(429), "HTTP 429 Too Many Requests"),
        (silence, "no answer within 0.2 s"),
        (hang_up, "Remote end closed connection without response"),
        (body(BODY[:70], length=100), "the answer ended after 70 of 100 bytes"),
    ],
    ids=["500", "429", "slow", "hang-up", "short"],
)
def test_faults_that_may_pass(host: Host, reply: Callable[[BaseHTTPRequestHandler], None], cause: str) -> None:
    host.replies["/a.gz"] = [reply, body(BODY)]
    reporter = Listening()
    assert get(host, reporter=reporter).path.read_bytes() == BODY
    assert reporter.notes == [f"{host.url.removeprefix('http://')}: {cause}; trying again in 0.001 s"]

    host.replies["/a.gz"], host.requests = [reply], []
    with pytest.raises(MissingError) as caught:
        get(host, sha256=OTHER, retries=1)
    assert caught.value.message == f"cannot fetch toy/a.gz from {host.url.removeprefix('http://')}: {cause}"
    assert len(host.requests) == 2


def test_pauses_grow(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    host.replies["/a.gz"] = [status(503)]
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(download, "PAUSE_S", 1.0)
    with pytest.raises(MissingError):
        get(host)
    assert pauses == [1, 2, 4]


def test_a_file_that_is_not_there_is_not_asked_for_again(host: Host) -> None:
    with pytest.raises(MissingError, match=r"cannot fetch toy/a.gz from 127.0.0.1:\d+: HTTP 404 Not Found"):
        get(host)
    assert (host.requests, kept()) == (["/a.gz"], [])


def test_no_host_at_all() -> None:
    with pytest.raises(MissingError, match=r"cannot fetch toy/a\.gz from 127\.0\.0\.1:9: Connection refused"):
        get(Host("http://127.0.0.1:9"))


def test_a_password_in_a_url_is_not_shown() -> None:
    with pytest.raises(MissingError) as caught:
        get(Host("http://me:secret@127.0.0.1:9"))
    assert "secret" not in str(caught.value)


def test_other_bytes_are_refused_and_not_kept(host: Host) -> None:
    host.replies["/a.gz"] = [body(BODY)]
    with pytest.raises(DataError) as caught:
        get(host, sha256=OTHER)
    assert f"toy/a.gz: the file's sha256 is {SHA256}, expected {OTHER}" in caught.value.message
    assert (kept(), len(host.requests)) == ([], 1)


def test_an_interruption_leaves_nothing_behind(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    host.replies["/a.gz"] = [body(BODY)]
    reporter = Listening()
    monkeypatch.setattr(reporter, "progress", interrupt)
    with pytest.raises(KeyboardInterrupt):
        get(host, reporter=reporter)
    assert kept() == []


@pytest.mark.parametrize("variable", ["TEXTKIT_OFFLINE", "HF_HUB_OFFLINE"])
def test_offline_asks_nobody(host: Host, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(MissingError, match=f"toy/a.gz is not on this machine and {variable} is set"):
        get(host)
    with pytest.raises(MissingError, match=f"{variable} is set"):
        mirror_file(host.url, "toy", "a.gz", sha256=SHA256, reporter=Silent())
    assert host.requests == []


def test_offline_uses_what_is_there(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    host.replies["/a.gz"] = [body(BODY)]
    first = get(host)
    monkeypatch.setenv("TEXTKIT_OFFLINE", "1")
    assert get(host) == first


SUMS = f"{OTHER}  ./toy/b.gz\n{SHA256}  ./toy/a.gz\n"
Mirror = Callable[[str, bytes], str]


@pytest.fixture(params=["folder", "url"])
def mirror(request: pytest.FixtureRequest, tmp_path: Path, host: Host) -> Mirror:
    """Lays out a mirror with this SHA256SUMS and these bytes for toy/a.gz, and answers where it is."""

    def folder(sums: str, data: bytes) -> str:
        (tmp_path / "mirror" / "toy").mkdir(parents=True)
        (tmp_path / "mirror" / "SHA256SUMS").write_text(sums)
        (tmp_path / "mirror" / "toy" / "a.gz").write_bytes(data)
        return str(tmp_path / "mirror")

    def url(sums: str, data: bytes) -> str:
        host.replies = {"/m/SHA256SUMS": [body(sums.encode())], "/m/toy/a.gz": [body(data)]}
        return f"{host.url}/m/"

    return folder if request.param == "folder" else url


def mirrored(where: str, *, file: str = "a.gz", sha256: str | None = SHA256) -> Fetched:
    return mirror_file(where, "toy", file, sha256=sha256, reporter=Silent(), timeout_s=0.2, retries=1)


@pytest.mark.parametrize("sums", [SUMS, f"{SHA256.upper()} *toy/a.gz\n", f"{SHA256}  toy/a.gz"])
def test_a_mirror_file_is_verified(mirror: Mirror, sums: str) -> None:
    found = mirrored(mirror(sums, BODY))
    assert found == Fetched(found.path, "mirror", SHA256, published=True)
    assert found.path.read_bytes() == BODY


@pytest.mark.parametrize("known", [OTHER, None])
def test_a_subset_does_not_count_as_published(mirror: Mirror, known: str | None) -> None:
    assert not mirrored(mirror(SUMS, BODY), sha256=known).published


def test_a_file_that_is_not_listed(mirror: Mirror) -> None:
    with pytest.raises(MissingError, match=r"SHA256SUMS: toy/a\.gz is not listed"):
        mirrored(mirror(f"{OTHER}  ./toy/b.gz\n", BODY))


def test_a_file_that_was_changed(mirror: Mirror) -> None:
    with pytest.raises(DataError, match=f"the file's sha256 is {OTHER}, expected {SHA256}"):
        mirrored(mirror(SUMS, b"other"))
    assert kept() == []


def test_a_file_that_is_listed_but_not_there(mirror: Mirror) -> None:
    with pytest.raises(MissingError, match=r"toy/b\.gz"):
        mirrored(mirror(SUMS, BODY), file="b.gz")


@pytest.mark.parametrize("where", ["/no/such/folder", "http://127.0.0.1:9/m"])
def test_no_mirror_at_all(where: str) -> None:
    with pytest.raises(MissingError, match="SHA256SUMS"):
        mirrored(where)


def test_a_folder_mirror_is_read_in_place(tmp_path: Path) -> None:
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "a.gz").write_bytes(BODY)
    (tmp_path / "SHA256SUMS").write_text(SUMS)
    assert mirrored(str(tmp_path)).path == tmp_path / "toy" / "a.gz"
    assert not home.downloads_folder().exists()


def test_a_url_mirror_is_kept_apart_from_the_publisher(host: Host) -> None:
    host.replies = {"/m/SHA256SUMS": [body(SUMS.encode())], "/m/toy/a.gz": [body(BODY)]}
    first = mirrored(f"{host.url}/m")
    assert mirrored(f"{host.url}/m") == first
    assert first.path == home.downloads_folder() / "mirror" / "toy" / "a.gz"
    assert host.requests.count("/m/toy/a.gz") == 1

"""One URL over HTTP: in time, again where that may help, and to disk only when every byte is right."""

import hashlib
import http.client
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from textkit import atomic
from textkit.errors import DataError, MissingError
from textkit.reporter import Reporter

CHUNK_BYTES = 1 << 18
PAUSE_S = 1.0
"""Before the first retry; each further one waits twice as long."""

T = TypeVar("T")


@dataclass(frozen=True)
class Remote:
    """A URL and how patient to be with it."""

    url: str
    label: str
    reporter: Reporter
    timeout_s: float
    retries: int

    @property
    def host(self) -> str:
        """The host alone: a URL may carry a password."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


class _Refusal(Exception):
    """A request that failed: the cause, and whether another attempt may fare better."""

    def __init__(self, cause: str, passing: bool = True) -> None:
        super().__init__(cause)
        self.passing = passing


def download_file(remote: Remote, path: Path, expected: str | None) -> str:
    """Downloads to `path`, all or nothing, and answers its sha256.

    Raises:
        MissingError: the host cannot be reached, or textkit is told to be offline.
        DataError: the sha256 is not the expected one, where one is given.
    """
    return _with_retries(remote, lambda: _receive_file(remote, path, expected))


def download_text(remote: Remote) -> str:
    """A small text file.

    Raises:
        MissingError: the host cannot be reached, or textkit is told to be offline.
    """
    content = bytearray()

    def attempt() -> str:
        content.clear()
        _receive(remote, content.extend)
        return content.decode("utf-8", "replace")

    return _with_retries(remote, attempt)


def other_bytes(place: str, found: str, expected: str | None) -> DataError:
    """The error for a file whose sha256 is not the expected one."""
    return DataError(
        f"the file's sha256 is {found}, expected {expected}",
        "it was changed, or damaged on its way; nothing of it is used",
        path=place,
    )


def _with_retries(remote: Remote, attempt: Callable[[], T]) -> T:
    if variable := offline():
        raise MissingError(f"{remote.label} is not on this machine and {variable} is set", f"unset {variable}")
    failures = 0
    while True:
        try:
            return attempt()
        except _Refusal as refusal:
            if failures == remote.retries or not refusal.passing:
                raise MissingError(
                    f"cannot fetch {remote.label} from {remote.host}: {refusal}",
                    "check the network, or point TEXTKIT_DATA_MIRROR at a folder that holds the file",
                ) from None
            pause = PAUSE_S * 2**failures
            remote.reporter.note(f"{remote.host}: {refusal}; trying again in {pause:g} s")
        time.sleep(pause)
        failures += 1


def _receive_file(remote: Remote, path: Path, expected: str | None) -> str:
    digest = hashlib.sha256()
    with atomic.replacing(path) as beside:
        with beside.open("wb") as out:

            def write(chunk: bytes) -> None:
                digest.update(chunk)
                out.write(chunk)

            _receive(remote, write)
        found = digest.hexdigest()
        if expected not in (None, found):
            raise other_bytes(f"{remote.host}: {remote.label}", found, expected)
    return found


def _receive(remote: Remote, write: Callable[[bytes], object]) -> None:
    """Hands the body of the answer to `write`. Raises _Refusal for what the network does, nothing else."""
    request = Request(remote.url, headers={"User-Agent": "textkit"})
    with _refusals(remote):
        response = urlopen(request, timeout=remote.timeout_s)
    total, done = response.length, 0  # None where the host does not say
    with response, remote.reporter.track(remote.label, total) as progress:
        while True:
            with _refusals(remote):
                chunk = response.read(CHUNK_BYTES)
            if not chunk:
                break
            write(chunk)
            done += len(chunk)
            progress(done)
    if total is not None and done < total:
        raise _Refusal(f"the answer ended after {done:,} of {total:,} bytes")


@contextmanager
def _refusals(remote: Remote) -> Iterator[None]:
    """Turns whatever the network raises into _Refusal."""
    try:
        yield
    except HTTPError as error:
        error.close()
        raise _Refusal(f"HTTP {error.code} {error.reason}", error.code >= 500 or error.code == 429) from None
    except http.client.InvalidURL:
        raise _Refusal("the URL is not valid", passing=False) from None
    except (OSError, http.client.HTTPException) as error:
        cause = error.reason if isinstance(error, URLError) else error
        if isinstance(cause, TimeoutError):
            raise _Refusal(f"no answer within {remote.timeout_s:g} s") from None
        # a resolver has tried for long enough already
        said = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
        raise _Refusal(said, passing=not isinstance(cause, socket.gaierror)) from None


def offline() -> str | None:
    """The variable that forbids the network, if one is set."""
    for variable in ("TEXTKIT_OFFLINE", "HF_HUB_OFFLINE"):
        if os.environ.get(variable, "").lower() in ("1", "on", "yes", "true"):
            return variable
    return None

"""One file of a dataset from its publisher or from a mirror, whole and verified, or an error that says why."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from textkit import home
from textkit.data.download import Remote, download_file, download_text, other_bytes
from textkit.digest import sha256_of
from textkit.errors import MissingError
from textkit.reporter import Reporter


@dataclass(frozen=True)
class Fetched:
    """A file on this machine, its sha256, and whether that is the one its publisher's file is known to have.

    A mirror's file that is not `published` is a subset or another version: say so beside every figure.
    """

    path: Path
    source: Literal["upstream", "mirror"]
    sha256: str
    published: bool


def fetch(
    dataset: str,
    file: str,
    *,
    url: str,
    sha256: str | None,
    reporter: Reporter,
    timeout_s: float = 30,
    retries: int = 3,
) -> Fetched:
    """The publisher's file at `url`, kept as `<downloads>/<dataset>/<file>` and used from there from then on.

    `sha256` is the publisher's, None where the bytes are not stable; `timeout_s` bounds each wait in seconds.

    Raises:
        MissingError: the host cannot be reached, or textkit is told to be offline.
        DataError: the bytes are not those of `sha256`.
    """
    remote = Remote(url, f"{dataset}/{file}", reporter, timeout_s, retries)
    path = home.downloads_folder() / dataset / file
    return Fetched(path, "upstream", _keep(remote, path, sha256), published=True)


def mirror_file(
    mirror: str,
    dataset: str,
    file: str,
    *,
    sha256: str | None,
    reporter: Reporter,
    timeout_s: float = 30,
    retries: int = 3,
) -> Fetched:
    """`<dataset>/<file>` of `mirror`, a folder read in place or a base URL, verified by its SHA256SUMS.

    `sha256` is the publisher's; where it is None, a mirror's file never counts as published.

    Raises:
        MissingError: the mirror or its SHA256SUMS cannot be reached or does not list the file.
        DataError: the bytes are others than those listed.
    """
    name = f"{dataset}/{file}"
    if not mirror.startswith(("http://", "https://")):
        folder = Path(mirror).expanduser()
        found = _verify_in_place(folder, name)
        return Fetched(folder / name, "mirror", found, published=found == sha256)
    sums = Remote(f"{mirror.rstrip('/')}/SHA256SUMS", "SHA256SUMS", reporter, timeout_s, retries)
    expected = _listed(download_text(sums), name, f"{sums.host}: SHA256SUMS")
    remote = Remote(f"{mirror.rstrip('/')}/{quote(name)}", name, reporter, timeout_s, retries)
    path = home.downloads_folder() / "mirror" / name
    return Fetched(path, "mirror", _keep(remote, path, expected), published=expected == sha256)


def _verify_in_place(folder: Path, name: str) -> str:
    """The sha256 of a folder mirror's file, which is the one that its SHA256SUMS lists."""
    sums = folder / "SHA256SUMS"
    try:
        expected = _listed(sums.read_text(encoding="utf-8", errors="replace"), name, str(sums))
        found = sha256_of(folder / name)
    except OSError as error:
        raise MissingError(f"the mirror's {error.filename} cannot be read: {error.strerror}") from None
    if found != expected:
        raise other_bytes(str(folder / name), found, expected)
    return found


def _listed(sums: str, name: str, place: str) -> str:
    """The hash of `name` in lines like `<hash>  ./<name>`, the output of sha256sum."""
    for line in sums.splitlines():
        digest, _, path = line.partition(" ")
        if path.lstrip(" *").removeprefix("./") == name:
            return digest.lower()
    raise MissingError(f"{place}: {name} is not listed", "add it: sha256sum ./*/* > SHA256SUMS")


def _keep(remote: Remote, path: Path, expected: str | None) -> str:
    """The sha256 of `path`, downloaded unless what is there has the expected one, or none is known."""
    if path.is_file() and expected in (None, found := sha256_of(path)):
        return found
    return download_file(remote, path, expected)

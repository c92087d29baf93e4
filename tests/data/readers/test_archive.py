"""Members of archives, streamed."""

import gzip
import io
import random
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import open_table, rows
from textkit.data.readers.archive import is_zip, members, open_member
from textkit.errors import DataError, MissingError

NOISE = random.Random(7).randbytes(50_000)


def tar(files: Mapping[str, bytes]) -> bytes:
    """A tar archive with a folder in front of the files."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        folder = tarfile.TarInfo("posts")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return content.getvalue()


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/x.txt", "one\ntwo\n")
        archive.writestr("folder/noise.bin", NOISE)
    return path


def test_a_member_of_a_zip_archive_is_read_as_a_table(packed: Path) -> None:
    with open_member(packed, "folder/x.txt") as stream, open_table(stream, format="text") as table:
        assert [row.fields["text"] for row in rows(table)] == ["one", "two"]


def test_a_bare_file_is_the_member_itself(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"one\n")
    with open_member(path, "folder/x.txt") as stream:
        assert stream.read() == b"one\n"


@pytest.mark.parametrize(("content", "expected"), [(b"PK\x03\x04...", True), (b"PK", False), (b"", False)])
def test_a_zip_archive_is_known_by_its_content(tmp_path: Path, content: bytes, expected: bool) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    assert is_zip(path) is expected


def test_a_member_that_is_not_there_is_named_with_those_that_are(packed: Path) -> None:
    expected = r"corpus\.zip: the archive has no x\.txt\nit holds folder/x\.txt, folder/noise\.bin"
    with pytest.raises(DataError, match=expected), open_member(packed, "x.txt"):
        pass


def test_a_fault_in_a_member_is_reported_with_its_name_and_line(tmp_path: Path) -> None:
    path = tmp_path / "corpus.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.txt", b"fine\nbad \xff\n")
    with (
        pytest.raises(DataError, match=r"^corpus\.zip/x\.txt:2: byte 0xff") as caught,
        open_member(path, "x.txt") as stream,
        open_table(stream, format="text") as table,
    ):
        list(rows(table))
    assert (caught.value.path, caught.value.line) == ("corpus.zip/x.txt", 2)


def test_a_fault_in_a_bare_file_is_reported_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"bad \xff\n")
    with (
        pytest.raises(DataError, match=r"^x\.txt:1: byte 0xff"),
        open_member(path, "x.txt") as stream,
        open_table(stream, format="text") as table,
    ):
        list(rows(table))


def test_an_error_that_names_its_file_passes_as_it_is(packed: Path) -> None:
    with pytest.raises(DataError, match=r"^labels\.txt:3: no"), open_member(packed, "folder/x.txt"):
        raise DataError("no", path="labels.txt", line=3)


@pytest.mark.parametrize("kept", [20, 30_000, 50_100])
def test_a_zip_archive_that_is_cut_short_is_damaged(packed: Path, kept: int) -> None:
    packed.write_bytes(packed.read_bytes()[:kept])
    with (
        pytest.raises(DataError, match=r"corpus\.zip.*the archive is damaged.*\nfetch it again"),
        open_member(packed, "folder/noise.bin") as stream,
    ):
        stream.read()


def test_a_zip_archive_with_a_wrong_byte_is_damaged(packed: Path) -> None:
    content = bytearray(packed.read_bytes())
    content[25_000] ^= 255
    packed.write_bytes(content)
    with (
        pytest.raises(DataError, match=r"corpus\.zip/folder/noise\.bin: the archive is damaged"),
        open_member(packed, "folder/noise.bin") as stream,
    ):
        stream.read()


def test_a_member_with_a_password_is_refused(packed: Path) -> None:
    content = packed.read_bytes().replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    packed.write_bytes(content)
    with pytest.raises(DataError, match=r"x\.txt cannot be unpacked: .*password"), open_member(packed, "folder/x.txt"):
        pass


def test_the_files_of_a_tar_archive_come_one_by_one_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "posts.tar.gz"
    path.write_bytes(gzip.compress(tar({"posts/b": b"two", "posts/a": b"", "posts/c": NOISE})))
    assert list(members(path)) == [("posts/b", b"two"), ("posts/a", b""), ("posts/c", NOISE)]


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}/[0-9]{1,5}", fullmatch=True), st.binary(max_size=2000)))
def test_what_is_packed_comes_out_again(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> None:
    path = tmp_path_factory.mktemp("tar") / "posts.tar.gz"
    path.write_bytes(gzip.compress(tar(files)))
    assert dict(members(path)) == files


@given(st.floats(0, 0.999))
def test_a_tar_archive_that_is_cut_short_anywhere_is_damaged(
    tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    path = tmp_path_factory.mktemp("tar") / "posts.tar.gz"
    content = gzip.compress(tar({"posts/a": b"one" * 900, "posts/b": NOISE[:5000]}), mtime=0)
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DataError, match=r"posts\.tar\.gz: the archive is damaged"):
        list(members(path))


def test_a_tar_archive_with_a_wrong_byte_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "posts.tar.gz"
    content = bytearray(gzip.compress(tar({"posts/a": NOISE})))
    content[25_000] ^= 255
    path.write_bytes(content)
    with pytest.raises(DataError, match="the archive is damaged"):
        list(members(path))


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b"not a tar archive" * 99, mtime=0)])
def test_what_is_no_tar_archive_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "posts.tar.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match="the archive is damaged"):
        list(members(path))


def test_an_archive_that_is_missing_is_said_to_be() -> None:
    with pytest.raises(MissingError, match="no such file"):
        next(members(Path("nowhere.tar.gz")))
    with pytest.raises(MissingError, match="no such file"), open_member(Path("nowhere.zip"), "x"):
        pass

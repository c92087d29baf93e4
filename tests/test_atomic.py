"""Files that are whole or absent."""

import os
from pathlib import Path

import pytest

from textkit import atomic
from textkit.atomic import replacing, write_bytes, write_text


@pytest.mark.parametrize("old", [None, "old"])
def test_a_failing_block_leaves_what_was_there_and_nothing_beside(tmp_path: Path, old: str | None) -> None:
    path = tmp_path / "file.txt"
    if old is not None:
        path.write_text(old)
    with pytest.raises(UnicodeEncodeError), replacing(path) as beside, beside.open("w", buffering=1) as stream:
        stream.writelines(["half of it\n", "\ud800"])
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == ([] if old is None else [(path.name, old)])


def test_a_failing_rename_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")

    def fail(_source: Path, _target: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(atomic.os, "replace", fail)
    with pytest.raises(OSError, match="no space left"):
        write_text(path, "new")
    assert [each.name for each in tmp_path.iterdir()] == ["file.txt"]
    assert path.read_text() == "old"


def test_until_the_block_ends_readers_see_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")
    with replacing(path) as beside:
        beside.write_text("new")
        assert beside.parent == path.parent
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_permissions_follow_the_umask(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_bytes(tmp_path / "file", b"x")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == mode


def test_content_is_flushed_before_the_rename_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.txt"
    events: list[tuple[str, int]] = []
    fsync, rename = os.fsync, os.replace

    def flushed(descriptor: int) -> None:
        events.append(("flush", os.fstat(descriptor).st_ino))
        fsync(descriptor)

    def renamed(source: Path, target: Path) -> None:
        events.append(("rename", source.stat().st_ino))
        rename(source, target)

    monkeypatch.setattr(atomic.os, "fsync", flushed)
    monkeypatch.setattr(atomic.os, "replace", renamed)
    with replacing(path) as beside:
        beside.write_text("content")
    file, folder = path.stat().st_ino, tmp_path.stat().st_ino
    assert events == [("flush", file), ("rename", file), ("flush", folder)]


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_text(tmp_path / "a" / "b" / "file.txt", "x")
    assert (tmp_path / "a" / "b" / "file.txt").read_text() == "x"


def test_text_is_utf_8_and_keeps_its_line_ends(tmp_path: Path) -> None:
    write_text(tmp_path / "file", "é\r\n\u2028\n")
    assert (tmp_path / "file").read_bytes() == "é\r\n\u2028\n".encode()


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "private").write_text("old")
    (tmp_path / "private").chmod(0o600)
    write_text(tmp_path / "private", "new")
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    import os
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=write_text, args=(pipe, "through"))
    writer.start()
    assert pipe.read_text() == "through"
    writer.join()
    assert pipe.is_fifo()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_text(tmp_path, "text")

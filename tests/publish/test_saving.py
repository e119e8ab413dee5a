"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from derive.errors import OutputError
from derive.publish import save


def test_save_writes_and_replaces(tmp_path: Path) -> None:
    place = tmp_path / "page.html"
    save(b"one", place)
    save(b"two", place)
    assert place.read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["page.html"]


def test_permissions_are_kept_and_ordinary(tmp_path: Path) -> None:
    place = tmp_path / "page.html"
    mask = os.umask(0o022)
    try:
        save(b"one", place)
        assert stat.S_IMODE(place.stat().st_mode) == 0o644
        place.chmod(0o600)
        save(b"two", place)
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
    finally:
        os.umask(mask)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    save(b"new", tmp_path / "link.txt")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"new"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"nowhere/x\.md: the folder .*nowhere does not exist; create it"):
        save(b"x", tmp_path / "nowhere" / "x.md")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is a folder"):
        save(b"x", tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="is not a folder"):
        save(b"x", tmp_path / "file" / "x.md")


def test_a_device_is_written_and_not_replaced() -> None:
    save(b"x", Path(os.devnull))
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(
    ("code", "words"), [(errno.ENOSPC, "is full"), (errno.EROFS, "read-only"), (errno.EACCES, "no permission")]
)
def test_a_failing_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    place = tmp_path / "page.html"
    save(b"old", place)

    def fail(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match=words):
        save(b"new", place)
    assert place.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["page.html"]


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(b"new", tmp_path / "page.html")
    assert os.listdir(tmp_path) == []


def test_a_folder_without_permission(closed_folder: Path) -> None:
    with pytest.raises(OutputError, match=str(closed_folder / "x.md")):
        save(b"x", closed_folder / "x.md")
    assert not (closed_folder / "x.md").exists()

"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from derive.errors import OutputError

_WAYS_OUT = {
    errno.ENOENT: "the folder {folder} does not exist; create it, or choose another place",
    errno.ENOTDIR: "{folder} is not a folder; choose another place",
    errno.EACCES: "no permission to write in {folder}; choose another place",
    errno.EPERM: "no permission to write in {folder}; choose another place",
    errno.EROFS: "{folder} is read-only; choose another place",
    errno.ENOSPC: "the disk that holds {folder} is full; free some space, or choose another place",
    errno.EDQUOT: "the quota for {folder} is used up; free some space, or choose another place",
    errno.EISDIR: "it is a folder; name a file inside it",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


def _error(path: Path, problem: OSError) -> OutputError:
    way_out = _WAYS_OUT.get(problem.errno or 0, (problem.strerror or str(problem)) + "; choose another place")
    return OutputError(f"cannot write {path}: " + way_out.format(folder=path.parent))


def save(content: bytes, path: Path) -> None:
    """Put `content` at `path`, replacing what was there, or leave everything as it was.

    It is written beside its place under another name, flushed to the disk and then renamed, so that
    a reader never sees half a file. Raises OutputError, naming the place and the way out.
    """
    place, path, temporary = path, Path(os.path.realpath(path)), ""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if path.exists() and not path.is_file():
            # A terminal, a pipe, /dev/null: there is nothing to replace.
            path.write_bytes(content)
            return
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException as problem:
        # KeyboardInterrupt too: nothing of ours is left lying about.
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        if isinstance(problem, OSError):
            raise _error(place, problem) from problem
        raise


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file would get."""
    try:
        return path.stat().st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask

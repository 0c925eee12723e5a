"""Writes everybody's copy of a file or folder to stdout, as a tar archive: for `rlmprov collect`.

Each home is a folder in /homes, mounted read-only and named as its volume is. Homes are hostile:
they have symbolic links, pipes, files of terabytes and names that no terminal should see, and they
change meanwhile. So each part of a path is opened by itself and no link is followed, only regular
files are read, all is bounded, and what is left out is reported. The last member, report.json, says
who had what.
"""

from __future__ import annotations

import io
import json
import os
import re
import stat
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1 << 20
LARGEST_FILE = 64 * MIB
LARGEST_HOME = 256 * MIB
MOST_FILES = 500
MOST_ENTRIES = 5000
DEEPEST = 16
LONGEST_NAME = 200
# More than these reasons are not reported for one user.
MOST_REASONS = 20


@dataclass
class Home:
    """What was found of one user."""

    user: str
    files: int = 0
    bytes: int = 0
    left_out: list[str] = field(default_factory=list)
    entries: int = 0

    def leave(self, name: str, why: str) -> None:
        """Notes what is not in the archive; the name is shown in ASCII."""
        if len(self.left_out) < MOST_REASONS:
            self.left_out.append(f"{ascii(name)[1:-1][:LONGEST_NAME]}: {why}")
        elif len(self.left_out) == MOST_REASONS:
            self.left_out.append("and more")


def user_of(escaped: str) -> str:
    """The user's name in the name of a volume, where -2d stands for a dash."""
    raw = re.sub(rb"-([0-9a-f]{2})", lambda m: bytes.fromhex(m[1].decode()), escaped.encode())
    return raw.decode(errors="replace")


def collect(homes: Path, path: str, archive: tarfile.TarFile) -> list[Home]:
    """Adds the path of each home to the archive. Returns what was found, by user."""
    found = []
    for folder in sorted(homes.iterdir(), key=lambda folder: user_of(folder.name)):
        home = Home(user_of(folder.name))
        found.append(home)
        with _opened(str(folder), None) as root:
            _walk(home, root, path.split("/"), archive)
    return found


def _walk(home: Home, root: int, parts: list[str], archive: tarfile.TarFile) -> None:
    *above, last = parts
    held = [os.dup(root)]
    try:
        for part in above:
            held.append(_folder(part, held[-1]))
        _add(home, held[-1], last, "/".join(parts), archive, depth=0)
    except FileNotFoundError:
        pass
    except OSError as e:
        home.leave("/".join(parts), _why(e))
    finally:
        for descriptor in held:
            os.close(descriptor)


def _add(
    home: Home, parent: int, name: str, path: str, archive: tarfile.TarFile, depth: int
) -> None:
    kind = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    if stat.S_ISREG(kind):
        _add_file(home, parent, name, path, archive)
    elif not stat.S_ISDIR(kind):
        home.leave(path, "a symbolic link" if stat.S_ISLNK(kind) else "no regular file")
    elif depth >= DEEPEST:
        home.leave(path, "too deep")
    else:
        with _opened(name, parent) as folder:
            for child in _children(home, folder, path):
                try:
                    _add(home, folder, child, f"{path}/{child}", archive, depth + 1)
                except OSError as e:
                    home.leave(f"{path}/{child}", _why(e))


def _children(home: Home, folder: int, path: str) -> Iterator[str]:
    with os.scandir(folder) as listing:
        for entry in listing:
            home.entries += 1
            if home.entries > MOST_ENTRIES:
                home.leave(path, f"more than {MOST_ENTRIES} entries")
                return
            if entry.name.startswith("."):
                continue
            if not _speakable(entry.name):
                home.leave(f"{path}/{entry.name}", "a name that other systems do not take")
                continue
            yield entry.name


def _speakable(name: str) -> bool:
    return name.isprintable() and "\\" not in name and len(name.encode()) <= LONGEST_NAME


def _add_file(home: Home, parent: int, name: str, path: str, archive: tarfile.TarFile) -> None:
    # O_NONBLOCK: a pipe that took the file's place just now is not waited for.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
    with os.fdopen(os.open(name, flags, dir_fd=parent), "rb") as opened:
        status = os.fstat(opened.fileno())
        if not stat.S_ISREG(status.st_mode):
            home.leave(path, "no regular file")
            return
        if home.files >= MOST_FILES:
            home.leave(path, f"more than {MOST_FILES} files")
            return
        room = min(LARGEST_FILE, LARGEST_HOME - home.bytes)
        if status.st_size > room:
            home.leave(path, f"too large ({status.st_size / MIB:.0f} MiB)")
            return
        # All of it, as its size must stand first and the user may be writing.
        content = opened.read(room)
    member = tarfile.TarInfo(f"{home.user}/{path}")
    member.size, member.mtime, member.mode = len(content), int(status.st_mtime), 0o644
    archive.addfile(member, io.BytesIO(content))
    home.files += 1
    home.bytes += len(content)


def _folder(name: str, parent: int | None) -> int:
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)


@contextmanager
def _opened(name: str, parent: int | None) -> Iterator[int]:
    descriptor = _folder(name, parent)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _why(error: OSError) -> str:
    return (error.strerror or "cannot be read").lower()


def main() -> None:
    """Collects the path in argv from /homes."""
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        homes = collect(Path("/homes"), sys.argv[1], archive)
        report = json.dumps(
            {
                "users": [
                    {
                        "name": home.user,
                        "files": home.files,
                        "bytes": home.bytes,
                        "leftOut": home.left_out,
                    }
                    for home in homes
                ]
            }
        ).encode()
        member = tarfile.TarInfo("report.json")
        member.size = len(report)
        archive.addfile(member, io.BytesIO(report))


if __name__ == "__main__":
    main()

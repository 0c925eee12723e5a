"""What a container takes, from the kernel's own files: a hundred in milliseconds.

The engine's statistics take a second each with Docker 20.10, and do not count who was ended for
want of memory. The files are the host's /sys/fs/cgroup, of version 1 or 2, whichever driver made
the group: cgroupfs (docker/ID) or systemd (system.slice/docker-ID.scope).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PLACES = ("docker/{}", "system.slice/docker-{}.scope")


@dataclass(frozen=True)
class Reading:
    """Bytes; processor time in nanoseconds; processes that were ended for want of memory."""

    memory: int
    limit: int
    cpu: int
    killed: int


def read(root: Path, container: str) -> Reading | None:
    """Returns what the container with this id takes; None if there is no such group any more."""
    try:
        for place in PLACES:
            path = place.format(container)
            if (group := root / path).is_dir():
                return _version_2(group)
            if (group := root / "memory" / path).is_dir():
                return _version_1(group, root / "cpuacct" / path)
    except FileNotFoundError:
        # It ends while it is read.
        pass
    return None


def _version_2(group: Path) -> Reading:
    return Reading(
        memory=_number(group / "memory.current") - _table(group / "memory.stat")["inactive_file"],
        limit=_number(group / "memory.max"),
        cpu=_table(group / "cpu.stat")["usage_usec"] * 1000,
        killed=_table(group / "memory.events")["oom_kill"],
    )


def _version_1(memory: Path, cpu: Path) -> Reading:
    # `docker stats`, too, leaves out files that the kernel has read and drops when memory is short.
    files = _table(memory / "memory.stat")["total_inactive_file"]
    return Reading(
        memory=_number(memory / "memory.usage_in_bytes") - files,
        limit=_number(memory / "memory.limit_in_bytes"),
        cpu=_number(cpu / "cpuacct.usage"),
        killed=_table(memory / "memory.oom_control")["oom_kill"],
    )


def _number(file: Path) -> int:
    text = file.read_text().strip()
    # "max": no limit.
    return int(text) if text.isdecimal() else 0


def _table(file: Path) -> dict[str, int]:
    return {name: int(value) for name, value in map(str.split, file.read_text().splitlines())}

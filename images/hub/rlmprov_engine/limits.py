"""The limits that users' servers may have: those that rlmprov wrote into settings.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Docker's period of 100 ms, in microseconds: DockerSpawner has it, too.
PERIOD = 100_000
SAFE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


@dataclass(frozen=True)
class Grant:
    """Limits: memory in bytes, processors as a quota in microseconds of each period.

    `profile`: its slug; empty for the limits that all may have. `users`: who may have them, as
    containers' names have them; None: anybody, since a group's members are known to the hub alone.
    """

    memory: int
    quota: int
    profile: str = ""
    users: frozenset[str] | None = None

    def is_for(self, user: str, profile: str) -> bool:
        """Whether the user may have a server of that profile by this."""
        return self.profile == profile and (self.users is None or user in self.users)

    def holds(self, host: dict[str, Any]) -> bool:
        """Whether these are the limits of a container with this HostConfig; there is no swap."""
        asked = (host.get("Memory"), host.get("MemorySwap"), host.get("CpuQuota"))
        return asked == (self.memory, self.memory, self.quota) and host.get("CpuPeriod") == PERIOD


def read(file: Path) -> tuple[Grant, ...]:
    """The grants of a settings.json. None at all, which refuses every server, if it has no sense.

    The hub reads the same file, and says what is wrong with it.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        grants = [_grant(document["server"])]
        for slug, profile in document.get("profiles", {}).items():
            named = None if profile["groups"] else frozenset(map(escaped, profile["users"]))
            grants.append(_grant(profile, slug, named))
        return tuple(grants)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as e:
        print(f"{file}: cannot be read: {e!r}", flush=True)
        return ()


def escaped(user: str) -> str:
    """A user's name as DockerSpawner has it in the names of containers."""
    return "".join(
        one if one in SAFE else "".join(f"-{byte:02x}" for byte in one.encode()) for one in user
    )


def _grant(limits: dict[str, Any], slug: str = "", users: frozenset[str] | None = None) -> Grant:
    # As DockerSpawner calculates it, which drops what is left of a microsecond.
    return Grant(int(limits["memory"]), int(limits["cpu"] * PERIOD), slug, users)

"""What users' servers and files take, as rlmprov_engine.usage measures it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# Asks docker-proxy for a report of this name; blocks. Raises OSError if there is none.
Ask = Callable[[str], dict[str, Any]]


@dataclass(frozen=True)
class Reading:
    """One server's, as rlmprov_engine.cgroups.Reading, and when that was, in seconds since 1970."""

    memory: int
    limit: int
    cpu: int
    killed: int
    when: float


@dataclass
class Usage:
    """The newest readings, and those before them, which processors are calculated from.

    Volumes are measured apart and seldom, since the engine reads all files for it: who looks gets
    what is known, and the next one more.
    """

    ask: Ask
    every: float = 2
    volumes_every: float = 600
    servers: dict[str, Reading] = field(default_factory=dict)
    before: dict[str, Reading] = field(default_factory=dict)
    volumes: dict[str, int] = field(default_factory=dict)
    volumes_when: float = 0
    problem: str = ""
    _read: float = 0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _measuring: asyncio.Task[None] | None = None

    async def refresh(self) -> None:
        """Reads the servers, unless that was just done; begins with the volumes if it is time."""
        async with self._lock:
            if time.time() - self._read >= self.every:
                await self._read_servers()
        if time.time() - self.volumes_when >= self.volumes_every and not self._measuring:
            self._measuring = asyncio.create_task(self._read_volumes())

    def processors(self, name: str, started: float) -> float | None:
        """Cores in use since the reading before, or since the server started; None: not known."""
        now = self.servers.get(name)
        if not now:
            return None
        past = self.before.get(name)
        # A lower count is another container's, of the same name.
        if past and past.cpu <= now.cpu:
            return (now.cpu - past.cpu) / 1e9 / max(now.when - past.when, 0.1)
        return now.cpu / 1e9 / max(now.when - started, 0.1)

    async def _read_servers(self) -> None:
        try:
            report = await asyncio.to_thread(self.ask, "servers")
        except OSError as e:
            self.problem = str(e)
            return
        self.problem = ""
        self._read = time.time()
        self.before = self.servers
        self.servers = {
            name: Reading(**reading, when=self._read) for name, reading in report["servers"].items()
        }

    async def _read_volumes(self) -> None:
        try:
            self.volumes = (await asyncio.to_thread(self.ask, "volumes"))["volumes"]
            self.volumes_when = time.time()
        except OSError as e:
            self.problem = str(e)
        finally:
            self._measuring = None

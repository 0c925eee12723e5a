"""Servers start a few at a time, in the order in which people asked for them."""

from __future__ import annotations

import asyncio


class StartQueue:
    """Lets `width` servers start at a time; 0: all of them.

    JupyterHub's own concurrent_spawn_limit refuses those beyond it with 429 and leaves it to them
    to come again: in a class of a hundred, who reloads most often wins, and the rest see errors.
    """

    def __init__(self, width: int) -> None:
        self._slots = asyncio.Semaphore(width) if width else None
        self._waiting: list[object] = []
        self._starting: set[object] = set()

    async def enter(self, server: object) -> None:
        """Returns when it is this server's turn, which lasts until leave()."""
        if self._slots:
            self._waiting.append(server)
            try:
                # First come, first served; whoever is cancelled leaves the line.
                await self._slots.acquire()
            finally:
                self._waiting.remove(server)
        self._starting.add(server)

    def leave(self, server: object) -> None:
        """Ends the server's turn; no error if it has none."""
        if server in self._starting:
            self._starting.remove(server)
            if self._slots:
                self._slots.release()

    def ahead_of(self, server: object) -> int:
        """How many start before this one; 0 if it does not wait."""
        if server not in self._waiting:
            return 0
        return len(self._starting) + self._waiting.index(server)

"""What a user reads when the home is full: Jupyter says "[Errno 2] No such file ... .~n.txt"."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_core.application import JupyterApp
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

from rlmprov_singleuser.memory import ObituaryConnection

ROOM = 1 << 20  # bytes: a notebook with a plot takes more
INSUFFICIENT_STORAGE = 507
FULL = (
    "Your home is full, so nothing can be saved. Delete files that you do not need in the file "
    "browser, or see what is large in a terminal: du -ah ~ | sort -h | tail"
)


def full(home: Path | None = None) -> bool:
    """Whether a file of ordinary size has no room in the home."""
    disk = os.statvfs(home or Path.home())
    return disk.f_bavail * disk.f_frsize < ROOM or (disk.f_files > 0 and disk.f_favail == 0)


def start_without_room() -> None:
    """Lets a server start in a full home: Jupyter notes there that nothing of IPython 3 is left."""
    JupyterApp.migrate_config = lambda _self: None  # type: ignore[method-assign]


class RoomTellingContentsManager(AsyncLargeFileManager):
    """Says why a file could not be saved, if for want of room."""

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """As upstream, with HTTP's word for a full disk."""
        try:
            return await super().save(model, path)
        except (HTTPError, OSError) as e:
            if full():
                raise HTTPError(INSUFFICIENT_STORAGE, FULL) from e
            raise


class RoomTellingConnection(ObituaryConnection):
    """Writes it under the first cell of an open notebook, too: kernels start without room."""

    _told = False

    def cell_begins(self, cell: dict[str, Any]) -> None:
        """Tells once: it stays on the page."""
        super().cell_begins(cell)
        if not self._told and full():
            self._told = True
            self.write_stderr(f"{FULL}\n", cell)

"""Who dies when the container is out of memory, and how its user learns of it.

Linux kills the largest process of the container: often that was the server, and with it all
kernels, tabs and unsaved work (https://github.com/jupyterhub/dockerspawner/issues/196). Anybody may
volunteer a process of their own, by its oom_score_adj: kernels do, and so do terminals
(terminado_settings in jupyter_server_config.json), with all that runs in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

VOLUNTEER = ["/usr/bin/choom", "-n", "1000", "--"]

# Where a container sees its own group, with version 2 and with version 1.
V2 = Path("/sys/fs/cgroup")
V1 = V2 / "memory"
UNLIMITED = 1 << 60  # version 1 says "no limit" by a number near 2**63


def kills(*files: Path) -> int:
    """How many processes the container lost for want of memory."""
    for file in files or (V2 / "memory.events", V1 / "memory.oom_control"):
        if file.exists():
            return int(dict(line.split() for line in file.read_text().splitlines())["oom_kill"])
    return 0


def limit_bytes(*files: Path) -> int:
    """The container's memory; 0: all that the host has."""
    for file in files or (V2 / "memory.max", V1 / "memory.limit_in_bytes"):
        if file.exists() and (text := file.read_text().strip()).isdigit():
            return int(text) if int(text) < UNLIMITED else 0
    return 0


def limit(*files: Path) -> str:
    """The same as hub.yaml says it: 512M."""
    size = limit_bytes(*files)
    return f"{size >> 20}M" if size else "unknown"


def used_bytes(*groups: Path) -> int:
    """What counts against the limit, less files that Linux lets go when memory is short."""
    names = {"memory.current": "inactive_file", "memory.usage_in_bytes": "total_inactive_file"}
    for group in groups or (V2, V1):
        for name, idle in names.items():
            if (group / name).exists():
                stat = dict(
                    line.split() for line in (group / "memory.stat").read_text().splitlines()
                )
                return int((group / name).read_text()) - int(stat[idle])
    return 0


class VolunteerKernelManager(ServerKernelManager):
    """Starts every kernel, of whatever kind, as the first to go."""

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """The command as it is, after choom, which becomes it: the process stays the same."""
        return [*VOLUNTEER, *super().format_kernel_cmd(extra_arguments)]

    async def restart_kernel(self, *args: Any, **kwargs: Any) -> None:
        """Forgets that the one before was busy.

        One that died in a cell never says that it is idle, and jupyter_server kept that for the new
        one: it was never ended for idleness, nor was its server.
        """
        self.execution_state = "starting"
        await super().restart_kernel(*args, **kwargs)


class ObituaryConnection(ZMQChannelsWebsocketConnection):
    """Writes under the cell that was running why its kernel is gone.

    Jupyter tells only that it appears to have died, and starts it again.
    """

    _cell: dict[str, Any] | None = None
    _kills = 0

    def handle_outgoing_message(self, stream: str, outgoing_msg: list[Any]) -> None:
        """Looks for cells that begin; bytes, as to parse every message would cost."""
        _, parts = self.session.feed_identities(outgoing_msg)
        _signature, header, parent, *_rest = parts
        if b'"execute_input"' in bytes(header):
            self.cell_begins(self.session.unpack(parent))
        super().handle_outgoing_message(stream, outgoing_msg)

    def cell_begins(self, cell: dict[str, Any]) -> None:
        """Notes the request that the kernel has begun with."""
        self._cell = cell
        self._kills = kills()

    def on_kernel_restarted(self) -> None:
        """Before Jupyter's own message, after which the page takes nothing more for the cell."""
        if self._cell and kills() > self._kills:
            self.write_stderr(
                f"The kernel ran out of memory and was ended: all of your notebooks together have "
                f"{limit()}. Its variables are gone, your files and your other notebooks are not. "
                "It starts again by itself. Shut down kernels that you do not need (the sidebar's "
                "second tab), or load less at a time.",
                self._cell,
            )
        super().on_kernel_restarted()

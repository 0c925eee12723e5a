"""What containers cost, as the engine counts it: CPU seconds by cgroup, memory as PSS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import docker
from docker.models.containers import Container

# This machine's /sys/fs/cgroup.
CGROUPS = Path("/cgroup")

# /proc alone, and nothing that the image might lack. The kernel counts a shared page as a fraction for each of its users.
_LIST = """
for process in /proc/[0-9]*; do
    [ "$process" = /proc/$$ ] && continue
    read -r line <"$process/cmdline" 2>/dev/null || [ -n "$line" ] || continue
    while read -r name kb _; do
        [ "$name" = Pss: ] && echo "$kb $line" && break
    done <"$process/smaps_rollup" 2>/dev/null
done
"""


@dataclass(frozen=True)
class Pss:
    """Proportional set sizes in MB: of kernels, and of everything else in the container."""

    server: float
    kernels: float


class Engine:
    """This machine's Docker engine."""

    def __init__(self) -> None:
        self._client = docker.from_env(timeout=120)

    def hub_cpu(self, hub: str) -> float:
        """CPU seconds so far of all containers of a hub that are no user's server."""
        containers = self._client.containers.list(filters={"label": f"io.rlmprov.hub={hub}"})
        return sum(
            _cpu(c) for c in containers if "io.rlmprov.user" not in c.labels and _of_hub(c, hub)
        )

    def server_cpu(self, user: str) -> float:
        """CPU seconds so far of a user's container."""
        return _cpu(self._client.containers.get(f"jupyter-{user}"))

    def server_pss(self, user: str) -> Pss:
        """Memory of a user's container."""
        return pss(self._client.containers.get(f"jupyter-{user}"))

    def hub_pss(self, hub: str) -> dict[str, float]:
        """MB of each container of the hub's own."""
        containers = self._client.containers.list(filters={"label": f"io.rlmprov.hub={hub}"})
        own = [c for c in containers if "io.rlmprov.user" not in c.labels and _of_hub(c, hub)]
        return {c.name: pss(c).server for c in own}


def _of_hub(container: Container, hub: str) -> bool:
    # The driver's own container carries the label too, so that it is removed with the rest.
    return hub in container.name


def _cpu(container: Container) -> float:
    """Reads the cgroup itself: `docker stats` is empty where controllers are mounted oddly."""
    for file in (
        CGROUPS / "cpuacct/docker" / container.id / "cpuacct.usage",  # version 1, nanoseconds
        CGROUPS / "docker" / container.id / "cpu.stat",  # version 2, cgroupfs
        CGROUPS / f"system.slice/docker-{container.id}.scope/cpu.stat",  # version 2, systemd
        CGROUPS / f"cpuacct/system.slice/docker-{container.id}.scope/cpuacct.usage",
    ):
        if file.name == "cpuacct.usage" and file.exists():
            return int(file.read_text()) / 1e9
        if file.exists():
            return int(file.read_text().split()[1]) / 1e6
    raise SystemExit(f"there is no CPU accounting for {container.name} below {CGROUPS}")


def pss(container: Container) -> Pss:
    """Asks as the container's own user, who may read this of the user's own processes."""
    output = container.exec_run(["sh", "-c", _LIST]).output.decode(errors="replace")
    server = kernels = 0.0
    for line in output.splitlines():
        match = re.match(r"(\d+) (.*)", line)
        if match:
            if "ipykernel" in match[2]:
                kernels += int(match[1]) / 1024
            else:
                server += int(match[1]) / 1024
    return Pss(server, kernels)

"""What people read: JupyterHub's own pages, with a few words of ours in them (templates/)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rlmprov_hub.settings import Settings

TEMPLATES = Path(__file__).with_name("templates")


def configure(c: Any, settings: Settings, secrets: dict[str, str]) -> None:
    """Puts our templates before JupyterHub's, and tells them about this hub."""
    # Not append(): that would put them behind JupyterHub's own, which it adds to the end itself.
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.template_vars = {
        "hub_name": settings.name,
        "welcome": settings.welcome,
        "server_limit": settings.server.active,
        "server_memory": size(settings.server.memory),
        "server_idle": duration(settings.idle.timeout),
        "server_age": duration(settings.idle.maxAge),
        "kernel_idle": duration(settings.idle.kernelTimeout),
        # Then the form needs no field for one.
        "no_password": settings.auth.type == "open" and "RLMPROV_ADMIN_PASSWORD" not in secrets,
    }


def duration(seconds: int) -> str:
    """As people say it, `1 hour 30 minutes`; empty for 0, which is never."""
    said = []
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            said.append(f"{count} {unit}" + ("s" if count > 1 else ""))
    return " ".join(said)


def size(number: int) -> str:
    """Bytes in the unit that hub.yaml has: `512M`, `1.5G`."""
    mega = number / 2**20
    return f"{mega / 1024:.4g}G" if mega >= 1024 else f"{mega:.0f}M"

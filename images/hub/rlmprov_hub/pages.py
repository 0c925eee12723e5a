"""What people read: JupyterHub's own pages, with a few words of ours in them (templates/)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rlmprov_hub import announcement, servers, spending
from rlmprov_hub.auth import names
from rlmprov_hub.settings import Settings
from rlmprov_hub.words import duration, size

TEMPLATES = Path(__file__).with_name("templates")


def configure(c: Any, settings: Settings, secrets: dict[str, str]) -> None:
    """Puts our templates before JupyterHub's, and tells them about this hub."""
    # Not append(): that would put them behind JupyterHub's own, which it adds to the end itself.
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.template_vars = {
        "hub_name": settings.name,
        "welcome": settings.welcome,
        "name_rule": names.RULE,
        "server_limit": settings.server.active,
        # With profiles it is not the same for all.
        "server_memory": "" if settings.profiles else size(settings.server.memory),
        "server_idle": duration(settings.idle.timeout),
        "server_age": duration(settings.idle.maxAge),
        "kernel_idle": duration(settings.idle.kernelTimeout),
        "has_gateway": bool(settings.gateway),
        # Then the form needs no field for one.
        "no_password": settings.auth.type == "open" and "RLMPROV_ADMIN_PASSWORD" not in secrets,
    }
    announcement.configure(c)
    servers.configure(c)
    spending.configure(c, settings)

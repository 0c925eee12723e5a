"""Stops servers that nobody uses: jupyterhub-idle-culler as a service of the hub."""

from __future__ import annotations

import sys
from typing import Any

from rlmprov_hub.hub import activity_interval
from rlmprov_hub.settings import Idle, Settings

SERVICE = "idle-culler"
# The fewest that it works with; "admin": true would do as well, and let it do all.
SCOPES = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
NEVER = 100 * 365 * 24 * 3600


def configure(c: Any, settings: Settings) -> None:
    """Adds the service, unless nothing is ever to be stopped."""
    idle = settings.idle
    if not idle.timeout and not idle.maxAge:
        return
    c.JupyterHub.services.append({"name": SERVICE, "command": command(idle)})
    c.JupyterHub.load_roles.append({"name": SERVICE, "services": [SERVICE], "scopes": SCOPES})


def command(idle: Idle) -> list[str]:
    """The culler looks as soon as it runs, and so it does not run at once.

    What a hub that was away for long knows of its servers is old: one with a busy kernel would be
    stopped as idle. Until it runs, each server has reported again.
    """
    wait = 2 * activity_interval(idle) if idle.timeout else 0
    return [
        # A shell whose program is in the foreground ends with that, not with the hub's SIGINT.
        *("sh", "-c", f"trap 'kill $!; exit' INT; sleep {wait} & wait; exec \"$@\"", SERVICE),
        sys.executable,
        "-m",
        "jupyterhub_idle_culler",
        f"--timeout={idle.timeout or NEVER}",
        f"--cull-every={idle.checkEvery or 300}",
        f"--max-age={idle.maxAge}",
        # Booleans need a value: the bare flags of 1.x end the culler 2.0 with exit 2.
        "--cull-users=False",
        # As many stops at a time; see patches/idle-culler-concurrency.patch.
        "--concurrency=10",
        "--config=",
    ]

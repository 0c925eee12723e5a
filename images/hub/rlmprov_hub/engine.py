"""The way to the container engine: a socket that the container `engine` of the stack serves."""

from __future__ import annotations

import os
import socket
import time


def wait(seconds: float = 60, url: str = os.environ.get("DOCKER_HOST", "")) -> None:
    """Returns when the engine's socket accepts. Ends the hub, to be started anew, if it does not.

    After a reboot all containers start at once. A hub that cannot ask about a server takes it for
    gone and forgets it, while its container runs on.
    """
    path = url.removeprefix("unix://")
    deadline = time.monotonic() + seconds
    while path.startswith("/") and not _accepts(path):
        if time.monotonic() > deadline:
            raise SystemExit(f"rlmprov: {path} does not answer; see the log of the service engine")
        time.sleep(0.1)


def _accepts(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
        return True

"""The way to the container engine: a socket that the container `engine` of the stack serves."""

from __future__ import annotations

import http.client
import json
import os
import socket
import time
from pathlib import Path
from typing import Any

from rlmprov_engine.server import UnixConnection


def wait(seconds: float = 60, url: str = os.environ.get("DOCKER_HOST", "")) -> None:
    """Returns when the engine's socket accepts. Ends the hub, to be restarted, if it does not.

    After a reboot all containers start at once. A hub that cannot ask about a server takes it for
    gone and forgets it, while its container runs on.
    """
    path = url.removeprefix("unix://")
    deadline = time.monotonic() + seconds
    while path.startswith("/") and not _accepts(path):
        if time.monotonic() > deadline:
            raise SystemExit(f"rlmprov: {path} does not answer; see the log of the service engine")
        time.sleep(0.1)


def reread(url: str = os.environ.get("DOCKER_HOST", "")) -> None:
    """Has docker-proxy read settings.json: from now on it allows the limits that this hub gives.

    The docker-proxy of an older image does not know this, and has limits of its own.
    """
    if url.startswith("unix:///"):
        try:
            _ask("POST", "settings", url)
        except OSError as e:
            print(f"rlmprov: the limits of users' servers: {e}", flush=True)


def report(name: str, url: str = os.environ.get("DOCKER_HOST", "")) -> dict[str, Any]:
    """Asks for one of the reports of rlmprov_engine.usage. Raises OSError if there is none."""
    return _ask("GET", name, url)


def _ask(method: str, name: str, url: str) -> dict[str, Any]:
    connection = UnixConnection(Path(url.removeprefix("unix://")))
    try:
        connection.request(method, f"/rlmprov/{name}")
        answer = connection.getresponse()
        document = json.load(answer)
    except (http.client.HTTPException, ValueError) as e:
        raise OSError(f"the engine's door does not answer: {e}") from None
    finally:
        connection.close()
    if answer.status != 200:
        raise OSError(document.get("message", f"the engine's door says {answer.status}"))
    return document


def _accepts(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
        return True

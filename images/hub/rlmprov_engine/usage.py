"""What users' servers and volumes take, in one reply each.

Read-only, and about containers and volumes of this hub alone: of what engine and kernel say, only
names and numbers are passed on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from rlmprov_engine import cgroups

# Asks the engine with a GET, by path and query. Raises an error if there is no reply.
Get = Callable[[str, str], Any]


def servers(get: Get, hub: str, groups: Path) -> dict[str, dict[str, int]]:
    """A cgroups.Reading of each server that runs, by the container's name."""
    filters = json.dumps({"label": [f"io.rlmprov.hub={hub}", "io.rlmprov.user"]})
    listed = get("/containers/json", urlencode({"filters": filters}))
    found = {one["Names"][0].removeprefix("/"): cgroups.read(groups, one["Id"]) for one in listed}
    return {name: asdict(reading) for name, reading in found.items() if reading}


def volumes(get: Get, hub: str) -> dict[str, int]:
    """Bytes on each user's volume. The engine walks through all files: seconds, or minutes."""
    listed = get("/system/df", "type=volume")["Volumes"] or []
    return {
        volume["Name"]: volume["UsageData"]["Size"]
        for volume in listed
        if volume["Name"].startswith("jupyterhub-user-")
        and (volume.get("Labels") or {}).get("io.rlmprov.hub") == hub
        and volume.get("UsageData")
    }

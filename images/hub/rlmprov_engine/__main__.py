"""`python -m rlmprov_engine`: what the container `engine` of the stack runs."""

import os
from pathlib import Path

from rlmprov_engine.rules import Hub
from rlmprov_engine.server import Engine, Server

ENGINE = Path("/var/run/docker.sock")
# The host's /sys/fs/cgroup; without it nothing is known of what servers take.
GROUPS = Path("/host/cgroup")
# Of the hub's directory; the hub reads it, too.
SETTINGS = Path("/srv/rlmprov/settings.json")
# On a volume that only the hub has too.
DOOR = Path("/run/engine/docker.sock")

hub = Hub(os.environ["HUB_NAME"], os.environ["HUB_DIR"])
os.umask(0o177)
with Server(DOOR, Engine(ENGINE, hub, GROUPS, SETTINGS)) as server:
    print(f"serving the engine to the hub {hub.name}", flush=True)
    server.serve_forever()

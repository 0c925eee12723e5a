"""The service as which the script `rlmprov-check` (next to this package) tries the spawner out."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from rlmprov_hub.hub import DATA

# Not the name of the user: the hub lets nobody delete a user of their own name.
SERVICE = "spawn-check"
# Nobody can log in with this name (auth.py blocks it).
USER = "rlmprov-check"
# The hub remembers each token that it was ever given: one for good, not a new one at each start.
TOKEN_FILE = Path(DATA, "rlmprov_check_token")


def configure(c: Any) -> None:
    """Adds the service: it may do all to that one user, and have the proxy told its routes."""
    c.JupyterHub.services.append({"name": SERVICE, "api_token": token(TOKEN_FILE)})
    c.JupyterHub.load_roles.append(
        {
            "name": SERVICE,
            "services": [SERVICE],
            "scopes": [f"admin:users!user={USER}", f"admin:servers!user={USER}", "proxy"],
        }
    )


def token(file: Path) -> str:
    """The token in the file, which is made, for root alone, if it is not there."""
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        new = secrets.token_hex(32)
        unfinished = file.with_suffix(".new")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
            f.write(new)
        unfinished.replace(file)
        return new

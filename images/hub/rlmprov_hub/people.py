"""Who is in, and who never came: `python -m rlmprov_hub.people` prints it for `rlmprov users`.

Reads the hub's database, which other processes may read, and settings.json. Writes one JSON object:
`roster` (names, or null without one), `admins`, and `users`, each with `name`, `running`, `started`
and `lastActivity` (ISO 8601 in UTC, or null), and `profile` (that of the server, or null).
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from rlmprov_hub import check
from rlmprov_hub.hub import DATA
from rlmprov_hub.settings import load

QUERY = """
select users.name, users.last_activity, spawners.server_id, spawners.started,
    spawners.state
from users left join spawners on spawners.user_id = users.id and spawners.name = ''
where users.name <> ?
order by users.name
"""


def users(database: Path) -> list[dict[str, Any]]:
    """All that the database knows, admins who never came among them."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        rows = connection.execute(QUERY, (check.USER,)).fetchall()
    return [
        {
            "name": name,
            "running": server is not None,
            "started": _utc(started) if server is not None else None,
            "lastActivity": _utc(activity),
            "profile": json.loads(state or "{}").get("profile") if server is not None else None,
        }
        for name, activity, server, started, state in rows
    ]


def _utc(text: str | None) -> str | None:
    # SQLAlchemy writes "2026-11-26 10:00:00.000000", in UTC without saying so.
    return f"{text[:19].replace(' ', 'T')}Z" if text else None


def main() -> None:
    """Prints it."""
    settings, _ = load()
    found = {
        "roster": settings.roster,
        "admins": settings.admins,
        "users": users(Path(DATA, "jupyterhub.sqlite")),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()

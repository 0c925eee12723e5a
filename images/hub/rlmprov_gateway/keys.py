"""The keys of users' servers. The database has their hashes only."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass

PREFIX = "sk-rlm-"


@dataclass(frozen=True)
class Holder:
    """Whose key it is: a user's server, "" being the name of the default one."""

    user: str
    server: str


class Keys:
    """Issues keys, ends them, and tells whose a key is."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute(
            "CREATE TABLE IF NOT EXISTS keys (hash TEXT PRIMARY KEY, user TEXT NOT NULL,"
            " server TEXT NOT NULL, since INTEGER NOT NULL, UNIQUE (user, server))"
        )
        rows = database.execute("SELECT hash, user, server FROM keys")
        self._holders = {row[0]: Holder(row[1], row[2]) for row in rows}

    def issue(self, user: str, server: str, now: float) -> str:
        """A new key for a server; the former one of that server ends."""
        key = PREFIX + secrets.token_urlsafe(32)
        self.end(user, server)
        self._database.execute(
            "INSERT INTO keys VALUES (?, ?, ?, ?)", (_hash(key), user, server, int(now))
        )
        self._holders[_hash(key)] = Holder(user, server)
        return key

    def end(self, user: str, server: str) -> bool:
        """Ends the key of a server. False: there was none."""
        ended = self._database.execute(
            "DELETE FROM keys WHERE user = ? AND server = ?", (user, server)
        ).rowcount
        gone = [key for key, holder in self._holders.items() if holder == Holder(user, server)]
        for key in gone:
            del self._holders[key]
        return ended > 0

    def holder(self, key: str) -> Holder | None:
        """Whose key this is; None if no user has it any more."""
        # The lookup is by hash, so that its time tells nothing about a key.
        return self._holders.get(_hash(key)) if key.startswith(PREFIX) else None

    def listed(self) -> list[dict[str, object]]:
        """All holders, with when the key was issued."""
        rows = self._database.execute("SELECT user, server, since FROM keys ORDER BY 1, 2")
        return [{"user": row[0], "server": row[1], "since": row[2]} for row in rows]


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()

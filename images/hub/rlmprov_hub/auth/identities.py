"""Who was first to log in with a name at a provider keeps it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_TABLE = """CREATE TABLE IF NOT EXISTS identity (
    provider TEXT NOT NULL, name TEXT NOT NULL, subject TEXT NOT NULL,
    PRIMARY KEY (provider, name)) WITHOUT ROWID"""


class Identities:
    """A name and the number that the provider never gives to anybody else.

    Names change hands: a GitHub login is free again once its owner has taken another, a university
    gives an address to the next Anna, and with many OpenID providers people edit theirs. Without
    this whoever has the name gets the files.
    """

    def __init__(self, file: Path, provider: str) -> None:
        self._file = file
        self._provider = provider

    def claim(self, name: str, subject: str) -> bool:
        """Whether the name is this subject's, which it becomes if no subject has it."""
        with closing(self._connect()) as db:
            db.execute(
                "INSERT OR IGNORE INTO identity VALUES (?, ?, ?)", (self._provider, name, subject)
            )
            (owner,) = db.execute(
                "SELECT subject FROM identity WHERE provider = ? AND name = ?",
                (self._provider, name),
            ).fetchone()
        return owner == subject

    def release(self, name: str) -> None:
        """Gives the name to whoever comes first again; no error if no subject has it."""
        with closing(self._connect()) as db:
            db.execute(
                "DELETE FROM identity WHERE provider = ? AND name = ?", (self._provider, name)
            )

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._file, isolation_level=None)
        db.execute(_TABLE)
        return db

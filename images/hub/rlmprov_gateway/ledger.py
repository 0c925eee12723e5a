"""What was spent, in one SQLite file.

A row stands before a call is made, with the most that it can cost, and is settled after. What was
open when the gateway ended counts as reserved: a kill -9 loses no spending. `days` has the sums,
so that old rows can go.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rlmprov_gateway.money import Spent
from rlmprov_gateway.prices import Usage

SCHEMA = """
CREATE TABLE IF NOT EXISTS calls (
  id INTEGER PRIMARY KEY, day TEXT NOT NULL, at INTEGER NOT NULL, user TEXT NOT NULL,
  server TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, settled INTEGER NOT NULL,
  pico INTEGER NOT NULL, input INTEGER NOT NULL, output INTEGER NOT NULL,
  status INTEGER NOT NULL DEFAULT 0, ms INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS days (
  day TEXT, user TEXT, provider TEXT, model TEXT, calls INTEGER NOT NULL, failed INTEGER NOT NULL,
  input INTEGER NOT NULL, output INTEGER NOT NULL, pico INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (day, user, provider, model)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (
  day TEXT, user TEXT, code TEXT, times INTEGER NOT NULL,
  PRIMARY KEY (day, user, code)) WITHOUT ROWID;
"""
# The status of a call whose end nobody saw.
LOST = -1


@dataclass(frozen=True)
class Entry:
    """A call as it is reserved. `pico`, `input` and `output` are the most that it can come to."""

    day: str
    at: float
    user: str
    server: str
    provider: str
    model: str
    pico: int
    input: int
    output: int

    @property
    def spent(self) -> Spent:
        """The most that it can come to, in both units."""
        return Spent(self.pico, self.input + self.output)


def connect(path: Path) -> sqlite3.Connection:
    """Opens the database. WAL with NORMAL keeps what was committed when the process is killed."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA busy_timeout = 5000")
    database.execute("PRAGMA cache_size = -2000")
    return database


class Ledger:
    """Writes calls down and adds them up. All methods raise sqlite3.Error if the disk is full."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(SCHEMA)
        for row in database.execute("SELECT id FROM calls WHERE settled = 0").fetchall():
            self.settle(row[0], None, None, LOST, 0)

    def reserve(self, entry: Entry) -> int:
        """Writes a call down before it is made; returns its number."""
        row = self._database.execute(
            "INSERT INTO calls (day, at, user, server, provider, model, settled, pico, input,"
            " output) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
            (
                entry.day,
                int(entry.at),
                entry.user,
                entry.server,
                entry.provider,
                entry.model,
                entry.pico,
                entry.input,
                entry.output,
            ),
        )
        return row.lastrowid or 0

    def settle(
        self, call: int, usage: Usage | None, pico: int | None, status: int, ms: int
    ) -> None:
        """Writes down what a call came to. Without usage it stays as it was reserved."""
        with self._transaction():
            self._database.execute(
                "UPDATE calls SET settled = 1, pico = coalesce(?, pico),"
                " input = coalesce(?, input), output = coalesce(?, output), status = ?, ms = ?"
                " WHERE id = ?",
                (pico, usage and usage.input, usage and usage.output, status, ms, call),
            )
            self._database.execute(
                "INSERT INTO days SELECT day, user, provider, model, 1, ? <> 200, input, output,"
                " pico, at FROM calls WHERE id = ?"
                " ON CONFLICT DO UPDATE SET calls = calls + 1, failed = failed + excluded.failed,"
                " input = input + excluded.input, output = output + excluded.output,"
                " pico = pico + excluded.pico, last = max(last, excluded.last)",
                (status, call),
            )

    def refuse(self, day: str, user: str, code: str) -> None:
        """Counts a call that was not made."""
        self._database.execute(
            "INSERT INTO refused VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
            (day, user, code),
        )

    def spent(self, since: str) -> dict[str, Spent]:
        """What each user's settled calls come to, from a day on."""
        rows = self._database.execute(
            "SELECT user, sum(pico), sum(input + output) FROM days WHERE day >= ? GROUP BY user",
            (since,),
        )
        return {user: Spent(pico, tokens) for user, pico, tokens in rows}

    def models(self, since: str) -> Iterable[tuple[str, str, str, int, int, int, int, int, int]]:
        """For each user, provider and model: calls, failed, input, output, picodollars, last."""
        return self._database.execute(
            "SELECT user, provider, model, sum(calls), sum(failed), sum(input), sum(output),"
            " sum(pico), max(last) FROM days WHERE day >= ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            (since,),
        ).fetchall()

    def refusals(self, since: str) -> Iterable[tuple[str, str, int]]:
        """How often each user was refused, by reason."""
        return self._database.execute(
            "SELECT user, code, sum(times) FROM refused WHERE day >= ? GROUP BY 1, 2", (since,)
        ).fetchall()

    def by_day(self, since: str) -> Iterable[tuple[str, str, int, int]]:
        """For each day and user: picodollars and tokens."""
        return self._database.execute(
            "SELECT day, user, sum(pico), sum(input + output) FROM days WHERE day >= ?"
            " GROUP BY 1, 2 ORDER BY 1, 2",
            (since,),
        ).fetchall()

    def prune(self, before: float) -> int:
        """Removes single calls that are older; their sums stay. Returns how many."""
        return self._database.execute(
            "DELETE FROM calls WHERE settled = 1 AND at < ?", (int(before),)
        ).rowcount

    def _transaction(self) -> _Transaction:
        return _Transaction(self._database)


class _Transaction:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._database.execute("COMMIT" if kind is None else "ROLLBACK")

"""What a teacher does while the class runs: another budget for one user, a stop for one or all.

It is kept in the database, not in the configuration, so that no `apply` takes it back.
"""

from __future__ import annotations

import json
import sqlite3

from rlmprov_gateway.money import Amount, amount

EVERYBODY = ""


class Acts:
    """The acts that hold now."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute(
            "CREATE TABLE IF NOT EXISTS acts (user TEXT, act TEXT, value TEXT NOT NULL,"
            " PRIMARY KEY (user, act)) WITHOUT ROWID"
        )
        rows = database.execute("SELECT user, act, value FROM acts").fetchall()
        self.budgets = {user: amount(json.loads(it)) for user, act, it in rows if act == "budget"}
        self.stopped = {user for user, act, _ in rows if act == "stop"}

    def set_budget(self, user: str, budget: Amount | None) -> None:
        """Gives a user a budget of their own; None takes it back."""
        if budget is None:
            self._remove(user, "budget")
            self.budgets.pop(user, None)
        else:
            self._put(user, "budget", json.dumps(budget.as_json()))
            self.budgets[user] = budget

    def stop(self, user: str = EVERYBODY) -> None:
        """From now on no call of the user, or of anybody, is made."""
        self._put(user, "stop", "{}")
        self.stopped.add(user)

    def resume(self, user: str = EVERYBODY) -> None:
        """Takes a stop back."""
        self._remove(user, "stop")
        self.stopped.discard(user)

    def is_stopped(self, user: str) -> bool:
        """Whether a user may not make calls now."""
        return user in self.stopped or EVERYBODY in self.stopped

    def _put(self, user: str, act: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO acts VALUES (?, ?, ?)", (user, act, value))

    def _remove(self, user: str, act: str) -> None:
        self._database.execute("DELETE FROM acts WHERE user = ? AND act = ?", (user, act))

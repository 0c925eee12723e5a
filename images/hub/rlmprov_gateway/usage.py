"""What a teacher reads: who spent what, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

from rlmprov_gateway.accounts import Accounts
from rlmprov_gateway.acts import EVERYBODY, Acts
from rlmprov_gateway.ledger import Ledger
from rlmprov_gateway.money import Amount, Spent, dollars
from rlmprov_gateway.period import ALWAYS
from rlmprov_gateway.upstream import Upstreams

ALARMS = (100, 80, 50)
COLUMNS = ("user", "provider", "model", "calls", "failed", "input", "output", "usd", "last")


def report(
    accounts: Accounts, acts: Acts, ledger: Ledger, upstreams: Upstreams, whole: bool
) -> dict[str, Any]:
    """The usage of this period, or of all time."""
    since = ALWAYS if whole else accounts.first_day
    spent, config = ledger.spent(since), accounts.config
    models: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(ledger, since):
        models.setdefault(row["user"], []).append(row)
    refused: dict[str, dict[str, int]] = {}
    for user, code, times in ledger.refusals(since):
        refused.setdefault(user, {})[code] = times
    users = sorted(spent.keys() | refused.keys() | acts.budgets.keys() | acts.stopped - {EVERYBODY})
    total = sum(spent.values(), Spent())
    return {
        "every": config.every,
        "since": None if since == ALWAYS else since,
        "today": accounts.today,
        "timezone": config.zone.key,
        "stopped": EVERYBODY in acts.stopped,
        "total": {
            **_spent(total),
            "budget": _budget(config.class_budget),
            "percent": _percent(config.class_budget, total),
            "alarm": _alarm(config.class_budget, accounts.class_spent()),
        },
        "users": [
            {
                "user": user,
                **_spent(spent.get(user, Spent())),
                "budget": _budget(accounts.budget(user)),
                "ownBudget": user in acts.budgets,
                "percent": _percent(accounts.budget(user), accounts.spent(user)),
                "stopped": user in acts.stopped,
                "refused": refused.get(user, {}),
                "models": models.get(user, []),
            }
            for user in users
        ],
        "days": [
            {"day": day, "user": user, "usd": dollars(pico), "tokens": tokens}
            for day, user, pico, tokens in ledger.by_day(since)
        ],
        "providers": [
            {
                "name": it.provider.name,
                "places": int(it.pace.places()),
                "atWork": it.queue.in_use,
                "waiting": it.queue.waiting,
                "trouble": it.trouble,
            }
            for it in upstreams.all()
        ],
    }


def as_csv(ledger: Ledger, since: str) -> str:
    """A line for each user, provider and model."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in _rows(ledger, since):
        writer.writerow({key: _plain(value) for key, value in row.items()})
    return out.getvalue()


def _rows(ledger: Ledger, since: str) -> list[dict[str, Any]]:
    return [
        dict(zip(COLUMNS, (*row[:7], dollars(row[7]), _time(row[8])), strict=True))
        for row in ledger.models(since)
    ]


def _plain(value: Any) -> Any:
    """A name that a spreadsheet would run as a formula is made a text."""
    risky = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t"))
    return f"'{value}" if risky else value


def _spent(spent: Spent) -> dict[str, Any]:
    return {"usd": dollars(spent.pico), "tokens": spent.tokens}


def _budget(budget: Amount | None) -> dict[str, Any] | None:
    return budget.as_json() if budget else None


def _percent(budget: Amount | None, spent: Spent) -> int | None:
    if budget is None:
        return None
    return 100 if budget.value == 0 else 100 * spent.of(budget.unit) // budget.value


def _alarm(budget: Amount | None, spent: Spent) -> int | None:
    """The highest of 50, 80 and 100 percent of the class's budget that is reached."""
    percent = _percent(budget, spent) or 0
    return next((alarm for alarm in ALARMS if percent >= alarm), None)


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")

"""When a budget restarts: each day or week in the class's time zone, or never."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY = ("day", "week", "course")
# Before every day that the ledger can have.
ALWAYS = "0000-00-00"


def day(now: float, zone: ZoneInfo) -> str:
    """The date at a time in seconds since 1970: 2026-11-26."""
    return datetime.fromtimestamp(now, zone).date().isoformat()


def first_day(today: str, every: str) -> str:
    """The first day of the period that `today` is in. Weeks begin on Monday."""
    if every == "course":
        return ALWAYS
    begin = date.fromisoformat(today)
    if every == "week":
        begin -= timedelta(days=begin.weekday())
    return begin.isoformat()


def midnight(today: str, zone: ZoneInfo) -> float:
    """When the next day begins, in seconds since 1970."""
    tomorrow = date.fromisoformat(today) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).timestamp()


def renewal(every: str) -> str:
    """The end of a sentence on a spent budget: when there is a new one."""
    return {
        "day": " The next budget begins at midnight.",
        "week": " The next budget begins on Monday.",
    }.get(every, "")

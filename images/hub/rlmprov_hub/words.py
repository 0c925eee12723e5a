"""Durations, sizes and times as pages say them."""

from __future__ import annotations

from datetime import UTC, datetime


def duration(seconds: int) -> str:
    """As people say it, `1 hour 30 minutes`; empty for 0, which is never."""
    said = []
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            said.append(f"{count} {unit}" + ("s" if count > 1 else ""))
    return " ".join(said)


def size(number: int) -> str:
    """Bytes in the unit that hub.yaml has: `512M`, `1.5G`."""
    mega = number / 2**20
    return f"{mega / 1024:.4g}G" if mega >= 1024 else f"{mega:.0f}M"


def utc(seconds: float) -> str:
    """Seconds since 1970 as `2026-11-26T14:05Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")

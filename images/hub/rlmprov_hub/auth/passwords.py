"""What people type beside their name."""

from __future__ import annotations

from secrets import compare_digest


def same(given: str | None, password: str) -> bool:
    """Compares without telling by its time; of strings, compare_digest takes ASCII only."""
    return compare_digest((given or "").encode(), password.encode())

"""How many calls a provider takes at once, found out as TCP finds a network's capacity.

Each success adds a little, each "too many" takes three tenths away: additive increase,
multiplicative decrease (RFC 5681).
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Mapping

FIRST = 8.0
MOST = 64.0
SHRINK = 0.7
LONGEST_PAUSE = 60.0


class Pace:
    """The places at one provider. `fixed` is the operator's own limit, 0 for none."""

    def __init__(self, fixed: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._most = float(fixed or MOST)
        self._places = float(fixed or FIRST)
        self._paused_until = 0.0
        self._shrunk_at = 0.0
        self._in_a_row = 0

    def places(self) -> float:
        """How many calls may be at work now; 0 during a pause."""
        return 0.0 if self._clock() < self._paused_until else max(1.0, self._places)

    def limit(self, fixed: int) -> None:
        """Takes another limit of the operator's."""
        self._most = float(fixed or MOST)
        self._places = min(self._places, self._most)

    def succeeded(self, all_in_use: bool) -> None:
        """A call was answered. Places grow only while they are short."""
        self._in_a_row = 0
        if all_in_use:
            self._places = min(self._most, self._places + 1 / self._places)

    def refused(self, began: float, retry_after: float | None) -> float:
        """A call that began then met "too many". Returns the seconds of the pause.

        Calls that began before the last decrease say nothing new.
        """
        now = self._clock()
        if began > self._shrunk_at:
            self._in_a_row += 1
            self._shrunk_at = now
            self._places = max(1.0, self._places * SHRINK)
        pause = min(15.0, 0.25 * 2.0**self._in_a_row) if retry_after is None else retry_after
        self._paused_until = max(self._paused_until, now + min(pause, LONGEST_PAUSE))
        return pause


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a provider asks to wait (RFC 9110, and OpenAI's retry-after-ms)."""
    text, scale = headers.get("retry-after-ms"), 1000.0
    if text is None:
        text, scale = headers.get("Retry-After"), 1.0
    if text is None:
        return None
    try:
        seconds = float(text) / scale
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(text).timestamp() - now
        except ValueError:
            return None
    # Also false for NaN.
    return max(0.0, seconds) if seconds < 86400 else 86400.0

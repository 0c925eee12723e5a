"""How busy and how full this machine is, so that figures can be judged."""

from __future__ import annotations

import os
import time
from pathlib import Path


def load() -> str:
    """The three load averages."""
    return " ".join(Path("/proc/loadavg").read_text().split()[:3])


def available_memory() -> int:
    """Bytes that new processes can have without swapping."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")) * 1024


class Busy:
    """The share of all cores that was not idle since it was made, whoever used it."""

    def __init__(self) -> None:
        self._idle, self._began = _idle(), time.monotonic()

    def percent(self) -> float:
        available = (time.monotonic() - self._began) * (os.cpu_count() or 1)
        return max(0.0, 100 * (1 - (_idle() - self._idle) / available))


def _idle() -> float:
    return float(Path("/proc/uptime").read_text().split()[1])

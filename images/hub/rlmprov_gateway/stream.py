"""Reads the usage out of an answer while it passes."""

from __future__ import annotations

import json
import re
from typing import Any

from rlmprov_gateway.dialects import Dialect
from rlmprov_gateway.prices import Usage
from rlmprov_gateway.providers import Provider

BORDERS = (b"\n\n", b"\r\n\r\n")
EVENT = re.compile(rb".*?(?:\r\n\r\n|\n\n|\Z)", re.DOTALL)
# An event that is larger than this is passed on unread.
LARGEST_EVENT = 1 << 20
TAIL = 16 << 10


class EventReader:
    """Server-sent events. `usage` is what is known so far, `final` when no more will come."""

    def __init__(self, dialect: Dialect, provider: Provider, hide_usage: bool) -> None:
        self._dialect, self._provider, self._hide = dialect, provider, hide_usage
        self._rest = b""
        self.usage: Usage | None = None
        self.final = False

    def feed(self, chunk: bytes) -> bytes:
        """Takes bytes as they come; returns those to pass on, which are whole events."""
        self._rest += chunk
        cut = max(self._rest.rfind(border) + len(border) for border in BORDERS)
        # Where there is no border, rfind's -1 leaves less than one.
        if cut < 4 and len(self._rest) < LARGEST_EVENT:
            return b""
        cut = cut if cut >= 4 else len(self._rest)
        passed, self._rest = self._rest[:cut], self._rest[cut:]
        if self._dialect.marker not in passed:
            return passed
        return b"".join(event for event in _events(passed) if self._keep(event))

    def end(self) -> bytes:
        """What is left after the last byte."""
        rest, self._rest = self._rest, b""
        return rest if self._dialect.marker not in rest or self._keep(rest) else b""

    def _keep(self, event: bytes) -> bool:
        if self._dialect.marker not in event:
            return True
        document = _data(event)
        if document is None:
            return True
        progress = self._dialect.event(document, self.usage, self._provider)
        self.usage, self.final = progress.usage, self.final or progress.final
        return not (self._hide and progress.only_usage)


def _events(text: bytes) -> list[bytes]:
    return [event for event in EVENT.findall(text) if event]


def _data(event: bytes) -> dict[str, Any] | None:
    lines = event.replace(b"\r\n", b"\n").split(b"\n")
    text = b"\n".join(line[5:] for line in lines if line.startswith(b"data:"))
    return parsed(text)


def parsed(answer: bytes) -> dict[str, Any] | None:
    """The JSON object in a whole answer; None if it is none."""
    try:
        document = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def at_end(tail: bytes, dialect: Dialect, provider: Provider) -> Usage | None:
    """The usage in the last bytes of an answer too large to keep."""
    begin = tail.rfind(dialect.marker)
    brace = tail.find(b"{", begin)
    if begin < 0 or brace < 0:
        return None
    try:
        text = tail[brace:].decode("utf-8", "replace")
        data, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return dialect.usage({json.loads(dialect.marker): data}, provider)

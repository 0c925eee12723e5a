"""Reads a user's request within the limits of size, memory and time."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from aiohttp import web

from rlmprov_gateway.errors import Refusal

# Bodies come from the same host; who needs longer holds memory that others wait for.
READ_WITHIN = 60.0
# Small JSON values take 30 times the memory of their text. Counted in bodies large enough to hurt.
SMALL = 128 << 10
MOST_VALUES = 100_000
STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


def size(request: web.Request, largest: int) -> int:
    """The announced size of the body. Raises Refusal if there is none or it is too large."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refusal(415, "bad_request", "The request is compressed; send it as it is.")
    if request.content_length is None:
        raise Refusal(411, "bad_request", "The request has no Content-Length.")
    if request.content_length > largest:
        raise Refusal(
            413,
            "too_large",
            f"The request has {request.content_length:,} bytes; at most {largest:,} pass.",
        )
    return request.content_length


async def read(request: web.Request) -> dict[str, Any]:
    """The body, of the size that was announced. Raises Refusal."""
    try:
        async with asyncio.timeout(READ_WITHIN):
            raw = await request.content.read()
    except TimeoutError:
        raise Refusal(408, "bad_request", "The request took too long to arrive.") from None
    except ConnectionError:
        raise Refusal(400, "bad_request", "The request did not arrive whole.") from None
    return parse(raw)


def parse(raw: bytes) -> dict[str, Any]:
    """The JSON object in a body; of a name that stands twice, the last value."""
    if len(raw) > SMALL and _values(raw) > MOST_VALUES:
        raise Refusal(413, "too_large", f"The request has more than {MOST_VALUES:,} values.")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refusal(400, "bad_json", "The request is not JSON.") from None
    if not isinstance(body, dict):
        raise Refusal(400, "bad_json", "The request is not a JSON object.")
    return body


def _values(raw: bytes) -> int:
    """How many values a JSON text has, at most: without what stands in strings."""
    bare, strings = STRING.subn(b"", raw)
    return strings + sum(bare.count(sign) for sign in (b",", b"[", b"{"))

"""Brings a provider's answer to the user, and reads what it cost.

A user who hangs up gets no discount: the answer is read to its end all the same, since the provider
charges it, and only then settled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
from aiohttp import ClientResponse, web

from rlmprov_gateway.dialects import Dialect, Prepared
from rlmprov_gateway.prices import Usage
from rlmprov_gateway.providers import Provider
from rlmprov_gateway.stream import TAIL, EventReader, at_end, parsed
from rlmprov_gateway.upstream import Lost

# An answer is kept up to here, so that it can be settled before the user has it.
KEPT = 1 << 20
# Seconds that a user may take to read what was sent.
READ_WITHIN = 30.0
PASSED_ON = ("x-request-id", "request-id")

Settle = Callable[[Usage | None], None]


@dataclass(frozen=True)
class Relay:
    """One answer with status 200 on its way.

    `settle` is called before its last byte goes to the user; only the first time counts.
    """

    request: web.Request
    answer: ClientResponse
    dialect: Dialect
    provider: Provider
    prepared: Prepared
    settle: Settle

    async def run(self) -> web.StreamResponse:
        """Passes the answer on. Raises Lost if nothing of it has gone to the user."""
        if self.answer.content_type == "text/event-stream":
            return await self._stream()
        return await self._whole()

    async def _whole(self) -> web.StreamResponse:
        kept = bytearray()
        try:
            async for chunk in self.answer.content.iter_any():
                kept += chunk
                if len(kept) > KEPT:
                    return await self._large(bytes(kept))
        except (aiohttp.ClientError, TimeoutError, OSError) as e:
            raise Lost(type(e).__name__) from None
        body = bytes(kept)
        document = parsed(body)
        if document is None:
            raise Lost("no JSON")
        self.settle(self.dialect.usage(document, self.provider))
        return web.Response(body=body, headers=self._headers())

    async def _large(self, first: bytes) -> web.StreamResponse:
        out = _Out(self.request, self._headers())
        await out.write(first)
        tail, broken = first[-TAIL:], False
        try:
            async for chunk in self.answer.content.iter_any():
                tail = (tail + chunk)[-TAIL:]
                await out.write(chunk)
        except (aiohttp.ClientError, TimeoutError, OSError):
            broken = True
        self.settle(None if broken else at_end(tail, self.dialect, self.provider))
        return await out.end(broken)

    async def _stream(self) -> web.StreamResponse:
        out = _Out(self.request, self._headers() | {"Cache-Control": "no-cache"})
        reader = EventReader(self.dialect, self.provider, self.prepared.hide_usage)
        broken = False
        try:
            async for chunk in self.answer.content.iter_any():
                passed = reader.feed(chunk)
                if reader.final:
                    self.settle(reader.usage)
                await out.write(passed)
        except (aiohttp.ClientError, TimeoutError, OSError):
            broken = True
        rest = reader.end()
        self.settle(reader.usage if reader.final else None)
        await out.write(rest)
        return await out.end(broken)

    def _headers(self) -> dict[str, str]:
        passed = {
            name: self.answer.headers[name] for name in PASSED_ON if name in self.answer.headers
        }
        return passed | {
            "Content-Type": self.answer.headers.get("Content-Type", "application/json")
        }


class _Out:
    """The way to a user who may be gone."""

    def __init__(self, request: web.Request, headers: dict[str, str]) -> None:
        self._request = request
        self._response = web.StreamResponse(headers=headers)
        self._gone = False

    async def write(self, data: bytes) -> None:
        """Sends bytes, or drops them if nobody is there."""
        if not data or self._gone:
            return
        try:
            # Who does not read holds a place at the provider.
            async with asyncio.timeout(READ_WITHIN):
                if not self._response.prepared:
                    await self._response.prepare(self._request)
                await self._response.write(data)
        except (ConnectionError, TimeoutError):
            self._gone = True
            self._close()

    async def end(self, broken: bool) -> web.StreamResponse:
        """Ends the answer; a broken one so that the user's program sees that it is not whole."""
        if broken:
            self._close()
        elif not self._gone:
            try:
                if not self._response.prepared:
                    await self._response.prepare(self._request)
                await self._response.write_eof()
            except ConnectionError:
                self._gone = True
        return self._response

    def _close(self) -> None:
        self._gone = True
        if self._request.transport is not None:
            self._request.transport.abort()

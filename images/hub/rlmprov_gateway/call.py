"""One call, from its place in the queue to its settlement."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
from aiohttp import ClientResponse, web

from rlmprov_gateway.accounts import Accounts, Estimate, Reservation
from rlmprov_gateway.dialects import Dialect, Prepared
from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.keys import Holder
from rlmprov_gateway.pace import retry_after
from rlmprov_gateway.prices import Price, Usage
from rlmprov_gateway.relay import Relay
from rlmprov_gateway.upstream import TOO_MANY, Lost, Upstream, Upstreams, now

log = logging.getLogger("rlmprov_gateway")

NOTHING = Usage(0, 0)
LARGEST_ERROR = 64 << 10


@dataclass(frozen=True)
class Asked:
    """A request that was read and checked, and whose it is."""

    request: web.Request
    holder: Holder
    upstream: Upstream
    dialect: Dialect
    prepared: Prepared
    price: Price | None


class Call:
    """Makes one call: reserves, asks the provider, settles."""

    def __init__(
        self, accounts: Accounts, upstreams: Upstreams, asked: Asked, output_tokens: int
    ) -> None:
        self._accounts, self._upstreams = accounts, upstreams
        self._request, self._holder = asked.request, asked.holder
        self._upstream, self._dialect = asked.upstream, asked.dialect
        self._prepared, self._price = asked.prepared, asked.price
        self._reserved: Reservation | None = None
        self._settled = False
        self._arrived = self._sent = now()
        prepared = asked.prepared
        output = output_tokens if prepared.output is None else prepared.output
        self._estimate = Estimate(
            asked.upstream.provider.name,
            prepared.model,
            asked.price,
            prepared.input,
            output,
            min(prepared.least, output),
        )

    async def run(
        self, deadline: float, gone: Callable[[], bool], free: Callable[[], None]
    ) -> web.StreamResponse:
        """Waits for a place, asks, and asks again while the provider says that it is too much.

        `free` is called when the request need not be kept any more. Raises Refusal and Gone.
        """
        try:
            return await self._run(deadline, gone, free)
        except Refusal as e:
            e.counted = self._settled
            raise

    async def _run(
        self, deadline: float, gone: Callable[[], bool], free: Callable[[], None]
    ) -> web.StreamResponse:
        queue = self._upstream.queue
        while True:
            try:
                reserved = await queue.enter(
                    self._holder.user, 1, self._reserve, gone, deadline - now()
                )
            except BaseException:
                self._settle(NOTHING, 429)
                raise
            full = queue.in_use >= int(self._upstream.pace.places())
            self._sent = now()
            try:
                answer = await self._ask(reserved)
                async with answer:
                    if answer.status in TOO_MANY:
                        await self._too_many(answer, deadline)
                        continue
                    self._upstream.pace.succeeded(full)
                    free()
                    return await self._pass_on(answer)
            except Lost as e:
                self._settle(None, 502)
                self._upstream.trouble = f"no answer ({e})"
                raise Refusal(
                    502,
                    "provider_failed",
                    f"The provider {self._upstream.provider.name} did not answer. It may charge"
                    " the call, so the call counts.",
                ) from None
            except Refusal as e:
                self._settle(NOTHING, e.status)
                raise
            except BaseException:
                # The gateway ends in the middle of the answer.
                self._settle(None, 502)
                raise
            finally:
                queue.release(self._holder.user, 1)

    def _reserve(self) -> Reservation | None:
        if self._reserved is None:
            self._reserved = self._accounts.reserve(
                self._holder.user, self._holder.server, self._estimate
            )
        return self._reserved

    async def _ask(self, reserved: Reservation) -> ClientResponse:
        limit = self._prepared.output if reserved.output is None else reserved.output
        return await self._upstreams.send(
            self._upstream.provider,
            self._prepared.target,
            self._prepared.send(limit, self._price),
            "text/event-stream" if self._prepared.stream else "application/json",
        )

    async def _too_many(self, answer: ClientResponse, deadline: float) -> None:
        body = await _head(answer)
        if b"insufficient_quota" in body or b"credit balance" in body:
            self._upstream.trouble = "the account has no credit left"
            raise self._out_of_credit()
        pause = self._upstream.pace.refused(self._sent, retry_after(answer.headers, time.time()))
        if now() + pause > deadline:
            raise Refusal(
                429, "too_busy", "The provider takes no more calls of the class now. Try later."
            )
        # The timer's clock may be a little early.
        self._request.loop.call_later(pause + 0.01, self._upstream.queue.dispatch)

    async def _pass_on(self, answer: ClientResponse) -> web.StreamResponse:
        if answer.status == 200:
            self._upstream.trouble = ""
            return await Relay(
                self._request,
                answer,
                self._dialect,
                self._upstream.provider,
                self._prepared,
                lambda usage: self._settle(usage, 200),
            ).run()
        body = await _head(answer)
        self._settle(NOTHING, answer.status)
        name = self._upstream.provider.name
        if answer.status == 401 or 300 <= answer.status < 400:
            self._upstream.trouble = f"the class's key is refused ({answer.status})"
            raise Refusal(
                502, "provider_failed", f"{name} refuses the class's key. Tell your teacher."
            )
        if answer.status == 402 or b"credit balance" in body:
            self._upstream.trouble = "the account has no credit left"
            raise self._out_of_credit()
        if answer.status == 403:
            # Of a model or a country: the answer says of what. Other calls may go well.
            self._upstream.trouble = "a call is not permitted (403)"
        text = self._upstream.provider.scrub(body.decode("utf-8", "replace"))
        return web.Response(status=answer.status, text=text, content_type="application/json")

    def _out_of_credit(self) -> Refusal:
        name = self._upstream.provider.name
        return Refusal(
            503,
            "no_credit",
            f"The class's account at {name} has no credit left. Tell your teacher.",
        )

    def _settle(self, usage: Usage | None, status: int) -> None:
        """Settles once; a second time does nothing."""
        if self._reserved is None:
            return
        call, self._reserved = self._reserved, None
        self._settled = True
        ms = int((now() - self._sent) * 1000)
        try:
            used = self._accounts.settle(call, usage, status, ms)
        except sqlite3.Error as e:
            # The row stays open, and counts as reserved when the gateway starts again.
            log.error("cannot settle a call: %s", e)
            used = NOTHING
        finally:
            self._upstreams.dispatch()
        log.info(
            "%s",
            json.dumps(
                {
                    "user": self._holder.user,
                    "provider": call.entry.provider,
                    "model": call.entry.model,
                    "input": used.input,
                    "output": used.output,
                    "told": usage is not None,
                    "status": status,
                    "ms": ms,
                    "waited": int((self._sent - self._arrived) * 1000),
                }
            ),
        )


async def _head(answer: ClientResponse) -> bytes:
    """As much of an error as a message needs."""
    body = b""
    try:
        async for chunk in answer.content.iter_any():
            body += chunk
            if len(body) > LARGEST_ERROR:
                break
    except (aiohttp.ClientError, OSError, TimeoutError):
        pass
    return body[:LARGEST_ERROR]

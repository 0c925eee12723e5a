"""What the hub and `rlmprov` reach, on the control network: keys, budgets, stops, usage."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from rlmprov_gateway.accounts import Accounts
from rlmprov_gateway.acts import EVERYBODY, Acts
from rlmprov_gateway.checks import check, unpriced
from rlmprov_gateway.keys import Keys
from rlmprov_gateway.ledger import Ledger
from rlmprov_gateway.money import Amount, amount
from rlmprov_gateway.period import ALWAYS
from rlmprov_gateway.pricebook import PriceBook
from rlmprov_gateway.upstream import Upstreams
from rlmprov_gateway.usage import as_csv, report

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Admin:
    """The application for the hub. `address` is the gateway's, as users' servers see it."""

    def __init__(
        self,
        keys: Keys,
        accounts: Accounts,
        acts: Acts,
        ledger: Ledger,
        upstreams: Upstreams,
        prices: PriceBook,
        address: str,
        reload: Callable[[], Awaitable[None]],
    ) -> None:
        self._keys, self._accounts, self._acts = keys, accounts, acts
        self._ledger, self._upstreams, self._address = ledger, upstreams, address
        self._prices, self._reload = prices, reload
        # Why the configuration on disk is not the one that holds; "" if it is.
        self.problem = ""

    def application(self) -> web.Application:
        """The application."""
        app = web.Application(middlewares=[_errors])
        server = r"/users/{user:[^/]+}/servers/{server:[^/]*}"
        app.router.add_get("/health", self._health)
        app.router.add_get("/keys", self._list_keys)
        app.router.add_put(server, self._issue)
        app.router.add_delete(server, self._end)
        app.router.add_put("/users/{user}/budget", self._set_budget)
        app.router.add_delete("/users/{user}/budget", self._unset_budget)
        app.router.add_put("/users/{user}/stop", self._stop)
        app.router.add_delete("/users/{user}/stop", self._resume)
        app.router.add_put("/stop", self._stop)
        app.router.add_delete("/stop", self._resume)
        app.router.add_get("/usage", self._usage)
        app.router.add_get("/usage.csv", self._csv)
        app.router.add_post("/check", self._check)
        app.router.add_post("/reload", self._read_again)
        return app

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "problem": self.problem})

    async def _list_keys(self, _: web.Request) -> web.Response:
        return web.json_response(self._keys.listed())

    async def _issue(self, request: web.Request) -> web.Response:
        names = request.match_info
        key = self._keys.issue(names["user"], names["server"], time.time())
        environment: dict[str, str] = {"RLMPROV_LLM_URL": self._address, "RLMPROV_LLM_KEY": key}
        for upstream in self._upstreams.all():
            environment |= upstream.provider.environment(key, self._address)
        return web.json_response({"key": key, "environment": environment})

    async def _end(self, request: web.Request) -> web.Response:
        ended = self._keys.end(request.match_info["user"], request.match_info["server"])
        return web.json_response({"ended": ended})

    async def _set_budget(self, request: web.Request) -> web.Response:
        budget = amount(await request.json())
        return self._changed(request.match_info["user"], budget)

    async def _unset_budget(self, request: web.Request) -> web.Response:
        return self._changed(request.match_info["user"], None)

    def _changed(self, user: str, budget: Amount | None) -> web.Response:
        self._acts.set_budget(user, budget)
        self._upstreams.dispatch()
        holds = self._accounts.budget(user)
        return web.json_response({"user": user, "budget": holds.as_json() if holds else None})

    async def _stop(self, request: web.Request) -> web.Response:
        self._acts.stop(request.match_info.get("user", EVERYBODY))
        # Who waits is told now.
        self._upstreams.dispatch()
        return web.json_response({"stopped": True})

    async def _resume(self, request: web.Request) -> web.Response:
        self._acts.resume(request.match_info.get("user", EVERYBODY))
        return web.json_response({"stopped": False})

    async def _usage(self, request: web.Request) -> web.Response:
        whole = request.query.get("all") == "1"
        return web.json_response(
            report(self._accounts, self._acts, self._ledger, self._upstreams, whole)
        )

    async def _csv(self, request: web.Request) -> web.Response:
        since = ALWAYS if request.query.get("all") == "1" else self._accounts.first_day
        return web.Response(text=as_csv(self._ledger, since), content_type="text/csv")

    async def _read_again(self, _: web.Request) -> web.Response:
        """As SIGHUP, and says what came of it."""
        await self._reload()
        return _error(422, self.problem) if self.problem else web.json_response({"status": "ok"})

    async def _check(self, _: web.Request) -> web.Response:
        found = await check(self._upstreams)
        return web.json_response(found | await unpriced(self._accounts.config, self._prices))


@web.middleware
async def _errors(request: web.Request, handler: Answer) -> web.StreamResponse:
    """Says what is wrong with a request, as JSON."""
    try:
        return await handler(request)
    except ValueError as e:
        return _error(400, f"the body {e}")
    except web.HTTPException as e:
        return _error(e.status, e.reason)


def _error(status: int, message: str) -> web.Response:
    body: dict[str, Any] = {"error": message}
    return web.json_response(body, status=status)

"""What users' servers reach: the providers' paths, the models, and /me."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

from aiohttp import web

from rlmprov_gateway.accounts import Accounts
from rlmprov_gateway.calls import Calls, route
from rlmprov_gateway.dialects import DIALECTS, Dialect
from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.fair import Gone
from rlmprov_gateway.keys import Holder, Keys
from rlmprov_gateway.money import dollars, show
from rlmprov_gateway.pricebook import PriceBook
from rlmprov_gateway.upstream import Upstream, Upstreams

log = logging.getLogger("rlmprov_gateway")

# Undecoded: no percent sign, no dots and no empty parts lead anywhere else. Google's programs
# encode the colon before the verb.
PATH = re.compile(
    r"/(?P<provider>[a-z][a-z0-9-]*)(?P<rest>(?:/(?!\.)(?:[\w.:@-]|%3A)+)+)", re.ASCII
)
MODELS = re.compile(r"(?:/v1(?:beta)?)?/models(?:/(?P<name>[\w.:@/-]+))?")
# The names under which programs send the key; the first that is there counts.
KEY_HEADERS = ("x-api-key", "x-goog-api-key", "x-portkey-api-key", "api-key", "Authorization")
FINAL = {"x-should-retry": "false"}


class Users:
    """The application for users' servers."""

    def __init__(
        self, calls: Calls, keys: Keys, accounts: Accounts, prices: PriceBook, upstreams: Upstreams
    ) -> None:
        self._calls, self._keys, self._accounts = calls, keys, accounts
        self._prices, self._upstreams = prices, upstreams

    def application(self) -> web.Application:
        """The application. Its handler sees every path as it was sent."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        path = request.raw_path.partition("?")[0]
        if path == "/health":
            return web.Response(text="ok\n")
        parts = PATH.fullmatch(path)
        upstream = self._upstreams.find(parts["provider"]) if parts else None
        holder = None
        try:
            holder = self._holder(request)
            if path == "/me" and request.method == "GET":
                return web.json_response(self._me(holder))
            if upstream is None or parts is None:
                raise Refusal(404, "not_found", "The class's gateway has no such path.")
            models = MODELS.fullmatch(parts["rest"])
            if request.method == "GET" and models:
                return self._models(upstream, models["name"])
            if request.method != "POST":
                raise Refusal(404, "not_found", "The class's gateway has no such path.")
            return await self._calls.make(request, holder, upstream, route(upstream, parts["rest"]))
        except Gone:
            return web.Response(status=499)
        except Refusal as e:
            if holder is not None and not e.counted:
                self._accounts.refused(holder.user, e.code)
            return _refusal(upstream, e)
        except Exception as e:
            # Where it happened, and not the message: it may have a prompt in it.
            log.error("%s%s", "".join(traceback.format_tb(e.__traceback__)), type(e).__name__)
            return _refusal(upstream, Refusal(500, "gateway", "The gateway failed."))

    def _holder(self, request: web.Request) -> Holder:
        found = [request.headers[name] for name in KEY_HEADERS if name in request.headers]
        key = (found or [request.query.get("key", "")])[0].removeprefix("Bearer ").strip()
        holder = self._keys.holder(key)
        if holder is None:
            raise Refusal(
                401,
                "key_not_valid",
                "This key is not valid, or not any more: a key ends with its server. Stop your"
                " server and start it anew to get one.",
            )
        return holder

    def _me(self, holder: Holder) -> dict[str, Any]:
        budget, spent = self._accounts.budget(holder.user), self._accounts.spent(holder.user)
        before = max((it.queue.before(holder.user) for it in self._upstreams.all()), default=0)
        unit = budget.unit if budget else "usd"
        line = f"{show(unit, spent.of(unit))}{f' of {budget}' if budget else ''} spent"
        if before:
            line += f"; {before} call{'s are' if before > 1 else ' is'} before yours"
        return {
            "user": holder.user,
            "spent": {"usd": dollars(spent.pico), "tokens": spent.tokens},
            "budget": budget.as_json() if budget else None,
            "every": self._accounts.config.every,
            "before": before,
            "line": line,
        }

    def _models(self, upstream: Upstream, name: str | None) -> web.Response:
        provider = upstream.provider
        names = list(self._prices.models(provider))
        if provider.kind == "anthropic":
            form, entries = "data", [_anthropic(it) for it in names]
        elif provider.kind == "gemini":
            form, entries = "models", [_gemini(it) for it in names]
        else:
            form, entries = "data", [_openai(it, provider.name) for it in names]
        if name is None:
            return web.json_response({"object": "list", "has_more": False, form: entries})
        if name not in names:
            raise Refusal(404, "not_found", f"The class has no model {name[:100]!r}.")
        return web.json_response(entries[names.index(name)])


def _refusal(upstream: Upstream | None, refusal: Refusal) -> web.Response:
    body = _dialect(upstream).error(refusal.status, refusal.code, str(refusal))
    return web.json_response(body, status=refusal.status, headers=FINAL)


def _dialect(upstream: Upstream | None) -> Dialect:
    kind = upstream.provider.kind if upstream else "openai"
    return next(it for it in DIALECTS if kind in it.kinds)


def _openai(name: str, owner: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": owner}


def _anthropic(name: str) -> dict[str, Any]:
    return {
        "type": "model",
        "id": name,
        "display_name": name,
        "created_at": "1970-01-01T00:00:00Z",
    }


def _gemini(name: str) -> dict[str, Any]:
    return {
        "name": f"models/{name}",
        "supportedGenerationMethods": ["generateContent", "embedContent", "countTokens"],
    }

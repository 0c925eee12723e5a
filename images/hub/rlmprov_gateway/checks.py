"""Tries each provider with a question that costs nothing, so that a wrong key is told at apply."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from rlmprov_gateway.config import HOST, Config
from rlmprov_gateway.pricebook import PriceBook
from rlmprov_gateway.providers import Provider
from rlmprov_gateway.upstream import Upstreams

WITHIN = aiohttp.ClientTimeout(total=15)
LARGEST = 4096
SET_A_PRICE = "Set the price of each in llm.prices and apply."
NOT_LISTED = "the key may not list models, so nothing is known of calls"


async def check(upstreams: Upstreams) -> dict[str, Any]:
    """For each provider {"ok": true}, or false with the problem."""
    found = await asyncio.gather(
        *(
            _check(upstreams.session, it.provider, upstreams.proxy(it.provider))
            for it in upstreams.all()
        )
    )
    return dict(zip(upstreams.names, found, strict=True))


async def unpriced(config: Config, prices: PriceBook) -> dict[str, Any]:
    """The models that hub.yaml names and a budget in dollars refuses; empty if there is none."""
    budgets = (config.user_budget, config.class_budget)
    if config.unpriced or all(budget is None or budget.unit != "usd" for budget in budgets):
        return {}
    named = dict.fromkeys([*config.models, config.model])
    missing = [
        model
        for model in named
        if model and not any([await prices.find(it, model) for it in config.providers.values()])
    ]
    if not missing:
        return {}
    problem = f"{', '.join(missing)}: no price is known, so the budget in dollars refuses each call"
    return {"models": _problem(problem) | {"remedy": SET_A_PRICE}}


async def _check(
    session: aiohttp.ClientSession, provider: Provider, proxy: str | None
) -> dict[str, Any]:
    target = provider.base_url + provider.of.probe
    if provider.api_version:
        target += f"?api-version={provider.api_version}"
    version = {"anthropic-version": "2023-06-01"} if provider.kind == "anthropic" else {}
    try:
        async with session.get(
            target,
            headers=version | provider.authentication(),
            timeout=WITHIN,
            proxy=proxy,
            allow_redirects=False,
        ) as answer:
            status = answer.status
            # Gemini's status for a wrong key is that of any wrong request.
            wrong = status == 400 and b"API_KEY_INVALID" in await answer.content.read(LARGEST)
    except aiohttp.ClientProxyConnectionError as e:
        return _problem(f"the proxy {_place(proxy)} cannot be reached: {e.strerror}")
    except aiohttp.ClientHttpProxyError as e:
        return _problem(f"the proxy {_place(proxy)} does not lead to it: {e.status} {e.message}")
    except aiohttp.ClientConnectorError as e:
        return _problem(f"{provider.base_url} cannot be reached: {e.strerror}.{_hint(provider)}")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as e:
        return _problem(f"{provider.base_url} does not answer: {type(e).__name__}")
    if status == 401 or wrong:
        return _problem(f"{provider.base_url} refuses the key ({status})", status)
    # A key that may call models need not be one that may list them.
    if status == 403:
        return {"ok": True, "status": status, "note": NOT_LISTED}
    # A server without this path has no opinion on the key.
    if status < 300 or status in (404, 405):
        return {"ok": True, "status": status}
    return _problem(f"{provider.base_url} answers {status}", status)


def _place(proxy: str | None) -> str:
    """Host and port of a proxy; what stands before them may be a password."""
    return urlsplit(proxy or "").netloc.rpartition("@")[2]


def _problem(text: str, status: int = 0) -> dict[str, Any]:
    return {"ok": False, "status": status, "problem": text}


def _hint(provider: Provider) -> str:
    if HOST not in provider.base_url:
        return ""
    return (
        " A server on the hub's own host must listen on the address of Docker's bridge or on"
        " 0.0.0.0; one that listens on 127.0.0.1 only is not reached from containers."
    )

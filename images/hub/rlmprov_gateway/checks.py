"""Tries each provider with a question that costs nothing, so that a wrong key is told at apply."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from rlmprov_gateway.config import HOST
from rlmprov_gateway.providers import Provider
from rlmprov_gateway.upstream import Upstreams

WITHIN = aiohttp.ClientTimeout(total=15)


async def check(upstreams: Upstreams) -> dict[str, Any]:
    """For each provider {"ok": true}, or false with the problem."""
    found = await asyncio.gather(
        *(_check(upstreams.session, it.provider) for it in upstreams.all())
    )
    return dict(zip(upstreams.names, found, strict=True))


async def _check(session: aiohttp.ClientSession, provider: Provider) -> dict[str, Any]:
    target = provider.base_url + provider.of.probe
    if provider.api_version:
        target += f"?api-version={provider.api_version}"
    version = {"anthropic-version": "2023-06-01"} if provider.kind == "anthropic" else {}
    try:
        async with session.get(
            target,
            headers=version | provider.authentication(),
            timeout=WITHIN,
            allow_redirects=False,
        ) as answer:
            status = answer.status
    except aiohttp.ClientConnectorError as e:
        return _problem(f"{provider.base_url} cannot be reached: {e.strerror}.{_hint(provider)}")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as e:
        return _problem(f"{provider.base_url} does not answer: {type(e).__name__}")
    if status in (401, 403):
        return _problem(f"{provider.base_url} refuses the key ({status})", status)
    # A server without this path has no opinion on the key.
    if status < 300 or status in (404, 405):
        return {"ok": True, "status": status}
    return _problem(f"{provider.base_url} answers {status}", status)


def _problem(text: str, status: int = 0) -> dict[str, Any]:
    return {"ok": False, "status": status, "problem": text}


def _hint(provider: Provider) -> str:
    if HOST not in provider.base_url:
        return ""
    return (
        " A server on the hub's own host must listen on the address of Docker's bridge or on"
        " 0.0.0.0; one that listens on 127.0.0.1 only is not reached from containers."
    )

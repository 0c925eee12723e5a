"""The prices that are in use: gateway.json's first, then those of genai-prices."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from rlmprov_gateway.config import Config
from rlmprov_gateway.prices import FREE, Price, price
from rlmprov_gateway.providers import Provider

log = logging.getLogger("rlmprov_gateway")

# Prices change by date and, with some providers, by the hour.
FRESH = 6 * 3600
# A lookup starts a process, and any user can ask for any name.
BETWEEN_LOOKUPS = 5.0
KNOWN = 2000

Names = tuple[str, str, str]
Lookup = Callable[[list[Names], list[str]], Awaitable[dict[str, Any]]]


async def look_up(find: list[Names], names_of: list[str]) -> dict[str, Any]:
    """Asks `price_list` in a process of its own, of low priority."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "rlmprov_gateway.price_list",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        preexec_fn=lambda: os.nice(10),
    )
    question = json.dumps({"find": find, "list": names_of}).encode()
    try:
        answer, _ = await process.communicate(question)
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        log.error("the list of prices cannot be read")
        return {"find": [None] * len(find), "list": {}}
    found: dict[str, Any] = json.loads(answer)
    return found


class PriceBook:
    """Finds the price of a provider's model. None: it has no price that we know."""

    def __init__(self, config: Config, lookup: Lookup = look_up) -> None:
        self._config = config
        self._lookup = lookup
        self._found: dict[Names, tuple[Price | None, float]] = {}
        self._names: dict[str, list[str]] = {}
        self._wanted: set[Names] = set()
        self._lookups = asyncio.Lock()
        self._last = 0.0

    async def configure(self, config: Config) -> None:
        """Takes a new configuration, and looks up all that it names."""
        self._config = config
        named = {*config.models, config.model} - {""} - config.prices.keys()
        self._wanted |= {
            names
            for provider in config.providers.values()
            for names in (_names(provider, model) for model in named)
            if names
        }
        kinds = {provider.of.prices for provider in config.providers.values()} - {"", "azure"}
        async with self._lookups:
            await self._ask([] if config.models else sorted(kinds - self._names.keys()))

    async def find(self, provider: Provider, model: str) -> Price | None:
        """The price of a model, by its name at the provider."""
        model = provider.deployments.get(model, model)
        if model in self._config.prices:
            return self._config.prices[model]
        if provider.kind == "vllm":
            return FREE
        names = _names(provider, model)
        if not names:
            return None
        if not self._knows(names):
            self._wanted.add(names)
            async with self._lookups:
                # Whoever had the lock before may have asked for this one, too.
                if not self._knows(names):
                    await asyncio.sleep(self._last + BETWEEN_LOOKUPS - time.monotonic())
                    await self._ask([])
        known = self._found.get(names)
        return known[0] if known else None

    def _knows(self, names: Names) -> bool:
        known = self._found.get(names)
        return known is not None and known[1] > time.monotonic()

    def models(self, provider: Provider) -> Iterable[str]:
        """The names to answer to whoever asks which models there are."""
        config = self._config
        if config.models:
            return [name for name in config.models if self._is_of(provider, name)]
        own = [config.model] if config.model and self._is_of(provider, config.model) else []
        listed = self._names.get(provider.of.prices, [])
        return dict.fromkeys([*own, *config.prices, *listed])

    def _is_of(self, provider: Provider, name: str) -> bool:
        """Whether the model has a price there, or nowhere: then it can be anybody's."""
        priced = {
            it.name
            for it in self._config.providers.values()
            if (names := _names(it, name)) and self._found.get(names, (None, 0))[0]
        }
        return not priced or provider.name in priced

    async def _ask(self, names_of: list[str]) -> None:
        wanted, self._wanted = sorted(self._wanted), set()
        if not wanted and not names_of:
            return
        answer = await self._lookup(wanted, names_of)
        self._last = time.monotonic()
        while len(self._found) > KNOWN:
            del self._found[next(iter(self._found))]
        for names, found in zip(wanted, answer["find"], strict=True):
            self._found[names] = (price(found) if found else None, self._last + FRESH)
        self._names |= answer["list"]


def _names(provider: Provider, model: str) -> Names | None:
    model = provider.deployments.get(model, model)
    if provider.kind == "portkey":
        return ("", "", model) if model.startswith("@") else None
    if provider.kind == "vllm":
        return None
    # Variants of OpenRouter's: ":online" searches the web. They need a price in gateway.json.
    if provider.kind == "openrouter" and ":" in model:
        return None
    return (provider.of.prices, "" if provider.of.prices else provider.base_url, model)

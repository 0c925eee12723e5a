"""Takes the calls of all users: what may pass, and within which memory."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiohttp import web

from rlmprov_gateway.accounts import Accounts
from rlmprov_gateway.call import Asked, Call
from rlmprov_gateway.config import MODEL, Config
from rlmprov_gateway.dialects import DIALECTS, Dialect, Prepared
from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.fair import FairQueue
from rlmprov_gateway.keys import Holder
from rlmprov_gateway.pricebook import PriceBook
from rlmprov_gateway.prices import Price
from rlmprov_gateway.request import read, size
from rlmprov_gateway.upstream import Upstream, Upstreams, now


@dataclass(frozen=True)
class Route:
    """Where a path leads: the wire format, and the parts of the path."""

    dialect: Dialect
    match: re.Match[str]


def route(upstream: Upstream, path: str) -> Route:
    """The call that a path below /PROVIDER stands for. Raises Refusal: all others are closed."""
    for dialect in DIALECTS:
        match = dialect.path.fullmatch(path)
        if match and upstream.provider.kind in dialect.kinds:
            return Route(dialect, match)
    raise Refusal(404, "not_found", "The class's gateway has no such path.")


class Calls:
    """Makes the calls of all users."""

    def __init__(
        self, config: Config, accounts: Accounts, prices: PriceBook, upstreams: Upstreams
    ) -> None:
        self.config = config
        self._accounts, self._prices, self._upstreams = accounts, prices, upstreams
        self._memory = FairQueue(lambda: self.config.limits.bytesInFlight)

    async def make(
        self, request: web.Request, holder: Holder, upstream: Upstream, way: Route
    ) -> web.StreamResponse:
        """Answers a user's request. Raises Refusal, and Gone if nobody waits any more."""
        deadline = now() + self.config.limits.patience
        self._accounts.check(holder.user)
        amount = size(request, self.config.limits.requestBytes)

        def gone() -> bool:
            return request.transport is None or request.transport.is_closing()

        await self._memory.enter(holder.user, amount, lambda: True, gone, deadline - now())
        held = [amount]

        def free() -> None:
            while held:
                self._memory.release(holder.user, held.pop())

        try:
            prepared = way.dialect.prepare(
                upstream.provider, way.match, request.query, await read(request)
            )
            price = await self._price(holder.user, upstream, prepared)
            call = Call(
                self._accounts,
                self._upstreams,
                Asked(request, holder, upstream, way.dialect, prepared, price),
                self.config.max_output.get(prepared.model, self.config.limits.outputTokens),
            )
            return await call.run(deadline, gone, free)
        finally:
            free()

    async def _price(self, user: str, upstream: Upstream, prepared: Prepared) -> Price | None:
        config, model = self.config, prepared.model
        if not MODEL.fullmatch(model) or (config.models and model not in config.models):
            allowed = f" Allowed: {', '.join(config.models)}." if config.models else ""
            raise Refusal(
                403, "model_not_allowed", f"The model {model[:100]!r} is not allowed.{allowed}"
            )
        price = await self._prices.find(upstream.provider, model)
        if price is not None or prepared.free or config.unpriced:
            return price
        if self._accounts.needs_price(user) or not (config.models or model == config.model):
            raise Refusal(
                403,
                "model_without_price",
                f"The model {model!r} has no known price, so no budget in dollars holds for it."
                " Your teacher can set its price in hub.yaml (llm.prices).",
            )
        return None

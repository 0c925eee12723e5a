"""Sends calls to the providers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import aiohttp
from aiohttp import ClientResponse, ClientSession, ClientTimeout

from rlmprov_gateway.config import Config
from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.fair import FairQueue
from rlmprov_gateway.pace import Pace
from rlmprov_gateway.providers import Provider

# Seconds until a connection stands.
CONNECT = 30
# Of what providers answer to a call that they did not make.
TOO_MANY = (429, 503, 529)


class Lost(Exception):
    """The provider may have made the call, and charges it, but its answer did not come."""


@dataclass
class Upstream:
    """A provider with its places, and the queue for them."""

    provider: Provider
    pace: Pace
    queue: FairQueue = field(init=False)
    # The last trouble with it, for the teacher; "" after a call that went well.
    trouble: str = ""

    def __post_init__(self) -> None:
        self.queue = FairQueue(self.pace.places)


class Upstreams:
    """All providers of the class, and the connections to them."""

    def __init__(self, config: Config) -> None:
        self._all: dict[str, Upstream] = {}
        self._session: ClientSession | None = None
        self.configure(config)

    def configure(self, config: Config) -> None:
        """Takes new providers and keys. Queues and what was learned of a provider stay."""
        self._proxies = config.proxies
        self._timeout = ClientTimeout(
            total=None, sock_connect=CONNECT, sock_read=config.limits.silence
        )
        self._hidden = [it for name, it in self._all.items() if name not in config.providers]
        for name, provider in config.providers.items():
            if name in self._all:
                self._all[name].provider = provider
                self._all[name].pace.limit(config.limits.atOnce)
            else:
                self._all[name] = Upstream(provider, Pace(config.limits.atOnce))
        self.names = tuple(config.providers)

    def find(self, name: str) -> Upstream | None:
        """A provider of the configuration that holds now."""
        return self._all[name] if name in self.names else None

    def all(self) -> list[Upstream]:
        """The providers of the configuration that holds now."""
        return [self._all[name] for name in self.names]

    def dispatch(self) -> None:
        """Some budget may have room again: lets all queues look."""
        for upstream in self._all.values():
            upstream.queue.dispatch()

    async def send(
        self, provider: Provider, target: str, body: bytes, accept: str
    ) -> ClientResponse:
        """Sends a call and waits for the head of the answer.

        Raises Refusal if it was not sent, Lost if it may have been.
        """
        headers = {
            "Content-Type": "application/json",
            "Accept": accept,
            # The answer is passed on byte by byte as it comes.
            "Accept-Encoding": "identity",
            "User-Agent": "rlmprov-gateway",
            **({"anthropic-version": "2023-06-01"} if provider.kind == "anthropic" else {}),
            **provider.authentication(),
        }
        try:
            return await self.session.post(
                provider.base_url + target,
                data=body,
                headers=headers,
                timeout=self._timeout,
                proxy=self.proxy(provider),
                # The key does not go where a provider points to.
                allow_redirects=False,
            )
        except (
            aiohttp.ClientConnectorError,
            aiohttp.ConnectionTimeoutError,
            aiohttp.ClientHttpProxyError,
        ):
            raise Refusal(
                502, "no_connection", f"The provider {provider.name} cannot be reached now."
            ) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as e:
            raise Lost(type(e).__name__) from None

    def proxy(self, provider: Provider) -> str | None:
        """The proxy by which a provider is reached; None: none."""
        return self._proxies.of(provider.base_url)

    @property
    def session(self) -> ClientSession:
        """The connections; opened when the event loop runs."""
        if self._session is None:
            self._session = ClientSession(
                # Less than providers keep idle connections, so that none ends as a call begins.
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=20),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()


def now() -> float:
    """The clock of paces and waits, in seconds."""
    return time.monotonic()
